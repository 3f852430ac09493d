import numpy as np

from kai_workbench import charts, federation

rng, steps = np.random.default_rng(1), []
for rounds, heat in ((1, 0.0), (5, 0.01), (9, 0.05), (15, 0.18), (26, 0.46), (63, 1.0)):
    draws = rng.lognormal(-0.2, 0.3 + 1.2 * (1 - heat) ** 4, 4000)
    slope = tuple(np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95)))
    done = {"rounds": rounds, "points": 4000 * rounds, "seconds": 0.04 * rounds, "spent": {}}
    steps.append(federation.Step(**done, temperature=heat, quantiles={"slope": slope}))
chart = charts.converging(steps, variable="slope", synthetic=True)
