from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from scipy import integrate

from kai_workbench import models
from kai_workbench.models import _simeoni_curves as loops
from kai_workbench.models._joint_hazard import LINKS, event_times, log_hazard_and_cumulative
from kai_workbench.models._tumour_curves import stein_fojo_slope

# Paclitaxel, first experiment of Simeoni et al. 2004, as nlmixr2lib has it: λ0, λ1, k1; k2 per ng/mL.
PACLITAXEL = {"base": 0.05, "growth": 0.273, "linear": 0.814, "kill": 0.000629, "transit": 0.968}
TIMES = np.array([0.0, 3.0, 8.0, 9.0, 13.0, 17.0, 21.0, 24.0, 30.0])
WINDOWS = ((8.0, 12.0, 1500.0), (14.0, 16.0, 600.0))


def solved(parameters, times=TIMES, windows=WINDOWS):
    """Simeoni's equations by scipy, stopped where exposure changes."""
    base, growth, linear, kill, transit = parameters
    edges = np.unique([*times, *(edge for start, stop, _ in windows for edge in (start, stop))])

    def moving(_, x, level):
        brake = (1 + (growth * x.sum() / linear) ** 20) ** (-1 / 20)
        return [
            growth * brake * x[0] - kill * level * x[0],
            kill * level * x[0] - transit * x[1],
            transit * (x[1] - x[2]),
            transit * (x[2] - x[3]),
        ]

    state, found = np.array([base, 0.0, 0.0, 0.0]), {0.0: base}
    for start, stop in itertools.pairwise(edges):
        level = sum(value for a, b, value in windows if a <= start < b)
        done = integrate.solve_ivp(
            moving, (start, stop), state, args=(level,), method="DOP853", rtol=1e-11, atol=1e-14
        )
        state = done.y[:, -1]
        found[stop] = state.sum()
    return np.array([found[t] for t in times])


def course(step, subjects=1):
    start, stop, level = (np.tile(column, (subjects, 1)) for column in np.array(WINDOWS).T)
    own = np.repeat(np.arange(subjects), len(TIMES))
    return loops.intervals(np.tile(TIMES, subjects), own, start, stop, level, longest_step=step)


@pytest.mark.parametrize(("step", "away"), [(0.1, 1e-6), (0.25, 2e-5), (0.5, 5e-4)])
def test_simeoni_agrees_with_scipys_solver(step, away):
    parameters = np.array(list(PACLITAXEL.values()))
    table = course(step)
    sizes = loops.sizes_of_draws(parameters[:, None], table["gap"], table["steps"], table["level"])
    np.testing.assert_allclose(sizes.ravel()[table["place"]], solved(parameters), rtol=away)


def test_simeonis_loops_give_the_sizes_of_the_arrays_and_their_derivatives():
    rng = np.random.default_rng(1)
    parameters = np.array(list(PACLITAXEL.values())) * rng.uniform(0.7, 1.4, size=(3, 5))
    table = course(1.0, subjects=3)
    times = (table["gap"], table["steps"], table["level"])
    sizes, derivatives = loops.tumour_sizes(parameters, *times)
    np.testing.assert_allclose(sizes, loops.sizes_of_draws(parameters.T, *times), rtol=1e-12)
    for p in range(5):
        moved = parameters.T.astype(complex)
        moved[p] += 1e-30j
        imaginary = loops.sizes_of_draws(moved, *times).imag / 1e-30
        np.testing.assert_allclose(derivatives[:, :, p], imaginary, rtol=1e-9, atol=1e-12)


def test_no_exposure_however_strong_makes_simeonis_cells_negative():
    table = course(1.0)
    strong = np.array([0.1, 0.3, 0.5, 50.0, 1.0])[:, None]
    sizes = loops.sizes_of_draws(strong, table["gap"], table["steps"], table["level"])
    assert (sizes > 0).all()
    assert np.isfinite(sizes).all()


def test_untreated_growth_in_closed_form_is_the_limit_of_simeonis_equations():
    parameters = list(PACLITAXEL.values())
    whole = solved(parameters, windows=())
    closed = models.simeoni_control(TIMES, base=0.05, growth=0.273, linear=0.814)
    # ψ = 20 rounds the corner at λ1/λ0; the sharp one is ahead by a few percent, once past it.
    np.testing.assert_allclose(closed, whole, rtol=0.03)
    np.testing.assert_allclose(closed[:4], whole[:4], rtol=1e-6)
    assert models.simeoni_control(5.0, base=10.0, growth=0.273, linear=0.814) == pytest.approx(10 + 5 * 0.814)


def test_claret_in_closed_form_solves_its_equation():
    base, growth, kill, resistance = 70.0, 0.003, 0.0006, 0.02
    starts, stops, levels = np.array(WINDOWS).T

    def moving(t, y):
        level = sum(value for a, b, value in WINDOWS if a <= t < b)
        return (growth - kill * level * np.exp(-resistance * t)) * y

    y, found = np.array([base]), [base]
    edges = np.unique([0, 8, 9, 12, 14, 16, 30.0])
    for start, stop in itertools.pairwise(edges):
        done = integrate.solve_ivp(moving, (start, np.nextafter(stop, 0)), y, rtol=1e-10, atol=1e-12)
        y = done.y[:, -1]
        found.append(y[0])
    exposed = models.fading_exposure(
        edges[:, None], start=starts, stop=stops, level=levels, resistance=resistance
    )
    closed = models.claret(edges, base=base, growth=growth, kill=kill, exposed=exposed)
    np.testing.assert_allclose(closed, found, rtol=1e-8)
    flat = models.fading_exposure(edges[:, None], start=starts, stop=stops, level=levels, resistance=0.0)
    assert flat[-1] == pytest.approx(4 * 1500 + 2 * 600)


def test_stein_fojo_is_its_formulas():
    t = np.array([-10.0, 0.0, 50.0])
    common = {"base": 60.0, "growth": 0.002, "kill": 0.01}
    gd = models.stein_fojo(t, **common)
    np.testing.assert_allclose(
        gd, [60 * np.exp(-0.02), 60, 60 * (np.exp(-0.5) + np.exp(0.1) - 1)], rtol=1e-14
    )
    phi = models.stein_fojo(t, **common, sensitive=0.4, form="gdphi")
    assert phi[2] == pytest.approx(60 * (0.4 * np.exp(-0.5) + 0.6 * np.exp(0.1)))
    assert models.stein_fojo(50.0, base=60, growth=0.002, form="gx") == pytest.approx(60 * np.exp(0.1))
    assert models.stein_fojo(50.0, base=60, kill=0.01, form="dx") == pytest.approx(60 * np.exp(-0.5))
    lowest = models.time_to_growth(0.002, 0.01)
    assert stein_fojo_slope(lowest, **common) == pytest.approx(0, abs=1e-12)
    assert models.time_to_growth(0.01, 0.002) == 0
    step = 1e-5
    for form in ("gd", "gdphi", "gx", "dx"):
        both = models.stein_fojo(np.array([20 - step, 20 + step]), **common, sensitive=0.4, form=form)
        slope = stein_fojo_slope(20.0, **common, sensitive=0.4, form=form)
        assert slope == pytest.approx(np.diff(both)[0] / (2 * step), rel=1e-6)


# --- the hazard that a tumour moves


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("shape", [0.6, 1.0, 2.3])
def test_the_cumulative_hazard_is_the_integral_of_the_hazard(link, shape):
    each = {"base": 80.0, "growth": 0.004, "kill": 0.01}
    reference = {"base": 60.0, "growth": 0.002}
    hazard = {"median": 300.0, "shape": shape, "coefficient": 0.5, "covariates": -0.2}

    def rate(t):
        return np.exp(log_hazard_and_cumulative(link, t, each, reference, hazard)[0])

    _, cumulative = log_hazard_and_cumulative(link, np.array(400.0), each, reference, hazard)
    # t = u^4 takes the edge off a shape below 1
    expected, _ = integrate.quad(lambda u: rate(u**4) * 4 * u**3, 0, 400.0**0.25, epsabs=1e-12)
    assert float(cumulative) == pytest.approx(expected, rel=2e-6)


def test_simulated_events_have_the_hazard_that_made_them():
    n = 4000
    each = {name: np.full(n, value) for name, value in (("base", 60.0), ("growth", 0.002), ("kill", 0.01))}
    reference = {"base": 60.0, "growth": 0.002}
    hazard = {"median": 300.0, "shape": 1.4, "coefficient": 0.7, "covariates": 0.0}
    times = event_times("growth", each, reference, hazard, np.random.default_rng(0))
    assert np.mean(times > 300) == pytest.approx(0.5, abs=0.03)  # G is 0: the median is the median
    each["growth"] = np.full(n, 0.002 * np.e)
    times = event_times("growth", each, reference, hazard, np.random.default_rng(0))
    assert np.mean(times > 300) == pytest.approx(0.5 ** np.exp(0.7), abs=0.03)


# --- response


def test_recist_tells_best_response_and_progression():
    size = np.array(
        [
            [100, 60, 50, 58, 61],  # PR; 61 is 22% above 50
            [100, 90, 95, 99, 100],  # SD: 11% above the lowest
            [100, 40, 0, 0, 3],  # CR; 3 mm is no 5 mm
            [100, 121, 60, 50, 40],  # PD at the first look, whatever comes after
            [20, 15, 12, 14, 16],  # 33% above the lowest, but 4 mm
        ]
    )
    found = models.recist([0, 42, 84, 126, 168], size)
    assert found.best.tolist() == ["PR", "SD", "CR", "PD", "PR"]
    assert found.progression_time.tolist() == [168, np.inf, np.inf, 42, np.inf]
    np.testing.assert_allclose(found.best_change, [-50, -10, -100, 21, -40])
    assert found.objective_response_rate() == pytest.approx(0.6)
    np.testing.assert_allclose(found.progression_free([0, 42, 100, 168]), [1, 0.8, 0.8, 0.6])
    assert models.recist([0, 42], [100.0, 4.0], limit=5.0).best == "CR"
    with pytest.raises(models.ModelDataError, match="baseline"):
        models.recist([0], [[100.0]])


def test_mrecist_counts_from_day_10_and_needs_both_best_and_average():
    curves = {
        "deep": ([0, 5, 10, 15], [200, 100, 20, 5]),  # best -97.5, average below -40
        "late": ([0, 5, 10, 15], [200, 300, 300, 80]),  # best -60, average not
        "early": ([0, 5, 12], [200, 20, 260]),  # the dip is before day 10
        "short": ([0, 7], [200, 20]),
    }
    rows = [
        {"subject": name, "time": float(t), "size": float(v)}
        for name, (time, size) in curves.items()
        for t, v in zip(time, size, strict=True)
    ]
    found = models.mrecist(pl.DataFrame(rows))
    assert found["mrecist"].to_list() == ["CR", "SD", "SD", None]
    assert found["best_response"].to_list() == pytest.approx([-97.5, -60.0, 30.0, None])
    assert found["best_average_response"][0] == pytest.approx(-(0 + 50 + 90 + 97.5) / 4)
    with pytest.raises(models.ModelDataError, match="first size is 0"):
        models.mrecist(pl.DataFrame({"subject": ["a", "a"], "time": [0, 12], "size": [0, 5]}))


# --- mouse to human


def test_translation_is_arithmetic_on_draws():
    growth, kill = np.array([0.09, 0.12]), np.array([0.3, 0.6])
    human = models.translate_tumour(
        growth=growth, kill=kill, exposure_mouse=10.0, exposure_human=np.array([5.0, 2.0]),
        between_species_sd=0.0, exponent=(-0.25, 0.0),
    )  # fmt: skip
    np.testing.assert_allclose(human.growth, growth / 3 * (70 / 0.02) ** -0.25)
    np.testing.assert_allclose(human.kill, [0.05, 0.04])
    patients = human.patients([0, 42, 84], base=(60, 0.3), omega_growth=0.4, omega_kill=0.4, count=50, seed=3)
    assert patients.dims == ("sample", "patient", "time")
    assert patients.attrs["units"] == "mm"
    again = models.stein_fojo(84.0, base=patients.base, growth=patients.growth, kill=patients.kill)
    np.testing.assert_allclose(patients.sel(time=84), again)


def test_doubt_about_translation_widens_what_is_foretold():
    given = {"growth": np.full(4000, 0.1), "kill": 0.4, "exposure_mouse": 10.0, "exposure_human": 10.0}
    sure = models.translate_tumour(**given, between_species_sd=0.0)
    doubtful = models.translate_tumour(**given, between_species_sd=np.log(2))
    assert np.log(sure.kill).std() == pytest.approx(0, abs=1e-12)
    assert np.log(doubtful.kill).std() == pytest.approx(np.log(2), rel=0.05)
    assert np.log(doubtful.growth).std() == pytest.approx(0.1 * np.log(70 / 0.02), rel=0.05)


@pytest.mark.parametrize("change", [{"growth": -0.1}, {"exposure_mouse": 0.0}, {"kill": [0.1, 0.2, 0.3]}])
def test_translations_that_cannot_be_are_refused(change):
    given = {"growth": [0.1, 0.1], "kill": 0.4, "exposure_mouse": 10.0, "exposure_human": 10.0}
    with pytest.raises(models.ModelDataError):
        models.translate_tumour(**(given | change), between_species_sd=0.3)
