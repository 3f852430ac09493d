"""What the app says of a prediction: sentences, tables and files. No widgets."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import polars as pl

from kai_workbench import inference, standards
from kai_workbench.models import ANIMALS, column
from kai_workbench.pipelines import HumanPK, HumanPKFit
from kai_workbench.text import Lang, say

from ._page import Verdict

_ORDER: dict[str, int] = {"trust": 0, "look": 1, "do_not_use": 2}
_SENTENCE = 40  # letters; above, a cell is no name


def number(value: float | None, digits: int = 3) -> str:
    """Three significant figures, and in sentences two."""
    from kai_workbench.charts import figures

    return figures(value, digits=digits)


def answer(prediction: HumanPK, *, limit: float | None, lang: Lang) -> tuple[str, str]:
    """The answer in one sentence, and the smaller line under it."""
    rows = {row["parameter"]: row for row in prediction.summary().to_dicts()}
    values: dict[str, str] = {}
    for short, parameter in (("cl", "clearance"), ("hl", "half_life"), ("auc", "auc")):
        for ending, field in (("", "median"), ("_lo", "lo90"), ("_hi", "hi90")):
            values[short + ending] = number(rows[parameter][field], 2)
    dosing = prediction.draws.attrs
    sentence = say(
        "fih.answer", lang, compound=prediction.compound, dose=f"{dosing['dose_mg']:,.6g}", **values
    )
    if limit is not None:
        safe = number(prediction.dose_below(limit), 2)
        sentence += say("fih.answer_limit", lang, limit=number(limit), safe=safe)
    used = prediction.species_used("clearance").split(", ")
    small = say(
        "fih.small",
        lang,
        weight=f"{dosing['body_weight_kg']:g}",
        species=", ".join(say(f"species.{one}", lang) for one in used if one).lower(),
        n=prediction.reference.frame.height,
        source=prediction.reference.source,
    )
    if prediction.observed():
        small += " " + say("fih.own_human", lang)
    if unread := prediction.structure_unread():
        small += " " + say("pk_report.structure_unread", lang, smiles=unread)
    if not prediction.species_used("volume_ss"):
        small += " " + say("pk_report.no_volume", lang)
    return sentence, small


def diagnosis(fit: HumanPKFit, *, lang: Lang) -> tuple[Verdict, str, tuple[str, ...]]:
    """Verdict, headline and sentences of both fits; the worse one leads."""
    told = {
        name: inference.explain(one, lang)
        for name, one in (("clearance", fit.clearance), ("volume_ss", fit.volume_ss))
    }
    worst = max(told, key=lambda name: _ORDER[told[name].verdict])
    sentences = [
        f"{say(f'quantity.{name}', lang)}: {' '.join(dict.fromkeys((one.headline, *one.sentences)))}"
        for name, one in told.items()
    ]
    return told[worst].verdict, told[worst].headline, tuple(sentences)


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str,
    numbers: Sequence[int] = (),
    wrapped: Sequence[int] = (),
) -> str:
    """An HTML table that scrolls by itself where it is too wide; every text is escaped.

    Columns ``numbers`` stand at the right; cells of the columns ``wrapped`` take several lines on a phone.
    """
    marks = ['class="kai-number"' if k in numbers else "" for k in range(len(head))]
    top = "".join(
        f'<th scope="col" {mark}>{html.escape(cell)}</th>' for cell, mark in zip(head, marks, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(_cell(cell, marks[k], wrapped=k in wrapped) for k, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    told = html.escape(caption)
    return (
        f'<div class="kai-scroll" tabindex="0" role="region" aria-label="{told}"><table>'
        f"<caption>{told}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(text: str, mark: str, *, wrapped: bool) -> str:
    # A sentence wraps; a number or a name does not.
    least = ("5em" if mark else "8em") if wrapped else "18em" if len(text) > _SENTENCE else ""
    long = f' style="white-space: normal; min-width: {least}"' if least else ""
    return f"<td {mark}{long}>{html.escape(text)}</td>"


def summary_table(prediction: HumanPK, *, lang: Lang) -> str:
    """The four quantities with their intervals."""
    rows = [
        (
            say(f"quantity.{row['parameter']}", lang),
            row["unit"].replace("*", "·"),
            number(row["median"]),
            f"{number(row['lo50'])} – {number(row['hi50'])}",
            f"{number(row['lo90'])} – {number(row['hi90'])}",
            number(row["observed"]),
        )
        for row in prediction.summary().to_dicts()
    ]
    head = [
        say(f"fih.table.{name}", lang) for name in ("quantity", "unit", "median", "i50", "i90", "observed")
    ]
    dose = f"{prediction.draws.attrs['dose_mg']:,.6g}"
    caption = say("fih.caption.summary", lang, compound=prediction.compound, dose=dose)
    return table(head, rows, caption=caption, numbers=(2, 3, 4, 5))


def animals_table(prediction: HumanPK, *, lang: Lang) -> str:
    """What was measured, species by species."""
    row = prediction.inputs.row(0, named=True)
    head = [say("fih.table.species", lang)] + [
        f"{say(f'quantity.{quantity}', lang)}" + (f" ({unit})" if unit != "1" else "")
        for quantity, unit in standards.UNITS.items()
    ]
    rows = [
        [say(f"species.{species}", lang)]
        + [number(row.get(standards.column(quantity, species))) for quantity in standards.QUANTITIES]
        for species in ANIMALS
    ]
    if prediction.reference.with_structure:
        learnt = [number(row.get(column(one, "structure"))) for one in ("clearance", "volume_ss")]
        rows.append([say("species.structure", lang), *learnt, "–"])
    caption = say("fih.caption.animals", lang, compound=prediction.compound)
    return table(head, rows, caption=caption, numbers=(1, 2, 3))


def methods_table(comparison: pl.DataFrame, *, parameter: str, lang: Lang) -> str:
    """Every method's estimate and interval."""
    own = comparison.filter(pl.col("parameter") == parameter).to_dicts()
    rows = [
        (
            say(f"method.{row['method']}", lang),
            ", ".join(say(f"species.{one}", lang) for one in row["species_used"].split(", ") if one),
            number(row["estimate"]),
            f"{number(row['lo90'])} – {number(row['hi90'])}",
            row["note"] or "",
        )
        for row in own
    ]
    head = [say(f"fih.table.{name}", lang) for name in ("method", "used", "estimate", "i90", "note")]
    quantity = f"{say(f'quantity.{parameter}', lang)} ({own[0]['unit']})"
    return table(head, rows, caption=say("fih.caption.methods", lang, quantity=quantity), numbers=(2, 3))


def quality_table(quality: pl.DataFrame, *, source: str, lang: Lang) -> str:
    """What was left out of a table or noticed in it, and why."""
    if quality.is_empty():
        return f"<p>{html.escape(say('fih.quality_none', lang, source=source))}</p>"
    rows = []
    for note in standards.quality_in(quality, lang).to_dicts():
        place = [say("fih.quality_row", lang, row=note["row"])] if note["row"] is not None else []
        place += [note[name] for name in ("compound", "column") if note[name]]
        rows.append((", ".join(place), note["detail"], note["action"]))
    head = [say(f"fih.table.{name}", lang) for name in ("where", "noticed", "action")]
    return table(head, rows, caption=say("fih.caption.quality", lang, n=len(rows), source=source))


def csv(prediction: HumanPK) -> str:
    """The summary as CSV, each row with its compound, dose and source."""
    dosing = prediction.draws.attrs
    frame = prediction.summary().with_columns(
        pl.lit(prediction.compound).alias("compound"),
        pl.lit(float(dosing["dose_mg"])).alias("dose_mg"),
        pl.lit(float(dosing["body_weight_kg"])).alias("body_weight_kg"),
        pl.lit(prediction.reference.source).alias("source"),
        pl.lit(prediction.synthetic).alias("synthetic"),
    )
    return frame.select(
        "compound", "dose_mg", "body_weight_kg", pl.exclude("compound", "dose_mg", "body_weight_kg")
    ).write_csv()


def options(own: pl.DataFrame | None, reference: pl.DataFrame, *, lang: Lang) -> list[dict[str, Any]]:
    """Entries of the list of compounds: the reader's own first, then the reference's."""
    found = []
    if own is not None:
        found = [
            {"value": f"own:{name}", "label": name, "hint": say("fih.own_hint", lang)}
            for name in own["compound"]
        ]
    animals = [column("clearance", animal) for animal in ANIMALS]
    for row in reference.select("compound", *animals).iter_rows():
        n = sum(value is not None for value in row[1:])
        if n:
            found.append({"value": row[0], "label": row[0], "hint": say("fih.species_hint", lang, n=n)})
    return found
