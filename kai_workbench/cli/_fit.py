"""``kai fit``: a model and a table, and what comes of them, kept in a folder."""

from __future__ import annotations

import contextlib
import datetime
import json
import pathlib
import time
import tomllib
import warnings
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kai_workbench.errors import KaiError
from kai_workbench.text import Lang, say

from ._language import Language, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kai_workbench.inference import Fit, Model
    from kai_workbench.standards import OwnTable


def fit(
    model: Annotated[str, typer.Argument(help="Name of the model; without one, the models are listed.")] = "",
    data: Annotated[
        pathlib.Path | None,
        typer.Argument(help="Table: CSV, Parquet or XLSX; without one, the model's settings are listed."),
    ] = None,
    *,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="A prior or option as name=value, the value as in TOML. May be repeated."),
    ] = None,
    settings: Annotated[
        pathlib.Path | None, typer.Option(help="The same in a TOML file; --set comes on top.")
    ] = None,
    out: Annotated[
        pathlib.Path, typer.Option(help="Folder for draws, table, report and log.")
    ] = pathlib.Path(),
    draws: Annotated[int, typer.Option(min=100, max=20000, help="Draws of each chain.")] = 1000,
    chains: Annotated[int, typer.Option(min=2, max=16, help="Chains.")] = 4,
    target_accept: Annotated[float, typer.Option(min=0.5, max=0.99, help="Raise it on divergences.")] = 0.8,
    seed: Annotated[int, typer.Option(min=0, help="Fixes the draws.")] = 20260101,
    lang: Language = "",
) -> None:
    """Fit a model to a table; write draws (netCDF), table (CSV), report (HTML) and log.

    Ends with 1 where the checks of the fit failed: then the report tells what was found, and no number.

    Example:  kai fit population-pk study.csv --set "CL=[3, 0.5]" --set "V=[30, 0.5]" --set "ka=[1, 0.5]"
    Example:  kai fit concentration-qtc qtc.parquet --out build
    """
    from kai_workbench import models

    speaks, console = reader(lang), Console()
    if not model:
        _models(console, speaks)
        return
    if data is None:
        models.from_settings(model, _given(settings, set_ or [])) if settings or set_ else None
        _settings(console, model, speaks)
        return
    run = _Run(console, speaks, models.from_settings(model, _given(settings, set_ or [])))
    run.read(data)
    run.fit(draws=draws, chains=chains, seed=seed, target_accept=target_accept)
    run.write(out)
    if not run.fitted.trusted:
        raise typer.Exit(1)


def _models(console: Console, lang: Lang) -> None:
    from kai_workbench import models

    shown = Table(box=None, header_style="bold", pad_edge=False)
    for head in ("name", "what"):
        shown.add_column(say(f"fit_cli.col.{head}", lang))
    for name in sorted(models.fittable()):
        shown.add_row(name, say(f"fit_model.{name}.purpose", lang))
    console.print(shown)
    console.print(say("fit_cli.next", lang), style="dim")


def _settings(console: Console, model: str, lang: Lang) -> None:
    from kai_workbench import models

    known = models.fittable()
    if model not in known:
        models.from_settings(model, {})
    shown = Table(box=None, header_style="bold", pad_edge=False)
    for head in ("setting", "kind", "default"):
        shown.add_column(say(f"fit_cli.col.{head}", lang))
    for name, kind, default in models.settings(known[model]):
        shown.add_row(
            name, kind.replace("[", r"\["), default.replace("[", r"\[") or say("fit_cli.needed", lang)
        )
    console.print(say("fit_cli.table_of", lang), style="bold")
    console.print(say(f"fit_model.{model}.table", lang), markup=False, highlight=False)
    console.print()
    console.print(say("fit_cli.settings", lang, model=model), style="bold")
    console.print(shown)


def _given(file: pathlib.Path | None, assigned: list[str]) -> dict[str, Any]:
    """Settings of the file, and on top those of the command line."""
    given: dict[str, Any] = {}
    if file is not None:
        try:
            given = tomllib.loads(file.read_text())
        except FileNotFoundError:
            raise KaiError("no_such_file", where=str(file)) from None
        except (OSError, ValueError) as error:
            raise KaiError("settings_file", where=str(file), detail=str(error)) from None
    for one in assigned:
        name, sign, value = one.partition("=")
        try:
            given[name.strip()] = tomllib.loads(f"value = {value}")["value"]
        except (tomllib.TOMLDecodeError, KeyError):
            raise KaiError("setting_form", where=f"--set {one}") from None
        if not sign:
            raise KaiError("setting_form", where=f"--set {one}")
    return given


class _Run:
    """One model and one table on their way."""

    fitted: Fit
    table: OwnTable

    def __init__(self, console: Console, lang: Lang, model: Model) -> None:
        self._console, self._lang, self._model, self._log = console, lang, model, _Log()
        self._log.add("model", repr(model))

    def read(self, path: pathlib.Path) -> None:
        """Tell bad data before anything is computed, and text where the model reads numbers."""
        import polars as pl

        from kai_workbench import inference, standards

        if not path.is_file():
            raise KaiError("no_such_file", where=str(path))
        self.table = standards.read_own_table(path)
        frame = self.table.frame
        self._log.add("data", f"{self.table.name}, {frame.height} rows, sha256 {self.table.sha256}")
        for row in self.table.quality.iter_rows(named=True):
            self._log.add("reading", f"{row['detail']} {row['action']}")
        with warnings.catch_warnings(record=True) as noticed:
            warnings.simplefilter("always")
            try:
                inference.check(self._model, frame)
            except (pl.exceptions.PolarsError, TypeError, ValueError):
                texts = [name for name, kind in frame.schema.items() if kind == pl.String]
                if not texts:
                    raise
                where, columns = self.table.name, ", ".join(texts)
                raise KaiError("fit_text_column", where=where, columns=columns) from None
        for one in dict.fromkeys(str(warning.message) for warning in noticed):
            self._console.print(one, style="yellow", markup=False, highlight=False)
            self._log.add("warning", one)

    def fit(self, **sampler: Any) -> None:
        """Fit with progress; Ctrl-C ends it."""
        from kai_workbench import inference

        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with _quietly(), Progress(*columns, console=self._console, transient=True) as bar:
            text = say("fit_cli.fitting", self._lang, model=self._model.name, n=self.table.frame.height)
            task = bar.add_task(text, total=None)
            job = inference.start(self._model, self.table.frame, **sampler)
            stage = ""
            try:
                while not job.done:
                    now = job.progress
                    if now.stage != stage:
                        stage = now.stage
                        self._log.add("stage", stage)
                    told = f"{text} · {say(f'fit.{stage}', self._lang)}"
                    bar.update(task, description=told, completed=now.done, total=now.total or None)
                    time.sleep(0.05)
            except KeyboardInterrupt:
                job.cancel()
                raise
            self.fitted = job.result()
        self._tell()

    def _tell(self) -> None:
        from kai_workbench import inference

        found = self.fitted
        self._log.add("fit", repr(found))
        for finding in found.diagnosis.findings:
            told = f"{finding.verdict}: {finding.code} {finding.variable} {finding.value:g}"
            self._log.add("finding", told)
        made_with = {**found.versions, "seed": found.seed, "key": found.key, "data_hash": found.data_hash}
        for name, version in made_with.items():
            self._log.add(name, version)
        explained = inference.explain(found, self._lang)
        style = "bold" if found.trusted else "bold red"
        self._console.print(explained.headline, style=style, markup=False)
        for sentence in explained.sentences:
            self._console.print(sentence, style="dim", markup=False, highlight=False)

    def write(self, out: pathlib.Path) -> None:
        """Draws, table (if the fit can be trusted), report and log."""
        from kai_workbench import inference
        from kai_workbench._files import atomic_path, write_atomic
        from kai_workbench.reports import fit_report, parameter_table

        out.mkdir(parents=True, exist_ok=True)
        name = self._model.name
        written = {"fit": out / f"{name}.nc"}
        with atomic_path(written["fit"]) as part:
            self.fitted.tree.to_netcdf(part, engine="h5netcdf")
        if self.fitted.trusted:
            content = "\ufeff" + parameter_table(self.fitted).write_csv()
            written["table"] = write_atomic(out / f"{name}.csv", content)
        else:  # what an earlier fit said must not be taken for what this one says
            (out / f"{name}.csv").unlink(missing_ok=True)
        with _quietly():
            prior = inference.prior_predictive(self._model, self.table.frame, draws=500)["prior"]
            check = inference.predictive_check(self.fitted, self.table.frame) if self.fitted.trusted else None
        page = fit_report(
            self.fitted, table=self.table, prior=prior.to_dataset(), check=check, lang=self._lang
        )
        written["report"] = write_atomic(out / f"{name}.html", page)
        written["log"] = out / f"{name}.log"
        for kind, path in written.items():
            self._log.add("written", str(path))
            told = say(f"fit_cli.{kind}", self._lang, path=path.resolve())
            self._console.print(told, markup=False, highlight=False, soft_wrap=True)
        write_atomic(written["log"], self._log.text())


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Without what the model has already said of the data."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class _Log:
    """What happened and when, one JSON object a line."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, what: str, told: object) -> None:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        self._lines.append(json.dumps({"time": now, "what": what, "told": str(told)}, ensure_ascii=False))

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"
