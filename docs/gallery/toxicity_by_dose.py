import numpy as np

from kai_workbench import charts

rng = np.random.default_rng(1)
doses = np.geomspace(1, 20, 40)
intercept, slope = rng.normal(-1.0, 0.35, 2000), rng.lognormal(-0.2, 0.25, 2000)
odds = np.exp(intercept + slope * np.log(doses / 5.0)[:, None])
chart = charts.toxicity_by_dose(doses, odds / (1 + odds), target=0.3, synthetic=True)
