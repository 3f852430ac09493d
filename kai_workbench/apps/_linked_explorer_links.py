"""The links of a programme, which a person confirms or rejects."""

from __future__ import annotations

import atexit
import html
import os
import pathlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as w
import kai_widgets as kw
import polars as pl

from kai_workbench.errors import KaiError
from kai_workbench.linkage import Link, Workspace
from kai_workbench.text import Lang

from . import _linked_explorer_views as views
from . import _linked_explorer_words as words
from ._page import Page

FOLDER = "KAI_WORKSPACE"
_LONGEST = 400


def workspace() -> tuple[Workspace, bool]:
    """The workspace that links are written to, and whether it is kept.

    ``KAI_WORKSPACE`` names its folder; without it, one is made that goes when the kernel does.

    Raises
    ------
    kai_workbench.linkage.WorkspaceError
        The folder holds other files, or its workspace is damaged.
    """
    named = os.environ.get(FOLDER)
    if not named:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="kai-workspace-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return Workspace.create(folder / "workspace", name="temporary"), False
    path = pathlib.Path(named)
    return (Workspace.open(path) if (path / "workspace.json").is_file() else Workspace.create(path)), True


class Links:
    """What it takes to judge a link, and the table of all.

    Parameters
    ----------
    page
        To be filled.
    kept
        The workspace, and whether it outlasts the kernel.
    name
        Of the reader, as typed before.
    """

    def __init__(self, page: Page, kept: tuple[Workspace, bool], *, name: str = "") -> None:
        self._page = page
        self.workspace, self._stays = kept
        self._ids: list[str] = []
        say = page.say
        self.table = w.HTML()
        self.link = page.choice([], label=say("lx.link"), help=say("lx.link_help"))
        self.evidence = w.HTML()
        self.who = _field(say("lx.who"), value=name)
        self.why = _field(say("lx.why"))
        self.confirm = w.Button(description=say("lx.confirm"), button_style="primary")
        self.reject = w.Button(description=say("lx.reject"))
        self.confirm.on_click(page.guard(lambda _: self._judge("confirm")))
        self.reject.on_click(page.guard(lambda _: self._judge("reject")))
        page.observe(self.link, self._chosen)
        self._said = w.HTML()

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        page = self._page
        key = "lx.workspace_kept" if self._stays else "lx.workspace_temporary"
        where = page.say(key, folder=self.workspace.folder, variable=FOLDER)
        csv = page.download(
            label=page.say("lx.links_csv"),
            filename="links.csv",
            mime="text/csv",
            make=lambda: kw.csv_bytes(self._told(history=True).write_csv()),
        )
        return [
            w.HTML(f"<p>{html.escape(page.say('lx.links_help'))}</p><p>{html.escape(where)}</p>"),
            self.link,
            self.evidence,
            self.who,
            self.why,
            w.Box([self.confirm, self.reject], _dom_classes=["kai-downloads"]),
            self._said,
            self.table,
            w.Box([csv], _dom_classes=["kai-downloads"]),
        ]

    def show(self, links: Sequence[Link]) -> None:
        """Propose what is new and show all."""
        self.workspace.propose(links, who="rule: linked explorer")
        self._ids = [one.id for one in links]
        self._refresh()

    def _told(self, *, history: bool = False) -> pl.DataFrame:
        return self.workspace.links(history=history).filter(pl.col("link").is_in(self._ids))

    def _refresh(self) -> None:
        page = self._page
        told = self._told()
        rows = [
            (
                page.say(_kind(row)),
                _between(row, page.lang),
                page.say(f"lx.status.{row['status']}"),
                row["asserted_by"] if row["status"] != "proposed" else words.method(row["method"], page.lang),
                row["note"] or "–",
            )
            for row in told.iter_rows(named=True)
        ]
        head = [page.say(f"lx.table.{one}") for one in ("kind", "between", "status", "by", "why")]
        told_all = views.table(head, rows, caption=page.say("lx.caption.links", n=len(rows)))
        self.table.value = f'<div style="max-height: 480px; overflow: auto">{told_all}</div>'
        chosen = self.link.value
        self.link.value = ""
        self.link.options = [
            {
                "value": row["link"],
                "label": _between(row, page.lang),
                "hint": f"{page.say(_kind(row))} · {page.say(f'lx.status.{row["status"]}')}",
            }
            for row in told.iter_rows(named=True)
        ]
        self.link.value = chosen if chosen in self._ids else next(iter(self._ids), "")

    def _chosen(self, link: str) -> None:
        told = self._told().filter(link=link)
        if not told.height:
            self.evidence.value = ""
            return
        row = told.row(0, named=True)
        page = self._page
        lines = [
            page.say("lx.evidence", method=words.method(row["method"], page.lang)),
            *words.evidence(row["evidence"], page.lang),
            page.say("lx.confidence", value=f"{row['confidence']:.2g}", hash=row["evidence_hash"][:19]),
        ]
        self.evidence.value = "".join(f"<p>{html.escape(line)}</p>" for line in lines)

    def _judge(self, what: str) -> None:
        link, who, why = self.link.value, self.who.value.strip(), self.why.value.strip()
        for given, key in ((link, "lx_no_link"), (who, "lx_no_name"), (why, "lx_no_reason")):
            if not given:
                raise KaiError(key)
        judge = self.workspace.confirm if what == "confirm" else self.workspace.reject
        judge(link, who=who[:120], note=why[:_LONGEST])
        self.why.value = ""
        self._page.clear_notice()
        self._refresh()
        told = self._page.say(f"lx.{what}ed", who=who)
        self._said.value = f'<p role="status">{html.escape(told)}</p>'


def _field(label: str, *, value: str = "") -> w.Text:
    return w.Text(
        value=value,
        description=label,
        continuous_update=True,
        style={"description_width": "initial"},
        layout={"width": "100%", "max_width": "640px"},
    )


def _between(row: Mapping[str, Any], lang: Lang) -> str:
    ends = (words.node(row[end], lang) for end in ("from", "to"))
    return (" ↔ " if row["kind"].startswith("same") else " → ").join(ends)


def _kind(row: Mapping[str, Any]) -> str:
    return f"lx.kind.{row['kind'].replace(' ', '_')}"
