"""What is folded away under the pictures of a study."""

from __future__ import annotations

import html
import pathlib
import tempfile
from collections.abc import Callable
from typing import Any

import ipywidgets as w
import kai_widgets as kw
import polars as pl

from kai_workbench import linkage
from kai_workbench.errors import KaiError
from kai_workbench.quality import QualityTable
from kai_workbench.text import Lang, say

from . import _study_explorer_views as views
from ._page import Page
from ._study_explorer_cut import Cut
from ._study_explorer_facts import Facts
from ._study_explorer_picture import png

# In the order in which one of them is drawn.
_EXPOSURE = ("AUCLST", "AUCIFO", "AUCTAU", "AUCINT", "CMAX")


class Details:
    """The folded parts: quality, exposure, design, files."""

    def __init__(
        self,
        page: Page,
        *,
        current: Callable[[], Cut],
        checked: Callable[[], QualityTable],
        picture: Callable[[], str],
    ) -> None:
        self._page, self._current = page, current
        say_ = page.say
        self.quality, self.design, self.exposure_told = w.HTML(), w.HTML(), w.HTML()
        self.exposure = page.chart(label=say_("explorer.exposure"), filename="exposure", height=0)
        self.exposure.layout.display = "none"
        self.files = {
            "picture_png": page.download(
                label=say_("explorer.picture_png"),
                filename="study.png",
                mime="image/png",
                make=lambda: png(picture()),
            ),
            "picture_svg": page.download(
                label=say_("explorer.picture_svg"),
                filename="study.svg",
                mime="image/svg+xml",
                make=lambda: picture().encode(),
            ),
            "findings": self._csv("explorer.csv_findings", views.incidence_csv),
            "measurements": self._csv("explorer.csv_measures", views.measures_csv),
        }
        self.report = page.download(
            label=say_("explorer.report"),
            filename="quality.html",
            mime="text/html",
            make=lambda: report(checked(), name=self._name(), lang=page.lang),
            primary=True,
        )
        self.report.layout.display = "none"  # until the study has been checked
        self.downloads = w.Box([*self.files.values(), self.report], _dom_classes=["kai-downloads"])
        page.detail(say_("explorer.detail.quality"), self.quality, open=True)
        page.detail(say_("explorer.detail.exposure"), self.exposure_told, self.exposure)
        page.detail(say_("explorer.detail.design"), self.design)

    def _csv(self, key: str, make: Callable[[Cut], str]) -> kw.Download:
        return self._page.download(
            label=self._page.say(key),
            filename="table.csv",
            mime="text/csv",
            make=lambda: kw.csv_bytes(make(self._current())),
        )

    def _name(self) -> str:
        facts = self._current().facts
        return facts.study.study_id or facts.name

    def fill(self, facts: Facts, exposed: dict[str, Any] | None, *, name: str) -> None:
        """Of a study that was just opened."""
        page = self._page
        for key, file in self.files.items():
            ending = key.rpartition("_")[2] if key.startswith("picture_") else "csv"
            file.filename = f"{name}_{key.removesuffix('_' + ending)}.{ending}"
        self.report.filename = f"{name}_quality.html"
        self.exposure.filename = f"{name}_exposure"
        self.design.value = views.design_table(facts, lang=page.lang)
        self.exposure.layout.display = "none" if exposed is None else None
        key = "explorer.exposure_none" if exposed is None else "explorer.exposure_how"
        self.exposure_told.value = f"<p>{html.escape(page.say(key))}</p>"
        if exposed is not None:
            self.exposure.label = exposed["description"]
            self.exposure.spec = exposed

    def show_quality(self, quality: QualityTable | None) -> None:
        """The checks; ``None`` while they run, or after they were stopped."""
        self.report.layout.display = None if quality is not None else "none"
        waiting = f"<p>{html.escape(self._page.say('explorer.quality_waiting'))}</p>"
        lang = self._page.lang
        self.quality.value = waiting if quality is None else views.quality_tables(quality, lang=lang)


def report(quality: QualityTable, *, name: str, lang: Lang) -> bytes:
    """The quality report as one HTML page."""
    with tempfile.TemporaryDirectory() as folder:
        written = quality.write(folder, lang=lang, title=name)
        page = next(path for path in written if path.suffix == ".html")
        return pathlib.Path(page).read_bytes()


def exposed(facts: Facts, *, lang: Lang) -> dict[str, Any] | None:
    """The picture of exposure against dose; ``None`` where there is none."""
    from kai_workbench import charts

    if not {"PP", "PC"} & set(facts.study.domains):
        return None
    found = linkage.exposures(facts.study).filter(pl.col("problem").is_null())
    ranked = facts.animals.select("set_code", "rank").unique()
    doses = linkage.groups(facts.study).select("set_code", "dose", "dose_unit").join(ranked, on="set_code")
    joined = found.join(doses, on="set_code", how="inner").filter(pl.col("value") > 0, pl.col("dose") > 0)
    for parameter in _EXPOSURE:
        mine = joined.filter(pl.col("parameter") == parameter)
        if mine.height < 2:
            continue
        # Parent and metabolites are never put into one picture.
        one = mine.group_by("analyte", "unit").len().sort("len", "analyte", descending=[True, False])
        mine = mine.filter(pl.col("analyte").eq_missing(one["analyte"][0]), pl.col("unit") == one["unit"][0])
        shown = mine.select("sex", "dose", "day", "value", who=pl.coalesce("subject", "pool", "set_code"))
        try:
            chart = charts.study_exposure(
                shown,
                parameter=say(
                    "explorer.exposure_axis",
                    lang,
                    parameter=say(f"explorer.parameter.{parameter.lower()}", lang),
                    analyte=one["analyte"][0] or "–",
                ),
                unit=str(one["unit"][0]),
                dose_unit=facts.unit or str(mine["dose_unit"][0]),
                species=facts.species,
                lang=lang,
                synthetic=bool(facts.synthetic),
            )
        except KaiError:
            return None
        made: dict[str, Any] = chart.to_dict(validate=False)
        return made
    return None
