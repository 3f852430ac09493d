"""Operating characteristics as cells: every number with its Monte-Carlo standard error."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..text import Lang, phrases, say
from ._document import Table

if TYPE_CHECKING:
    import polars as pl

    from ..trials import Design, Measure, OperatingCharacteristics, PlanFindings

ACROSS = 5  # scenarios side by side; more go into a further table


def cell(value: float, mcse: float, *, sign: bool = False) -> str:
    """A value with as many decimals as its error deserves, and the error.

    Examples
    --------
    >>> cell(0.62314, 0.0049), cell(0.0796, 0.0), cell(23.117, 0.0082)
    ('0.623 (0.005)', '0.0796 (0)', '23.117 (0.008)')
    """
    if not math.isfinite(value):
        return "–"
    plus = "+" if sign else ""
    if mcse == 0:
        return f"{value:{plus}.4f} (0)" if abs(value) <= 1 else f"{value:{plus},.2f} (0)"
    if not math.isfinite(mcse):
        return f"{value:{plus}.3g} (–)"
    few, enough = (3, 0.00095) if abs(value) <= 1 else (2, 0.0095)
    decimals = few if mcse >= enough else few + 1
    told = f"{mcse:.{decimals}f}"
    shown = f"{value:{plus},.{decimals}f}"
    if float(shown.replace(",", "")) == 0:
        shown = shown.lstrip("+-")
    return f"{shown} ({told if float(told) else f'{mcse:.0e}'})"


def measure_name(name: str, lang: Lang, unit: str = "1") -> str:
    """What an operating characteristic is called, with its unit where it has one."""
    key = f"trial_measure.{name}"
    told = say(key, lang) if key in phrases() else name.replace("_", " ")
    units = {"mo": say("trial_report.months", lang)}
    return f"{told} ({units[unit]})" if unit in units else told


_SHORT = {"blrm", "boin", "bop2", "crm", "mams", "mcp", "mtpi", "tite"}


def design_label(design: Design) -> str:
    """What a design is called in a text.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design_label(trials.SimonTwoStage(null_rate=0.1, target_rate=0.3, r1=1, n1=10, r=5, n=29))
    'Simon'
    """
    from ..trials import design_name

    words = design_name(type(design)).split("-")
    if not _SHORT.isdisjoint(words):
        return "-".join(word.upper() if word in _SHORT else word.capitalize() for word in words)
    return " ".join(words).capitalize()


def design_labels(findings: PlanFindings) -> tuple[str, ...]:
    """What the design and, if there is one, the one compared with are called; never the same."""
    first = design_label(findings.plan.design)
    if findings.plan.compare is None:
        return (first,)
    second = design_label(findings.plan.compare)
    return first, f"{second} (2)" if second == first else second


def column_name(name: str, lang: Lang) -> str:
    """What a column of a decision table or of a trial is called."""
    key = f"trial_column.{name}"
    return say(key, lang) if key in phrases() else name.replace("_", " ")


def measures_tables(
    found: OperatingCharacteristics, lang: Lang, *, file: str, caption: str
) -> tuple[Table, ...]:
    """All measures, a column a scenario; several tables where there are many scenarios."""
    names = [scenario.name for scenario in found.scenarios]
    tables = []
    for begin in range(0, len(names), ACROSS):
        few = names[begin : begin + ACROSS]
        told = caption if len(names) <= ACROSS else f"{caption} ({begin // ACROSS + 1})"
        tables.append(
            Table(
                caption=told,
                heads=(say("trial_report.measure", lang), say("trial_report.of", lang), *few),
                rows=across({name: found.measures[name] for name in few}, lang),
                numeric=2,
                file=file if begin == 0 else "",
                data=found.frame if begin == 0 else None,
            )
        )
    return tuple(tables)


def across(
    measures: Mapping[str, Sequence[Measure]], lang: Lang, *, sign: bool = False
) -> tuple[tuple[str, ...], ...]:
    """Rows of a table: measure, of what, and a cell a scenario; a dash where one has no such measure."""
    order = list(
        dict.fromkeys((one.name, one.of, one.unit) for several in measures.values() for one in several)
    )
    names = [name for name, _, _ in order]
    order.sort(key=lambda key: names.index(key[0]))
    found = {name: {(one.name, one.of): one for one in several} for name, several in measures.items()}
    rows = []
    before = ""
    for name, of, unit in order:
        cells = (found[scenario].get((name, of)) for scenario in measures)
        told = measure_name(name, lang, unit)
        shown = "" if told == before else told
        before = told
        whole = say("trial_report.all", lang) if names.count(name) > 1 else ""
        rows.append(
            (
                shown,
                of or whole,
                *("–" if one is None else cell(one.value, one.mcse, sign=sign) for one in cells),
            )
        )
    return tuple(rows)


def frame_table(
    frame: pl.DataFrame, lang: Lang, *, caption: str = "", file: str = "", most: int | None = None
) -> Table:
    """A frame as it stands, numbers short, decisions in words."""
    shown = frame if most is None else frame.head(most)
    return Table(
        caption=caption,
        heads=tuple(column_name(name, lang) for name in shown.columns),
        rows=tuple(tuple(plain(one, lang) for one in row) for row in shown.iter_rows()),
        numeric=0 if all(kind.is_numeric() for kind in shown.dtypes) else len(shown.columns),
        file=file,
        data=frame if file else None,
    )


def plain(value: Any, lang: Lang) -> str:
    """A value of a table or a setting as a person reads it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say("trial_report.yes" if value else "trial_report.no", lang)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list | tuple):
        return ", ".join(plain(one, lang) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inside = (
            f"{field.name} {plain(getattr(value, field.name), lang)}" for field in dataclasses.fields(value)
        )
        return f"{type(value).__name__}({'; '.join(inside)})"
    if isinstance(value, str) and f"trials.action.{value}" in phrases():
        return say(f"trials.action.{value}", lang)
    return str(value)


def settings_rows(designs: Sequence[Design], lang: Lang) -> tuple[tuple[str, ...], ...]:
    """Settings of one or two designs, a row each; a dash where a design does not have it."""
    fields = dict.fromkeys(
        field.name
        for design in designs
        for field in dataclasses.fields(design)  # type: ignore[arg-type]
    )
    missing = object()
    return tuple(
        (
            name,
            *(
                "–" if (value := getattr(design, name, missing)) is missing else plain(value, lang)
                for design in designs
            ),
        )
        for name in fields
    )
