"""Target-mediated disposition: its equations, their solver, a fit, and what is refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from _pk_study import study
from scipy.integrate import solve_ivp

from kai_workbench import inference
from kai_workbench.models import ModelDataError, TargetMediatedDisposition
from kai_workbench.models._sdirk import ERROR, TABLEAU, solved_arrays, solver_of
from kai_workbench.models._target_systems import states, system

pytestmark = [
    pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning"),
    pytest.mark.filterwarnings("ignore::kai_workbench.models.PKDataWarning"),
]

LINEAR = {"CL": 0.01, "V": 3.0, "Q": 0.02, "V2": 2.0, "ka": 0.05}
TARGET = {"kdeg": 0.05, "kint": 0.03, "target": 5.0}
VALUES = {
    "full": {"kon": 2.0, "KD": 0.1} | TARGET,
    "quasi-steady-state": {"KSS": 0.1} | TARGET,
    "michaelis-menten": {"Vmax": 0.5, "KM": 0.2},
}
KINDS = list(VALUES)
TIMES = np.array([0.0, 2.0, 24.0, 72.0, 168.0])


def parts(kind):
    names = tuple(LINEAR | VALUES[kind])
    form = {"peripheral": True, "depot": True}
    return names, system(kind, names, **form), states(kind, **form)


def start_of(names, labels):
    return np.array([names.index("target") if label == "TARGET" else -1 for label in labels])


def solution(kind, *values, times=TIMES, tolerance, sensitivities=False):
    """States and sensitivities at the times after a dose into the depot, one run for each set of values."""
    names, made, labels = parts(kind)
    shape = len(values), len(times) - 1
    first = np.tile(np.arange(shape[1]) == 0, (len(values), 1))
    table = {
        "length": np.tile(np.diff(times), (len(values), 1)),
        "amount": 100.0 * first,
        "into": np.full(shape, labels.index("DEPOT")),
        "flow": np.zeros((*shape, len(labels))),
        "fresh": first,
    }
    p = np.array([[each[name] for each in values] for name in names])
    return solved_arrays(
        made, p, start=start_of(names, labels), table=table, tolerance=np.array([tolerance, 1e-9]),
        sensitivities=sensitivities,
    )  # fmt: skip


# --- the method and the equations


def test_the_tableau_has_order_four_the_embedded_weights_order_three_and_both_rows_add_up():
    c, b = TABLEAU.sum(axis=1), TABLEAU[-1]
    np.testing.assert_allclose(c, [1 / 4, 3 / 4, 11 / 20, 1 / 2, 1], atol=1e-14)
    a = TABLEAU
    third = [(np.ones(5), 1), (c, 1 / 2), (c**2, 1 / 3), (a @ c, 1 / 6)]
    fourth = [(c**3, 1 / 4), (c * (a @ c), 1 / 8), (a @ c**2, 1 / 12), (a @ a @ c, 1 / 24)]
    np.testing.assert_allclose([b @ x for x, _ in third + fourth], [y for _, y in third + fourth], atol=1e-14)
    embedded = b - ERROR
    np.testing.assert_allclose([embedded @ x for x, _ in third], [y for _, y in third], atol=1e-14)
    assert abs(embedded @ c**3 - 1 / 4) > 1e-3
    # L-stable: the solution is the last stage, and the stability function vanishes at infinity
    assert abs(b @ np.linalg.solve(a, np.ones(5)) - 1) < 1e-12


@pytest.mark.parametrize("kind", KINDS)
def test_the_slopes_are_those_of_the_rates(kind):
    names, made, labels = parts(kind)
    rng = np.random.default_rng(1)
    state, p = rng.uniform(0.5, 5.0, len(labels)), rng.uniform(0.2, 2.0, (len(names), 1))

    def rates(state, p):
        out = np.zeros(len(labels))
        made["rates"](state, p, 0, np.zeros(len(labels)), out)
        return out

    by_state, by_parameter = np.zeros((len(labels),) * 2), np.zeros((len(labels), len(names)))
    made["slopes"](state, p, 0, by_state, by_parameter)
    for i in range(len(labels)):
        step = 1e-6 * np.eye(len(labels))[i]
        np.testing.assert_allclose(
            by_state[:, i], (rates(state + step, p) - rates(state - step, p)) / 2e-6, atol=1e-7
        )
    for q in range(len(names)):
        step = 1e-6 * np.eye(len(names))[:, [q]]
        np.testing.assert_allclose(
            by_parameter[:, q], (rates(state, p + step) - rates(state, p - step)) / 2e-6, atol=1e-7
        )


@pytest.mark.parametrize(("tolerance", "allowed"), [(1e-3, 1e-3), (1e-5, 1e-5)])
@pytest.mark.parametrize("kind", KINDS)
def test_the_solver_agrees_with_scipy_at_a_tolerance_of_1e_10(kind, tolerance, allowed):
    names, made, labels = parts(kind)
    values = LINEAR | VALUES[kind]
    p = np.array([[values[name]] for name in names])

    def slope(_time, y):
        out = np.zeros(len(labels))
        made["rates"](y, p, 0, np.zeros(len(labels)), out)
        return out

    begin = np.array([5.0 if label == "TARGET" else 0.0 for label in labels])
    begin[labels.index("DEPOT")] = 100.0
    reference = solve_ivp(
        slope, (0, TIMES[-1]), begin, t_eval=TIMES[1:], rtol=1e-10, atol=1e-12, method="Radau"
    ).y.T
    (ours,), _ = solution(kind, values, tolerance=tolerance)
    scale = np.abs(reference).max(axis=0)
    assert np.max(np.abs(ours - reference) / scale) < allowed


@pytest.mark.parametrize("kind", KINDS)
def test_the_sensitivities_are_the_derivatives_of_the_solution(kind):
    values = LINEAR | VALUES[kind]
    times = TIMES[:3]
    apart = [values | {name: value * by} for name, value in values.items() for by in (1.01, 0.99)]
    found, slopes = solution(kind, values, *apart, times=times, tolerance=1e-5, sensitivities=True)
    for q, (name, value) in enumerate(values.items()):
        reference = (found[1 + 2 * q] - found[2 + 2 * q]) / (0.02 * value)
        # what a state does not depend on is told beside the state itself
        scale = np.abs(reference).max(axis=0) + 1e-2 * np.abs(found[0]).max(axis=0) / value
        assert np.max(np.abs(slopes[0, :, :, q] - reference) / scale) < 5e-3, name


def test_loops_and_arrays_are_one_algorithm():
    names, made, labels = parts("full")
    values = LINEAR | VALUES["full"]
    p = np.array([[values[name]] for name in names])
    given = (
        p, np.zeros(1, int), start_of(names, labels), np.array([2.0]), np.ones(1, int), np.array([100.0]),
        np.array([labels.index("DEPOT")]), np.zeros((1, len(labels))), np.array([1e-3, 1e-9]), TABLEAU, ERROR,
    )  # fmt: skip
    state, slope = solver_of(made)(*given)
    arrays = solution("full", values, times=TIMES[:2], tolerance=1e-3, sensitivities=True)
    np.testing.assert_allclose(state, arrays[0][0], rtol=1e-9)
    np.testing.assert_allclose(slope, arrays[1][0], rtol=1e-6, atol=1e-9)


def test_nothing_is_lost_where_nothing_leaves():
    """Mass balance: without elimination, internalisation and turnover drug and target are conserved."""
    values = LINEAR | VALUES["full"] | {"CL": 1e-300, "kint": 1e-300, "kdeg": 1e-300}
    (found,), _ = solution("full", values, tolerance=1e-3)
    central, target, bound, peripheral, depot = found.T
    np.testing.assert_allclose(central + 3.0 * bound + peripheral + depot, 100.0, rtol=1e-9)
    np.testing.assert_allclose(target + bound, 5.0, rtol=1e-9)


def test_fast_binding_brings_the_full_model_to_quasi_steady_state():
    kon = 200.0
    full = LINEAR | VALUES["full"] | {"kon": kon, "KD": 0.1 - 0.03 / kon}
    (fast,), _ = solution("full", full, tolerance=1e-4)
    (steady,), _ = solution("quasi-steady-state", LINEAR | VALUES["quasi-steady-state"], tolerance=1e-4)
    total = fast[1:, 0] + 3.0 * fast[1:, 2]
    np.testing.assert_allclose(total, steady[1:, 0], rtol=2e-3)
    np.testing.assert_allclose(fast[1:, 1] + fast[1:, 2], steady[1:, 1], rtol=2e-3)


# --- the model

MODEL = TargetMediatedDisposition(
    approximation="michaelis-menten", CL=(0.2, 0.4), V=(3.0, 0.3), Vmax=(4.0, 0.5), KM=(1.0, 0.5),
    random=("V",), omega_sd=0.2, residual="proportional", sigma_proportional=0.2, tolerance=1e-3,
)  # fmt: skip
TRUTH = {"CL": 0.25, "V": 3.5, "Vmax": 5.0, "KM": 1.3, "omega": {"V": 0.1}, "sigma_proportional": 0.1}
DESIGN = study(4, [0.5, 3, 8, 14, 20, 26]).with_columns(
    AMT=pl.when(pl.col("EVID") == 1)
    .then(pl.when(pl.col("ID") % 2 == 0).then(60.0).otherwise(200.0))
    .otherwise(0)
)


def test_a_graph_of_every_kind_gives_what_the_arrays_give():
    for kind in KINDS:
        priors = {name: (value, 0.3) for name, value in ({"CL": 0.1, "V": 3.0} | VALUES[kind]).items()}
        for measured in ("free", "total"):
            model = TargetMediatedDisposition(
                approximation=kind, **priors, measured=measured, routes=("bolus", "infusion")
            )
            table = study(2, [0.5, 3.0, 8.0], rate=20.0).with_columns(
                RATE=pl.when(pl.col("ID") == 1).then("RATE").otherwise(0.0)
            )
            given = model.design(model.events(table.with_columns(DV=pl.col("TIME") + 1)))
            each = {name: value * np.array([1.0, 1.3]) for name, (value, _) in priors.items()}
            import pytensor.tensor as pt

            graph = model.expected(
                {k: pt.as_tensor(x) for k, x in each.items()}, {k: pt.as_tensor(x) for k, x in given.items()}
            )
            ours = model.predicted(each, given)
            np.testing.assert_allclose(graph.eval(mode="FAST_COMPILE"), ours, rtol=1e-9)
            assert (ours > 0).all()


def test_twice_the_dose_gives_more_than_twice_the_concentrations():
    exact = TRUTH | {"omega": {"V": 1e-12}, "sigma_proportional": 1e-12}
    once, twice = (
        MODEL.simulate(exact, DESIGN.with_columns(pl.col("AMT") * by)).filter(pl.col("EVID") == 0)["DV"]
        for by in (1.0, 2.0)
    )
    ratio = (twice / once).to_numpy()
    assert ratio.min() > 1.99
    assert np.median(ratio) > 2.1


def test_concentrations_of_the_priors_lie_about_those_of_the_truth():
    data = MODEL.simulate(TRUTH, DESIGN, seed=4)
    early = (data.filter(pl.col("EVID") == 0)["TIME"] < 4).to_numpy()
    seen = data.filter(pl.col("EVID") == 0)["DV"].to_numpy()
    prior = inference.prior_predictive(MODEL, data, draws=8)["prior_predictive"]["concentration"].to_numpy()
    assert 1 / 3 < np.median((prior / seen)[..., early]) < 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.with_columns(SS=pl.lit(1), II=pl.lit(24.0)), "steady state.*ADDL"),
        (lambda t: t.with_columns(DV=pl.col("DV") * 1000), "DV: .* times what the priors expect"),
        (lambda t: t.with_columns(RATE=pl.when(pl.col("EVID") == 1).then(5.0).otherwise(0.0)), "infusion"),
    ],
)
def test_data_without_sense_are_refused_in_words(change, words):
    data = MODEL.simulate(TRUTH, DESIGN.head(14), seed=4)
    with pytest.raises(ModelDataError, match=words):
        inference.check(MODEL, change(data))


def test_a_missing_prior_is_named():
    with pytest.raises(ModelDataError, match="KSS"):
        TargetMediatedDisposition(CL=(0.1, 0.3), V=(3.0, 0.3))
    with pytest.raises(ModelDataError, match="quasi"):
        TargetMediatedDisposition(approximation="rapid", CL=(0.1, 0.3), V=(3.0, 0.3))
