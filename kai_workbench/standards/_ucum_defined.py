"""Units that UCUM defines by others (``[Btu]``, ``[cup_us]``, ``[PRU]``), and its arbitrary units."""

from __future__ import annotations

import csv
import functools
import importlib.resources
import re
from typing import NamedTuple

# Levels: their values are logarithms, so no factor leads to another unit.
_LOGARITHMIC = re.compile(
    r"(?:[dcmk]?B(?:\[[^\]]+\])?|[dcm]?Np|bit_s|[Ll]og|LOG|ln|lg|\[[hk]p'?_[XCMQ]\]|\[m/s2/Hz\^.*\])"
)


class Defined(NamedTuple):
    """A unit that is so many of another; ``unit`` is empty where nothing else measures the same."""

    factor: float
    unit: str
    metric: bool

    @property
    def arbitrary(self) -> bool:
        """Whether it is a kind of its own."""
        return not self.unit


@functools.cache
def defined() -> dict[str, Defined]:
    """The units by symbol."""
    text = importlib.resources.files(__package__).joinpath("_ucum_defined.csv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {
        row["symbol"]: Defined(
            float(row["factor"]), "" if row["unit"] == "arbitrary" else row["unit"], row["metric"] == "yes"
        )
        for row in csv.DictReader(lines)
    }


def own_kind(symbol: str) -> str:
    """The name in pint of an arbitrary unit.

    Examples
    --------
    >>> own_kind("[anti'Xa'U]")
    'kai_anti_Xa_U'
    """
    return "kai_" + re.sub(r"\W+", "_", symbol).strip("_")


def definitions() -> list[str]:
    """What pint is told: every arbitrary unit is a dimension of its own."""
    names = [own_kind(symbol) for symbol, one in defined().items() if one.arbitrary]
    return [f"{name} = [{name}]" for name in names]


def logarithmic(symbol: str) -> bool:
    """Whether the symbol is a level or another logarithm.

    Examples
    --------
    >>> logarithmic("dB"), logarithmic("B[SPL]"), logarithmic("Bq")
    (True, True, False)
    """
    return _LOGARITHMIC.fullmatch(symbol) is not None
