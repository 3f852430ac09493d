"""A compound's phase II, simulated from its animal data with every step's uncertainty."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr

from .._watch import Listener, Stops, watched
from ..models import ModelDataError, recist, stein_fojo
from ..models._first_in_human_dose import checked
from ._human_pk import exposure
from ._kill_by_exposure import KillByExposure
from ._tumour_sources import Clinic
from ._variance_shares import variance_shares

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]
STEPS = ("human_pk", "tumour_kill", "carry_over", "clinic", "spread", "trial")
"""In order: animals to human exposure; exposure to kill in mice; kill from mouse to patient; what the clinic
knows of growth and the comparator; how far patients differ; which patients come and what scans err."""
_Z90 = 1.6448536269514722
_THIRDS = 3.0  # a rate of volumes over one of diameters
_ALPHA = 0.025


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class VirtualPhase2:
    """What a randomised phase II would show.

    Attributes
    ----------
    auc
        Unbound AUC over a day of the typical patient, h·ng/mL, (draw,).
    kill
        Typical kill in the treated arm, of sums of diameters, 1/d, (draw,).
    outcomes
        Of one simulated trial a draw, (draw,): ``response`` and ``control_response`` (percent of an arm
        with CR or PR), ``difference`` of the two, ``best_change`` (median best change, treated, percent),
        ``progression_free`` (treated, percent free of progression of target lesions at the landmark).
    success
        Whether the trial shows more responses under the compound, one-sided .025, (draw,).
    shares
        Of the variance of ``response``, ``difference``, ``best_change`` and ``progression_free``; see
        :func:`variance_shares`.
    patients
        In each arm.
    """

    auc: Floats
    kill: Floats
    outcomes: dict[str, Floats]
    success: NDArray[np.bool_]
    shares: pl.DataFrame
    patients: int

    @property
    def probability_of_success(self) -> tuple[float, float]:
        """Share of the simulated trials that succeed, and its Monte-Carlo standard error."""
        p, n = float(self.success.mean()), self.success.size
        inside = p if 0 < p < 1 else 0.5 / (n + 1)
        return p, float(np.sqrt(inside * (1 - inside) / n))

    def summary(self) -> pl.DataFrame:
        """``quantity``, ``unit``, ``median``, ``lo50``, ``hi50``, ``lo90``, ``hi90``."""
        told = [("auc", "h*ng/mL", self.auc), ("kill", "1/y", 365.25 * self.kill)]
        told += [(name, "%", values) for name, values in self.outcomes.items()]
        rows = []
        for name, unit, values in told:
            lo90, lo50, median, hi50, hi90 = (
                float(one) for one in np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))
            )
            rows.append((name, unit, median, lo50, hi50, lo90, hi90))
        names = ("median", "lo50", "hi50", "lo90", "hi90")
        schema = {"quantity": pl.String, "unit": pl.String} | dict.fromkeys(names, pl.Float64)
        return pl.DataFrame(rows, schema=schema, orient="row")


def virtual_phase2(
    pk: xr.Dataset,
    kill: KillByExposure,
    *,
    clinic: Clinic,
    dose_mg: float,
    fraction_unbound: tuple[float, float],
    bioavailability: tuple[float, float],
    body_weight_kg: float = 70.0,
    kill_fold: float = 3.0,
    clinic_fold: float = 1.5,
    spread_fold: float = 1.3,
    omega_exposure: float = 0.3,
    patients: int = 60,
    visit_weeks: float = 8.0,
    weeks: float = 48.0,
    landmark_weeks: float = 24.0,
    draws: int = 2048,
    seed: int = 20260101,
    progress: Listener | None = None,
    cancelled: Stops | None = None,
) -> VirtualPhase2:
    """Simulate a phase II of a compound that only animals have had.

    One draw is one trial in one possible world: an exposure from the animals' kinetics, a kill from the
    mice at that exposure, a carry-over of it to patients, a growth and a comparator from the clinic, a
    spread between patients, and patients with their scans. Response is that of target lesions by RECIST
    1.1, unconfirmed; new lesions and patients who are lost are not simulated.

    Parameters
    ----------
    pk
        Draws of the typical human ``clearance`` (mL/min/kg, over ``sample``): ``draws`` of a
        :class:`HumanPK`.
    kill
        From mice; its exposures are unbound AUC over a day, h·ng/mL.
    clinic
        What such patients are like, and do under the comparator.
    dose_mg
        A day, by mouth.
    fraction_unbound, bioavailability
        Median, and within which fold of its odds it is known with 90% probability.
    body_weight_kg
        Of the typical patient.
    kill_fold
        Kill in patients is that in mice at the same unbound exposure within this fold, 90%. An assumption.
    clinic_fold
        The clinic's typical growth and comparator are known within this fold.
    spread_fold
        SDs between patients are known within this fold, all together.
    omega_exposure
        SD of the log of exposure between patients. The clinic's spread of kill contains it; what is left
        is the spread at equal exposure.
    patients
        In each arm.
    visit_weeks, weeks, landmark_weeks
        Between scans, until the last, and where freedom from progression is read.
    draws
        A power of two; the chain is run 2 + 6 times as often.
    seed
        Of all random numbers.
    progress
        Called in this thread before each of the 2 + 6 runs of the chain (``chain``), and before the errors of
        the shares (``shares``).
    cancelled
        Asked there and on the way.

    Raises
    ------
    ModelDataError
        A number that cannot be, or no scan within the time.
    Cancelled
        ``cancelled`` said so.
    """
    checked(dose_mg=dose_mg, body_weight_kg=body_weight_kg, visit_weeks=visit_weeks, weeks=weeks)
    checked(landmark_weeks=landmark_weeks, patients=patients)
    checked(least=1 - 1e-12, kill_fold=kill_fold, clinic_fold=clinic_fold, spread_fold=spread_fold)
    checked(least=-1e-300, omega_exposure=omega_exposure)
    for name, share in (("fraction_unbound", fraction_unbound), ("bioavailability", bioavailability)):
        if not 0 < share[0] < 1:
            raise ModelDataError("phase2_share", where=name, value=share[0])
        checked(least=1 - 1e-12, **{name: share[1]})
    if max(visit_weeks, landmark_weeks) > weeks:
        raise ModelDataError(
            "model_not_above", where="weeks", value=weeks, least=max(visit_weeks, landmark_weeks)
        )
    patients = int(patients)
    visits = np.arange(0.0, 7 * weeks + 1e-9, 7 * visit_weeks)

    clearance = pk["clearance"].to_numpy().ravel()
    checked(clearance=clearance)
    dosing = {"dose_mg": dose_mg, "body_weight_kg": body_weight_kg, "bioavailability": 1.0}

    def human_pk(rng: np.random.Generator, n: int) -> Floats:
        drawn = clearance[rng.integers(0, clearance.size, n)]
        total = exposure(drawn, np.full(n, np.nan), **dosing)["auc"].to_numpy()
        return np.asarray(total * _share(bioavailability, rng, n) * _share(fraction_unbound, rng, n))

    def tumour_kill(rng: np.random.Generator, n: int) -> KillByExposure:
        pick = rng.integers(0, kill.largest.size, n)
        return KillByExposure(largest=kill.largest[pick], x50=kill.x50[pick])

    def fold(within: float, k: int = 1) -> Callable[[np.random.Generator, int], Floats]:
        return lambda rng, n: np.exp(np.log(within) / _Z90 * rng.standard_normal((k, n)))

    def trial(rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
        size = (2, n, patients)  # arm: the compound, the comparator
        return rng.standard_normal((4, *size)), rng.standard_normal((*size, visits.size))

    steps: dict[str, Any] = {
        "human_pk": human_pk,
        "tumour_kill": tumour_kill,
        "carry_over": fold(kill_fold),
        "clinic": fold(clinic_fold, 2),
        "spread": fold(spread_fold),
        "trial": trial,
    }
    run = functools.partial(
        _trial, known=clinic, omega=omega_exposure, visits=visits, landmark=7 * landmark_weeks
    )
    told: list[dict[str, Floats]] = []

    runs = 2 + len(steps)

    def once(**given: Any) -> Mapping[str, Floats]:
        reach("chain", len(told), runs)
        found = run(**given)
        told.append(found)
        if len(told) == runs:
            reach("shares", runs, runs)
        return {name: found[name] for name in ("response", "difference", "best_change", "progression_free")}

    with watched(progress, cancelled) as reach:
        outcomes, shares = variance_shares(steps, once, draws=draws, seed=seed)
    known = told[0]
    return VirtualPhase2(
        auc=known["auc"],
        kill=known["kill"],
        outcomes={"response": outcomes["response"], "control_response": known["control_response"]}
        | {name: values for name, values in outcomes.items() if name != "response"},
        success=known["success"] > 0,
        shares=shares,
        patients=patients,
    )


def _share(known: tuple[float, float], rng: np.random.Generator, n: int) -> Floats:
    """Draws of a share, normal on the logit scale."""
    return np.asarray(expit(logit(known[0]) + np.log(known[1]) / _Z90 * rng.standard_normal(n)))


def _trial(
    *,
    human_pk: Floats,
    tumour_kill: KillByExposure,
    carry_over: Floats,
    clinic: Floats,
    spread: Floats,
    trial: tuple[Floats, Floats],
    known: Clinic,
    omega: float,
    visits: Floats,
    landmark: float,
) -> dict[str, Floats]:
    """One trial a draw; see :class:`VirtualPhase2`."""
    z, noise = trial  # (base, growth, kill, exposure; arm, draw, patient), (arm, draw, patient, visit)
    wide = spread[0][:, None]
    auc = human_pk[:, None] * np.exp(omega * wide * z[3, 0])
    kill = tumour_kill.largest[:, None] * auc / (tumour_kill.x50[:, None] + auc)
    equal = np.sqrt(max(known.omega_kill**2 - omega**2, 0.0))
    kill = kill * carry_over[0][:, None] / _THIRDS * np.exp(equal * wide * z[2, 0])
    control = known.kill * clinic[1][:, None] * np.exp(known.omega_kill * wide * z[2, 1])
    growth = known.growth * clinic[0][:, None] * np.exp(known.omega_growth * wide * z[1])
    size = stein_fojo(
        visits,
        base=(known.base[0] * np.exp(known.base[1] * wide * z[0]))[..., None],
        growth=growth[..., None],
        kill=np.stack([kill, control])[..., None],
    )
    found = recist(visits, size * np.exp(known.sigma_log * noise))
    treated, standard = found.objective_response_rate()
    pooled, n = (treated + standard) / 2, z.shape[-1]
    error = np.sqrt(np.maximum(2 * pooled * (1 - pooled) / n, 1e-12))
    return {
        "auc": human_pk,
        "kill": tumour_kill.at(human_pk) * carry_over[0] / _THIRDS,
        "response": 100 * treated,
        "control_response": 100 * standard,
        "difference": 100 * (treated - standard),
        "best_change": np.asarray(np.median(found.best_change[0], axis=-1)),
        "progression_free": 100 * (found.progression_time[0] > landmark).mean(axis=-1),
        "success": (ndtr((standard - treated) / error) <= _ALPHA).astype(float),
    }
