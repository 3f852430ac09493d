import polars as pl

from kai_workbench import charts

plan = pl.DataFrame(
    {
        "dose": [10.0, 20.0, 40.0],
        "rate": [0.1, 0.3, 0.6],
        "selected": [0.2, 0.7, 0.08],
        "selected_mcse": [0.01, 0.02, 0.005],
        "share": [0.4, 0.5, 0.1],
        "share_mcse": [0.0, 0.0, 0.0],
    }
)
chart = charts.escalation_plan(plan, none_selected=(0.02, 0.001), target=0.3, limit=0.3, unit="mg")
