"""The examples in the docstrings say what happens."""

from __future__ import annotations

import doctest
import importlib
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]


def modules() -> list[str]:
    """Every module whose text holds an example."""
    found = []
    for base in (ROOT, ROOT / "widgets"):
        for package in ("kai_workbench", "kai_widgets"):
            for file in sorted((base / package).rglob("*.py")):
                if ">>> " in file.read_text():
                    parts = file.relative_to(base).with_suffix("").parts
                    found.append(".".join(part for part in parts if part != "__init__"))
    return found


@pytest.mark.parametrize("name", modules())
def test_the_examples_of_a_module_run_and_give_what_they_show(name):
    results = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert results.attempted
    assert not results.failed
