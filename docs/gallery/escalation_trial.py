from kai_workbench import charts

cohorts = [(10, 3, 0), (20, 3, 1), (20, 3, 0)]
chart = charts.escalation_trial(cohorts, doses=[10, 20, 40], unit="mg", coming=(40, 3))
