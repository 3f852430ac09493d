"""From growth and kill in mice to sums of diameters, response and progression of patients, draw by draw."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..models import HumanTumour, ModelDataError, TargetResponse, recist, stein_fojo, translate_tumour
from ..models._first_in_human_dose import checked
from ._tumour_sources import Clinic

if TYPE_CHECKING:
    from ..inference import Fit

Floats = NDArray[np.float64]
_Z90 = 1.6448536269514722
_DRAWS = 300
DAY_STEP = 14.0


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class TumourResponse:
    """What a trial at one exposure would show.

    Attributes
    ----------
    growth, kill
        Typical rates of patients' sums of diameters, 1/d, (sample,).
    days
        Grid, d, (time,).
    change_percent
        Change of each patient's sum from baseline, without error of measurement, (sample, patient, time).
    response
        By RECIST 1.1, visit by visit, of measured sums: (sample, patient).
    visit_days
        When is looked.
    """

    growth: Floats
    kill: Floats
    days: Floats
    change_percent: Floats
    response: TargetResponse
    visit_days: Floats

    @property
    def response_rate(self) -> Floats:
        """Share of a trial's patients with CR or PR, (sample,)."""
        return self.response.objective_response_rate()

    @property
    def control_rate(self) -> Floats:
        """Share of a trial's patients whose best response is not PD, (sample,)."""
        return np.asarray((self.response.best != "PD").mean(axis=-1))

    @property
    def best_change(self) -> Floats:
        """Median of the patients' best change, percent, (sample,)."""
        return np.asarray(np.median(self.response.best_change, axis=-1))

    @property
    def waterfall(self) -> Floats:
        """Best change from the worst patient to the best, percent, (sample, patient)."""
        return np.asarray(np.sort(self.response.best_change, axis=-1)[:, ::-1])

    def progression_free(self) -> Floats:
        """Share of patients without progression of target lesions at each visit, (sample, visit)."""
        return self.response.progression_free(self.visit_days)

    def summary(self) -> pl.DataFrame:
        """Median and intervals of every quantity.

        Returns
        -------
        polars.DataFrame
            ``quantity`` (``growth``, ``kill``, ``best_change``, ``response``, ``control``,
            ``progression_free`` at the last visit), ``unit``, ``median``, ``lo50``, ``hi50``, ``lo90``,
            ``hi90``.
        """
        rows = []
        for name, unit, draws in (
            ("growth", "1/y", 365.25 * self.growth),
            ("kill", "1/y", 365.25 * self.kill),
            ("best_change", "%", self.best_change),
            ("response", "%", 100 * self.response_rate),
            ("control", "%", 100 * self.control_rate),
            ("progression_free", "%", 100 * self.progression_free()[:, -1]),
        ):
            lo90, lo50, median, hi50, hi90 = (
                float(one) for one in np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95))
            )
            rows.append((name, unit, median, lo50, hi50, lo90, hi90))
        names = ("median", "lo50", "hi50", "lo90", "hi90")
        schema = {"quantity": pl.String, "unit": pl.String} | dict.fromkeys(names, pl.Float64)
        return pl.DataFrame(rows, schema=schema, orient="row")


def mouse_rates(fit: Fit, *, draws: int = _DRAWS, seed: int = 20260101) -> tuple[Floats, Floats]:
    """Draws of typical growth and kill (1/d, of volumes) of a fit of :func:`mouse_model`, in pairs.

    Raises
    ------
    kai_workbench.inference.UntrustedFit
        The fit's checks say that it must not be used.
    """
    posterior = fit.require().posterior
    growth, kill = (np.exp(posterior[f"log_{name}"].to_numpy().ravel()) for name in ("growth", "kill"))
    pick = np.random.default_rng(seed).permutation(growth.size)[:draws]
    return growth[pick], kill[pick]


def tumour_response(
    growth: Any,
    kill: Any,
    *,
    clinic: Clinic,
    ratio: float = 1.0,
    kill_factor: float = 1.0,
    kill_fold: float = 3.0,
    growth_from: Literal["patients", "mice"] = "patients",
    doubling_days: float | None = None,
    growth_fold: float = 1.5,
    exponent: float = -0.25,
    patients: int = 40,
    visit_weeks: float = 8.0,
    weeks: float = 48.0,
    seed: int = 20260101,
) -> TumourResponse:
    """Draws of what a trial would show at one exposure.

    Parameters
    ----------
    growth, kill
        Draws of the typical rates in mice, 1/d, of volumes; of :func:`mouse_rates`.
    clinic
        What such patients are like.
    ratio
        Unbound exposure in patients over that of the treated mice; kill is taken as proportional to it.
    kill_factor
        Kill in patients over that in mice at the same unbound exposure.
    kill_fold
        That factor is known within this fold, with 90% probability (lognormal). An assumption.
    growth_from
        ``"patients"``: growth of the clinic. ``"mice"``: scaled by body weight.
    doubling_days
        For ``"patients"``: time in which an untreated sum of diameters doubles; by default the clinic's.
    growth_fold
        It is known within this fold, with 90% probability.
    exponent
        For ``"mice"``: of body weight; its SD is 0.1.
    patients
        In the trial.
    visit_weeks, weeks
        Weeks between scans, and until the last one at most.

    Raises
    ------
    ModelDataError
        A number is not positive, a fold is below 1, or no scan falls within the time.
    """
    checked(ratio=ratio, kill_factor=kill_factor, visit_weeks=visit_weeks, weeks=weeks)
    checked(least=1 - 1e-12, kill_fold=kill_fold, growth_fold=growth_fold, patients=patients)
    if visit_weeks > weeks:
        raise ModelDataError("model_not_above", where="weeks", value=weeks, least=visit_weeks)
    rng = np.random.default_rng(seed)
    human = translate_tumour(
        growth=growth,
        kill=np.asarray(kill, dtype=float) * kill_factor,
        exposure_mouse=1.0,
        exposure_human=ratio,
        between_species_sd=float(np.log(kill_fold)) / _Z90,
        exponent=(exponent, 0.1),
        seed=seed,
    )
    if growth_from == "patients":
        typical = clinic.growth if doubling_days is None else np.log(2) / float(doubling_days)
        checked(growth=typical)
        spread = np.exp(np.log(growth_fold) / _Z90 * rng.standard_normal(human.kill.size))
        human = HumanTumour(growth=typical * spread, kill=human.kill)
    visits = np.arange(0.0, 7 * weeks + 1e-9, 7 * visit_weeks)
    seen = human.patients(
        visits.tolist(),
        base=clinic.base,
        omega_growth=clinic.omega_growth,
        omega_kill=clinic.omega_kill,
        count=int(patients),
        sigma_log=clinic.sigma_log,
        seed=seed,
    )
    days = np.arange(0.0, 7 * weeks + 1e-9, DAY_STEP)
    each = {name: seen[name].to_numpy()[..., None] for name in ("growth", "kill")}
    return TumourResponse(
        growth=human.growth,
        kill=human.kill,
        days=days,
        change_percent=100 * (stein_fojo(days, base=1.0, **each) - 1),
        response=recist(visits, seen.to_numpy()),
        visit_days=visits[1:],
    )
