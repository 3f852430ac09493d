"""What the reader has set, in the address and out of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import ClassVar

from ._settings import Held, Range, read_choice, read_numbers

RANGES = {
    "sites": Range(default=3.0, low=3.0, high=6.0, log=False),
    "draws": Range(default=1000.0, low=100.0, high=2000.0, log=False, step=100.0),
    "target": Range(default=30.0, low=5.0, high=60.0, unit="%", log=False),
}
CHOICES = {"method": ("laplace", "importance")}
_WORDS = ("study", "model", "parameter")
NAMES = (*_WORDS, *CHOICES, *RANGES)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings(Held):
    """What is asked of the app.

    Attributes
    ----------
    study
        Path of a ``study.yml``; empty for the demonstration.
    model
        Begin of the hash of a model's card; empty for the first that all sites approved.
    parameter
        The scalar whose course is shown; empty for the model's first.
    method
        Empty for the certified one; else one of :data:`CHOICES`.
    """

    ranges: ClassVar[Mapping[str, Range]] = RANGES
    words: ClassVar[tuple[str, ...]] = (*_WORDS, *CHOICES)

    study: str = ""
    model: str = ""
    parameter: str = ""
    method: str = ""


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"study": "trial/study.yml", "draws": "many", "method": "laplace"})
    >>> settings.study, settings.method, left_out
    ('trial/study.yml', 'laplace', ['draws'])
    """
    numbers, bad = read_numbers(state, RANGES)
    words = {name: state.get(name, "")[:500] for name in _WORDS}
    for name, known in CHOICES.items():
        words[name], wrong = read_choice(state, name, known)
        bad += wrong
    return Settings(numbers=numbers, **words), bad
