import polars as pl

from kai_workbench import charts

bands = {"lo90": [0.01, 0.05, 0.1], "lo50": [0.04, 0.12, 0.22], "median": [0.07, 0.18, 0.35]}
rates = pl.DataFrame({"dose": [10.0, 20.0, 40.0], "patients": [3, 6, 3], "dlts": [0, 1, 1]}).with_columns(
    **{name: pl.Series(values) for name, values in bands.items()},
    hi50=pl.Series([0.12, 0.26, 0.5]),
    hi90=pl.Series([0.25, 0.4, 0.72]),
)
chart = charts.dlt_rates(rates, target=0.3, unit="mg", modelled=True)
