from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from kai_workbench import catalog, pipelines
from kai_workbench.errors import KaiError
from kai_workbench.inference import UntrustedFit
from kai_workbench.models import ModelDataError
from kai_workbench.models._cross_species import moments
from kai_workbench.text import LANGUAGES

from .conftest import SAMPLER

CLEARANCE = "clearance_human_mL_min_kg"
COMPOUND = "KAI-R003"


def with_value(reference, compound, name, value):
    """The reference with one value replaced."""
    frame = reference.frame.with_columns(
        pl.when(pl.col("compound") == compound).then(value).otherwise(pl.col(name)).alias(name)
    )
    return dataclasses.replace(reference, frame=frame)


def log_moments(human_pk, quantity="clearance"):
    draws = np.log(human_pk.draws[quantity].to_numpy())
    return draws.mean(), draws.std()


def test_the_planted_human_values_of_kai101_lie_where_they_were_predicted(predicted):
    truth = catalog.load("kai-101", "truth").filter(
        (pl.col("subject") == "KAI-101") & (pl.col("species") == "human")
    )
    values = dict(truth.select("quantity", "value").collect().iter_rows())
    for quantity in ("clearance", "volume_ss"):
        rank = np.mean(predicted.draws[quantity].to_numpy() < values[quantity])
        assert 0.005 < rank < 0.995


def test_a_seed_fixes_the_draws(fitted):
    one, same, other = (fitted.predict("KAI-101", draws=50, seed=seed).draws for seed in (1, 1, 2))
    assert one.identical(same)
    assert not one.equals(other)


# --- its own human value never speaks


def test_a_compound_of_the_reference_is_predicted_as_if_its_human_value_were_not_there(reference):
    # Few compounds and a third of the value, so that a leak would be seen; then the same without it.
    few = dataclasses.replace(reference, frame=reference.frame[1:31])
    value = few.compound(COMPOUND)[CLEARANCE][0]
    false, blank = (
        pipelines.HumanPKModel().fit(with_value(few, COMPOUND, CLEARANCE, one), draws=1000, tune=400)
        for one in (value / 3, None)
    )
    expected, spread = log_moments(blank.predict(COMPOUND, draws=20_000))
    centre, sd = log_moments(false.predict(COMPOUND, draws=20_000))
    # Monte-Carlo error of the difference: 20,000 draws each; the conditional means scatter by about
    # 0.5 over the posterior, of which the weights leave a seventh, some 500 of 4,000 draws.
    error = np.sqrt(2 * spread**2 / 20_000 + 0.5**2 / 500 + 0.5**2 / 2000)
    assert centre == pytest.approx(expected, abs=4 * error)
    assert sd == pytest.approx(spread, rel=0.08)
    # Without the weights the false value is seen.
    renamed = false.reference.compound(COMPOUND).with_columns(compound=pl.lit("another name"))
    leaked, _ = log_moments(false.predict(renamed, draws=20_000))
    assert leaked < expected - 6 * error


def test_nor_does_it_when_the_row_is_given_by_hand(reference, fitted):
    row = reference.compound(COMPOUND)
    by_name = fitted.predict(COMPOUND, draws=500).draws
    for given in (
        row,
        row.with_columns(pl.lit(None, dtype=pl.Float64).alias(CLEARANCE)),
        row.with_columns(pl.lit(1e4).alias(CLEARANCE)),
        row.with_columns(compound=pl.lit(COMPOUND.lower())),
    ):
        assert fitted.predict(given, draws=500).draws.equals(by_name)


@pytest.mark.parametrize("value", [1e5, 1e40])
def test_a_compound_that_alone_bends_the_fit_is_refused_rather_than_weighted(reference, value):
    few = dataclasses.replace(reference, frame=reference.frame[1:9])
    name = few.frame["compound"][0]
    few = with_value(few, name, CLEARANCE, value)
    fit = pipelines.HumanPKModel().fit(few, draws=500, tune=500)
    for lang in LANGUAGES:
        with pytest.raises(ModelDataError) as error:
            fit.predict(name, force=True)
        assert error.value.key == "too_influential"
        assert error.value.say(lang).startswith(name)


# --- clearance and volume err together


def test_errors_of_clearance_and_volume_are_coupled_as_they_were_planted(fitted, predicted):
    # KAI-101's quantities share 0.6 of their standard scores; given the animals they still do.
    n = fitted.reference.frame.drop_nulls([CLEARANCE, "volume_ss_human_L_kg"]).height
    apart = np.arctanh(fitted.error_correlation) - np.arctanh(0.6)
    assert abs(apart) < 4 / np.sqrt(n - 3)
    # Parameters are known apart, so what is not known of them thins the correlation of the draws.
    logs, shares = [], []
    for fit, name in ((fitted.clearance, "clearance"), (fitted.volume_ss, "volume_ss")):
        values = fit.model.log_values(fitted.reference.compound("KAI-101"))[0]
        centre, sd = fit.model.conditional(values, *moments(fit.posterior))
        shares.append(np.sqrt((sd**2).mean() / ((sd**2).mean() + centre.var())))
        logs.append(np.log(predicted.draws[name].to_numpy()))
    expected = fitted.error_correlation * shares[0] * shares[1]
    error = (1 - expected**2) / np.sqrt(len(logs[0]))
    assert np.corrcoef(logs)[0, 1] == pytest.approx(expected, abs=4 * error)


def test_so_the_half_life_is_known_better_than_if_they_erred_apart(predicted):
    clearance, volume = (predicted.draws[name].to_numpy() for name in ("clearance", "volume_ss"))
    apart = np.random.default_rng(1).permutation(volume) / clearance
    together = volume / clearance
    width = [np.ptp(np.quantile(np.log(one), (0.05, 0.95))) for one in (together, apart)]
    assert width[0] < 0.85 * width[1]


def test_too_few_compounds_with_both_quantities_leave_them_uncoupled(reference):
    # Human clearance known for ten compounds, human volume for ten others.
    blank = pl.lit(None, dtype=pl.Float64)
    first = reference.frame[1:11].with_columns(blank.alias("volume_ss_human_L_kg"))
    second = reference.frame[11:21].with_columns(blank.alias(CLEARANCE))
    apart = dataclasses.replace(reference, frame=pl.concat([first, second]))
    fit = pipelines.HumanPKModel().fit(apart, draws=300, tune=300)
    assert fit.error_correlation == 0
    human_pk = fit.predict(reference.compound("KAI-101"), force=True)
    assert np.isfinite(human_pk.draws["half_life"]).all()


# --- what is asked for


def test_names_do_not_mind_their_case(fitted):
    assert fitted.predict("  kai-r003 ", draws=20).compound == COMPOUND


def test_an_unknown_name_is_refused_with_those_that_come_near(fitted):
    with pytest.raises(catalog.CatalogError) as error:
        fitted.predict("KAIR003")
    for lang in LANGUAGES:
        assert "KAI-R003" in error.value.say(lang)


def test_a_compound_without_any_animal_is_refused_by_name(reference, fitted):
    animals = [f"clearance_{animal}_mL_min_kg" for animal in ("rat", "dog", "monkey")]
    row = reference.compound("KAI-101").with_columns(
        compound=pl.lit("mine"), **{name: pl.lit(None, dtype=pl.Float64) for name in animals}
    )
    with pytest.raises(ModelDataError) as error:
        fitted.predict(row)
    assert (error.value.key, error.value.where) == ("nothing_measured", "mine")


@pytest.mark.parametrize("animals", [("rat",), ("dog",), ("rat", "monkey"), ("rat", "dog", "monkey")])
def test_any_subset_of_the_animals_is_enough(reference, fitted, animals):
    hidden = [
        f"{quantity}_{animal}_{unit}"
        for quantity, unit in (("clearance", "mL_min_kg"), ("volume_ss", "L_kg"))
        for animal in {"rat", "dog", "monkey"} - set(animals)
    ]
    row = reference.compound("KAI-101").with_columns(
        pl.lit(None, dtype=pl.Float64).alias(name) for name in hidden
    )
    human_pk = fitted.predict(row, draws=200)
    assert human_pk.species_used("clearance") == ", ".join(animals)
    assert np.isfinite(human_pk.draws["half_life"]).all()


def test_one_row_at_a_time(reference, fitted):
    for rows in (reference.frame[:2], reference.frame.clear()):
        with pytest.raises(ModelDataError) as error:
            fitted.predict(rows)
        assert error.value.key == "one_compound"


@pytest.mark.parametrize(
    ("name", "value"),
    [("dose_mg", 0.0), ("dose_mg", float("nan")), ("body_weight_kg", -70.0), ("bioavailability", 1.2)],
)
def test_a_dose_that_makes_no_sense_is_refused_by_name(fitted, name, value):
    with pytest.raises(KaiError) as error:
        fitted.predict("KAI-101", **{name: value})
    assert (error.value.key, error.value.where) == (
        "pk_positive" if name == "dose_mg" else "pk_setting",
        name,
    )


def test_a_fit_that_failed_its_checks_feeds_nothing_unless_told_to(reference):
    poor = pipelines.HumanPKModel().fit(reference, draws=10, tune=5, chains=2)
    assert not poor.trusted
    with pytest.raises(UntrustedFit):
        poor.predict("KAI-101")
    forced = poor.predict("KAI-101", force=True)
    assert not forced.trusted


def test_one_call_does_it_all(reference, fitted):
    answer = pipelines.predict_human_pk(learn_from=reference, dose_mg=50.0, **SAMPLER)
    assert answer.compound == "KAI-101"
    assert answer.draws.attrs["dose_mg"] == 50.0
    assert answer.draws["clearance"].equals(fitted.predict("KAI-101").draws["clearance"])
