import numpy as np

from kai_workbench import charts, pipelines

clinic = pipelines.tumour_source("kai-101").clinic
z = np.random.default_rng(1).standard_normal((4, 400))
# Clearance (mL/min/kg) known within 30%, kill (1/d) in three arms of mice within 12%.
clearance = 2.3 * np.exp(0.3 * z[0])
pk = pipelines.exposure(clearance, clearance, dose_mg=400, body_weight_kg=70, bioavailability=1)
arms = np.array([[0.016], [0.029], [0.040]]) * np.exp(0.12 * z[1:])
kill = pipelines.kill_by_exposure([6000, 18000, 60000], arms)
known = {"fraction_unbound": (0.82, 3), "bioavailability": (0.68, 2)}
found = pipelines.virtual_phase2(pk, kill, clinic=clinic, dose_mg=400, draws=512, **known)
chart = charts.variance_shares(found.shares, outcome="response", synthetic=True)
