"""What may be drawn: checked before anything is."""

from __future__ import annotations

import math
import string
from collections.abc import Iterable, Mapping
from typing import Any

import traitlets as t

_FIELDS = ("species", "dose", "organ", "affected", "examined", "value", "low", "high", "severity", "text")


# A TraitError too: traitlets takes back a change of several traits for no other kind.
class AtlasError(t.TraitError, ValueError):
    """Something given to the atlas is missing, unknown, out of its range or there twice."""


def species_of(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """``given`` with its doses in full."""
    found: list[dict[str, Any]] = []
    for place, one in enumerate(given):
        where = f"species[{place}]"
        _only(one, ("id", "label", "doses"), where)
        for name in ("id", "label"):
            if not isinstance(one.get(name), str) or not one[name]:
                raise AtlasError(f"{where} needs a text as {name!r}, got {one.get(name)!r}")
        if any(one["id"] == other["id"] for other in found):
            raise AtlasError(f"{where}: the species {one['id']!r} is there twice; join their doses")
        doses = [_dose(dose, f"{where}.doses[{k}]") for k, dose in enumerate(one.get("doses") or [])]
        found.append({"id": one["id"], "label": one["label"], "doses": doses})
    return found


def _dose(given: Mapping[str, Any], where: str) -> dict[str, Any]:
    _only(given, ("label", "value", "unit"), where)
    if not isinstance(given.get("label"), str) or not given["label"]:
        raise AtlasError(f"{where} needs a text as 'label', got {given.get('label')!r}")
    value = given.get("value")
    if value is not None and not _finite(value):
        raise AtlasError(f"{where}: the dose must be a finite number or None, got {value!r}")
    return {"label": given["label"], "value": value, "unit": str(given.get("unit") or "")}


def records_of(
    given: Iterable[Mapping[str, Any]],
    species: list[dict[str, Any]],
    organs: Mapping[str, str],
    measure: str,
) -> list[dict[str, Any]]:
    """``given`` with every field, and the incidence worked out where it was left out."""
    steps = {one["id"]: len(one["doses"]) for one in species}
    found: dict[tuple[str, int | None, str], dict[str, Any]] = {}
    for place, raw in enumerate(given):
        where = f"values[{place}]"
        _only(raw, _FIELDS, where)
        one = {name: raw.get(name) for name in _FIELDS}
        if one["species"] not in steps:
            raise AtlasError(f"{where}: no species {one['species']!r}; there are {_list(steps)}")
        where += f" ({one['species']}, {one['organ']})"
        if one["organ"] not in organs:
            raise AtlasError(f"{where}: the organ has no label; add it to 'organs'")
        _placed(one["dose"], steps[one["species"]], where)
        _counted(one, where)
        if one["value"] is None and measure == "incidence" and one["examined"]:
            one["value"] = one["affected"] / one["examined"] if one["affected"] is not None else None
        _shares(one, where)
        for name in ("severity", "text"):
            one[name] = "" if one[name] is None else str(one[name])
        key: tuple[str, int | None, str] = (raw["species"], one["dose"], raw["organ"])
        if key in found:
            raise AtlasError(f"{where}: dose {one['dose']} is there twice; join the records of this organ")
        found[key] = one
    return list(found.values())


def _placed(dose: Any, steps: int, where: str) -> None:
    if steps == 0 and dose is not None:
        raise AtlasError(f"{where}: this species has no doses, so 'dose' must be None, got {dose!r}")
    if steps and (not isinstance(dose, int) or isinstance(dose, bool) or not 0 <= dose < steps):
        raise AtlasError(f"{where}: 'dose' is a place among its doses, 0 to {steps - 1}, got {dose!r}")


def _counted(one: dict[str, Any], where: str) -> None:
    for name in ("affected", "examined"):
        count = one[name]
        if count is not None and (not _finite(count) or count < 0 or count != int(count)):
            raise AtlasError(f"{where}: {name!r} must be a whole number from 0, got {count!r}")
        one[name] = None if count is None else int(count)
    if one["affected"] is not None and one["examined"] is not None and one["affected"] > one["examined"]:
        raise AtlasError(f"{where}: {one['affected']} affected of {one['examined']} examined")
    if one["affected"] is not None and one["examined"] is None:
        raise AtlasError(f"{where}: {one['affected']} affected, but of how many 'examined' is not said")


def _shares(one: dict[str, Any], where: str) -> None:
    for name in ("value", "low", "high"):
        share = one[name]
        if share is not None and (not _finite(share) or not 0 <= share <= 1):
            raise AtlasError(f"{where}: {name!r} must be from 0 to 1, got {share!r}")
        one[name] = None if share is None else float(share)
    if (one["low"] is None) != (one["high"] is None):
        raise AtlasError(f"{where}: an interval needs both 'low' and 'high'")
    if one["low"] is not None and one["low"] > one["high"]:
        raise AtlasError(f"{where}: its interval ends ({one['high']}) before it begins ({one['low']})")


def doses_of(given: Mapping[str, Any], species: list[dict[str, Any]]) -> dict[str, int]:
    """Place of the dose of every species that has doses; the highest where none is given."""
    steps = {one["id"]: len(one["doses"]) for one in species if one["doses"]}
    for name, place in given.items():
        if name not in steps:
            raise AtlasError(f"dose: no species {name!r} with doses; there are {_list(steps)}")
        _placed(place, steps[name], f"dose of {name}")
    return {name: given.get(name, count - 1) for name, count in steps.items()}


def known_organ(given: str, organs: Mapping[str, str]) -> str:
    """``given`` if it is an organ or empty."""
    if given and given not in organs:
        raise AtlasError(f"selected: no organ {given!r}; there are {_list(organs)}")
    return given


def known_labels(given: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
    """``defaults`` with ``given`` in their place."""
    _only(given, tuple(defaults), "labels")
    for name, text in given.items():
        allowed = _marks(defaults[name])
        if unknown := _marks(text) - allowed:
            raise AtlasError(f"labels[{name!r}] cannot fill in {_list(unknown)}; it knows {_list(allowed)}")
    return {**defaults, **given}


def _marks(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def _finite(number: Any) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)


def _only(given: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    if unknown := given.keys() - set(names):
        raise AtlasError(f"{where} does not know {_list(unknown)}; it takes {', '.join(names)}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(repr, sorted(names))) or "none"
