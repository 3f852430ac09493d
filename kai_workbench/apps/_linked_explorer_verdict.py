"""How far a programme can be trusted: the quality of its data, and what the comparison rests on."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kai_workbench.linkage import Weakness
from kai_workbench.quality import QualityTable
from kai_workbench.text import Lang, say

from ._linked_explorer_programme import Programme
from ._page import Verdict

# What is said at once; the rest stands below.
_AT_ONCE = 4
# What weighs most stands first; what is not named here comes after it, in its own order.
_ORDER = (
    "synthetic",
    "exposure_none",
    "exposure_alone",
    "few",
    "failed",
    "negative",
    "pool_unknown",
    "dose",
    "file",
    "event",
    "unchecked",
)


class Judged(NamedTuple):
    """The verdict with everything that speaks for it."""

    verdict: Verdict
    headline: str
    first: tuple[str, ...]
    every: tuple[str, ...]


def check(programme: Programme, *, tell: Callable[[int, int], None]) -> dict[str, QualityTable]:
    """The quality table of every study, by species or name; takes seconds the first time, so in a thread.

    ``tell(done, total)`` hears how far it is, and may end it by raising.
    """
    from kai_workbench import quality

    found = {}
    studies = {**programme.studies, **programme.later}
    for k, (name, study) in enumerate(studies.items()):
        tell(k, len(studies))
        found[name] = quality.kept_check(study)
    return found


def judged(programme: Programme, quality: Mapping[str, QualityTable], *, lang: Lang) -> Judged:
    """Trust only where nothing weak was found; what is weak, the weightiest first."""
    weak = sorted(programme.weaknesses(quality), key=_rank)
    said = [one.say(lang) for one in weak]
    said += [say(one, lang) for one in programme.missing]
    if programme.gaps:
        said.append(say("lx.gaps", lang, names=", ".join(programme.gaps)))
    if not any(one.species != "human" for one in programme.exposures):
        headline = say("lx.no_comparison", lang)
        return Judged("do_not_use", headline, tuple(said[:_AT_ONCE]), tuple(said))
    if not said:
        return Judged("trust", say("lx.nothing_weak", lang), (say("lx.trend_caveat", lang),), ())
    rest = len(said) - _AT_ONCE
    first = said[:_AT_ONCE]
    if rest > 0:
        where = say("lx.detail.weak", lang, n=len(said))
        first.append(say("lx.more_weak", lang, n=rest, where=where))
    return Judged("look", say("lx.weak", lang, n=len(said)), tuple(first), tuple(said))


def _rank(one: Weakness) -> int:
    return _ORDER.index(one.code) if one.code in _ORDER else len(_ORDER)


def listed(judged: Judged, *, lang: Lang) -> str:
    """All of it as a list, with what holds of every comparison of this kind."""
    items = "".join(f"<li>{html.escape(one)}</li>" for one in judged.every)
    return f"<ul>{items}</ul><p>{html.escape(say('lx.trend_caveat', lang))}</p>"
