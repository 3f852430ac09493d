import numpy as np

from kai_workbench import charts

rng = np.random.default_rng(1)
fits = [
    ("Three hospitals, masked", rng.lognormal(-0.2, 0.25, 4000)),
    ("All rows pooled", rng.lognormal(-0.2, 0.25, 4000)),
    ("Without Busan", rng.lognormal(-0.1, 0.35, 4000)),
]
chart = charts.side_by_side(fits, quantity="slope", synthetic=True)
