import numpy as np
import polars as pl

from kai_workbench import charts

time = np.array([1, 3, 6, 12, 18.0])
parts = []
for quantity, level, off in (("q05", 1.5, 0.9), ("q50", 3.0, 1.1), ("q95", 5.0, 1.2)):
    median = level * np.exp(-0.12 * time)
    bands = {"median": median, "lo": 0.75 * median, "hi": 1.3 * median, "observed": off * median}
    parts.append(pl.DataFrame({"time": time, "quantity": quantity, "unit": "mg/L"} | bands))
chart = charts.visual_predictive(pl.concat(parts), synthetic=True)
