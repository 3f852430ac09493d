from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench import inference
from kai_workbench.models import ModelDataError, PopulationPKAcrossSites
from kai_workbench.models._patients_integrated import grid, integrated
from kai_workbench.models._pk_parameters import predicted

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")
SITES = ("a", "b", "c")
MODEL = PopulationPKAcrossSites(CL=(4.0, 0.5), V=(45.0, 0.5), covariate="crcl", reference=80.0, sites=SITES)
TRUTH = {
    "CL": 4.5,
    "V": 50.0,
    "omega_CL": 0.35,
    "omega_V": 0.25,
    "sigma_log": 0.2,
    "site_effect": [-0.2, 0.0, 0.25],
    "exponent": 0.7,
}
POINTS = [  # mean CL, mean V, omega CL, omega V, sigma
    (4.5, 50.0, 0.35, 0.25, 0.2),
    (3.5, 60.0, 0.15, 0.02, 0.3),
    (6.0, 40.0, 0.5, 0.4, 0.12),
]


def design(per_site: int = 2, *, bolus: bool = False) -> pl.DataFrame:
    """A dose twice, half of it by bolus if asked, and three concentrations."""
    rng = np.random.default_rng(0)
    rows = []
    for site in SITES:
        for patient in range(per_site):
            crcl = float(80 * np.exp(rng.normal(scale=0.3)))
            events = [(0.0, 1, 1000.0, 1000.0), (12.0, 1, 1000.0, 0.0 if bolus else 500.0)]
            events += [(time, 0, 0.0, 0.0) for time in (1.5, 11.5, 23.0)[: 3 - patient % 2]]
            rows += [
                {"site": site, "ID": f"{patient}", "TIME": t, "EVID": e, "AMT": a, "RATE": r, "crcl": crcl}
                for t, e, a, r in sorted(events)
            ]
    return pl.DataFrame(rows)


def by_grid(rows: pl.DataFrame, mean, spread, size: int = 201) -> np.ndarray:
    """Log-likelihood of each patient, by a sum over a fine grid of etas: no quadrature of ours in it."""
    model = MODEL.population
    given = model.inputs(MODEL._people(rows)[0])
    eta = np.linspace(-7, 7, size)
    first, second = (x.ravel()[:, None] for x in np.meshgrid(eta, eta))
    each = {"CL": np.exp(mean[0] + spread[0] * first), "V": np.exp(mean[1] + spread[1] * second)}
    z = (np.log(given["observed"]) - np.log(np.maximum(predicted(model, each, given), 1e-300))) / spread[2]
    logged = -0.5 * z**2 - np.log(spread[2] * np.sqrt(2 * np.pi))
    total = (-0.5 * (first**2 + second**2) - np.log(2 * np.pi) + 2 * np.log(eta[1] - eta[0])).repeat(
        mean.shape[1], axis=1
    )
    np.add.at(total.T, given["of_subject"], logged.T)
    return np.asarray(np.logaddexp.reduce(total, axis=0))


def loops(rows: pl.DataFrame, mean, spread, nodes: int = 5):
    given = MODEL.inputs(rows)
    names = ("log_seen", "number", "elapsed", "amount", "duration", "start")
    return integrated(mean, np.array(spread), *(given[name] for name in names), grid(nodes))


@pytest.mark.parametrize("bolus", [False, True])
@pytest.mark.parametrize("point", POINTS)
def test_patients_are_integrated_out(point, bolus):
    rows = MODEL.simulate(TRUTH, design(1, bolus=bolus), seed=1)
    mean = np.log(np.tile(point[:2], (3, 1)).T)
    found, _ = loops(rows, mean, point[2:])
    np.testing.assert_allclose(found, by_grid(rows, mean, point[2:]), atol=5e-3)
    finer, _ = loops(rows, mean, point[2:], nodes=15)
    np.testing.assert_allclose(finer, by_grid(rows, mean, point[2:]), atol=3e-4)


def test_the_slopes_are_those_of_the_integral():
    rows = MODEL.simulate(TRUTH, design(1), seed=1)
    mean, spread = np.log(np.tile((4.2, 47.0), (3, 1)).T), np.array([0.3, 0.2, 0.2])
    _, slopes = loops(rows, mean, spread, nodes=11)
    small = 1e-5
    for k in range(5):
        ends = []
        for sign in (1, -1):
            moved, other = mean.copy(), spread.copy()
            if k < 2:
                moved[k] += sign * small
            else:
                other[k - 2] += sign * small
            ends.append(loops(rows, moved, other, nodes=11)[0])
        np.testing.assert_allclose(slopes[k], (ends[0] - ends[1]) / (2 * small), rtol=1e-3, atol=2e-3)


def test_the_likelihood_of_the_model_is_that_of_the_loops():
    rows = MODEL.simulate(TRUTH, design(), seed=1)
    given = MODEL.inputs(rows)
    tau, z, power = 0.3, np.array([0.5, -1.0, 2.0]), 0.6
    mean = np.stack([1.4 + tau * z[given["site_index"]] + power * given["covariate"], np.full(6, 3.9)])
    found, _ = loops(rows, mean, (0.3, 0.2, 0.15))
    point = np.concatenate([[1.4, 3.9, np.log(tau)], z, [power], np.log([0.3, 0.2, 0.15])])
    likelihood = inference.Likelihood(MODEL, rows)
    assert likelihood.value(point)[0] == pytest.approx(found.sum(), abs=1e-8)
    assert likelihood.slope(point)[0, 0] == pytest.approx(found.sum(), abs=1e-8)


def test_patients_of_one_name_at_two_sites_are_two_patients():
    rows = MODEL.simulate(TRUTH, design(), seed=1)
    given = MODEL.inputs(rows)
    assert given["site_index"].tolist() == [0, 0, 1, 1, 2, 2]
    assert given["number"].tolist() == [3, 2] * 3


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"site": pl.lit("d")}, "site_unknown"),
        ({"DV": pl.col("DV") * (pl.col("TIME") > 2)}, "pk_zero_concentration"),
        ({"crcl": pl.lit(-1.0)}, "pk_covariate_not_positive"),
        ({"AMT": pl.lit(-1.0)}, "pk_negative_amount"),
    ],
)
def test_rows_that_cannot_be_are_refused(change, key):
    rows = MODEL.simulate(TRUTH, design(), seed=1)
    with pytest.raises(ModelDataError) as error:
        MODEL.inputs(rows.with_columns(**change))
    assert error.value.key == key


def test_settings_that_cannot_be_are_refused():
    for change in ({"heterogeneity": 0.0}, {"nodes": 0}, {"CL": (0.0, 0.5)}, {"exponent": (0.75, 0.0)}):
        with pytest.raises(ModelDataError):
            PopulationPKAcrossSites(**({"CL": (4.0, 0.5), "V": (45.0, 0.5)} | change))
