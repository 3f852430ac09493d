from kai_workbench import charts, models, trials

prior = models.NormalMixture((1.0,), (0.15,), (0.12,))
effect = trials.UncertainEffect.of_difference(prior, control=0.25)
plan = trials.Development(phase2=60, phase3=300, minimum=0.0, target=0.15, worth=0.05)
table = plan.by_size(effect, [15, 20, 30, 45, 60, 90, 130, 200, 300])
chart = charts.success_by_size(table, now=plan.phase2)
