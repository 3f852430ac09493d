"""Links in the reader's language: what is linked, by which rule, on what evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kai_workbench.text import Lang, phrases, say

from ._linked_explorer_views import dose_told, organ_name, term

_SHARES = frozenset({"incidence_control", "incidence_top"})


def node(name: str, lang: Lang) -> str:
    """One end of a link: its study, organ and finding, or its name."""
    kind, _, rest = name.partition(":")
    parts = rest.split("/", maxsplit=2)
    if kind in {"organ", "finding"} and len(parts) > 1:
        parts[1] = organ_name(parts[1], lang)
        parts[2:] = [term(one, lang) for one in parts[2:]]
    elif kind == "species":
        parts = [_species(rest, lang)]
    elif name == "study:hospital":
        parts = [say("link.hospital", lang)]
    return " · ".join(parts)


def method(name: str, lang: Lang) -> str:
    """A rule by the name under which a workspace keeps it; one of a person's own stays as it is."""
    for key, phrase in phrases().items():
        if key.startswith("link.method.") and phrase.en == name:
            return say(key, lang)
    return name


def evidence(text: str, lang: Lang) -> list[str]:
    """Evidence of a link, a line each; that of a study stands behind its name."""
    told: Mapping[str, Any] = json.loads(text)
    plain = {key: value for key, value in told.items() if not isinstance(value, Mapping)}
    lines = [_line(plain, lang)] if plain else []
    for name, value in told.items():
        if isinstance(value, Mapping):
            lines.append(f"{_label(name, lang)}: {_line(value, lang)}")
    return [line for line in lines if line]


def _line(values: Mapping[str, Any], lang: Lang) -> str:
    # A workspace keeps the names in the order of the alphabet; the phrases have that of a sentence.
    order = {one.removeprefix("link.evidence."): k for k, one in enumerate(phrases())}
    told = sorted(values.items(), key=lambda one: order.get(one[0].replace(" ", "_"), len(order)))
    return "; ".join(
        f"{_label(key, lang)}: {_value(key, value, values, lang)}"
        for key, value in told
        if value not in (None, "") and key != "dose_unit"
    )


def _label(key: str, lang: Lang) -> str:
    known = f"link.evidence.{key.replace(' ', '_')}"
    return say(known, lang) if known in phrases() else _species(key, lang)


def _species(name: str, lang: Lang) -> str:
    return say(f"species.{name}", lang) if f"species.{name}" in phrases() else name


def _value(key: str, value: Any, values: Mapping[str, Any], lang: Lang) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value if one)
    if key == "dose":
        return dose_told(value, str(values.get("dose_unit") or ""))
    if key == "finding":
        return term(value, lang)
    if key == "matched by":
        return method(str(value), lang)
    if key == "species":
        return _species(str(value), lang)
    if key in _SHARES:
        return f"{value:.0%}"
    return f"{value:.2g}" if isinstance(value, float) else str(value)
