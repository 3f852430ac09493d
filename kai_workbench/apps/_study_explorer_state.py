"""What the reader has set in the study explorer, in the address and out of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

SEXES = ("", "M", "F")
ANIMALS = ("main", "recovery")
NAMES = ("study", "sex", "animals", "organ", "category", "test", "day", "cell", "chosen")
_MOST_CHOSEN = 60
_LONGEST = 200


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """What is asked of the app.

    Attributes
    ----------
    study
        Name of a study in the list; empty for the first.
    sex
        ``"M"``, ``"F"`` or both.
    animals
        ``"main"`` sets or ``"recovery"`` sets; never both, for what is seen after recovery says
        nothing of the end of dosing.
    organ
        Only its findings are shown; empty for those that differ most.
    category, test, day
        Which measurements, which test, and on which day; latest value of each animal without one.
    cell
        The finding and dose group that are pointed out, ``"key|rank"``.
    chosen
        The animals that are pointed out, without the study's name.
    """

    study: str = ""
    sex: str = ""
    animals: str = "main"
    organ: str = ""
    category: str = ""
    test: str = ""
    day: float | None = None
    cell: str = ""
    chosen: tuple[str, ...] = ()

    def address(self) -> dict[str, str | None]:
        """What goes into the address: only what differs from the default."""
        plain = Settings()
        held: dict[str, str | None] = {
            name: (getattr(self, name) if getattr(self, name) != getattr(plain, name) else None) or None
            for name in ("study", "sex", "animals", "organ", "category", "test", "cell")
        }
        held["day"] = None if self.day is None else f"{self.day:g}"
        fits = self.chosen and len(self.chosen) <= _MOST_CHOSEN and not self.cell
        held["chosen"] = ",".join(self.chosen) if fits else None
        return held


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"sex": "F", "animals": "few", "chosen": "1001,1002"})
    >>> settings.sex, settings.animals, settings.chosen, left_out
    ('F', 'main', ('1001', '1002'), ['animals'])
    """
    bad: list[str] = []
    found: dict[str, str] = {}
    for name in ("study", "organ", "category", "test", "cell"):
        value = state.get(name, "")
        if len(value) > _LONGEST:
            bad.append(name)
        elif value:
            found[name] = value
    for name, known in (("sex", SEXES), ("animals", ANIMALS)):
        value = state.get(name, "")
        if value in known and value:
            found[name] = value
        elif value:
            bad.append(name)
    day: float | None = None
    if text := state.get("day", ""):
        try:
            day = float(text)
        except ValueError:
            bad.append("day")
    parts = [part.strip()[:_LONGEST] for part in state.get("chosen", "").split(",")]
    chosen = tuple(dict.fromkeys(part for part in parts if part))[:_MOST_CHOSEN]
    return Settings(day=day, chosen=chosen, **found), bad
