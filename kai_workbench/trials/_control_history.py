"""Control arms of earlier trials, and the trial that may borrow from them."""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np
import polars as pl
import scipy

from .. import catalog
from ..models import MAPPrior, recist
from . import _check
from ._errors import DesignError

HISTORIES = ("as", "crohn", "kai-101")
Outcome = Literal["rate", "mean"]
_WEEK, _SLACK = 16, 7  # visit of the KAI-101 example, and days that it may be late
_TAU, _SEED = 0.25, 20260101
_SIZES = (64, 48, 90, 41, 72)  # of the invented trials before it


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class ControlHistory:
    """Control arms of earlier trials.

    Attributes
    ----------
    name
        Of the history, or of a file.
    outcome
        ``"rate"``: responders; ``"mean"``.
    studies
        ``study``, ``n`` and, of rates, ``r`` responders; of means ``mean`` and ``se``.
    unit
        Of a mean; ``"1"`` of a rate.
    source
        To be shown beside every number.
    sd
        Between patients; of means only.
    better
        Whether a good outcome is ``"higher"`` or ``"lower"``.
    control, treatment
        Of the current trial: patients and responders, or patients and mean; none if there is no such
        trial yet.
    synthetic
        Whether the data are invented.
    """

    name: str
    outcome: Outcome
    studies: pl.DataFrame
    source: str
    unit: str = "1"
    sd: float | None = None
    better: Literal["higher", "lower"] = "higher"
    control: tuple[int, float] | None = None
    treatment: tuple[int, float] | None = None
    synthetic: bool = False

    @property
    def patients(self) -> int:
        """In all control arms."""
        return int(self.studies["n"].sum())

    @property
    def pooled(self) -> tuple[float, float]:
        """Responders and patients of all studies, or their mean (inverse variance) and its standard error."""
        if self.outcome == "rate":
            return float(self.studies["r"].sum()), float(self.patients)
        weight = 1 / self.studies["se"].to_numpy() ** 2
        return float(weight @ self.studies["mean"].to_numpy() / weight.sum()), float(weight.sum() ** -0.5)


def control_history(name: str = "as") -> ControlHistory:
    """A history that is embedded.

    Parameters
    ----------
    name
        ``"as"``: placebo in ankylosing spondylitis, response by ASAS20 at week 6, and the trial of
        secukinumab. ``"crohn"``: placebo in Crohn's disease, change of the activity index (CDAI) at week 6,
        and the trial of secukinumab there. ``"kai-101"``: standard therapy in five invented trials, and the
        invented phase 2 of KAI-101; share without progression of target lesions at week 16.

    References
    ----------
    Baeten D et al. Lancet 2013;382:1705. Hueber W et al. Gut 2012;61:1693. Both as in Weber S et al.
    J Stat Softw 2021;100(19) (RBesT).
    """
    _check.option(name, HISTORIES, where="name")
    return {"as": _spondylitis, "crohn": _crohn, "kai-101": _kai101}[name]()


def own_history(studies: pl.DataFrame, *, name: str) -> ControlHistory:
    """A history of one's own.

    Parameters
    ----------
    studies
        As :func:`kai_workbench.standards.read_control_history` gives it: ``study`` and ``n`` with ``r``
        responders, or with ``mean`` and ``se``.
    name
        Of the file.

    Raises
    ------
    DesignError
        A column is missing, holds text or gaps, or a study is given twice.
    """
    _look_over(studies)
    if "r" in studies.columns:
        return ControlHistory(name=name, outcome="rate", studies=studies, source=name)
    n, se = studies["n"].to_numpy(), studies["se"].to_numpy()
    sd = float(np.sqrt((n * n * se**2).sum() / n.sum()))
    return ControlHistory(name=name, outcome="mean", studies=studies, source=name, sd=sd, unit="")


def _look_over(studies: pl.DataFrame) -> None:
    """Refuse what is no table of control arms; the prior that is made of it judges the numbers."""
    numbers = ("n", "r") if "r" in studies.columns else ("n", "mean", "se")
    for name in ("study", *numbers):
        if name not in studies.columns:
            raise DesignError("history_column", where=name, columns=", ".join(studies.columns))
    for name in numbers:
        if not studies[name].dtype.is_numeric() or studies[name].null_count():
            raise DesignError("history_numbers", where=name)
    twice = studies["study"].filter(studies["study"].is_duplicated())
    if twice.len():
        raise DesignError("history_twice", where="study", value=twice[0])


def _spondylitis() -> ControlHistory:
    studies = pl.DataFrame(
        {
            "study": [
                "ATLAS 2005",
                "Canadian AS 2005",
                "Wyeth 2006",
                "Calin 2003",
                "Davis 2003",
                "Gorman 2002",
                "ASSERT 2005",
                "Braun 2002",
            ],
            "n": [107, 44, 51, 39, 139, 20, 78, 35],
            "r": [23, 12, 19, 9, 39, 6, 9, 10],
        }
    )
    return ControlHistory(
        name="as",
        outcome="rate",
        studies=studies,
        source="Baeten et al. 2013",
        control=(6, 1),
        treatment=(24, 14),
    )


def _crohn() -> ControlHistory:
    n, sd = np.array([74, 166, 328, 20, 25, 58]), 88.0
    studies = pl.DataFrame(
        {
            "study": ["Gastr06", "AIMed07", "NEJM07", "Gastr01a", "APhTh04", "Gastr01b"],
            "n": n,
            "mean": [-51.0, -49.0, -36.0, -47.0, -90.0, -54.0],
            "se": sd / np.sqrt(n),
        }
    )
    return ControlHistory(
        name="crohn",
        outcome="mean",
        studies=studies,
        unit="CDAI",
        sd=sd,
        better="lower",
        source="Hueber et al. 2012",
        control=(20, -63.1),
        treatment=(39, -29.2),
    )


def _kai101() -> ControlHistory:
    seen = {arm: _progression_free(arm) for arm in ("STD", "KAI")}
    r, n = seen["STD"]
    design = pl.DataFrame({"study": [f"STD-{k}" for k in range(1, len(_SIZES) + 1)], "n": _SIZES})
    planted = {"mu": float(scipy.special.logit(r / n)), "tau": _TAU}
    return ControlHistory(
        name="kai-101",
        outcome="rate",
        studies=MAPPrior().simulate(planted, design, seed=_SEED),
        source="KAI-101 (synthetic)",
        control=(n, r),
        treatment=(seen["KAI"][1], seen["KAI"][0]),
        synthetic=True,
    )


def _progression_free(arm: str) -> tuple[int, int]:
    """Patients of the invented phase 2 without progression of target lesions at week 16, and all."""
    study = catalog.kai101_study("phase2")
    patients = study["DM"].filter(pl.col("ARMCD") == arm)["USUBJID"]
    sums = study["TR"].filter((pl.col("TRTESTCD") == "SUMDIAM") & pl.col("USUBJID").is_in(patients.to_list()))
    sums = sums.drop_nulls("TRSTRESN").sort("TRDY")
    free = everyone = 0
    for _, own in sums.group_by("USUBJID", maintain_order=True):
        before = own.filter(pl.col("TRDY") <= 0)["TRSTRESN"]
        after = own.filter((pl.col("TRDY") > 0) & (pl.col("TRDY") <= 7 * _WEEK + _SLACK))
        if not before.len() or not after.height:
            continue
        days = np.r_[0.0, after["TRDY"].to_numpy()]
        sizes = np.r_[before[-1], after["TRSTRESN"].to_numpy()]
        everyone += 1
        free += not np.isfinite(float(recist(days, sizes).progression_time))
    return free, everyone
