"""The text room: two languages, the same marks, and no key that is asked for in vain."""

from __future__ import annotations

import ast
import pathlib
import re
import string

import pytest

from kai_workbench import catalog
from kai_workbench.text import LANGUAGES, korean, phrases, say, with_korean

ROOT = pathlib.Path(__file__).resolve().parents[1]
HANGUL = re.compile("[가-힣]")
# Units, abbreviations and names that Korean writes in Latin letters.
LATIN = set(
    "mL L min kg g mg ng h s R hat log chain kai fu k Vss SMILES InChI Excel Parquet Chromium Vega Tang "
    "Bulk Tail Pareto".split()
)


def marks(text: str) -> set[str]:
    """The names to fill in."""
    return {
        re.split(r"[.\[]", field)[0] for _, field, _, _ in string.Formatter().parse(text) if field is not None
    }


@pytest.mark.parametrize("key", sorted(phrases()))
def test_every_phrase_speaks_both_languages_with_the_same_marks(key):
    phrase = phrases()[key]
    assert phrase.en.strip()
    assert phrase.ko.strip()
    assert marks(phrase.en) == marks(phrase.ko)
    assert "" not in marks(phrase.en), "marks are named, so that languages may order them as they like"
    assert not HANGUL.search(phrase.en) or key.startswith(("language.", "lang.", "chart.synthetic")), (
        "Korean on the English side"
    )
    if not HANGUL.search(phrase.ko):
        words = set(re.findall(r"[A-Za-z_]+", re.sub(r"\{[^}]*\}", "", phrase.ko)))
        unknown = {word for word in words - LATIN if not re.fullmatch(r"[A-Z0-9]+", word)}
        assert not unknown or phrase.ko == "English", f"no Korean in {phrase.ko!r}"


def sources() -> list[pathlib.Path]:
    return sorted((ROOT / "kai_workbench").rglob("*.py"))


def error_classes() -> set[str]:
    """KaiError and the classes that inherit its way of being raised."""
    parents, own_way = {}, set()
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef):
                parents[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
                if any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in node.body):
                    own_way.add(node.name)
    found = {"KaiError"}
    while more := {name for name, bases in parents.items() if bases & found and name not in found | own_way}:
        found |= more
    return found


def uses() -> list[tuple[str, str, set[str] | None]]:
    """Where a phrase is named literally, its key, and the values given (None if they cannot be read)."""
    errors = error_classes()
    found = []
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            key, name = node.args[0].value, getattr(node.func, "id", "")
            if not isinstance(key, str) or (name != "say" and name not in errors):
                continue
            given = {part.arg for part in node.keywords}
            where = f"{file.relative_to(ROOT)}:{node.lineno}"
            found.append((where, key if name == "say" else f"error.{key}", None if None in given else given))
    return found


def test_every_phrase_named_in_the_code_exists_and_gets_the_values_it_asks_for():
    asked = uses()
    assert asked
    for where, key, given in asked:
        assert key in phrases(), f"{where}: no phrase {key}"
        if given is not None:
            lacking = marks(phrases()[key].en) - given
            assert not lacking, f"{where}: {key} also wants {sorted(lacking)}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_phrase_is_filled_in(lang):
    assert "12" in say("doctor.packages_found", lang, count=12, versions="")


@pytest.mark.parametrize(
    ("term", "told"),
    [
        ("NECROSIS", "괴사"),
        ("CELLULARITY, DECREASED", "세포충실도 감소"),
        ("INFILTRATION, MONONUCLEAR CELL", "단핵세포 침윤"),
        ("CYST(S)", "낭종"),
        ("Alanine Aminotransferase", "알라닌아미노전이효소"),
        ("Reticulocytes/Erythrocytes", "망상적혈구/적혈구"),
    ],
)
def test_a_known_term_has_its_korean_name_and_stays_beside_it(term, told):
    assert korean(term) == told
    assert with_korean(term, "ko") == f"{told}({term})"
    assert with_korean(term, "en") == term


@pytest.mark.parametrize(
    "term",
    [
        "",
        "DECREASED",
        "TENSION LIPIDOSIS",
        "NECROSIS, OF AN UNKNOWN KIND",
        "NECROSIS, FIBROSIS",
        "Neutrophils/X",
    ],
)
def test_a_term_of_which_a_word_is_not_known_stays_as_it_was_written(term):
    assert korean(term) is None
    assert with_korean(term, "ko") == term


def test_the_synthetic_programme_is_told_in_korean_throughout():
    written = set()
    for study in ("rat", "dog"):
        frames = catalog.kai101_study(study)
        written |= {*frames["MI"]["MISTRESC"].drop_nulls(), *frames["LB"]["LBTEST"].drop_nulls()}
    written |= set(catalog.kai101_study("phase2")["AE"]["AEDECOD"])
    assert len(written) > 25
    assert {one for one in written if korean(one) is None} == set()
