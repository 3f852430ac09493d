"""``kai predict-pk``: human pharmacokinetics from animals."""

from __future__ import annotations

import dataclasses
import pathlib
import re
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kai_workbench.errors import KaiError
from kai_workbench.text import Lang, say

from ._language import Language, reader

if TYPE_CHECKING:
    import polars as pl

    from kai_workbench.pipelines import HumanPK, HumanPKFit, Reference
    from kai_workbench.standards import SpeciesPK

SOURCES = ("pk_animal_human", "kai-101")


def predict_pk(
    compound: Annotated[
        str,
        typer.Argument(help="Name in the reference or in your table. Default: acetaminophen, or KAI-101."),
    ] = "",
    *,
    table: Annotated[
        pathlib.Path | None,
        typer.Option(help="Your own compounds: CSV, Parquet or XLSX. See docs/own-data.md for the columns."),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            help="Reference: pk_animal_human, or kai-101 (synthetic). Default: the real one if to be had."
        ),
    ] = "",
    dose: Annotated[float, typer.Option(help="Single dose for the exposure, mg.")] = 100.0,
    body_weight: Annotated[float, typer.Option(help="Body weight, kg.")] = 70.0,
    bioavailability: Annotated[
        float, typer.Option(help="Share absorbed, above 0 and up to 1; 1 for iv.")
    ] = 1.0,
    structure: Annotated[bool, typer.Option(help="Use chemical structure where it is known.")] = True,
    out: Annotated[pathlib.Path, typer.Option(help="Folder for report, chart and table.")] = pathlib.Path(),
    draws: Annotated[int, typer.Option(min=100, max=20000, help="Draws of each of four chains.")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="Fixes the draws.")] = 20260101,
    lang: Language = "",
) -> None:
    """Predict human clearance, Vss, half-life and exposure from animals, with uncertainty.

    Example:  kai predict-pk theophylline --dose 200 --out build
    Example:  kai predict-pk --table my-compounds.csv --dose 50
    """
    speaks = reader(lang)
    console = Console()
    if source and source not in SOURCES:
        raise KaiError("unknown_source", where=f"--source {source}", known=", ".join(SOURCES))
    if table is None and pathlib.Path(compound).suffix.lower() in _TABLES:
        raise KaiError("table_as_compound", where=compound, path=compound)
    own = _own(table, compound) if table else None  # bad input is told before anything is computed
    known, fit = _learn(console, speaks, source or None, structure=structure, draws=draws, seed=seed)
    wanted = own.frame.iter_slices(1) if own else [known.compound(compound) if compound else _default(known)]
    noticed = own.quality if own else None
    out.mkdir(parents=True, exist_ok=True)
    for row in wanted:
        prediction = fit.predict(
            row, dose_mg=dose, body_weight_kg=body_weight, bioavailability=bioavailability
        )
        _show(console, prediction, noticed, speaks)
        _write(console, prediction, fit, out, speaks, noticed=noticed)


_TABLES = {".csv", ".tsv", ".txt", ".xlsx", ".parquet"}


def _own(path: pathlib.Path, compound: str) -> SpeciesPK:
    from kai_workbench import standards

    if not path.is_file():
        raise KaiError("no_such_file", where=str(path))
    own = standards.read_species_pk(path)
    if not compound:
        return own
    frame = own.frame.filter(own.frame["compound"].str.to_lowercase() == compound.lower())
    if frame.height == 0:
        raise KaiError("not_in_table", where=f"{path.name}, {compound}")
    return dataclasses.replace(own, frame=frame)


def _default(known: Reference) -> pl.DataFrame:
    from kai_workbench.pipelines import DEFAULT_COMPOUND

    return known.compound(DEFAULT_COMPOUND[known.synthetic])


def _learn(
    console: Console, lang: Lang, source: str | None, *, structure: bool, draws: int, seed: int
) -> tuple[Reference, HumanPKFit]:
    from kai_workbench import pipelines

    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
    ) as bar:
        task = bar.add_task(say("pk_cli.reading", lang), total=None)
        known = pipelines.reference(source, structure=None if structure else False)  # type: ignore[arg-type]
        bar.update(task, description=say("pk_cli.fitting", lang, n=known.frame.height))
        job = pipelines.HumanPKModel().start(known, draws=draws, seed=seed)
        while not job.done:
            now = job.progress
            stage = say(f"fit.{now.stage}", lang)
            text = f"{say('pk_cli.fitting', lang, n=known.frame.height)} · {stage}"
            bar.update(task, description=text, completed=now.done, total=now.total or None)
            time.sleep(0.05)
    return known, job.result()


def _show(console: Console, prediction: HumanPK, noticed: pl.DataFrame | None, lang: Lang) -> None:
    from kai_workbench.charts import figures
    from kai_workbench.reports import answer, basis, noticed_about

    console.print()
    console.print(say("pk_report.title", lang, compound=prediction.compound), style="bold", markup=False)
    for line in basis(prediction, lang=lang):
        console.print(line, style="yellow" if prediction.synthetic else "dim", markup=False, highlight=False)
    for line in noticed_about(prediction.compound, noticed, lang=lang) if noticed is not None else ():
        console.print(line, style="yellow", markup=False, highlight=False)
    shown = Table(box=None, header_style="bold", pad_edge=False)
    heads = ("parameter", "unit", "median", "i50", "i90", "observed")
    for head in heads:
        shown.add_column(
            say(f"pk_report.col.{head}", lang), justify="left" if head in {"parameter", "unit"} else "right"
        )
    for row in prediction.summary().iter_rows(named=True):
        shown.add_row(
            say(f"quantity.{row['parameter']}", lang),
            row["unit"].replace("*", "·"),
            figures(row["median"]),
            f"{figures(row['lo50'])} – {figures(row['hi50'])}",
            f"{figures(row['lo90'])} – {figures(row['hi90'])}",
            figures(row["observed"]),
        )
    console.print(shown)
    console.print(answer(prediction, lang=lang), markup=False, highlight=False)


def _write(
    console: Console,
    prediction: HumanPK,
    fit: HumanPKFit,
    out: pathlib.Path,
    lang: Lang,
    *,
    noticed: pl.DataFrame | None,
) -> None:
    from kai_workbench import charts
    from kai_workbench._files import write_atomic
    from kai_workbench.reports import human_pk_report

    name = re.sub(r"[^\w.-]+", "-", prediction.compound).strip("-") or "compound"
    written: dict[str, Any] = {
        "report": write_atomic(
            out / f"{name}.html", human_pk_report(prediction, fit=fit, noticed=noticed, lang=lang)
        ),
        "chart": charts.save(charts.prediction(prediction, lang=lang), out / f"{name}.png"),
        "table": write_atomic(out / f"{name}.csv", "\ufeff" + prediction.summary().write_csv()),
    }
    for kind, path in written.items():
        told = say(f"pk_cli.{kind}", lang, path=path.resolve())
        console.print(told, markup=False, highlight=False, soft_wrap=True)
