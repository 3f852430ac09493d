import numpy as np

from kai_workbench import charts

draws = np.random.default_rng(1).normal(7, 3, 4000)
words = {
    "title": "ΔΔQTc",
    "unit": "ms",
    "told": "{right} of {dots} dots lie below 10 ms",
    "limit_told": "10 ms",
}
chart = charts.decision_dots(draws, limit=10.0, **words, synthetic=True)
