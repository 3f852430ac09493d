"""Scaling from one or two animals by fixed numbers."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

from ._allometry import power_law
from ._cross_species import Parameter
from ._errors import ModelDataError
from ._species_values import (
    BODY_WEIGHT,
    BySpecies,
    animal_values,
    fractions_unbound,
    known_animal,
    predictions,
)

if TYPE_CHECKING:
    import polars as pl

# Liver blood flow, mL/min/kg: 13.8, 309, 218 and 1450 mL/min (Davies & Morris 1993) at 0.25, 10,
# 5 and 70 kg.
LIVER_BLOOD_FLOW = BySpecies(rat=55.2, dog=30.9, monkey=43.6, human=20.7)

# Human over animal clearance per kg (Tang et al. 2007).
CLEARANCE_FRACTION = BySpecies(rat=0.152, dog=0.410, monkey=0.407, human=1.0)


class RatWith(NamedTuple):
    """One number for rat with each larger animal."""

    dog: float
    monkey: float


# Exponent on human body weight (Tang et al. 2007).
TWO_SPECIES_EXPONENT = RatWith(dog=0.628, monkey=0.650)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SingleSpecies:
    """Human clearance as a fixed fraction of one animal's, both in mL/min/kg.

    Parameters
    ----------
    animal
        ``"rat"``, ``"dog"`` or ``"monkey"``.
    fraction
        Human over animal clearance per kg: 0.152 from rat, 0.410 from dog, 0.407 from monkey.

    References
    ----------
    Tang H, Hussain A, Leal M, Mayersohn M, Fluhler E. Drug Metab Dispos 2007;35:1886.
    """

    animal: str
    fraction: BySpecies = CLEARANCE_FRACTION

    def __post_init__(self) -> None:
        known_animal(self.animal)

    @property
    def key(self) -> str:
        """Stable name."""
        return f"single_species_{self.animal}"

    @property
    def parameter(self) -> Parameter:
        """Clearance."""
        return "clearance"

    @property
    def species(self) -> tuple[str, ...]:
        """Animal whose value it needs."""
        return (self.animal,)

    def predict(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Predictions of a species PK table, one row a compound.

        Returns
        -------
        polars.DataFrame
            ``compound``, ``estimate`` (mL/min/kg), ``exponent``, ``note``; null where the animal
            is missing.

        Raises
        ------
        ModelDataError
            A column is missing, or a value is zero, negative or not finite.
        """
        animal = animal_values(frame, parameter="clearance", species=self.species)[:, 0]
        return predictions(frame, animal * getattr(self.fraction, self.animal))


@dataclasses.dataclass(frozen=True, kw_only=True)
class TwoSpecies:
    """Human clearance from rat and one larger animal: CL = a × W_human^exponent, mL/min.

    ``a`` (mL/min at 1 kg) is the coefficient of simple allometry with the two animals alone, the
    value at 1 kg of the log-log line through their two points. From there to man the line is
    not followed; the exponent is fixed.

    Parameters
    ----------
    larger
        ``"dog"`` or ``"monkey"``, beside the rat.
    exponent
        0.628 with dog, 0.650 with monkey.
    body_weight_kg
        kg (Davies & Morris 1993).

    References
    ----------
    Tang H, Hussain A, Leal M, Mayersohn M, Fluhler E. Drug Metab Dispos 2007;35:1886.
    """

    larger: str
    exponent: RatWith = TWO_SPECIES_EXPONENT
    body_weight_kg: BySpecies = BODY_WEIGHT

    def __post_init__(self) -> None:
        if self.larger not in RatWith._fields:
            raise ModelDataError("unknown_animal", species=self.larger, known=", ".join(RatWith._fields))

    @property
    def key(self) -> str:
        """Stable name."""
        return f"two_species_rat_{self.larger}"

    @property
    def parameter(self) -> Parameter:
        """Clearance."""
        return "clearance"

    @property
    def species(self) -> tuple[str, ...]:
        """Animals whose values it needs."""
        return ("rat", self.larger)

    def predict(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Predictions of a species PK table, one row a compound.

        Returns
        -------
        polars.DataFrame
            ``compound``, ``estimate`` (mL/min/kg), ``exponent`` (slope between the two animals,
            for comparison with the fixed one), ``note``; null where an animal is missing.

        Raises
        ------
        ModelDataError
            A column is missing, or a value is zero, negative or not finite.
        """
        weight, human = self.body_weight_kg.of(self.species), self.body_weight_kg.human
        total = animal_values(frame, parameter="clearance", species=self.species) * weight
        a, slope = power_law(weight, total, minimum=2)
        fixed = getattr(self.exponent, self.larger)
        return predictions(frame, a * human**fixed / human, exponent=slope)


@dataclasses.dataclass(frozen=True, kw_only=True)
class LiverBloodFlow:
    """Human clearance as the animal's fraction of liver blood flow, times the human flow.

    Parameters
    ----------
    animal
        ``"rat"``, ``"dog"`` or ``"monkey"``.
    flow
        Liver blood flow, mL/min/kg: rat 55.2, dog 30.9, monkey 43.6, human 20.7 (Davies & Morris
        1993). Plasma clearance is compared with blood flow, as the method does.

    Notes
    -----
    Like :class:`SingleSpecies` a fixed fraction of the animal's clearance (0.375, 0.670, 0.475),
    so its errors are those of single-species scaling, shifted: after the errors are taken into
    account both give the same interval.

    References
    ----------
    Ward KW, Smith BR. Drug Metab Dispos 2004;32:603. Davies B, Morris T. Pharm Res 1993;10:1093.
    """

    animal: str
    flow: BySpecies = LIVER_BLOOD_FLOW

    def __post_init__(self) -> None:
        known_animal(self.animal)

    @property
    def key(self) -> str:
        """Stable name."""
        return f"liver_blood_flow_{self.animal}"

    @property
    def parameter(self) -> Parameter:
        """Clearance."""
        return "clearance"

    @property
    def species(self) -> tuple[str, ...]:
        """Animal whose value it needs."""
        return (self.animal,)

    def predict(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Predictions of a species PK table, one row a compound.

        Returns
        -------
        polars.DataFrame
            ``compound``, ``estimate`` (mL/min/kg), ``exponent``, ``note``; null where the animal
            is missing.

        Raises
        ------
        ModelDataError
            A column is missing, or a value is zero, negative or not finite.
        """
        animal = animal_values(frame, parameter="clearance", species=self.species)[:, 0]
        return predictions(frame, animal * self.flow.human / getattr(self.flow, self.animal))


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProportionalVolume:
    """Human Vss (L/kg) equal to one animal's, of all drug or of unbound drug.

    Of unbound drug, ``Vss_human = Vss_animal × fu_human / fu_animal`` with fractions unbound in
    plasma.

    Parameters
    ----------
    animal
        ``"rat"``, ``"dog"`` or ``"monkey"``.
    unbound
        Whether volumes of unbound drug are held equal. On the catalog's real table this predicts
        worse than holding total volumes equal, for each of the animals, as Lombardo et al. found.

    References
    ----------
    Obach RS et al. J Pharmacol Exp Ther 1997;283:46 (unbound). Lombardo F et al. J Clin
    Pharmacol 2013;53:167 (both).
    """

    animal: str
    unbound: bool = True

    def __post_init__(self) -> None:
        known_animal(self.animal)

    @property
    def key(self) -> str:
        """Stable name."""
        return f"{'unbound' if self.unbound else 'equal'}_volume_{self.animal}"

    @property
    def parameter(self) -> Parameter:
        """Volume of distribution at steady state."""
        return "volume_ss"

    @property
    def species(self) -> tuple[str, ...]:
        """Animal whose value it needs."""
        return (self.animal,)

    def predict(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Predictions of a species PK table, one row a compound.

        Returns
        -------
        polars.DataFrame
            ``compound``, ``estimate`` (L/kg), ``exponent``, ``note``; null where the animal's
            volume, or a fraction unbound that is needed, is missing.

        Raises
        ------
        ModelDataError
            A column is missing, or a value is zero, negative or not finite.
        """
        volume = animal_values(frame, parameter="volume_ss", species=self.species)[:, 0]
        if self.unbound:
            fraction = fractions_unbound(frame, species=("human", self.animal))
            volume = volume * fraction[:, 0] / fraction[:, 1]
        return predictions(frame, volume)
