import polars as pl

from kai_workbench import charts

start = [0.0, 0.2, 0.4, 1.5, 1.7, 2.0, 3.1, 3.3, 3.6]
end = [1.0, 1.2, 1.4, 2.5, 2.4, 3.0, 4.1, 4.3, 4.6]
group = ["10 mg"] * 3 + ["20 mg"] * 6
mark = ["none"] * 4 + ["dlt"] + ["none"] * 4
patients = pl.DataFrame({"patient": range(1, 10), "start": start, "end": end, "group": group, "mark": mark})
told = ["Escalate.", "1 of 3 had a DLT: stay.", "1 of 6: the MTD is 20 mg."]
decisions = pl.DataFrame({"at": [1.4, 3.0, 4.6], "label": ["1", "2", "3"], "told": told})
chart = charts.swimmer(patients, decisions, groups=["10 mg", "20 mg"], rising=True)
