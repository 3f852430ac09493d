"""Numbers of the species, and reading a compound's measured values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ._cross_species import ANIMALS, BODY_WEIGHT_KG, UNIT, Parameter, column
from ._errors import ModelDataError

Floats = NDArray[np.float64]


class BySpecies(NamedTuple):
    """One number a species, in one unit."""

    rat: float
    dog: float
    monkey: float
    human: float

    def of(self, species: Sequence[str]) -> Floats:
        """The numbers of ``species``, in that order."""
        return np.array([getattr(self, name) for name in species])


BODY_WEIGHT = BySpecies(**{species: BODY_WEIGHT_KG[species] for species in BySpecies._fields})


class Method(Protocol):
    """A conventional way from animal values to a human one: a frozen dataclass of its constants."""

    @property
    def key(self) -> str:
        """Stable name; ``method.<key>`` is its phrase."""

    @property
    def parameter(self) -> Parameter:
        """What is predicted."""

    @property
    def species(self) -> tuple[str, ...]:
        """Animals whose values it needs."""

    def predict(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One prediction a compound, as from :func:`predictions`."""


def measured(frame: pl.DataFrame, columns: Sequence[str]) -> Floats:
    """Values of ``columns``, (compound, column); NaN where not measured.

    Raises
    ------
    ModelDataError
        A column (or ``compound``) is missing, or a value is zero, negative or not finite.
    """
    for name in ("compound", *columns):
        if name not in frame.columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(frame.columns))
    values = np.empty((frame.height, len(columns)))
    for i, name in enumerate(columns):
        given = frame.get_column(name).cast(pl.Float64)
        values[:, i] = found = given.to_numpy()  # NaN where it is null
        wrong = ~((found > 0) & np.isfinite(found))
        if wrong.any() and (wrong := wrong & given.is_not_null().to_numpy()).any():
            first = int(wrong.argmax())
            raise ModelDataError(
                "value_not_positive", where=f"{frame['compound'][first]}, {name}", value=given[first]
            )
    return values


def animal_values(frame: pl.DataFrame, *, parameter: Parameter, species: Sequence[str]) -> Floats:
    """Values per kg of ``species``, (compound, species); raises as :func:`measured`."""
    return measured(frame, [column(parameter, name) for name in species])


def fractions_unbound(frame: pl.DataFrame, *, species: Sequence[str]) -> Floats:
    """Fractions unbound in plasma of ``species``, (compound, species); raises as :func:`measured`."""
    return measured(frame, [f"fraction_unbound_{name}" for name in species])


def predictions(
    frame: pl.DataFrame,
    estimate: Floats,
    *,
    exponent: Floats | None = None,
    note: Sequence[str | None] | None = None,
) -> pl.DataFrame:
    """What every method answers with, one row a compound, in the order of ``frame``.

    Returns
    -------
    polars.DataFrame
        ``compound``; ``estimate`` (mL/min/kg or L/kg); ``exponent`` (slope of the animals'
        log-log line on body weight, where the method draws one); ``note`` (a code,
        ``method_note.<code>`` is its phrase). Null where the species needed are missing.
    """
    empty = np.full(frame.height, np.nan)
    return pl.DataFrame(
        {
            "compound": frame["compound"],
            "estimate": pl.Series(estimate, dtype=pl.Float64, nan_to_null=True),
            "exponent": pl.Series(
                empty if exponent is None else exponent, dtype=pl.Float64, nan_to_null=True
            ),
            "note": pl.Series(note if note is not None else [None] * frame.height, dtype=pl.String),
        }
    )


def known(parameter: str) -> None:
    """Refuse a quantity that no method predicts."""
    if parameter not in UNIT:
        raise ModelDataError("unknown_parameter", parameter=parameter, known=", ".join(UNIT))


def known_animal(species: str) -> None:
    """Refuse a species that has no column, or is the one to be predicted."""
    if species not in ANIMALS:
        raise ModelDataError("unknown_animal", species=species, known=", ".join(ANIMALS))
