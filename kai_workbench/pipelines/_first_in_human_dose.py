"""The first dose in people, from every limit that is known, draw by draw."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..linkage import human_equivalent_dose, human_equivalent_dose_draws
from ..models import ModelDataError, mabel_dose_mg, maximum_recommended_starting_dose, noael_draws
from ..models._first_in_human_dose import checked
from ._qtc_risk import lognormal_within

Floats = NDArray[np.float64]
DRAWS = 4000
_MINUTES_TO_HOURS = 60.0
SURE, LIKELY = 0.95, 0.75  # that every limit is kept, at the ends of the recommended range


@dataclasses.dataclass(frozen=True, kw_only=True)
class AnimalEvidence:
    """What one species showed.

    Attributes
    ----------
    species
        One of :data:`kai_workbench.linkage.KM`.
    noael_mg_kg
        No-observed-adverse-effect level, mg/kg/day.
    spacing
        The next dose of the study over the NOAEL: the threshold lies between the two.
    auc_ng_h_mL, auc_fold
        Exposure at the NOAEL, and within which fold it is known with 90% probability; may be missing.
    """

    species: str
    noael_mg_kg: float
    spacing: float = 3.0
    auc_ng_h_mL: float | None = None  # noqa: N815, units keep their case
    auc_fold: float = 1.25


@dataclasses.dataclass(frozen=True, kw_only=True)
class Target:
    """What the drug binds.

    Attributes
    ----------
    kd_nM, kd_fold
        Dissociation constant, and within which fold it is known with 90% probability.
    occupancy
        Share of the receptors that may be bound at the peak, (0, 1).
    molar_mass
        g/mol.
    fraction_unbound
        In human plasma.
    """

    kd_nM: float  # noqa: N815, units keep their case
    kd_fold: float = 2.0
    occupancy: float = 0.1
    molar_mass: float = 400.0
    fraction_unbound: float = 1.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class DoseLimit:
    """One reason not to give more.

    Attributes
    ----------
    kind
        ``mrsd`` (NOAEL over body surface and a safety factor), ``exposure`` (AUC a margin below that at the
        NOAEL), ``mabel`` (receptor occupancy).
    species
        Whose evidence; ``human`` for the MABEL.
    draws_mg
        Highest dose that keeps the limit, mg, (sample,).
    conventional_mg
        The number that the guidance's arithmetic gives, mg; missing where there is none.
    """

    kind: Literal["mrsd", "exposure", "mabel"]
    species: str
    draws_mg: Floats
    conventional_mg: float | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class FirstInHumanDose:
    """Every limit, and what keeps them all.

    Attributes
    ----------
    limits
        In the order of the rows of :meth:`summary`.
    auc_per_mg
        Predicted human AUC of 1 mg by mouth, ng·h/mL, draws; missing without human kinetics.
    auc_at_noael
        Draws by species, ng·h/mL; of the species whose exposure is known.
    """

    limits: tuple[DoseLimit, ...]
    auc_per_mg: Floats | None = None
    auc_at_noael: dict[str, Floats] = dataclasses.field(default_factory=dict)

    @property
    def lowest(self) -> Floats:
        """Highest dose that keeps every limit, mg, draws."""
        return np.asarray(np.min([one.draws_mg for one in self.limits], axis=0), dtype=float)

    @property
    def recommended(self) -> tuple[float, float]:
        """The doses (mg) that keep every limit with 95% and with 75% probability."""
        low, high = np.quantile(self.lowest, (1 - SURE, 1 - LIKELY))
        return float(low), float(high)

    def kept(self, dose_mg: float) -> float:
        """How likely a dose keeps every limit."""
        return float((self.lowest >= dose_mg).mean())

    def tightest(self) -> dict[int, float]:
        """How often each limit is the lowest, by its place."""
        at = np.argmin([one.draws_mg for one in self.limits], axis=0)
        return {k: float((at == k).mean()) for k in range(len(self.limits))}

    def margins(self, dose_mg: float) -> dict[str, Floats]:
        """AUC at the NOAEL over the predicted human AUC of a dose, draws by species."""
        checked(dose_mg=dose_mg)
        if self.auc_per_mg is None:
            return {}
        return {name: auc / (dose_mg * self.auc_per_mg) for name, auc in self.auc_at_noael.items()}

    def summary(self) -> pl.DataFrame:
        """One row a limit, and one of all together.

        Returns
        -------
        polars.DataFrame
            ``limit``, ``species``, ``median_mg``, ``lo50_mg``, ``hi50_mg``, ``lo90_mg``, ``hi90_mg``,
            ``conventional_mg``, ``tightest`` (how often it is the lowest).
        """
        share = self.tightest()
        rows: list[tuple[str, str, Floats, float | None, float | None]] = [
            (one.kind, one.species, one.draws_mg, one.conventional_mg, share[k])
            for k, one in enumerate(self.limits)
        ]
        rows.append(("all", "human", self.lowest, None, None))
        names = ("median_mg", "lo50_mg", "hi50_mg", "lo90_mg", "hi90_mg")
        found = [
            (kind, species, *map(float, np.quantile(draws, (0.5, 0.25, 0.75, 0.05, 0.95))), usual, tightest)
            for kind, species, draws, usual, tightest in rows
        ]
        schema = {"limit": pl.String, "species": pl.String} | dict.fromkeys(
            (*names, "conventional_mg", "tightest"), pl.Float64
        )
        return pl.DataFrame(found, schema=schema, orient="row")


def first_in_human_dose(
    animals: Sequence[AnimalEvidence],
    *,
    clearance_mL_min_kg: Any = None,
    volume_L_kg: Any = None,
    target: Target | None = None,
    safety_factor: float = 10.0,
    exposure_margin: float = 10.0,
    body_weight_kg: float = 60.0,
    bioavailability: float = 1.0,
    seed: int = 20260101,
) -> FirstInHumanDose:
    """Every limit on the first dose as draws.

    Parameters
    ----------
    animals
        One or more species.
    clearance_mL_min_kg, volume_L_kg
        Draws of the typical human values (:class:`HumanPK`), paired; without them exposure and MABEL are
        left out.
    target
        What the drug binds; without it there is no MABEL.
    safety_factor
        Between the human equivalent dose and the starting dose; 10 by the FDA's guidance (2005).
    exposure_margin
        How many times lower the human AUC has to be than that at the NOAEL.
    body_weight_kg
        Of the typical person; the guidance takes 60 kg.
    bioavailability
        Share of the human dose that reaches the blood, (0, 1].

    Raises
    ------
    ModelDataError
        There is no species, a number is not positive, or one that is a share is above 1.

    Notes
    -----
    The threshold of a species is log-uniform between its NOAEL and the next dose; the exponent of body
    weight lies between 0.67 and 0.75 (:func:`kai_workbench.linkage.human_equivalent_dose_draws`). Both
    limits of one species rest on the same draws of its threshold; its exposure is taken to be in
    proportion to the dose there.
    """
    if not animals:
        raise ModelDataError("no_animals", where="animals")
    checked(safety_factor=safety_factor, exposure_margin=exposure_margin, body_weight_kg=body_weight_kg)
    checked(bioavailability=bioavailability)
    if bioavailability > 1:
        raise ModelDataError("not_a_share", where="bioavailability", value=bioavailability)
    rng = np.random.default_rng(seed)
    clearance, volume = _paired(clearance_mL_min_kg, volume_L_kg, rng)
    per_mg = None
    if clearance is not None:
        # mg·F / (mL/min/kg · kg) in ng·h/mL
        per_mg = bioavailability * 1e6 / (clearance * _MINUTES_TO_HOURS * body_weight_kg)
    mrsd, exposure, at_noael = [], [], {}
    for k, one in enumerate(animals):
        threshold = noael_draws(one.noael_mg_kg, one.noael_mg_kg * one.spacing, n=DRAWS, seed=seed + 10 * k)
        factor = human_equivalent_dose_draws(
            1.0, species=one.species, human_kg=body_weight_kg, draws=DRAWS, seed=seed + 10 * k + 1
        ).to_numpy()
        human = maximum_recommended_starting_dose(threshold * factor, safety_factor=safety_factor)
        by_km = human_equivalent_dose(one.noael_mg_kg, species=one.species) / safety_factor
        mrsd.append(
            DoseLimit(
                kind="mrsd",
                species=one.species,
                draws_mg=human * body_weight_kg,
                conventional_mg=float(by_km * body_weight_kg),
            )
        )
        if one.auc_ng_h_mL is None or per_mg is None:
            continue
        auc = lognormal_within(one.auc_ng_h_mL, one.auc_fold, n=DRAWS, seed=seed + 10 * k + 2)
        at_noael[one.species] = auc
        dose = auc * threshold / one.noael_mg_kg / exposure_margin / per_mg
        exposure.append(DoseLimit(kind="exposure", species=one.species, draws_mg=dose))
    mabel = []
    if target is not None and volume is not None:
        kd = lognormal_within(target.kd_nM, target.kd_fold, n=DRAWS, seed=seed + 1000)
        draws = mabel_dose_mg(
            kd,
            molar_mass=target.molar_mass,
            volume_L=volume * body_weight_kg,
            occupancy=target.occupancy,
            fraction_unbound=target.fraction_unbound,
            bioavailability=bioavailability,
        )
        mabel.append(DoseLimit(kind="mabel", species="human", draws_mg=draws))
    return FirstInHumanDose(limits=(*mrsd, *exposure, *mabel), auc_per_mg=per_mg, auc_at_noael=at_noael)


def _paired(clearance: Any, volume: Any, rng: np.random.Generator) -> tuple[Floats | None, Floats | None]:
    """As many draws as the others have, in the same order for both."""
    given = [np.asarray(one, dtype=float).ravel() for one in (clearance, volume) if one is not None]
    if not given:
        return None, None
    pick = rng.integers(given[0].size, size=DRAWS) if given[0].size != DRAWS else rng.permutation(DRAWS)
    for one in given:
        checked(draws=one)
    found = [
        None if one is None else np.asarray(one, dtype=float).ravel()[pick] for one in (clearance, volume)
    ]
    return found[0], found[1]
