"""What the reader has set in the linked explorer, in the address and out of it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

from ._linked_explorer_programme import PROGRAMMES

NAMES = ("programme", "organ", "dose", "expected")
EXPECTED = (1.0, 1e8)  # ng·h/mL


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """What is asked of the app.

    Attributes
    ----------
    programme
        One of the programmes.
    organ
        As the concordance names it; empty for the one that changed in most species.
    dose
        Of people, mg; ``None`` for the programme's own choice.
    expected
        An exposure of people (ng·h/mL) that somebody expects where nobody has measured it.
    """

    programme: str = PROGRAMMES[0]
    organ: str = ""
    dose: float | None = None
    expected: float | None = None

    def address(self) -> dict[str, str | None]:
        """What goes into the address: only what differs from the default."""
        return {
            "programme": self.programme if self.programme != PROGRAMMES[0] else None,
            "organ": self.organ or None,
            "dose": None if self.dose is None else f"{self.dose:g}",
            "expected": None if self.expected is None else f"{self.expected:.6g}",
        }


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"programme": "6576", "dose": "many"})
    >>> settings.programme, settings.dose, left_out
    ('6576', None, ['dose'])
    """
    bad = []
    programme = state.get("programme", "") or PROGRAMMES[0]
    if programme not in PROGRAMMES:
        bad.append("programme")
        programme = PROGRAMMES[0]
    numbers: dict[str, float | None] = {}
    for name, (low, high) in (("dose", (1e-6, 1e6)), ("expected", EXPECTED)):
        numbers[name] = None
        if text := state.get(name, ""):
            try:
                value = float(text)
            except ValueError:
                value = math.nan
            if low <= value <= high:
                numbers[name] = value
            else:
                bad.append(name)
    organ = state.get("organ", "")[:80].upper()
    return Settings(programme=programme, organ=organ, dose=numbers["dose"], expected=numbers["expected"]), bad
