"""The small pieces of HTML of a page; every text is escaped here."""

from __future__ import annotations

import html
from collections.abc import Sequence

from kai_workbench.errors import KaiError
from kai_workbench.text import Lang, say

STAGES = frozenset({"queued", "compiling", "sampling", "checking"})

_ICONS = {
    "trust": '<circle cx="10" cy="10" r="9"/><path d="M5.5 10.5l3 3 6-7"/>',
    "look": '<path d="M10 2L19 18H1z"/><path d="M10 8v5M10 15v1"/>',
    "do_not_use": '<circle cx="10" cy="10" r="9"/><path d="M6 6l8 8M14 6l-8 8"/>',
}


def heading(title: str, subtitle: str = "") -> str:
    """The question and a line under it."""
    under = f'<p class="kai-subtitle">{html.escape(subtitle)}</p>' if subtitle else ""
    return f"<h1>{html.escape(title)}</h1>{under}"


def answer(sentence: str, *, small: str = "", badge: str = "") -> str:
    """The answer, with a badge before it and a smaller line under it."""
    mark = f'<span class="kai-badge">{html.escape(badge)}</span> ' if badge else ""
    under = f"<small>{html.escape(small)}</small>" if small else ""
    return f'{mark}<span class="kai-big">{html.escape(sentence)}</span>{under}'


def notice(text: str, *, kind: str, more: str = "") -> str:
    """A box that is announced when it appears."""
    role = "alert" if kind == "error" else "status"
    head, _, rest = text.partition("\n")
    body = f"<b>{html.escape(head)}</b>" + (f"\n{html.escape(rest)}" if rest else "")
    detail = f"\n<small>{html.escape(more)}</small>" if more else ""
    return f'<div class="kai-say kai-say-{kind}" role="{role}">{body}{detail}</div>'


def mark(verdict: str, word: str, headline: str, sentences: Sequence[str]) -> str:
    """The diagnosis: an icon, a word, a line, and smaller lines under it."""
    icon = (
        '<svg aria-hidden="true" width="20" height="20" viewBox="0 0 20 20" fill="none" '
        f'stroke="currentColor" stroke-width="2">{_ICONS[verdict]}</svg>'
    )
    lines = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in sentences)
    head = f"<p><b>{html.escape(word)}.</b> {html.escape(headline)}</p>"
    return f'<div class="kai-mark kai-mark-{verdict}">{icon}<div>{head}{lines}</div></div>'


def explain(error: Exception, lang: Lang) -> tuple[str, str]:
    """What to tell the reader about an error, and a smaller line for whoever mends it."""
    if isinstance(error, KaiError):
        return error.say(lang), ""
    text = f"{say('page.went_wrong', lang)}\n{say('page.went_wrong_mend', lang)}"
    return text, f"{type(error).__name__}: {error}"
