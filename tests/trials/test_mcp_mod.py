"""MCP-Mod against DoseFinding on its data set biom."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy
import xarray as xr

from kai_workbench import trials
from kai_workbench.trials import DesignError, DoseShape, MCPMod, NormalScenario

# Of DoseFinding's data set biom (20 patients a dose): means by dose, and the sum of squares within doses.
DOSES = (0.0, 0.05, 0.2, 0.6, 1.0)
MEANS = (0.344905396465, 0.456754284895, 0.81031577158, 0.934436926255, 0.948711416565)
WITHIN = 48.208842927675896
SHAPES = (
    DoseShape("emax", (0.2,)),
    DoseShape("linear"),
    DoseShape("exponential", (0.279,)),
    DoseShape("quadratic", (-0.854,)),
)
DESIGN = MCPMod(doses=DOSES, shapes=SHAPES, patients=(20,) * 5)


def biom():
    """Responses with those means and that sum of squares; the test sees them through these numbers alone."""
    z = np.random.default_rng(0).normal(size=(5, 20))
    z -= z.mean(axis=1, keepdims=True)
    values = np.array(MEANS)[:, None] + z * np.sqrt(WITHIN / (z**2).sum())
    return pl.DataFrame({"dose": np.repeat(DOSES, 20), "response": values.ravel()})


@pytest.fixture(scope="module")
def found():
    return DESIGN.analyse(biom())


def test_statistics_and_p_values_of_dosefinding(found):
    np.testing.assert_allclose(found.t, (3.464, 2.972, 2.217, 3.100), atol=5e-4)
    # DoseFinding integrates to .001 by default; 12 million simulated statistics gave .0335, .0049 and .0033
    np.testing.assert_allclose(found.table["p_value"][1:], (0.0044, 0.033, 0.0034), atol=6e-4)
    assert found.table["signal"].to_list() == [True, True, False, True]


def test_p_values_are_those_of_simulated_statistics():
    rng = np.random.default_rng(3)
    scaled = DESIGN.contrasts / np.linalg.norm(DESIGN.contrasts, axis=1, keepdims=True)
    largest = (rng.standard_normal((200_000, 5)) @ scaled.T).max(axis=1)
    largest /= np.sqrt(rng.chisquare(95, 200_000) / 95)
    for t in (1.0, 2.2, 3.0):
        share = np.mean(largest >= t)
        assert abs(float(DESIGN.p_value(t)) - share) < 4 * np.sqrt(share * (1 - share) / 200_000)
    assert float(DESIGN.p_value(DESIGN.critical_value)) == pytest.approx(0.025, abs=1e-4)
    one = MCPMod(doses=DOSES, shapes=SHAPES[:1], patients=(20,) * 5)
    assert float(one.p_value(2.0)) == pytest.approx(scipy.stats.t.sf(2.0, 95), rel=1e-6)


def test_contrasts_are_optimal(found):
    np.testing.assert_allclose(DESIGN.contrasts.sum(axis=1), 0, atol=1e-12)
    rng = np.random.default_rng(1)
    uneven = MCPMod(doses=DOSES, shapes=SHAPES, patients=(40, 10, 20, 20, 15))
    for shape, contrast in zip(SHAPES, uneven.contrasts, strict=True):
        mean, n = shape(np.array(DOSES)), np.array(uneven.patients)
        best = contrast @ mean / np.sqrt(contrast**2 @ (1 / n))
        for _ in range(50):
            other = contrast + rng.normal(size=5) * 0.1
            other -= other.mean()
            assert other @ mean / np.sqrt(other**2 @ (1 / n)) <= best + 1e-12


def test_curves_and_target_dose(found):
    emax = found.curves.row(0, named=True)
    assert (emax["e0"], emax["e1"], emax["parameters"][0]) == pytest.approx(
        (0.3216, 0.7463, 0.1422), rel=0.01
    )
    assert found.curves["weight"].sum() == pytest.approx(1)
    dose = found.target_dose(0.4)
    assert found.predict([dose])[0] - found.predict([0.0])[0] == pytest.approx(0.4, abs=1e-3)
    assert found.target_dose(5.0) is None


def test_other_shapes_find_the_curve_that_made_the_data():
    doses = np.array((0.0, 10, 20, 40, 80))
    for shape, top in (
        (DoseShape("sigmoid-emax", (30, 3)), 5.0),
        (DoseShape("logistic", (30, 8)), 5.0),
        (DoseShape("log-linear", (5,)), 2.0),
    ):
        means = 1 + top * shape(doses)
        design = MCPMod(doses=tuple(doses), shapes=(shape,), patients=(30,) * 5)
        found = design.analyse_means(means, 20.0)
        np.testing.assert_allclose(found.predict([15.0, 60.0]), 1 + top * shape([15.0, 60.0]), rtol=1e-3)
    down = MCPMod(doses=tuple(doses), shapes=(shape,), patients=(30,) * 5, falling=True)
    result = down.analyse_means(-means, 20.0)
    assert result.table["signal"].all()
    assert result.target_dose(1.0) > 0


def test_power_and_error_in_simulation():
    truth = NormalScenario("emax", tuple(0.3 + 0.75 * SHAPES[0](np.array(DOSES))), 0.7)
    null = NormalScenario("null", (0.3,) * 5, 0.7)
    found = trials.simulate(DESIGN, [truth, null], n_trials=20_000, workers=1)
    error = found.measure("type_1_error", scenario="null")
    assert abs(error.value - 0.025) < 4 * error.mcse
    assert found.measure("power", scenario="emax").value > 0.8
    assert found.measure("best_shape", of="emax(0.2)", scenario="emax").value > 0.4


def test_target_dose_from_draws_of_a_curve():
    doses = np.linspace(0, 1, 101)
    slope = np.array([2.0, 1.0, 0.1])
    curves = xr.DataArray(doses[:, None] * slope, dims=("exposure", "sample"), coords={"exposure": doses})
    np.testing.assert_allclose(trials.target_dose(curves, effect=0.5), [0.25, 0.5, np.inf])
    np.testing.assert_allclose(trials.target_dose(-curves, effect=-0.5), [0.25, 0.5, np.inf])


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: MCPMod(doses=(0, 2, 1), shapes=SHAPES, patients=(9,) * 3), "design_not_rising"),
        (lambda: MCPMod(doses=(0, 1), shapes=SHAPES, patients=(9,)), "design_length"),
        (lambda: MCPMod(doses=(0, 1), shapes=(), patients=(9, 9)), "design_empty"),
        (lambda: DoseShape("emax"), "design_length"),
        (lambda: DoseShape("emax", (-1.0,)), "design_not_positive"),
        (lambda: DoseShape("cubic"), "design_option_unknown"),
        (lambda: DESIGN.analyse(biom().with_columns(dose=pl.col("dose") + 7)), "design_option_unknown"),
        (lambda: DESIGN.analyse(biom().with_columns(response=pl.lit(None))), "outcome_missing"),
        (lambda: DESIGN.analyse_means((0.5,) * 5, WITHIN).predict([0.1]), "no_signal"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key
