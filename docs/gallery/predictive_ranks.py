import numpy as np
import polars as pl

from kai_workbench import charts

rng = np.random.default_rng(3)
ranks = {"right": rng.uniform(size=300), "too sure of itself": rng.beta(0.5, 0.5, size=300)}
check = pl.concat(pl.DataFrame({"variable": [name] * 300, "rank": ranks[name]}) for name in ranks)
chart = charts.predictive_ranks(check, columns=2, synthetic=True)
