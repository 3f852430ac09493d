import numpy as np
import polars as pl

from kai_workbench import charts

time = np.array([0.25, 0.5, 1, 2, 4, 8, 12, 24])
curves = [
    pl.DataFrame({"species": species, "series_id": k, "time_h": time, "dose_mg_kg": dose}).with_columns(
        concentration_ng_mL=1000 * dose * np.exp(-rate * time)
    )
    for k, (species, dose, rate) in enumerate((("rat", 10.0, 0.5), ("dog", 3.0, 0.2), ("human", 1.0, 0.1)))
]
chart = charts.concentration_time(pl.concat(curves), synthetic=True)
