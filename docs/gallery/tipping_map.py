from kai_workbench import charts, models, trials

prior = models.BetaMixture((0.62, 0.38), (19.2, 3.5), (57.8, 9.4))
design = trials.BorrowingTrial(control=20, treatment=40, informative=prior)
table = design.tipping_map(20)
chart = charts.tipping_map(table, at=(0.2, 0.2), title="Responders seen among the controls (%)")
