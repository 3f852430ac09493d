"""A stored workspace: studies, compounds and links in one directory, with an audit trail."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import pathlib
import secrets
import shutil
from typing import TYPE_CHECKING

import polars as pl

from kai_workbench._files import write_atomic
from kai_workbench.standards import Study

from ._journal import Event, Journal, WorkspaceError
from ._link import COMPOUND_SCHEMA, SCHEMA, Compound, Link, LinkError
from ._organs import organ_of, with_organs
from ._study_tables import TABLES, study_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

_MARK = "workspace.json"
_FORMAT = 1


class Workspace:
    """Studies side by side, and what links them. Make one with :meth:`create`, open it with :meth:`open`.

    The directory holds ``workspace.json``, ``events/`` (the audit trail, one file per event) and
    ``studies/<study>-<hash>/`` (Parquet). What the events name is the state; a folder that no event
    names was left by a process that was killed, and is not looked at.

    Parameters
    ----------
    folder
        Of a workspace.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = pathlib.Path(folder)
        mark = self.folder / _MARK
        if not mark.is_file():
            raise WorkspaceError("workspace_absent", where=str(self.folder))
        told = json.loads(mark.read_text(encoding="utf-8"))
        if told.get("format") != _FORMAT:
            raise WorkspaceError("workspace_format", where=str(mark), value=told.get("format"))
        self.name = str(told["name"])
        self._journal = Journal(self.folder / "events")

    def __repr__(self) -> str:
        return f"Workspace({str(self.folder)!r}: {len(self.studies())} studies, {self.links().height} links)"

    @classmethod
    def create(cls, folder: str | os.PathLike[str], *, name: str | None = None) -> Workspace:
        """Make an empty workspace.

        Raises
        ------
        WorkspaceError
            There is one already, or the folder holds other files.
        """
        path = pathlib.Path(folder)
        if (path / _MARK).exists():
            raise WorkspaceError("workspace_exists", where=str(path))
        if path.exists() and any(path.iterdir()):
            raise WorkspaceError("workspace_not_empty", where=str(path))
        (path / "studies").mkdir(parents=True, exist_ok=True)
        (path / "events").mkdir(exist_ok=True)
        mark = {"format": _FORMAT, "name": name or path.resolve().name}
        write_atomic(path / _MARK, json.dumps(mark, ensure_ascii=False))
        return cls(path)

    @classmethod
    def open(cls, folder: str | os.PathLike[str]) -> Workspace:
        """Open a workspace that was made before."""
        return cls(folder)

    # -- studies and compounds -----------------------------------------------------------------------

    def add_study(self, study: Study, *, who: str) -> str:
        """Keep the tables of a study; returns its name here.

        A study that was added before with the same content is left as it is. With other content a
        new version takes its place, and the older one stays on disk and in the audit trail.
        """
        who = _person(who)
        tables = study_tables(study)
        name = str(tables["study"]["study"][0])
        part = self.folder / "studies" / f".{secrets.token_hex(8)}.part"
        part.mkdir(parents=True)
        try:
            hashes = {}
            for table, frame in tables.items():
                frame.write_parquet(part / f"{table}.parquet")
                hashes[table] = hashlib.sha256((part / f"{table}.parquet").read_bytes()).hexdigest()
            digest = hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
            folder = self.folder / "studies" / f"{_plain(name)}-{digest[:16]}"
            with self._journal.locked():
                current = self.studies().filter(study=name)
                if current.height and current["folder"][0] == folder.name:
                    return name
                if folder.exists():
                    # Written by one that was killed before its event: the content is the same.
                    shutil.rmtree(folder)
                _sync(part)
                part.rename(folder)
                details = {"study": name, "folder": folder.name, "sha256": hashes, "source": str(study.path)}
                self._journal.append(who=who, what="study added", details=details)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return name

    def studies(self) -> pl.DataFrame:
        """The studies in force: ``study``, ``folder``, ``source``, ``who``, ``at``, ``version``."""
        found: dict[str, dict[str, object]] = {}
        for event in self._journal.events():
            if event.what == "study added":
                name = str(event.details["study"])
                version = int(str(found[name]["version"])) + 1 if name in found else 1
                found[name] = {
                    "study": name,
                    "folder": event.details["folder"],
                    "source": event.details["source"],
                    "who": event.who,
                    "at": event.at,
                    "version": version,
                }
        schema = pl.Schema(
            {
                **dict.fromkeys(("study", "folder", "source", "who"), pl.String()),
                "at": pl.Datetime("us", "UTC"),
                "version": pl.Int64(),
            }
        )
        return pl.DataFrame(list(found.values()), schema=schema)

    def add_compound(self, compound: Compound, *, who: str) -> None:
        """Keep a compound; one of the same name is superseded."""
        with self._journal.locked():
            told = compound.told()
            if told not in [
                event.details for event in self._journal.events() if event.what == "compound added"
            ]:
                self._journal.append(who=_person(who), what="compound added", details=told)

    def compounds(self) -> pl.DataFrame:
        """The compounds in force, one row each, under all their identifiers."""
        told = {e.details["name"]: e.details for e in self._journal.events() if e.what == "compound added"}
        return pl.DataFrame(list(told.values()), schema=COMPOUND_SCHEMA)

    # -- links ---------------------------------------------------------------------------------------

    def propose(self, links: Iterable[Link], *, who: str) -> list[str]:
        """Keep proposals; returns the identifiers of those that are new or rest on new evidence.

        What was proposed, confirmed or rejected before on the same evidence is left as it is.
        """
        kept = []
        who = _person(who)
        with self._journal.locked():
            known = {row["link"]: row for row in self.links().iter_rows(named=True)}
            for link in links:
                before = known.get(link.id)
                if before and before["evidence_hash"] == link.evidence_hash:
                    continue
                self._journal.append(who=who, what="link proposed", details=link.told())
                known[link.id] = {"evidence_hash": link.evidence_hash}
                kept.append(link.id)
        return kept

    def confirm(self, link: str, *, who: str, note: str = "") -> None:
        """A person says that the link holds."""
        self._judge(link, "confirmed", who=who, note=note)

    def reject(self, link: str, *, who: str, note: str = "") -> None:
        """A person says that the link does not hold."""
        self._judge(link, "rejected", who=who, note=note)

    def _judge(self, link: str, status: str, *, who: str, note: str) -> None:
        who = _person(who)
        if who.startswith("rule"):
            raise LinkError("link_by_rule", where=link)
        with self._journal.locked():
            known = self.links()
            full = [name for name in known["link"] if name.startswith(link)] if link else []
            if len(full) != 1:
                raise LinkError("link_unknown", where=link, count=len(full))
            seen = str(known.filter(link=full[0])["evidence_hash"][0])
            details = {"link": full[0], "note": note, "evidence_hash": seen}
            self._journal.append(who=who, what=f"link {status}", details=details)

    def links(self, *, history: bool = False, status: str | None = None) -> pl.DataFrame:
        """The links, newest version of each; with ``history`` every version.

        Returns
        -------
        polars.DataFrame
            ``link``, ``version``, ``from``, ``to``, ``kind``, ``method``, ``evidence`` (JSON),
            ``evidence_hash``, ``asserted_by``, ``confidence``, ``status``, ``note``, ``at``,
            ``superseded``.
        """
        rows: dict[str, list[dict[str, object]]] = {}
        for event in self._journal.events():
            if not event.what.startswith("link "):
                continue
            versions = rows.setdefault(str(event.details["link"]), [])
            before = versions[-1] if versions else {}
            if versions:
                versions[-1]["superseded"] = True
            versions.append(
                {
                    **before,
                    **event.details,
                    "version": len(versions) + 1,
                    "asserted_by": event.who,
                    "status": event.what.removeprefix("link "),
                    "note": event.details.get("note", ""),
                    "at": event.at,
                    "superseded": False,
                }
            )
        told = pl.DataFrame([row for versions in rows.values() for row in versions], schema=SCHEMA)
        if not history:
            told = told.filter(~pl.col("superseded"))
        return told.filter(pl.col("status") == status) if status else told

    # -- looking -------------------------------------------------------------------------------------

    def history(self) -> list[Event]:
        """The audit trail, from the first event on; raises where the chain was broken."""
        return self._journal.events()

    def table(self, name: str) -> pl.LazyFrame:
        """One table over all studies in force: study, animal, group, dose, exposure or finding."""
        if name == "link":
            return self.links().lazy()
        if name == "compound":
            return self.compounds().lazy()
        if name not in TABLES:
            raise WorkspaceError(
                "workspace_table", where=name, known=", ".join((*TABLES, "link", "compound"))
            )
        files = self._files(name)
        return pl.scan_parquet(files) if files else pl.LazyFrame(schema=TABLES[name])

    def find(
        self,
        *,
        organ: str | None = None,
        finding: str | None = None,
        species: str | None = None,
        study: str | None = None,
        recovery: bool | None = None,
    ) -> pl.DataFrame:
        """Findings over all studies at once.

        Parameters
        ----------
        organ
            ``ADRENAL`` finds ``GLAND, ADRENAL``; letter case does not matter.
        finding
            Part of the term, in any letter case, British or American: ``oedema`` finds ``EDEMA``.
        species, study
            Only of these.
        recovery
            Only recovery sets, or only the others; both if not given.

        Returns
        -------
        polars.DataFrame
            ``study``, ``species``, ``treatment``, ``domain``, ``set_code``, ``dose``, ``dose_unit``,
            ``control``, ``recovery``, ``sex``, ``organ``, ``organ_name``, ``term``, ``affected``,
            ``examined``, ``incidence``, ``severity``, ``severity_scale``; all groups in which the organ was
            examined of every finding that matches, the unaffected too.
        """
        told = with_organs(self.table("finding").filter(pl.col("term").is_not_null()).collect())
        about = self.table("study").select("study", "species", "treatment").collect()
        told = told.join(about, on="study", how="left", maintain_order="left")
        if organ is not None:
            plain = " ".join(organ.upper().split())
            named = (pl.col("organ_name") == organ_of(organ)) | pl.col("organ").str.contains(
                plain, literal=True
            )
            told = told.filter(named)
        if finding is not None:
            spelled = _american(pl.lit(" ".join(finding.upper().split())))
            told = told.filter(_american(pl.col("term")).str.contains(spelled, literal=True))
        for column, wanted in (
            ("species", species and species.lower()),
            ("study", study),
            ("recovery", recovery),
        ):
            if wanted is not None:
                told = told.filter(pl.col(column) == wanted)
        share = pl.when(pl.col("examined") > 0).then(pl.col("affected") / pl.col("examined"))
        return told.select(
            "study", "species", "treatment", "domain", "set_code", "dose", "dose_unit", "control", "recovery",
            "sex", "organ", "organ_name", "term", "affected", "examined", share.alias("incidence"),
            "severity", "severity_scale",
        ).sort("species", "study", "domain", "organ", "term", "dose", "sex", nulls_last=True)  # fmt: skip

    def query(self, sql: str) -> pl.DataFrame:
        """SQL (DuckDB's) over the frames by name, ``link`` and ``compound``; that of groups is ``group_``.

        Raises
        ------
        WorkspaceError
            The statement is no query that DuckDB understands.
        """
        import duckdb

        connection: DuckDBPyConnection = duckdb.connect(":memory:")
        try:
            for name in (*TABLES, "link", "compound"):
                # A word of SQL itself needs another name.
                view = "group_" if name == "group" else name
                connection.register(view, self.table(name).collect().to_arrow())
            # Files of this machine are none of a query's business.
            connection.execute("SET enable_external_access = false")
            answer = connection.sql(sql)
            return pl.DataFrame() if answer is None else pl.DataFrame(answer.to_arrow_table())
        except duckdb.Error as error:
            raise WorkspaceError("workspace_query", detail=str(error).splitlines()[0]) from error
        finally:
            connection.close()

    def _files(self, table: str) -> list[pathlib.Path]:
        folders = self.studies()["folder"].to_list()
        files = [self.folder / "studies" / folder / f"{table}.parquet" for folder in folders]
        for file in files:
            if not file.is_file():
                raise WorkspaceError("workspace_file", where=str(file))
        return files


def _american(text: pl.Expr) -> pl.Expr:
    """Texts without what British spelling adds: HAEMORRHAGE, OEDEMA, TUMOUR."""
    return text.str.replace_all("AE|OE", "E").str.replace_all("OUR", "OR", literal=True)


def _sync(folder: pathlib.Path) -> None:
    for file in folder.iterdir():
        with file.open("rb") as written:
            os.fsync(written.fileno())


def _person(who: str) -> str:
    if not who.strip():
        raise WorkspaceError("workspace_who")
    return who.strip()


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name) or "study"


def event_rows(events: Iterable[Event]) -> pl.DataFrame:
    """The audit trail as a frame: ``number``, ``at``, ``who``, ``what``, ``details`` (JSON)."""
    rows = [
        dataclasses.asdict(event) | {"details": json.dumps(event.details, ensure_ascii=False)}
        for event in events
    ]
    schema: dict[str, pl.DataType] = {
        "number": pl.Int64(),
        "at": pl.Datetime("us", "UTC"),
        **dict.fromkeys(("who", "what", "details"), pl.String()),
    }
    return pl.DataFrame(rows, schema=schema)
