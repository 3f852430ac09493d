import numpy as np

from kai_workbench import charts, pipelines

clinic = pipelines.tumour_source("kai-101").clinic
rng = np.random.default_rng(1)
growth, kill = 0.05 * rng.lognormal(sigma=0.1, size=300), 0.03 * rng.lognormal(sigma=0.2, size=300)
response = pipelines.tumour_response(growth, kill, clinic=clinic)
chart = charts.waterfall(response.waterfall, synthetic=True)
