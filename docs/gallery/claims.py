import polars as pl

from kai_workbench import charts

shares = {"no effect": (0.024, 0.0005), "half the effect": (0.41, 0.0016), "the effect": (0.903, 0.0009)}
rows = [
    {"scenario": scenario, "design": "Group sequential", "value": value, "mcse": mcse}
    for scenario, (value, mcse) in shares.items()
]
chart = charts.claims(pl.DataFrame(rows))
