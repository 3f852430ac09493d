import numpy as np

from kai_workbench import charts

rng = np.random.default_rng(1)
limits = {"rat": ("NOAEL over 10", 18.0), "dog": ("NOAEL over 10", 6.0), "human": ("MABEL", 4.0)}
rungs = [
    charts.Rung(species=species, label=label, draws=median * np.exp(0.4 * rng.standard_normal(4000)))
    for species, (label, median) in limits.items()
]
chart = charts.dose_limits(rungs, recommended=(1.8, 2.9), planned=2.0, synthetic=True)
