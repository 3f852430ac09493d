from kai_workbench import charts, models, trials

prior = models.BetaMixture((0.62, 0.38), (19.2, 3.5), (57.8, 9.4))
design = trials.BorrowingTrial(control=6, treatment=24, informative=prior)
views = [
    charts.View(name=name, told=f"{100 * one.quantile(0.5):.0f}", x=100 * one.grid, density=one.density)
    for name, one in (("Borrowing", design.effect(1, 14)), ("Not", design.effect(1, 14, vague=1.0)))
]
title = "Response on treatment less control (percentage points)"
chart = charts.effect_densities(views, title=title, limit=0.0, limit_told="no difference")
