"""Reading UCUM, as the standard writes it and as studies do.

pint is right once it has a unit, and wrong at the door: it takes ``10*3/uL`` for 30/uL. So the text is
read here, token by token, and pint is only told factors, names and exponents.
"""

from __future__ import annotations

import dataclasses
import difflib
import fractions
import functools
import re
from typing import TYPE_CHECKING, Any

from kai_workbench.errors import KaiError

from ._ucum_atoms import ATOMS, COUNTED, DEFINITIONS, PHRASES_OF_UNITS, PREFIXES, SPELLINGS
from ._ucum_defined import defined, definitions, logarithmic, own_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pint


class UnknownUnit(KaiError):
    """The text is no unit that is known here; the error names the nearest."""


@dataclasses.dataclass(frozen=True)
class Unit:
    """A unit that was understood.

    Attributes
    ----------
    text
        As it was written.
    factor
        What stands before the named units: 1000 in ``10*3/uL``.
    parts
        Names of units, as pint spells them, and their exponents.
    annotations
        What stood in braces, or is counted: ``{beats}``, ``animal``. They carry no dimension.
    """

    text: str
    factor: float
    parts: tuple[tuple[str, int], ...]
    annotations: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text

    @functools.cached_property
    def pint(self) -> pint.Unit:
        """Pint's unit, without :attr:`factor`."""
        return registry().Unit(registry().UnitsContainer(dict(self.parts)))

    @property
    def dimensions(self) -> dict[str, float]:
        """Exponents of the dimensions, such as ``{"[mass]": 1.0, "[length]": -3.0}``."""
        powers: Mapping[str, Any] = self.pint.dimensionality
        return {str(name): float(power) for name, power in powers.items()}

    @property
    def is_temperature(self) -> bool:
        """Whether it is a temperature scale of its own (°C, °F), whose zero is not that of kelvin."""
        return any(name.startswith("degree_") for name, _ in self.parts)


@functools.cache
def registry() -> Any:
    """The one pint registry, with the arbitrary units of UCUM; exact: ug to ng is 1000, not near it."""
    import pint

    made = pint.UnitRegistry(cache_folder=None, non_int_type=fractions.Fraction)
    for definition in (*DEFINITIONS, *definitions()):
        made.define(definition)
    return made


@functools.lru_cache(maxsize=4096)
def parse_ucum(text: str) -> Unit:
    """Read a unit written in UCUM, or as CDISC terminology and laboratories spell it.

    Parameters
    ----------
    text
        ``10*3/uL``, ``[IU]/L``, ``h*ng/mL``, ``mg/kg/day``, ``10^9/L``, ``{beats}/min``, ``%`` ...
        Letter case matters, as in UCUM: ``Mg`` is no ``mg``. Division is from left to right:
        ``mg/kg/day`` is mg per (kg · day).

    Returns
    -------
    Unit
        Understood; two of them can be compared by :attr:`Unit.dimensions`.

    Raises
    ------
    UnknownUnit
        Some part of it is not known; the error says which, and what is near.

    Examples
    --------
    >>> parse_ucum("10*3/uL").factor
    1000.0
    >>> parse_ucum("h*ng/mL").dimensions == parse_ucum("[IU]/L").dimensions
    False
    """
    stripped = text.strip()
    if not stripped:
        raise UnknownUnit("unit_blank")
    reader = _Reader(stripped)
    factor, parts, annotations = reader.term()
    if reader.left():
        raise reader.unknown(reader.left())
    kept = tuple(sorted((name, power) for name, power in parts.items() if power))
    if any(name.startswith("degree_") for name, _ in kept) and (len(kept) > 1 or kept[0][1] != 1):
        raise UnknownUnit("unit_of_scale", unit=stripped)
    return Unit(stripped, factor, kept, tuple(annotations))


_Parts = tuple[float, dict[str, int], list[str]]

_TEN = re.compile(r"10[*^](?![\d+-])")
_POWER_OF_TEN = re.compile(r"(?:[xX]\s?)?10\s?(?:\*{1,2}|\^|E|e)\s?([+-]?\d{1,3})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[xX](?=10[\^*]))?")
_ANNOTATION = re.compile(r"\{([^{}]*)\}")
_SYMBOL = re.compile(r"(?:[A-Za-zµμΩ°%'_]|\[[^\[\]]+\])+")
_EXPONENT = re.compile(r"\^?([+-]?\d{1,2})(?!\d|\.\d)")
_WORDS = re.compile("|".join(re.escape(words) for words in sorted(PHRASES_OF_UNITS, key=len, reverse=True)))


class _Reader:
    """A cursor over the text of one unit."""

    def __init__(self, text: str) -> None:
        self.whole = text
        plain = text.replace("µ", "u").replace("μ", "u").replace("·", ".").replace("×", "x")
        self.text = _WORDS.sub(lambda match: PHRASES_OF_UNITS[match.group()], plain)
        self.at = 0

    def left(self) -> str:
        return self.text[self.at :].strip()

    def unknown(self, part: str) -> UnknownUnit:
        return UnknownUnit("unit_unknown", unit=self.whole, part=part, near=_near(part, self.whole))

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self._skip()
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def _skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def _next(self) -> str:
        self._skip()
        return self.text[self.at : self.at + 1]

    def term(self) -> _Parts:
        factor, parts, annotations = 1.0, dict[str, int](), list[str]()
        sign = 1
        if self._next() == "/":
            self.at += 1
            sign = -1
        while True:
            value, more, noted = self._component()
            factor *= value**sign
            for name, power in more.items():
                parts[name] = parts.get(name, 0) + sign * power
            annotations += noted
            follows = self._next()
            if follows not in {"/", "*", "."} or not follows:
                return factor, parts, annotations
            self.at += 1
            sign = -1 if follows == "/" else 1

    def _component(self) -> _Parts:
        if self._next() == "(":
            return self._bracketed()
        if note := self._take(_ANNOTATION):
            return 1.0, {}, [note.group(1)]
        if self._take(_TEN):
            return 10.0, {}, []
        if ten := self._take(_POWER_OF_TEN):
            return self._followed(10.0 ** int(ten.group(1)))
        if number := self._take(_NUMBER):
            if not float(number.group().rstrip("xX")):
                raise self.unknown(number.group())
            return self._followed(float(number.group().rstrip("xX")))
        symbol = self._take(_SYMBOL)
        if not symbol:
            raise self.unknown(self.left() or self.whole)
        return self._symbol(symbol.group())

    def _bracketed(self) -> _Parts:
        self.at += 1
        inside = self.term()
        if self._next() != ")":
            raise self.unknown(self.left() or "(")
        self.at += 1
        if note := _ANNOTATION.match(self.text, self.at):
            self.at = note.end()
            inside[2].append(note.group(1))
        return inside

    def _followed(self, factor: float) -> _Parts:
        """A number, and what is written right behind it without a sign: ``100 WBC``, ``5x10^4``."""
        if self._next() and self._next() not in "/*.)":
            value, parts, annotations = self._component()
            return factor * value, parts, annotations
        return factor, {}, []

    def _symbol(self, symbol: str) -> _Parts:
        start = self.at - len(symbol)
        if symbol in COUNTED or symbol == "genEq":
            return 1.0, {}, [symbol]
        noted: list[str] = []
        # A radioactive equivalent is an amount of whatever carries the label.
        if symbol.endswith("Eq") and symbol[:-2] in {"pg", "ng", "ug", "mg", "g", "nmol", "umol", "pmol"}:
            noted, symbol = ["equivalents"], symbol[:-2]
        found = _known(symbol)
        if found is None:
            self.at = start
            if logarithmic(symbol):
                raise UnknownUnit("unit_logarithmic", unit=self.whole, part=symbol)
            raise self.unknown(symbol)
        factor, parts = found
        exponent = self._exponent()
        if note := _ANNOTATION.match(self.text, self.at):
            self.at = note.end()
            noted.append(note.group(1))
        return factor**exponent, {name: power * exponent for name, power in parts.items()}, noted

    def _exponent(self) -> int:
        match = _EXPONENT.match(self.text, self.at)
        if not match:
            return 1
        self.at = match.end()
        return int(match.group(1))


_POWERS = dict(
    zip(PREFIXES, (24, 21, 18, 15, 12, 9, 6, 3, 2, 1, -1, -2, -3, -6, -9, -12, -15, -18), strict=True)
)


@functools.lru_cache(maxsize=1024)
def _known(symbol: str) -> tuple[float, dict[str, int]] | None:
    """Factor and parts of one symbol, with its prefix; None if it is not known."""
    if symbol in SPELLINGS:
        read = parse_ucum(SPELLINGS[symbol])
        return read.factor, dict(read.parts)
    if symbol in ATOMS:
        return 1.0, {ATOMS[symbol][0]: 1}
    for prefix, name in PREFIXES.items():
        rest = symbol.removeprefix(prefix)
        if rest != symbol and rest in ATOMS and ATOMS[rest][1]:
            return 1.0, {name + ATOMS[rest][0]: 1}
    return _defined(symbol)


def _defined(symbol: str) -> tuple[float, dict[str, int]] | None:
    """A unit that UCUM defines by others, or an arbitrary one; with its prefix."""
    known = defined()
    power = 0
    if symbol not in known:
        for prefix, scale in _POWERS.items():
            rest = symbol.removeprefix(prefix)
            if rest != symbol and rest in known and known[rest].metric:
                symbol, power = rest, scale
                break
        else:
            return None
    one = known[symbol]
    if one.arbitrary:
        return 1.0, {own_kind(symbol): 1}
    read = parse_ucum(one.unit)
    return 10.0**power * one.factor * read.factor, dict(read.parts)


# What people most often mean, for the advice in an error.
_COMMON = (
    "mg/kg ug/kg mg/kg/day mg/day mg/m2 ng/mL ug/mL ug/L mg/L mg/dL g/dL g/L umol/L nmol/L mmol/L h*ng/mL "
    "h*ug/mL U/L [IU]/L mL/min mL/min/kg L/h/kg L/kg 10*9/L 10*12/L 10*3/uL 10*6/uL /uL % g/day kg mg ug ng "
    "h min d wk mo a mmHg Cel fL pg mmol mol"
)


def _near(part: str, whole: str) -> str:
    lower: dict[str, str] = {}
    for name in (*_COMMON.split(), *ATOMS, *SPELLINGS):
        lower.setdefault(name.lower(), name)
    asked = [*difflib.get_close_matches(whole.lower(), lower, n=2, cutoff=0.7)]
    asked += difflib.get_close_matches(part.lower(), lower, n=3, cutoff=0.4)
    return ", ".join(dict.fromkeys(lower[name] for name in asked)) or "mg/kg, ng/mL, h*ng/mL"
