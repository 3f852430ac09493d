import numpy as np
import xarray as xr

from kai_workbench import charts, inference

rng = np.random.default_rng(3)
truth, noise = rng.standard_normal((2, 100))
stats = xr.Dataset({"diverging": (("chain", "draw"), np.zeros((2, 200), bool))})
found = {}
for name, width in (("right", 0.7), ("too sure", 0.4)):  # of the posterior of a mean, one measurement
    draws = (truth + noise)[:, None, None] / 2 + width * rng.standard_normal((100, 2, 200))
    posteriors = [xr.Dataset({"mean": (("chain", "draw"), one)}) for one in draws]
    refits = [({"mean": one}, posterior, stats) for one, posterior in zip(truth, posteriors, strict=True)]
    found[name] = inference.calibrated(refits)
chart = charts.rank_ecdf(found)
