import numpy as np
import polars as pl

from kai_workbench import charts

ranks = np.repeat([0, 1, 2], 12)
alt = 30 * 1.5**ranks * np.exp(0.2 * np.random.default_rng(1).standard_normal(36))
animals = pl.DataFrame(
    {"subject": [f"a{k}" for k in range(36)], "sex": ["M", "F"] * 18, "rank": ranks, "value": alt}
)
groups = charts.DoseGroups(["0", "10", "30"], "mg/kg/day", [True, False, False], "rat")
chart = charts.study_measure(animals, groups=groups, title="ALT", unit="U/L", synthetic=True)
