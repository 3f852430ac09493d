"""The quality table as one HTML page and as Parquet."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from kai_workbench._files import atomic_path, write_atomic
from kai_workbench.text import Lang, say

from ._table import STATUSES, QualityTable

if TYPE_CHECKING:
    import jinja2

SHOWN = 100
_ORDER = {status: i for i, status in enumerate(STATUSES)}


class Both(NamedTuple):
    """A text in both languages."""

    en: str
    ko: str


def write(table: QualityTable, folder: pathlib.Path, *, lang: Lang, title: str) -> list[pathlib.Path]:
    """Write the page and both frames; see :meth:`QualityTable.write`."""
    written = [write_atomic(folder / "quality.html", page(table, lang=lang, title=title))]
    for name, frame in (("checks", table.checks), ("rows", table.rows)):
        with atomic_path(folder / f"{name}.parquet") as part:
            frame.write_parquet(part)
        written.append(folder / f"{name}.parquet")
    return written


def page(table: QualityTable, *, lang: Lang = "en", title: str = "") -> str:
    """The table as an HTML page that speaks both languages and asks nothing of the network.

    Parameters
    ----------
    lang
        Language it begins in.
    title
        What was checked.
    """
    lines = list(_lines(table))
    counts = {status: sum(line["status"] == status for line in lines) for status in STATUSES}
    return _template().render(
        lang=lang,
        title=title,
        lines=lines,
        counts=counts,
        statuses=STATUSES,
        sources=list(dict.fromkeys(line["source"] for line in lines)),
        both=_both,
        state=lambda status: _both(f"quality.status.{status.replace(' ', '_')}"),
        percent=_percent,
    )


def _both(key: str, **values: object) -> Both:
    return Both(say(key, "en", **values), say(key, "ko", **values))


def _lines(table: QualityTable) -> Iterator[dict[str, Any]]:
    """Every line with its texts in both languages and its first failing rows, failures first."""
    english, korean = table.told("en"), table.told("ko")
    order = pl.DataFrame({"s": table.checks["status"].replace_strict(_ORDER, return_dtype=pl.Int64)})
    shown = _shown(table)
    for i in order.with_row_index()["s"].arg_sort():
        raw, en, ko = table.checks.row(i, named=True), english.row(i, named=True), korean.row(i, named=True)
        told = {
            name: Both(en[name] or "", ko[name] or "") for name in ("title", "reason", "threshold_source")
        }
        yield {**raw, **told, "rows": shown.get((raw["check"], raw["domain"], raw["variable"]), [])}


def _shown(table: QualityTable) -> dict[tuple[str, str | None, str | None], list[dict[str, Any]]]:
    """The first failing rows by check, domain and variable."""
    keys = ["check", "domain", "variable"]
    # A rule on all variables names one in each row; its line names them all, or none.
    lines = table.checks.filter(pl.col("failures") > 0).select(keys)
    several = lines.filter(pl.len().over("check", "domain") > 1)
    found: dict[tuple[str, str | None, str | None], list[dict[str, Any]]] = {}
    english, korean = table.told_rows("en"), table.told_rows("ko").select(pl.col("detail", "action"))
    told = pl.concat(
        [english, korean.rename({"detail": "detail_ko", "action": "action_ko"})], how="horizontal"
    )
    apart = set(several.iter_rows())
    for (check, domain), part in told.group_by(["check", "domain"], maintain_order=True):
        for check_, domain_, variable in lines.iter_rows():
            if (check_, domain_) != (check, domain):
                continue
            exact = (check_, domain_, variable) in apart
            mine = part.filter(pl.col("variable").eq_missing(pl.lit(variable))) if exact else part
            found[check_, domain_, variable] = [
                {
                    **row,
                    "detail": Both(row["detail"] or "", row["detail_ko"] or ""),
                    "action": Both(row["action"] or "", row["action_ko"] or ""),
                }
                for row in mine.head(SHOWN).iter_rows(named=True)
            ]
    return found


def _percent(failures: int | None, denominator: int | None) -> str:
    return f"{failures / denominator:.1%}" if failures and denominator else ""


@functools.cache
def _template() -> jinja2.Template:
    import jinja2

    loader = jinja2.PackageLoader("kai_workbench.quality")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("quality.html.j2")
