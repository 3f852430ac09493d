from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench.models import ModelDataError, StructurePrior, structure_keys

pytest.importorskip("rdkit", reason="needs the extra: structure")
pytest.importorskip("sklearn", reason="needs the extra: structure")

SMALL = StructurePrior(trees=60)  # enough that every molecule is out of some bag


@pytest.fixture(scope="module")
def library():
    """Invented values for 75 plain molecules: larger ones are cleared more slowly and spread wider."""
    smiles = [head + "C" * n + tail for n in range(2, 27) for head in ("", "c1ccccc1") for tail in ("O", "N")]
    rng = np.random.default_rng(1)
    size = np.array([s.count("C") + s.count("c") for s in smiles[:75]], dtype=float)
    unbound = rng.uniform(0.02, 0.9, 75)
    return pl.DataFrame(
        {
            "compound": [f"molecule {i}" for i in range(75)],
            "smiles": smiles[:75],
            "clearance_human_mL_min_kg": np.exp(3 - 0.1 * size + 0.3 * rng.normal(size=75)),
            "volume_ss_human_L_kg": np.exp(0.1 * size - 1 + 0.3 * rng.normal(size=75)),
            "fraction_unbound_human": pl.Series(unbound).scatter(range(0, 75, 3), None),
        }
    )


def predict(compounds, library, **options):
    return SMALL.predict(compounds, learn_from=library, **options)


def changed(library, at, factor=100.0):
    """The library with the human values of one molecule multiplied."""
    own = pl.int_range(pl.len()) == at
    return library.with_columns(
        pl.when(own).then(pl.col(name) * factor).otherwise(pl.col(name))
        for name in ("clearance_human_mL_min_kg", "volume_ss_human_L_kg")
    )


def alike(one, other):
    """Equal but for the order in which the trees were summed, which threads decide."""
    pairs = ((one[name], other[name]) for name in one.columns if name != "compound")
    return all(np.allclose(a, b, rtol=1e-12, atol=0) for a, b in pairs)


def test_salt_charge_and_stereochemistry_do_not_make_another_compound():
    same = ["CC(N)Cc1ccccc1", "C[C@H](N)Cc1ccccc1", "CC(N)Cc1ccccc1.Cl", "CC([NH3+])Cc1ccccc1"]
    keys = structure_keys(pl.Series([*same, "CC(N)CCc1ccccc1"]))
    assert keys[:4].n_unique() == 1
    assert keys[4] != keys[0]


def test_what_cannot_be_read_has_no_key_and_no_prediction(library):
    odd = pl.DataFrame({"compound": ["none", "nonsense", "fine"], "smiles": [None, "C1CC(", "CCCCO"]})
    assert structure_keys(odd["smiles"]).is_null().to_list() == [True, True, False]
    answer = predict(odd, library)
    for name in ("clearance_structure_mL_min_kg", "volume_ss_structure_L_kg"):
        assert answer[name].is_null().to_list() == [True, True, False]


def test_structure_says_something_about_molecules_it_was_not_shown(library):
    answer = predict(library, library)
    for predicted, human in (
        ("clearance_structure_mL_min_kg", "clearance_human_mL_min_kg"),
        ("volume_ss_structure_L_kg", "volume_ss_human_L_kg"),
    ):
        assert np.corrcoef(np.log(answer[predicted]), np.log(library[human]))[0, 1] > 0.5


@pytest.mark.parametrize("at", [0, 37, 74])
def test_a_molecules_own_human_values_never_reach_its_own_prediction(library, at):
    before = predict(library, library)
    after = predict(library, changed(library, at))
    assert after.row(at) == before.row(at)
    assert not alike(after, before)  # the others learn from it


def test_nor_do_they_under_another_name_or_as_a_salt(library):
    at = 3
    salt = library[at].with_columns(compound=pl.lit("a salt"), smiles=pl.col("smiles") + ".Cl")
    assert salt["smiles"].item().endswith("N.Cl")
    names = ("clearance_structure_mL_min_kg", "volume_ss_structure_L_kg")
    before, after = (predict(salt, one).select(names) for one in (library, changed(library, at)))
    assert alike(after, before)


def test_what_is_to_be_left_out_is_not_learnt_from(library):
    hidden = set(structure_keys(library["smiles"])[:20])
    before = predict(library, library, without=hidden)
    for at in (0, 10, 19):
        assert alike(predict(library, changed(library, at), without=hidden), before)
    assert not alike(predict(library, changed(library, 20), without=hidden), before)


def test_the_same_question_gets_the_same_answer_from_the_cache_and_anew(library, tmp_path, monkeypatch):
    first, kept = predict(library, library), predict(library, library)
    monkeypatch.setenv("KAI_CACHE_DIR", str(tmp_path))
    anew = predict(library, library)
    assert kept.equals(first)
    assert alike(anew, first)


def test_too_few_structures_are_refused_with_what_to_do(library):
    with pytest.raises(ModelDataError) as error:
        predict(library, library[:49])
    assert error.value.key == "too_few_structures"
    assert (error.value.where, error.value.values["n"]) == ("clearance_human_mL_min_kg", 49)


def test_without_the_extra_the_error_names_what_to_install(library, monkeypatch):
    import importlib.metadata

    def absent(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)
    for lang in ("en", "ko"):
        with pytest.raises(ModelDataError) as error:
            predict(library, library)
        assert 'pip install "kai-workbench[structure]"' in error.value.say(lang)
