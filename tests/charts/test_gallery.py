"""The gallery: a short script for every chart, which runs, and its picture in the documentation."""

from __future__ import annotations

import pathlib
import runpy

import altair as alt
import pytest

from kai_workbench import charts

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
SCRIPTS = sorted(path for path in (DOCS / "gallery").glob("*.py") if path.stem != "render")
NO_CHART = {"figures", "offline", "png", "svg", "save", "prior_human", "study_changes"}


def test_every_chart_has_a_script_and_a_picture_on_the_page():
    drawn = {name for name, one in vars(charts).items() if callable(one) and name.islower()} - NO_CHART
    drawn = {name for name in drawn if not name.startswith("_")}
    assert {path.stem for path in SCRIPTS} == drawn
    page = (DOCS / "gallery.md").read_text(encoding="utf-8")
    for name in drawn:
        picture = DOCS / "gallery" / f"{name}.svg"
        assert picture.read_text(encoding="utf-8").startswith("<svg"), name
        assert f"gallery/{name}.svg" in page
        assert f"gallery/{name}.py" in page


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")
def test_the_script_is_short_and_makes_its_chart(path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 15
    assert f"charts.{path.stem}(" in source
    chart = runpy.run_path(str(path))["chart"]
    assert isinstance(chart, alt.TopLevelMixin)
    assert len(chart.to_dict(validate=False)["description"]) > 12
