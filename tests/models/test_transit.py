"""A chain of transit compartments: differential equations, its gradient, the compiler, planted truth."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.integrate import solve_ivp
from scipy.special import gammaln

from kai_workbench import inference
from kai_workbench.models import ModelDataError, PopulationPK, visual_predictive_check
from kai_workbench.models._compartments import disposition, oral
from kai_workbench.models._pk_curves import oral_curve
from kai_workbench.models._pk_design import design
from kai_workbench.models._pk_parameters import chain, expected, predicted
from kai_workbench.models._transit_curves import TABLE, gathered, transit, transit_curve

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")

MODEL = PopulationPK(
    CL=(5.0, 0.3), V=(30.0, 0.3), ka=(1.2, 0.1), MTT=(1.5, 0.5), n_transit=(4.0, 0.5),
    random=("MTT",), centred=True, residual="lognormal", sigma_log=0.3,
)  # fmt: skip
TRUTH = {
    "CL": 4.0, "V": 35.0, "ka": 1.2, "MTT": 2.0, "n_transit": 6.0, "sigma_log": 0.1,
    "omega": {"MTT": 0.3},
}  # fmt: skip
TIME = np.array([0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 14.0, 30.0])


def curve(parameters, time, interval=None):
    shape = disposition({k: np.array(x) for k, x in parameters.items()}, compartments=2)
    stages, rate, scale = chain(np.array(parameters["MTT"]), np.array(parameters["n_transit"]))
    return transit(
        shape, np.array(parameters["ka"]), stages=stages, rate=rate, scale=scale, time=time, interval=interval
    )


def integrated(p, time):
    """Savic et al. 2007, with time told as u^4: at 0 the input of a short chain is no smooth function."""
    rate = (p["n_transit"] + 1) / p["MTT"]

    def slope(u, y):
        t = max(u**4, 1e-300)
        logged = (p["n_transit"] + 1) * np.log(rate) + p["n_transit"] * np.log(t) - rate * t
        back = p["Q"] * (y[1] / p["V"] - y[2] / p["V2"])
        moved = [np.exp(logged - gammaln(p["n_transit"] + 1)) - p["ka"] * y[0]]
        moved += [p["ka"] * y[0] - p["CL"] * y[1] / p["V"] - back, back]
        return 4 * u**3 * np.array(moved)

    found = solve_ivp(
        slope, (0, time[-1] ** 0.25), np.zeros(3), t_eval=time**0.25, rtol=1e-10, atol=1e-13, method="DOP853"
    )
    return found.y[1] / p["V"]


@pytest.mark.parametrize("ka", [0.4, 1.2, 9.0])
@pytest.mark.parametrize("count", [0.3, 1.0, 5.5, 10.0, 20.0])
def test_any_number_of_compartments_gives_what_differential_equations_give(count, ka):
    p = {"CL": 4.0, "V": 20.0, "Q": 3.0, "V2": 30.0, "ka": ka, "MTT": 2.0, "n_transit": count}
    reference = integrated(p, TIME)
    np.testing.assert_allclose(curve(p, TIME), reference, atol=1e-6 * reference.max())


def test_a_whole_number_of_compartments_is_that_chain_of_equations():
    """Eleven compartments of their own, the last of them left into the depot."""
    count, rate, ka, ke = 10, 11 / 2.0, 1.2, 0.2

    def slope(_time, y):
        into = rate * (np.concatenate([[0.0], y[:10]]) - y[:11])
        return np.concatenate([into, [rate * y[10] - ka * y[11], ka * y[11] - ke * y[12]]])

    start = np.zeros(13)
    start[0] = 1.0
    reference = solve_ivp(slope, (0, 30), start, t_eval=TIME, rtol=1e-10, atol=1e-12, method="DOP853").y[12]
    shape = disposition({"CL": np.array(ke), "V": np.array(1.0)}, compartments=1)
    stages, rate_, scale = chain(np.array(2.0), np.array(float(count)))
    ours = transit(shape, np.array(ka), stages=stages, rate=rate_, scale=scale, time=TIME)
    np.testing.assert_allclose(ours, reference, atol=1e-7)


@pytest.mark.parametrize("interval", [3.0, 8.0])
def test_steady_state_is_many_doses_whatever_is_still_in_the_chain(interval):
    p = {"CL": 8.0, "V": 20.0, "Q": 6.0, "V2": 10.0, "ka": 0.9, "MTT": 5.0, "n_transit": 3.0}
    time = np.array([0.5, 2.0, 7.0])
    many = sum(curve(p, time + k * interval) for k in range(60))
    np.testing.assert_allclose(curve(p, time, np.full(3, interval)), many, rtol=1e-6)


# --- the loops


def arrays():
    given = {"CL": [4.0, 6.0], "V": [20.0, 25.0], "Q": [3.0, 2.0], "V2": [30.0, 40.0]}
    shape = disposition({k: np.array(x) for k, x in given.items()}, compartments=2)
    passing = chain(np.array([2.0, 1.0]), np.array([6.0, 0.7]))
    doses = np.array([[1.0, 25.0], [5.0, 0.0], [2.0, 26.0]]), np.array([[5.0, 4.0], [3.0, 0.0], [2.0, 1.0]])
    interval = np.array([[0.0, 0.0], [8.0, 0.0], [12.0, 0.0]])
    subject = np.array([0, 0, 1])
    free = [np.array(shape.rates), np.array(shape.weights), np.array([1.1, 2.0]), *passing]
    return free, (subject, *doses, interval, TABLE)


def test_loops_arrays_and_their_gradient_agree():
    free, rest = arrays()
    value, each = transit_curve(*free, *rest)
    subject, elapsed, amount, interval = rest[:4]
    wide = [x[..., subject][..., None] for x in free]
    seen = type(disposition({"CL": 1.0, "V": 1.0}, compartments=1))(tuple(wide[0]), tuple(wide[1]))
    ours = transit(
        seen, wide[2], stages=wide[3], rate=wide[4], scale=wide[5], time=elapsed, interval=interval
    )
    np.testing.assert_allclose(value, (amount * ours).sum(axis=1), rtol=1e-10)
    upstream = np.array([0.3, -1.0, 0.7])
    sums = gathered(each, upstream, subject, free[2])
    slopes = [sums[:2], sums[2:4], *sums[4:]]
    for at, slope in enumerate(slopes):
        for place in np.ndindex(slope.shape):
            ends = []
            for sign in (1, -1):
                moved = [x.copy() for x in free]
                moved[at][place] += sign * 1e-6 * abs(free[at][place])
                ends.append(upstream @ transit_curve(*moved, *rest)[0])
            difference = (ends[0] - ends[1]) / (2e-6 * abs(free[at][place]))
            assert slope[place] == pytest.approx(difference, rel=1e-5, abs=1e-7)


def test_hardly_any_chain_is_first_order_absorption():
    shape = disposition({"CL": np.array([4.0]), "V": np.array([20.0])}, compartments=1)
    rest = np.zeros(len(TIME), dtype=np.int64), TIME[:, None], np.ones((len(TIME), 1))
    nothing = np.zeros((len(TIME), 1))
    free = [np.array(shape.rates), np.array(shape.weights), np.array([1.1])]
    plain = oral_curve(*free, np.zeros(1), *rest, nothing)
    passing = chain(np.array([1e-4]), np.array([2.0]))
    np.testing.assert_allclose(transit_curve(*free, *passing, *rest, nothing, TABLE)[0], plain, rtol=1e-3)
    assert plain == pytest.approx(oral(shape, 1.1, TIME), rel=1e-12)


# --- what is learnt


def study(subjects=6):
    rows = []
    for subject in range(1, subjects + 1):
        rows.append({"ID": subject, "TIME": 0.0, "EVID": 1, "AMT": 100.0})
        rows += [{"ID": subject, "TIME": t, "EVID": 0, "AMT": 0.0} for t in (1.0, 1.7, 2.7, 5.0, 16.0)]
    return pl.DataFrame(rows)


@pytest.fixture(scope="module")
def fitted():
    data = MODEL.simulate(TRUTH, study(), seed=3)
    return data, inference.fit(MODEL, data, draws=200, tune=200, chains=2).require()


def test_what_was_planted_is_found_again(fitted):
    posterior = fitted[1].posterior
    for name in ("CL", "V", "ka", "MTT", "n_transit"):
        draws = posterior[f"log_{name}"]
        assert abs(float(draws.mean()) - np.log(TRUTH[name])) < 3.3 * float(draws.std()), name
    assert float(posterior["log_MTT"].std()) < 0.2
    for name, value in TRUTH["omega"].items():
        draws = posterior["omega"].sel(random=name)
        assert abs(float(draws.mean()) - value) < 3.3 * float(draws.std()), name


def test_the_fit_predicts_its_data(fitted):
    check = visual_predictive_check(fitted[1], fitted[0], bins=5, simulations=50)
    inside = check.select(
        ((pl.col("lo") <= pl.col("observed")) & (pl.col("observed") <= pl.col("hi"))).mean()
    )
    assert inside.item() > 0.75


def test_graph_and_numpy_give_the_same(fitted):
    import pytensor
    import pytensor.tensor as pt
    from pytensor.compile.mode import Mode

    given = design(MODEL, MODEL.events(fitted[0]))
    rng = np.random.default_rng(2)
    each = {name: TRUTH[name] * np.exp(0.3 * rng.standard_normal(6)) for name in MODEL.parameters}
    free = {name: pt.vector(name) for name in MODEL.parameters}
    graph = expected(MODEL, free, {k: pt.as_tensor(x) for k, x in given.items()})
    compute = pytensor.function(list(free.values()), graph, mode=Mode(linker="py", optimizer=None))
    np.testing.assert_allclose(
        compute(*(each[name] for name in free)), predicted(MODEL, each, given), rtol=1e-9
    )


# --- bad input


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"lag": (0.3, 0.3)}, "lag"),
        ({"transits": 1}, "transits"),
        ({"between_occasions": ("CL",)}, "between_occasions"),
        ({"n_transit": None}, "n_transit"),
        ({"MTT": None}, "MTT"),
        ({"MTT": (-1.0, 0.5)}, "MTT"),
    ],
)
def test_what_does_not_go_with_a_chain_is_refused_by_field(options, where):
    fields = {
        "CL": (5.0, 0.3),
        "V": (20.0, 0.3),
        "ka": (1.0, 0.3),
        "MTT": (1.0, 0.5),
        "n_transit": (3.0, 0.5),
    }
    with pytest.raises(ModelDataError) as refused:
        PopulationPK(**(fields | options))
    assert refused.value.say("ko").startswith(where)
