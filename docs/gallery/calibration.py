import numpy as np
import polars as pl

from kai_workbench import charts

rng = np.random.default_rng(3)
names = [f"c{k}" for k in range(80)]
table = pl.DataFrame({"parameter": ["clearance"] * 80 + ["volume_ss"] * 80, "compound": names * 2})
median = np.exp(rng.standard_normal(160))
table = table.with_columns(median=median, observed=median * np.exp(0.5 * rng.standard_normal(160)))
for name, z in {"lo90": -0.82, "lo50": -0.34, "hi50": 0.34, "hi90": 0.82}.items():
    table = table.with_columns(pl.Series(name, median * np.exp(z)))
chart = charts.calibration(table, synthetic=True)
