from kai_workbench import charts, models

said = [(0.05, 1.0), (0.5, 4.0), (0.95, 16.0)]
prior = models.elicited_priors([p for p, _ in said], [value for _, value in said])[0]
chart = charts.elicited(prior, title="Clearance", unit="mL/min/kg", low=0.1, high=100, said=said)
