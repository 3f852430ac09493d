from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench import models, standards
from kai_workbench.models import _methods
from kai_workbench.models._errors import ModelDataError
from kai_workbench.text import LANGUAGES, phrases, say

COLUMNS = [
    "method",
    "species_used",
    "estimate",
    "lo50",
    "hi50",
    "lo90",
    "hi90",
    "unit",
    "n_reference",
    "gmfe_reference",
    "exponent",
    "note",
]


def compounds(n, *, seed=1, error_sd=0.7, bias=0.0):
    """Invented compounds: human clearance is 0.407 of the monkey's, but for bias and error."""
    rng = np.random.default_rng(seed)
    monkey = np.exp(rng.normal(2, 1, n))
    human = 0.407 * monkey * np.exp(rng.normal(bias, error_sd, n))
    empty = pl.Series([None] * n, dtype=pl.Float64)
    columns = {
        "compound": [f"compound {i}" for i in range(n)],
        "smiles": [f"C{i}" for i in range(n)],
        "inchi": pl.Series([None] * n, dtype=pl.String),
    }
    for s in ("rat", "dog", "monkey", "human"):
        columns |= {
            f"clearance_{s}_mL_min_kg": empty,
            f"volume_ss_{s}_L_kg": empty,
            f"fraction_unbound_{s}": empty,
        }
    return pl.DataFrame(columns | {"clearance_monkey_mL_min_kg": monkey, "clearance_human_mL_min_kg": human})


def monkey_only(frame, reference, **options):
    answer = models.conventional(frame, reference, parameter="clearance", **options)
    return answer.row(by_predicate=pl.col("method") == "single_species_monkey", named=True)


@pytest.fixture(scope="module")
def real(mirror):
    return standards.species_pk("pk_animal_human").frame


def test_every_method_of_a_quantity_has_its_own_key_and_a_name_in_both_languages():
    for parameter, methods in models.METHODS.items():
        keys = [method.key for method in methods]
        assert len(set(keys)) == len(keys)
        assert all(method.parameter == parameter for method in methods)
        assert all(f"method.{key}" in phrases() for key in keys)
    used = {f"method.{m.key}" for methods in models.METHODS.values() for m in methods}
    named = {key for key in phrases() if key.startswith("method.")}
    assert named == used | {"method.cross_species"}, "no name without a method, but for the workbench's own"


def test_only_methods_whose_animals_were_measured_are_shown():
    frame = compounds(40)
    answer = models.conventional(frame[0], frame, parameter="clearance")
    assert answer.columns == COLUMNS
    assert answer["method"].to_list() == ["single_species_monkey", "liver_blood_flow_monkey"]
    assert answer["species_used"].to_list() == ["monkey", "monkey"]
    assert answer["unit"].unique().to_list() == ["mL/min/kg"]


def test_no_method_gives_an_empty_table_with_its_columns():
    frame = compounds(40)
    answer = models.conventional(frame[0], frame, parameter="volume_ss")
    assert answer.height == 0
    assert answer.columns == COLUMNS


def test_the_interval_is_the_estimate_times_the_methods_own_errors():
    frame = compounds(99)
    new = compounds(1, seed=5).with_columns(compound=pl.lit("new"), smiles=None)
    answer = monkey_only(new, frame)
    ratio = np.sort(frame["clearance_human_mL_min_kg"] / (0.407 * frame["clearance_monkey_mL_min_kg"]))
    assert answer["n_reference"] == 99
    for name, rank in {"lo90": 5, "lo50": 25, "hi50": 75, "hi90": 95}.items():
        assert answer[name] == pytest.approx(answer["estimate"] * ratio[rank - 1])  # p × (99 + 1)


def test_bias_stays_in_the_estimate_and_moves_the_interval():
    new = compounds(1, seed=5).with_columns(compound=pl.lit("new"), smiles=None)
    fair, biased = (monkey_only(new, compounds(200, bias=bias)) for bias in (0.0, 2.5))
    assert biased["estimate"] == fair["estimate"]
    assert biased["lo90"] > biased["estimate"]
    assert biased["lo90"] == pytest.approx(fair["lo90"] * np.exp(2.5))


def test_intervals_cover_new_compounds_as_often_as_they_say():
    # Also with as few reference compounds as are accepted: 200 times 20, and one new compound.
    inside = []
    for seed in range(200):
        frame = compounds(21, seed=seed)
        answer = monkey_only(frame[0], frame)
        assert answer["n_reference"] == 20
        human = frame["clearance_human_mL_min_kg"][0]
        inside.append((answer["lo50"] <= human <= answer["hi50"], answer["lo90"] <= human <= answer["hi90"]))
    of_50, of_90 = np.mean(inside, axis=0)
    assert abs(of_50 - 0.5) < 4 * np.sqrt(0.5 * 0.5 / 200)
    assert abs(of_90 - 0.9) < 4 * np.sqrt(0.9 * 0.1 / 200)


@pytest.mark.parametrize(
    "twin",
    [
        {"compound": pl.lit("  COMPOUND 0 "), "smiles": pl.lit(None, pl.String)},
        {"compound": pl.lit("another name"), "smiles": pl.lit("C0")},
        {"compound": pl.lit("another name"), "smiles": pl.lit("other"), "inchi": pl.lit("InChI=0")},
    ],
)
def test_the_compound_in_hand_never_helps_to_predict_itself(twin):
    frame = compounds(40).with_columns(
        inchi=pl.when(pl.col("compound") == "compound 0").then(pl.lit("InChI=0"))
    )
    spoilt = frame.with_columns(
        clearance_human_mL_min_kg=pl.when(pl.col("compound") == "compound 0")
        .then(1e6)
        .otherwise("clearance_human_mL_min_kg")
    )
    row = frame[0].with_columns(**twin)
    answer = monkey_only(row, spoilt)
    assert answer["n_reference"] == 39
    assert answer == monkey_only(row, frame[1:])


def test_missing_structures_are_not_taken_for_the_same_structure():
    frame = compounds(40).with_columns(smiles=pl.lit(None, pl.String))
    assert monkey_only(frame[0], frame)["n_reference"] == 39
    blank = frame.with_columns(smiles=pl.lit(""))
    assert monkey_only(blank[0], blank)["n_reference"] == 39


def test_a_table_without_structures_is_matched_by_name():
    frame = compounds(40).drop("smiles", "inchi")
    assert monkey_only(frame[0], frame)["n_reference"] == 39


def test_the_compounds_own_human_value_is_not_looked_at():
    frame = compounds(40)
    other = frame[0].with_columns(clearance_human_mL_min_kg=1e6)
    assert monkey_only(frame[0], frame) == monkey_only(other, frame)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_few_reference_compounds_give_no_interval_and_say_so(lang):
    frame = compounds(20)
    answer = monkey_only(frame[0], frame, lang=lang)
    assert answer["n_reference"] == 19
    assert [answer[name] for name in ("lo50", "hi50", "lo90", "hi90")] == [None] * 4
    assert answer["estimate"] > 0
    assert answer["note"] == say("method_note.too_few_reference", lang, n=19, minimum=20)


def test_no_reference_at_all_still_gives_the_estimate():
    frame = compounds(1)
    answer = monkey_only(frame, frame)
    assert answer["n_reference"] == 0
    assert answer["gmfe_reference"] is None


def test_the_chosen_correction_is_told_in_the_readers_language(real):
    row = real.filter(pl.col("compound") == "Acetaminophen").with_columns(
        clearance_rat_mL_min_kg=20.0, clearance_dog_mL_min_kg=11.0, clearance_monkey_mL_min_kg=12.0
    )
    for lang in LANGUAGES:
        answer = models.conventional(row, real, parameter="clearance", lang=lang)
        rule = answer.row(by_predicate=pl.col("method") == "rule_of_exponents", named=True)
        assert 0.7 < rule["exponent"] < 1
        assert rule["note"] == say("method_note.exponent_life_span", lang)


@pytest.mark.parametrize("parameter", ["clearance", "volume_ss"])
def test_intervals_hold_for_real_compounds_left_out_one_by_one(real, parameter):
    unit = "mL_min_kg" if parameter == "clearance" else "L_kg"
    human = f"{parameter}_human_{unit}"
    inside: dict[str, list[bool]] = {}
    for i in range(real.height):
        if real[human][i] is None:
            continue
        for row in models.conventional(real[i], real, parameter=parameter).iter_rows(named=True):
            inside.setdefault(row["method"], []).append(row["lo90"] <= real[human][i] <= row["hi90"])
    assert inside.keys() == {method.key for method in models.METHODS[parameter]}
    for method, each in inside.items():
        assert 0.88 <= np.mean(each) <= 0.92, method


def test_one_compound_at_a_time():
    frame = compounds(30)
    for rows in (frame[:2], frame.clear()):
        with pytest.raises(ModelDataError) as error:
            models.conventional(rows, frame, parameter="clearance")
        assert error.value.key == "not_one_compound"


def test_unknown_quantities_and_missing_columns_are_refused():
    frame = compounds(30)
    with pytest.raises(ModelDataError) as error:
        models.conventional(frame[0], frame, parameter="half_life")
    assert error.value.key == "unknown_parameter"
    with pytest.raises(ModelDataError) as error:
        models.conventional(frame[0], frame.drop("clearance_human_mL_min_kg"), parameter="clearance")
    assert (error.value.key, error.value.where) == ("missing_column", "clearance_human_mL_min_kg")


def test_twenty_reference_compounds_are_enough_for_the_outermost_quantile():
    assert 0.05 * (_methods.MINIMUM_REFERENCE + 1) >= 1
