"""Allometry: a straight line through the animals, log value against log body weight."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ._cross_species import ANIMALS, Parameter
from ._species_values import (
    BODY_WEIGHT,
    BySpecies,
    Floats,
    animal_values,
    fractions_unbound,
    known,
    predictions,
)

if TYPE_CHECKING:
    import polars as pl

# Brain weight: rat 1.8 g, dog 80 g, monkey 90 g, human 1.4 kg (Davies & Morris 1993).
BRAIN_WEIGHT = BySpecies(rat=0.0018, dog=0.080, monkey=0.090, human=1.4)


def power_law(weight: Floats, value: Floats, *, minimum: int) -> tuple[Floats, Floats]:
    """Least-squares line of every compound through its measured species, on log-log axes.

    Parameters
    ----------
    weight
        Body weight, kg, (species,).
    value
        Total value (mL/min, L), (compound, species); NaN where not measured.
    minimum
        Fewest species that make a line; compounds with fewer get NaN.

    Returns
    -------
    coefficient, exponent
        ``a`` (the value at 1 kg) and ``b`` of ``value = a × weight**b``, (compound,) each.
    """
    use = np.isfinite(value)
    count = use.sum(axis=1)
    enough = np.where(count >= minimum, count, np.nan)
    x = np.where(use, np.log(weight), 0.0)
    y = np.where(use, np.log(value), 0.0)
    x_mean, y_mean = x.sum(axis=1) / enough, y.sum(axis=1) / enough
    x_from_mean = np.where(use, x - x_mean[:, None], 0.0)
    spread = np.where(count >= minimum, (x_from_mean**2).sum(axis=1), np.nan)
    exponent = (x_from_mean * y).sum(axis=1) / spread
    return np.exp(y_mean - exponent * x_mean), exponent


@dataclasses.dataclass(frozen=True, kw_only=True)
class SimpleAllometry:
    """Human value on the line through at least three animals: ``a × W**b``, no correction.

    Parameters
    ----------
    parameter
        ``"clearance"`` (mL/min/kg; the line is of mL/min) or ``"volume_ss"`` (L/kg; of L).
    body_weight_kg
        kg (Davies & Morris 1993).
    minimum_species
        Fewest animals for a line, 3.

    References
    ----------
    Boxenbaum H. J Pharmacokinet Biopharm 1982;10:201. Mahmood I, Balian JD. Xenobiotica
    1996;26:887.
    """

    parameter: Parameter = "clearance"
    body_weight_kg: BySpecies = BODY_WEIGHT
    minimum_species: int = 3

    def __post_init__(self) -> None:
        known(self.parameter)

    @property
    def key(self) -> str:
        """Stable name."""
        return "simple_allometry"

    @property
    def species(self) -> tuple[str, ...]:
        """Animals whose values it needs."""
        return ANIMALS

    def predict(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Predictions of a species PK table, one row a compound.

        Returns
        -------
        polars.DataFrame
            ``compound``, ``estimate`` (mL/min/kg or L/kg), ``exponent`` (``b``, of the total
            value), ``note``; null where an animal is missing.

        Raises
        ------
        ModelDataError
            A column is missing, or a value is zero, negative or not finite.
        """
        weight, human = self.body_weight_kg.of(ANIMALS), self.body_weight_kg.human
        total = animal_values(frame, parameter=self.parameter, species=ANIMALS) * weight
        a, b = power_law(weight, total, minimum=self.minimum_species)
        return predictions(frame, a * human**b / human, exponent=b)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RuleOfExponents:
    """Human clearance by allometry, corrected as its exponent asks (Mahmood & Balian 1996).

    With ``b`` the exponent of simple allometry:

    ====================== ======================================== =========================
    exponent               line drawn through                       note
    ====================== ======================================== =========================
    b ≤ 0.55               clearance                                ``exponent_shallow``
    0.55 < b ≤ 0.70        clearance                                ``exponent_simple``
    0.70 < b < 1.0         clearance × maximum life-span potential  ``exponent_life_span``
    1.0 ≤ b < 1.3          clearance × brain weight                 ``exponent_brain_weight``
    b ≥ 1.3                clearance × brain weight                 ``exponent_steep``
    ====================== ======================================== =========================

    The line's human value is divided by the human life-span potential or brain weight. The rule
    warns that human clearance is likely to be under-predicted at the first row, and
    over-predicted at the last. (The paper writes 0.71–0.99 for the third row; an exponent
    between 0.70 and 0.71 is counted to it, and one between 0.99 and 1.0.)

    Parameters
    ----------
    shallow, simple, brain, steep
        The limits of the exponent above: 0.55, 0.70, 1.0 and 1.3.
    body_weight_kg, brain_weight_kg
        kg (Davies & Morris 1993).
    life_span
        ``c``, ``p``, ``q`` of the maximum life-span potential in years,
        ``c × brain_weight**p × body_weight**q`` with both in kg: 185.4, 0.636, −0.225
        (Sacher 1959, as given by Boxenbaum 1982).
    minimum_species
        Fewest animals for a line, 3.

    References
    ----------
    Mahmood I, Balian JD. Xenobiotica 1996;26:887. Sacher GA. Ciba Found Colloq Ageing
    1959;5:115. Boxenbaum H. J Pharmacokinet Biopharm 1982;10:201. Davies B, Morris T. Pharm Res
    1993;10:1093.
    """

    shallow: float = 0.55
    simple: float = 0.70
    brain: float = 1.0
    steep: float = 1.3
    body_weight_kg: BySpecies = BODY_WEIGHT
    brain_weight_kg: BySpecies = BRAIN_WEIGHT
    life_span: tuple[float, float, float] = (185.4, 0.636, -0.225)
    minimum_species: int = 3

    @property
    def key(self) -> str:
        """Stable name."""
        return "rule_of_exponents"

    @property
    def parameter(self) -> Parameter:
        """Clearance; the rule was made for nothing else."""
        return "clearance"

    @property
    def species(self) -> tuple[str, ...]:
        """Animals whose values it needs."""
        return ANIMALS

    def life_span_years(self) -> BySpecies:
        """Maximum life-span potential, years.

        Examples
        --------
        >>> round(RuleOfExponents().life_span_years().dog, 1)
        22.2
        """
        c, p, q = self.life_span
        return BySpecies(
            *(
                c * brain**p * body**q
                for brain, body in zip(self.brain_weight_kg, self.body_weight_kg, strict=True)
            )
        )

    def predict(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Predictions of a species PK table, one row a compound.

        Returns
        -------
        polars.DataFrame
            ``compound``, ``estimate`` (mL/min/kg), ``exponent`` (of simple allometry, which
            chose the correction), ``note`` (which correction, as above); null where an animal is
            missing.

        Raises
        ------
        ModelDataError
            A column is missing, or a value is zero, negative or not finite.
        """
        weight, human = self.body_weight_kg.of(ANIMALS), self.body_weight_kg.human
        total = animal_values(frame, parameter="clearance", species=ANIMALS) * weight

        def corrected(by: BySpecies) -> tuple[Floats, Floats]:
            a, b = power_law(weight, total * by.of(ANIMALS), minimum=self.minimum_species)
            return a * human**b / by.human / human, b

        plain, b = corrected(BySpecies(1.0, 1.0, 1.0, 1.0))
        with_life_span, _ = corrected(self.life_span_years())
        with_brain, _ = corrected(self.brain_weight_kg)
        estimate = np.select(
            [b <= self.simple, b < self.brain, b >= self.brain], [plain, with_life_span, with_brain], np.nan
        )
        note = np.select(
            [b <= self.shallow, b <= self.simple, b < self.brain, b < self.steep, b >= self.steep],
            ["shallow", "simple", "life_span", "brain_weight", "steep"],
            "",
        )
        told = [f"exponent_{code}" if code else None for code in note.tolist()]
        return predictions(frame, estimate, exponent=b, note=told)


@dataclasses.dataclass(frozen=True, kw_only=True)
class UnboundIntercept:
    """Fraction-unbound-corrected intercept method: CL = 33.35 mL/min × (a / Rfu)^0.770.

    ``a`` is the coefficient of simple allometry (mL/min at 1 kg; at least three animals) and
    ``Rfu`` the ratio of the fractions unbound in plasma, rat to human. It was made for drugs
    whose human clearance falls far below the line (vertical allometry).

    Parameters
    ----------
    coefficient
        33.35 mL/min.
    power
        0.770.
    body_weight_kg
        kg (Davies & Morris 1993).
    minimum_species
        Fewest animals for a line, 3.

    References
    ----------
    Tang H, Mayersohn M. Drug Metab Dispos 2005;33:1297.
    """

    coefficient: float = 33.35
    power: float = 0.770
    body_weight_kg: BySpecies = BODY_WEIGHT
    minimum_species: int = 3

    @property
    def key(self) -> str:
        """Stable name."""
        return "unbound_intercept"

    @property
    def parameter(self) -> Parameter:
        """Clearance."""
        return "clearance"

    @property
    def species(self) -> tuple[str, ...]:
        """Animals whose values it needs."""
        return ANIMALS

    def predict(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Predictions of a species PK table, one row a compound.

        Returns
        -------
        polars.DataFrame
            ``compound``, ``estimate`` (mL/min/kg), ``exponent`` (of simple allometry), ``note``;
            null where an animal, or the fraction unbound in rat or human, is missing.

        Raises
        ------
        ModelDataError
            A column is missing, or a value is zero, negative or not finite.
        """
        weight = self.body_weight_kg.of(ANIMALS)
        total = animal_values(frame, parameter="clearance", species=ANIMALS) * weight
        a, b = power_law(weight, total, minimum=self.minimum_species)
        unbound = fractions_unbound(frame, species=("rat", "human"))
        ratio = unbound[:, 0] / unbound[:, 1]
        estimate = self.coefficient * (a / ratio) ** self.power / self.body_weight_kg.human
        return predictions(frame, estimate, exponent=np.where(np.isfinite(estimate), b, np.nan))
