from __future__ import annotations

import re

import pytest

PAGES = ["README.md", "README.ko.md", "CONTRIBUTING.md", "CHANGELOG.md"]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_somewhere(root, page):
    for target in re.findall(r"\]\(([^)]+)\)", (root / page).read_text()):
        if not target.startswith(("http://", "https://", "#")):
            assert (root / target.partition("#")[0]).exists(), f"{page} points to {target}"


def test_both_readmes_show_the_same_commands_and_the_same_rooms(root):
    """Whoever changes one is told to change the other."""
    english, korean = ((root / page).read_text() for page in PAGES[:2])
    assert re.findall(r"^\| (`[^|]*`) \|", english, re.MULTILINE) == re.findall(
        r"^\| (`[^|]*`) \|", korean, re.MULTILINE
    )
    for pattern in (r"^(make \w+|kai [\w -]+?) +#", r"\]\((?!README)([^)]+)\)"):
        assert re.findall(pattern, english, re.MULTILINE) == re.findall(pattern, korean, re.MULTILINE)


def test_every_room_is_on_the_map(root):
    shown = (root / "README.md").read_text()
    for room in (root / "kai_workbench").glob("[a-z]*/__init__.py"):
        assert f"`kai_workbench.{room.parent.name}`" in shown
