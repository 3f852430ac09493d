"""The text room: two languages, the same marks, and no key that is asked for in vain."""

from __future__ import annotations

import ast
import functools
import pathlib
import re
import string

import pytest

from kai_workbench import catalog
from kai_workbench.text import LANGUAGES, korean, phrases, say, with_korean
from kai_workbench.text._say import Phrase

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


def wrong(key: str) -> list[str]:
    """What is wrong with the two languages of a phrase."""
    phrase = phrases()[key]
    korean_in_english = HANGUL.search(phrase.en) and not key.startswith(
        ("language.", "lang.", "chart.synthetic")
    )
    words = set(re.findall(r"[A-Za-z_]+", re.sub(r"\{[^}]*\}", "", phrase.ko)))
    unknown = {word for word in words - LATIN if not re.fullmatch(r"[A-Z0-9]+", word)}
    found = {
        "says nothing in English": not phrase.en.strip(),
        "says nothing in Korean": not phrase.ko.strip(),
        "has other marks in the other language": marks(phrase.en) != marks(phrase.ko),
        "has a mark without a name, which languages could not order as they like": "" in marks(phrase.en),
        "has Korean on the English side": korean_in_english,
        f"has no Korean in {phrase.ko!r}": not HANGUL.search(phrase.ko)
        and unknown
        and phrase.ko != "English",
    }
    return [f"{key} {what}" for what, is_so in found.items() if is_so]


# All in one test: as three thousand tests, asking took longer than the answer.
def test_every_phrase_speaks_both_languages_with_the_same_marks():
    assert len(phrases()) > 3000
    assert [one for key in sorted(phrases()) for one in wrong(key)] == []


@pytest.mark.parametrize(
    ("english", "in_korean", "told"),
    [
        ("", "말", "says nothing in English"),
        ("Word", " ", "says nothing in Korean"),
        ("{a} word", "{b} 말", "other marks"),
        ("{} word", "{} 말", "without a name"),
        ("말", "말", "Korean on the English side"),
        ("Word", "Word", "no Korean"),
    ],
)
def test_a_phrase_that_lacks_a_language_or_a_mark_is_found(monkeypatch, english, in_korean, told):
    monkeypatch.setitem(phrases(), "x.y", Phrase(en=english, ko=in_korean))
    assert [one for one in wrong("x.y") if told in one]


@functools.cache
def nodes() -> list[tuple[str, ast.ClassDef | ast.Call]]:
    """Classes and calls of the library, each with the file it stands in."""
    return [
        (str(file.relative_to(ROOT)), node)
        for file in sorted((ROOT / "kai_workbench").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ClassDef | ast.Call)
    ]


def error_classes() -> set[str]:
    """KaiError and the classes that inherit its way of being raised."""
    parents, own_way = {}, set()
    for _, node in nodes():
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
    for file, node in nodes():
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        key, name = node.args[0].value, getattr(node.func, "id", "")
        if not isinstance(key, str) or (name != "say" and name not in errors):
            continue
        given = {part.arg for part in node.keywords}
        where = f"{file}:{node.lineno}"
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
