import polars as pl

from kai_workbench import charts

rows = [
    (f"{sex}{dose:g}", sex, dose, 28.0, 900 * dose**1.15 * (1.1 if sex == "F" else 0.9))
    for sex in "MF"
    for dose in (10.0, 30.0, 100.0)
]
exposures = pl.DataFrame(rows, schema=["who", "sex", "dose", "day", "value"], orient="row")
about = {"parameter": "AUC(0–24 h)", "unit": "ng·h/mL", "dose_unit": "mg/kg/day", "species": "rat"}
chart = charts.study_exposure(exposures, **about, synthetic=True)
