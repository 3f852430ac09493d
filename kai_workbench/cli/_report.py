"""``kai report``: reports made from a file of settings."""

from __future__ import annotations

import pathlib
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kai_workbench.errors import KaiError
from kai_workbench.text import Lang, say

from ._language import Language, reader

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Reports from a file of settings.",
    epilog="Example: kai report trial --example > trial.toml",
)


@app.callback()
def _root() -> None:
    """Reports from a file of settings."""


@app.command(
    epilog="Example: kai report trial --example > trial.toml; kai report trial trial.toml --out report"
)
def trial(
    settings: Annotated[
        pathlib.Path | None, typer.Argument(help="The trial's plan, TOML; --example prints one.")
    ] = None,
    *,
    out: Annotated[pathlib.Path, typer.Option(help="Folder for report, protocol section and tables.")] = (
        pathlib.Path()
    ),
    formats: Annotated[
        str, typer.Option("--formats", help="Of html, docx, csv and usdm, with commas between; else all.")
    ] = "",
    executor: Annotated[
        str, typer.Option(help="dask: processes of this machine; tcp://host:8786: a site's own cluster.")
    ] = "",
    example: Annotated[bool, typer.Option("--example", help="Print a plan to start from, and end.")] = False,
    designs: Annotated[bool, typer.Option("--designs", help="List the designs, and end.")] = False,
    lang: Language = "",
) -> None:
    """Operating characteristics of a trial design: report, protocol section (ICH M11), tables, USDM.

    Simulates the design of the plan under its scenarios, beside a second design if there is one, and
    writes everything into one folder. A mistake in the plan is told with its line before anything runs.
    """
    from kai_workbench import reports, trials

    speaks, console = reader(lang), Console()
    if example:
        typer.echo(trials.example_plan(), nl=False)
        return
    if designs:
        _list(console, speaks)
        return
    if settings is None:
        raise KaiError("plan_nothing_given")
    wanted = [one.strip() for one in formats.split(",") if one.strip()] or reports.formats_here()
    reports.check_formats(wanted)
    if not formats and "docx" not in wanted:
        console.print(say("trial_cli.no_docx", speaks), style="dim", markup=False)
    plan = trials.read_plan(settings)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(say("trial_cli.simulating", speaks), total=None)

        def tell(done: int, total: int, now: trials.WorkProgress) -> None:
            told = f"{say('trial_cli.simulating', speaks)} {done + 1}/{total} · {now.stage}"
            share = now.done / now.total if now.total else 0
            bar.update(task, description=told, completed=done + share, total=total)

        findings = trials.simulate_plan(plan, executor=executor or None, progress=tell)
    for path in reports.write_trial(findings, out, lang=speaks, formats=wanted):
        told = say("trial_cli.written", speaks, path=path.resolve())
        console.print(told, markup=False, highlight=False, soft_wrap=True)


def _list(console: Console, lang: Lang) -> None:
    from kai_workbench import models, trials
    from kai_workbench.text import phrases

    shown = Table(box=None, header_style="bold", pad_edge=False)
    for head in ("name", "what", "setting"):
        shown.add_column(say(f"fit_cli.col.{head}", lang), no_wrap=head == "name")
    for name, kind in sorted(trials.designs().items()):
        key = f"trial_rule.{name}"
        rule = say(key, lang) if key in phrases() else (kind.__doc__ or "").strip().split("\n")[0]
        needed = [field for field, _, default in models.settings(kind) if not default]
        shown.add_row(name, rule, ", ".join(needed))
    console.print(shown)
    console.print(say("trial_cli.next", lang), style="dim", markup=False)
