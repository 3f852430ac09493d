import numpy as np

from kai_workbench import charts

rng = np.random.default_rng(1)
people = 3e4 * np.exp(0.15 * rng.standard_normal(4000))
rungs = [charts.Rung(species="human", label="400 mg", draws=people, chosen=True)]
for species, label, median in (("rat", "30 mg/kg/day", 9e4), ("dog", "3 mg/kg/day", 6e4)):
    draws = median * np.exp(0.15 * rng.standard_normal(4000))
    rungs.insert(0, charts.Rung(species=species, label=label, draws=draws, margin=draws / people))
chart = charts.exposure_ladder(rungs, unit="ng·h/mL", synthetic=True)
