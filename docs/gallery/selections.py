import polars as pl

from kai_workbench import charts

shares = {"all safe": (0.02, 0.13, 0.85, 0.0), "middle": (0.21, 0.66, 0.11, 0.02)}
truth = {"all safe": ("5%", "10%", "15%", ""), "middle": ("10%", "30%", "60%", "")}
rows = [
    {"scenario": scenario, "of": of, "design": "BOIN", "value": value, "truth": true}
    for scenario, values in shares.items()
    for of, value, true in zip(("10 mg", "20 mg", "40 mg", "none"), values, truth[scenario], strict=True)
]
chart = charts.selections(pl.DataFrame(rows))
