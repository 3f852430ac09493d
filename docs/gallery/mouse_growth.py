import numpy as np

from kai_workbench import charts, pipelines

sizes = next(iter(pipelines.tumour_source("kai-101").arms.values())).sizes
days, rng = np.linspace(0, 21, 43), np.random.default_rng(1)
start = 150 * rng.lognormal(sigma=0.3, size=(500, 1))
growth = 0.05 * rng.lognormal(sigma=0.2, size=(500, 1))
untreated, treated = start * np.exp(growth * days), start * np.exp((growth - 0.025) * days)
chart = charts.mouse_growth(sizes, days, untreated, treated, name="KAI-101", synthetic=True)
