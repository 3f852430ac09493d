from __future__ import annotations

import inspect
import pathlib
import re

import kai_widgets
import pytest

WIDGETS = [one for _, one in inspect.getmembers(kai_widgets, inspect.isclass)]
FOLDER = pathlib.Path(kai_widgets.__file__).parent
TEMPLATE = FOLDER.parents[1] / "share" / "jupyter" / "voila" / "templates" / "kai"


def variables(css: str) -> dict[str, str]:
    root = re.search(r":root \{(.*?)\n\}", css, re.DOTALL).group(1)
    pairs = (line.split(":", 1) for line in re.sub(r"\s+", " ", root).split(";") if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs if name.strip().startswith("--kai-")}


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda one: one.__name__)
def test_an_unknown_keyword_is_refused_by_name(widget):
    extra = {"make": bytes} if widget is kai_widgets.Download else {}
    with pytest.raises(TypeError, match=r"does not know 'colour'; its own are: \w+"):
        widget(colour="red", **extra)


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in FOLDER.glob("*/__init__.py")), ids=lambda p: p.name
)
def test_every_widget_has_its_script_and_style_and_asks_for_nothing_outside(folder):
    text = (folder / "widget.css").read_text() + "".join(p.read_text() for p in folder.glob("widget.js"))
    assert not re.search(r"https?://|@import|\bimport\s+[\w{*]", text)


def test_widgets_and_page_template_share_one_set_of_variables():
    widgets = variables((FOLDER / "_look.css").read_text())
    template = variables((TEMPLATE / "static" / "kai.css").read_text())
    assert widgets == template
    assert widgets["--kai-ink"] == "#1b1f24"


def test_the_template_names_no_address_outside():
    for path in TEMPLATE.rglob("*"):
        if path.is_file():
            assert not re.search(r"(src|href)=['\"]https?://|url\(['\"]?https?:", path.read_text()), path


def test_widgets_know_nothing_of_the_workbench():
    for path in FOLDER.rglob("*.py"):
        assert "kai_workbench" not in re.sub(
            r'""".*?"""|"kai-workbench"', "", path.read_text(), flags=re.DOTALL
        )
