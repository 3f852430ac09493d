from scipy import stats

from kai_workbench import charts, trials

history, q = trials.control_history("as"), (0.05, 0.25, 0.5, 0.75, 0.95)
after = {
    name: (f"{r}/{n}", stats.beta.ppf(q, 1 + r, 1 + n - r)) for name, n, r in history.studies.iter_rows()
}
rows = [
    charts.ForestRow(name=name, told=told, kind="study", quantiles=tuple(quantiles))
    for name, (told, quantiles) in after.items()
]
foretold = tuple(map(trials.control_priors(history).integral.quantile, q))
rows.append(charts.ForestRow(name="Foretold (MAP)", told="25%", kind="prior", quantiles=foretold))
chart = charts.control_forest(rows, title="Response rate of the control (%)")
