import numpy as np

from kai_workbench import charts

rng = np.random.default_rng(1)
multiples = np.geomspace(0.1, 30, 40)
block = multiples[:, None] / (multiples[:, None] + 4 * np.exp(0.2 * rng.standard_normal(2000)))
foretold = charts.Curve(multiples=multiples, ddqtc_ms=60 * block)
chart = charts.qtc_curve(foretold, times=1.0, free_cmax_nM=80.0, synthetic=True)
