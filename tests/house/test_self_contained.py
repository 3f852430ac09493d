"""The project names no machine, and fetches nothing behind anybody's back."""

from __future__ import annotations

import re

TEXT = {"", *".cff .cfg .css .html .ipynb .j2 .js .json .lock .md .py .sh .toml .txt .yml .yaml".split()}
# A home or a workplace of one particular machine; a path beneath a variable or a URL is no such thing.
MACHINE = re.compile(r"(?<![\w.$})\]-])/(?:work|root|Users|tmp/[a-z]+|home/(?!linuxbrew\b|jovyan\b))(?:/|\b)")
# Addresses from which a page would pull scripts, styles, fonts.
CDN = re.compile(r"https?://(?:cdn\.|cdnjs\.|unpkg\.|fonts\.g|[\w.]*jsdelivr|ajax\.googleapis)")


def test_no_file_names_a_place_on_one_machine(root, kept_files):
    for file in kept_files:
        if file.suffix in TEXT and file.name != "test_self_contained.py":
            for number, line in enumerate(file.read_text().splitlines(), 1):
                assert not MACHINE.search(line), f"{file.relative_to(root)}:{number}: {line.strip()[:120]}"


def test_the_folder_beside_the_checkout_is_known_to_continuous_integration_alone(root, kept_files):
    beside = "../" + "shared"
    for file in kept_files:
        if file.suffix in TEXT and file.relative_to(root).as_posix() != ".ci/run":
            assert beside not in file.read_text(), file


def test_no_page_or_widget_pulls_from_a_content_network(root, kept_files):
    for file in kept_files:
        inside = file.relative_to(root).parts[0] in {"kai_workbench", "widgets", "share", "notebooks"}
        if inside and file.suffix in TEXT:
            assert not CDN.search(file.read_text()), file


def test_no_file_is_longer_than_it_should_be(root, kept_files):
    for file in kept_files:
        if file.suffix == ".py":
            lines = len(file.read_text().splitlines())
            assert lines <= 400, f"{file.relative_to(root)} has {lines} lines: split it"


def test_decisions_are_numbered_once_and_say_why(root):
    notes = sorted((root / "docs" / "decisions").glob("[0-9]*.md"))
    numbers = [note.name[:4] for note in notes]
    assert len(numbers) == len(set(numbers)), "two decisions share a number"
    for note in notes:
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", note.name), note.name
        assert note.read_text().startswith("# "), note.name
