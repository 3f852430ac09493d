import polars as pl

from kai_workbench import charts, trials

asked = trials.TrialQuestion(kind="dose", most=30)
truths = [one.truth for one in asked.scenarios()]
rows = []
for name in ("boin", "3+3"):
    found = trials.simulate(asked.design(name), truths)
    for truth in truths:
        one = found.measure("correct_selection", scenario=truth.name)
        rows.append((truth.name, name, one.value, one.mcse, f"{one.value:.0%}"))
frame = pl.DataFrame(rows, schema=["scenario", "design", "value", "mcse", "label"], orient="row")
chart = charts.design_measures(frame, title="The right dose is found", share=True)
