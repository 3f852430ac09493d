"""Differences between occasions: what is left of earlier doses, planted truth, new occasions, bad input."""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest
from scipy.integrate import solve_ivp

from kai_workbench import inference
from kai_workbench.models import (
    IndirectResponse,
    ModelDataError,
    PKDataWarning,
    PopulationPK,
    visual_predictive_check,
)
from kai_workbench.models._pk_design import design
from kai_workbench.models._pk_parameters import expected, predicted
from kai_workbench.text import LANGUAGES

pytestmark = [
    pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning"),
    pytest.mark.filterwarnings("ignore::kai_workbench.models.PKDataWarning"),
]

FULL = PopulationPK(
    CL=(5.0, 0.3), V=(20.0, 0.3), Q=(4.0, 0.3), V2=(30.0, 0.3), Q3=(2.0, 0.3), V3=(50.0, 0.3), ka=(0.9, 0.3),
    lag=(0.3, 0.3), F=(0.6, 0.3), transits=1, routes=("oral", "bolus", "infusion"),
    between_occasions=("CL", "ka"),
)  # fmt: skip
TWO = PopulationPK(
    CL=(5.0, 0.3), V=(20.0, 0.3), Q=(4.0, 0.3), V2=(30.0, 0.3), ka=(0.9, 0.3), F=(0.6, 0.3), transits=1,
    routes=("oral", "bolus", "infusion"), between_occasions=("CL", "ka"),
)  # fmt: skip
TYPICAL = {"CL": 5.0, "V": 20.0, "Q": 4.0, "V2": 30.0, "Q3": 2.0, "V3": 50.0, "ka": 0.9, "lag": 0.3}
ROWS = [
    {"ID": 1, "TIME": 0.0, "AMT": 100.0, "CMT": 1, "OCC": 1, "II": 6.0, "ADDL": 3},
    {"ID": 1, "TIME": 2.0, "OCC": 1, "DV": 1.0},
    {"ID": 1, "TIME": 3.0, "AMT": 50.0, "RATE": 10.0, "CMT": 2, "OCC": 1},
    {"ID": 1, "TIME": 5.0, "OCC": 2, "DV": 2.0},
    {"ID": 1, "TIME": 5.0, "AMT": 30.0, "CMT": 2, "OCC": 2},
    {"ID": 1, "TIME": 7.0, "OCC": 2, "DV": 2.0},
    {"ID": 1, "TIME": 12.6, "OCC": 3, "DV": 2.0},
    {"ID": 1, "TIME": 30.0, "OCC": 3, "DV": 2.0},
    {"ID": 2, "TIME": 0.0, "AMT": 80.0, "CMT": 1, "OCC": 1},
    {"ID": 2, "TIME": 3.0, "OCC": 1, "DV": 1.5},
    {"ID": 2, "TIME": 4.0, "OCC": 2, "DV": 1.2},
]


def events(rows=ROWS, **changes):
    """The table, with changes by row (from 1)."""
    rows = [dict(row) for row in rows]
    for name, change in changes.items():
        rows[int(name[1:]) - 1] |= change
    return pl.DataFrame(rows, infer_schema_length=None)


def each_of(model, given, *, seed=1, scale=0.3):
    occasions = len(given["subject_of"])
    rng = np.random.default_rng(seed)
    each = {name: TYPICAL[name] * np.exp(scale * rng.standard_normal(occasions)) for name in model.parameters}
    return each | ({"F": np.array(0.6)} if model.F else {})


def integrated(each, start, doses, times):
    """Amounts by differential equations; ``doses`` are (time, amount, into, rate)."""

    def at(time):
        return {k: x if k == "F" else x[sum(s <= time + 1e-9 for s in start) - 1] for k, x in each.items()}

    happens = [(time, 0, "see", 0.0) for time in times] + [(time, 1, "change", 0.0) for time in start]
    for time, amount, into, rate in doses:
        if into == "depot":
            happens.append((time + at(time)["lag"], 2, into, amount * each["F"]))
        elif rate:
            happens += [(time, 2, "rate", rate), (time + amount / rate, 2, "rate", -rate)]
        else:
            happens.append((time, 2, into, amount))
    now, rate, y, seen = 0.0, 0.0, np.zeros(5), []
    for time, _, what, much in sorted(happens):
        p = at(now)

        def slope(_, y, p=p, rate=rate):
            absorbed, transferred = p["ka"] * y[0], p["ka"] * y[1]
            second = p["Q"] * (y[2] / p["V"] - y[3] / p["V2"])
            third = p["Q3"] * (y[2] / p["V"] - y[4] / p["V3"])
            central = transferred + rate - p["CL"] * y[2] / p["V"] - second - third
            return [-absorbed, absorbed - transferred, central, second, third]

        if time > now:
            y = solve_ivp(slope, (now, time), y, rtol=1e-11, atol=1e-12, method="DOP853").y[:, -1]
            now = time
        if what == "see":
            seen.append(y[2] / at(now)["V"])
        rate += much if what == "rate" else 0.0
        y = y + np.array([much * (what == "depot"), 0.0, much * (what == "central"), 0.0, 0.0])
    return seen


# --- what is left


def test_what_is_left_of_earlier_occasions_is_what_differential_equations_say():
    given = design(FULL, FULL.events(events()))
    assert given["subject_of"].tolist() == [0, 0, 0, 1, 1]
    each = each_of(FULL, given)
    ours = predicted(FULL, each, given)
    oral = [(float(time), 100.0, "depot", 0.0) for time in (0, 6, 12, 18)]
    first = integrated(
        {k: x if k == "F" else x[:3] for k, x in each.items()},
        [0.0, 5.0, 12.6],
        [*oral, (3.0, 50.0, "central", 10.0), (5.0, 30.0, "central", 0.0)],
        [2.0, 5.0, 7.0, 12.6, 30.0],
    )
    second = integrated(
        {k: x if k == "F" else x[3:] for k, x in each.items()}, [0.0, 4.0], [(0.0, 80.0, "depot", 0.0)],
        [3.0, 4.0],
    )  # fmt: skip
    np.testing.assert_allclose(ours, [*first, *second], rtol=1e-8)


def test_graph_and_numpy_give_the_same_and_the_gradient_is_that_of_differences():
    import pytensor
    import pytensor.tensor as pt
    from pytensor.compile.mode import Mode

    given = design(TWO, TWO.events(events()))
    each = each_of(TWO, given)
    free = {name: pt.vector(name) for name in TWO.parameters}
    graph = expected(TWO, free | {"F": pt.constant(0.6)}, {k: pt.as_tensor(x) for k, x in given.items()})
    asked = ("CL", "ka", "Q", "V2")
    compute = pytensor.function(
        list(free.values()), [graph, *pytensor.grad(graph.sum(), [free[name] for name in asked])],
        mode=Mode(linker="py", optimizer=None),
    )  # fmt: skip
    value, *slopes = compute(*(each[name] for name in free))
    np.testing.assert_allclose(value, predicted(TWO, each, given), rtol=1e-11)
    for name, slope in zip(asked, slopes, strict=True):
        for at in range(len(each[name])):
            step = np.zeros_like(each[name])
            step[at] = 1e-6 * each[name][at]
            ends = [predicted(TWO, each | {name: each[name] + s * step}, given).sum() for s in (1, -1)]
            np.testing.assert_allclose(slope[at], (ends[0] - ends[1]) / (2 * step[at]), rtol=2e-5, atol=1e-7)


@pytest.mark.parametrize("transits", [0, 1])
def test_occasions_that_are_alike_change_nothing_whatever_the_doses(transits):
    """At steady state, with resets, and with an infusion that runs over the change."""
    rows = [
        {"ID": 1, "TIME": 0.0, "AMT": 100.0, "CMT": 1, "SS": 1, "II": 12.0, "OCC": "a", "EVID": 1},
        {"ID": 1, "TIME": 5.0, "AMT": 60.0, "RATE": 10.0, "CMT": 2, "OCC": "a", "EVID": 1},
        {"ID": 1, "TIME": 8.0, "DV": 9.0, "OCC": "b", "EVID": 0},
        {"ID": 1, "TIME": 9.0, "DV": 8.0, "OCC": "c", "EVID": 0},
        {"ID": 1, "TIME": 20.0, "DV": 7.0, "OCC": "c", "EVID": 0},
        {"ID": 1, "TIME": 24.0, "AMT": 70.0, "CMT": 1, "SS": 1, "II": 8.0, "OCC": "c", "EVID": 1},
        {"ID": 1, "TIME": 26.0, "DV": 3.0, "OCC": "c", "EVID": 0},
        {"ID": 1, "TIME": 28.0, "DV": 3.5, "OCC": "d", "EVID": 0},
        {"ID": 1, "TIME": 0.0, "AMT": 50.0, "CMT": 2, "OCC": "e", "EVID": 4},
        {"ID": 1, "TIME": 3.0, "DV": 4.0, "OCC": "e", "EVID": 0},
    ]  # fmt: skip
    table = pl.DataFrame(rows, infer_schema_length=None)
    fields = {
        "CL": (5.0, 0.3),
        "V": (20.0, 0.3),
        "Q": (4.0, 0.3),
        "V2": (30.0, 0.3),
        "ka": (0.9, 0.3),
        "F": (0.6, 0.3),
    }
    options = {"lag": (0.3, 0.3), "transits": transits, "routes": ("oral", "bolus", "infusion")}
    several = PopulationPK(**fields, **options, between_occasions=("CL",))
    alone = PopulationPK(**fields, **options)
    given = [design(model, model.events(table)) for model in (several, alone)]
    values = [predicted(m, each_of(m, g | {"subject_of": g.get("subject_of", [0])}, scale=0.0), g)
              for m, g in zip((several, alone), given, strict=True)]  # fmt: skip
    np.testing.assert_allclose(values[0], values[1], rtol=1e-9)


# --- what is learnt

CROSSOVER = PopulationPK(
    CL=(5.0, 0.5), V=(30.0, 0.5), routes=("bolus",), random=("CL",), between_occasions=("CL",),
    residual="lognormal", sigma_log=0.3,
)  # fmt: skip
TRUTH = {"CL": 4.0, "V": 35.0, "omega": {"CL": 0.25}, "omega_occasion": {"CL": 0.35}, "sigma_log": 0.1}


def crossover(subjects=14, periods=3):
    """A dose a week and five samples after each, little or nothing left from one to the next."""
    rows = []
    for subject in range(1, subjects + 1):
        for period in range(periods):
            head = {"ID": subject, "OCC": period + 1}
            rows.append(head | {"TIME": 24.0 * period, "EVID": 1, "AMT": 100.0})
            rows += [
                head | {"TIME": 24.0 * period + t, "EVID": 0, "AMT": 0.0} for t in (1.0, 4.0, 8.0, 12.0, 23.0)
            ]
    return pl.DataFrame(rows)


@pytest.fixture(scope="module")
def fitted():
    data = CROSSOVER.simulate(TRUTH, crossover(), seed=7)
    return data, inference.fit(CROSSOVER, data, draws=250, tune=300).require()


def test_the_planted_differences_between_occasions_are_recovered_and_told_from_those_of_subjects(fitted):
    posterior = fitted[1].posterior
    truth = {
        "log_CL": np.log(4.0),
        "log_V": np.log(35.0),
        "omega": 0.25,
        "omega_occasion": 0.35,
        "sigma_log": 0.1,
    }
    for name, value in truth.items():
        away = (float(posterior[name].mean()) - value) / float(posterior[name].std())
        assert abs(away) < 3.3, (name, away)
    assert float(posterior["omega_occasion"].std()) < 0.1
    assert posterior["z_occasion"].dims[2:] == ("occasional", "occasion")
    assert posterior["occasion"].to_numpy()[:4].tolist() == ["1, 1", "1, 2", "1, 3", "2, 1"]


def test_the_inputs_are_the_data_of_a_plain_model(fitted):
    built = CROSSOVER.build(fitted[0])
    assert {x.name for x in built.data_vars} == set(CROSSOVER.inputs(fitted[0]))


def test_a_fitted_occasion_is_known_and_a_new_one_of_the_same_subject_is_less_so(fitted):
    _, fit = fitted
    head = {"ID": 1, "EVID": 0, "AMT": 0.0}
    spread = {}
    for label in (1, 9):
        scenario = pl.DataFrame([head | {"TIME": 0.0, "EVID": 1, "AMT": 100.0}, head | {"TIME": 12.0}])
        scenario = scenario.with_columns(OCC=pl.lit(label))
        spread[label] = float(np.log(CROSSOVER.predict(fit, scenario, subjects="existing")).std())
    spread["new"] = float(np.log(CROSSOVER.predict(fit, scenario)).std())
    assert spread[1] < 0.5 * spread[9]
    assert spread[9] < spread["new"]
    # A subject without OCC has one occasion.
    np.testing.assert_allclose(CROSSOVER.predict(fit, scenario), CROSSOVER.predict(fit, scenario.drop("OCC")))


def test_the_visual_predictive_check_simulates_new_occasions(fitted):
    data, fit = fitted
    check = visual_predictive_check(fit, data, bins=5, simulations=200)
    inside = check.select(
        ((pl.col("lo") <= pl.col("observed")) & (pl.col("observed") <= pl.col("hi"))).mean()
    )
    assert inside.item() > 0.75


# --- bad input


@pytest.mark.parametrize(
    ("changes", "key", "where"),
    [
        ({"r3": {"OCC": None}}, "pk_occasion_missing", "row 3, ID 1"),
        ({"r8": {"OCC": 1}}, "pk_occasion_back", "row 8, ID 1"),
        ({f"r{n}": {"OCC": 1} for n in range(1, 12)}, "pk_one_occasion", "OCC"),
        ({"r4": {"OCC": 1}, "r2": {"OCC": 2}}, "pk_occasion_back", "row 3, ID 1"),
    ],
)
def test_occasions_that_make_no_sense_are_refused_before_compiling(monkeypatch, changes, key, where):
    monkeypatch.setattr(PopulationPK, "build", lambda *_: pytest.fail("began to compile"))
    with pytest.raises(ModelDataError) as error:
        inference.start(FULL, events(**changes))
    assert error.value.key == key
    for lang in LANGUAGES:
        assert error.value.say(lang).startswith(where)


def test_a_table_without_the_column_and_an_infusion_over_the_change_at_steady_state_are_refused():
    with pytest.raises(ModelDataError, match=r"OCC.*occasion"):
        FULL.inputs(events().drop("OCC"))
    with pytest.raises(ModelDataError, match=r"row 3, ID 1.*infusion at steady state"):
        FULL.inputs(events(r3={"SS": 1, "II": 6.0}))


def test_an_occasion_may_be_a_word_and_a_number_may_be_written_either_way():
    from kai_workbench.models._pk_occasions import read_occasions

    words = events().with_columns(pl.col("OCC").replace_strict({1: "day 1", 2: "day 2", 3: "day 3"}))
    assert read_occasions(FULL.events(words)).labels[:2] == ["1, day 1", "1, day 2"]
    numbers = events().with_columns(pl.col("OCC").cast(pl.Float64))
    assert read_occasions(FULL.events(numbers)).labels[:2] == ["1, 1", "1, 2"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [(ROWS, "only 2 subjects"), ([*ROWS[:5], *ROWS[6:7], *ROWS[8:]], "no occasion has more than one")],
)
def test_few_occasions_and_single_concentrations_are_told(rows, told):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        FULL.inputs(events(rows))
    assert any(one.category is PKDataWarning and told in str(one.message) for one in heard)


def test_what_the_model_cannot_have_is_refused_by_field():
    with pytest.raises(ModelDataError, match="between_occasions"):
        PopulationPK(CL=(5.0, 0.3), V=(20.0, 0.3), routes=("bolus",), between_occasions=("ka",))
    with pytest.raises(ModelDataError, match="omega_occasion_sd"):
        PopulationPK(CL=(5.0, 0.3), V=(20.0, 0.3), routes=("bolus",), omega_occasion_sd=0.0)
    with pytest.raises(ModelDataError, match=r"pk\.between_occasions"):
        IndirectResponse(
            kind="I", pk=CROSSOVER, baseline=(100, 0.5), kout=(0.05, 0.7), C50=(1, 0.7), Imax=(0.9, 1)
        )
