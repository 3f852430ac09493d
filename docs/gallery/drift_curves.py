import dataclasses

import numpy as np

from kai_workbench import charts, models, trials

prior = models.BetaMixture((0.62, 0.38), (19.2, 3.5), (57.8, 9.4))
design = trials.BorrowingTrial(control=6, treatment=24, informative=prior, threshold=0.95)
steps = np.linspace(-0.2, 0.25, 31).tolist()
alone = dataclasses.replace(design, vague=1.0).drift(steps, effect=0.3)
lines = [("Borrowing", design.drift(steps, effect=0.3)), ("Without", alone)]
likely = [prior.quantile(q) for q in (0.05, 0.25, 0.5, 0.75, 0.95)]
words = {"measure": "type_1_error", "title": "True response rate of the control (%)"}
chart = charts.drift_curves(lines, plausible=likely, nominal=0.05, **words)
