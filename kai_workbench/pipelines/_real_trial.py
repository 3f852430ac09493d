"""A trial that was done: patients, scores over visits, first events, and when treatment stopped."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import ClassVar, Literal

import polars as pl

from .. import catalog
from ..models import ModelDataError
from ._fallback import real_or_embedded
from ._invented_trial import invented_trial

_PATIENTS = ("subject", "arm", "dose", "start", "baseline", "stop_day", "stopped", "event_day", "event")
_SCORES = ("subject", "week", "change")
_DOSES = {"Placebo": 0.0, "Xanomeline Low Dose": 54.0, "Xanomeline High Dose": 81.0}  # mg a day


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class RealTrial:
    """What is needed to foretell a trial, or a part of it, and to compare.

    Attributes
    ----------
    patients
        ``subject``, ``arm``, ``dose`` (0 for the control), ``start`` (date), ``baseline`` (score),
        ``stop_day`` (last day on treatment, from 1), ``stopped`` (before the planned end), ``event_day``
        and ``event`` (first event, or censored there).
    scores
        ``subject``, ``week`` (planned visit), ``change`` from baseline; what was not measured is absent.
    source
        To be shown beside every number.
    synthetic
        Whether it is invented.
    fallback
        Why it was taken instead of the real one; empty if it was not.
    """

    days: ClassVar[tuple[int, ...]] = (30, 90, 168)

    patients: pl.DataFrame
    scores: pl.DataFrame
    source: str
    synthetic: bool = False
    fallback: str = ""

    def __post_init__(self) -> None:
        for frame, names in ((self.patients, _PATIENTS), (self.scores, _SCORES)):
            for name in names:
                if name not in frame.columns:
                    raise ModelDataError("missing_column", where=name, columns=", ".join(frame.columns))
                if frame[name].null_count():
                    raise ModelDataError("replay_missing", where=name, n=frame[name].null_count())
        if self.patients["subject"].is_duplicated().any():
            raise ModelDataError("replay_twice", where="subject")
        for name in ("stop_day", "event_day"):
            if not (self.patients[name] > 0).all():
                raise ModelDataError("model_not_above", where=name, value=self.patients[name].min(), least=0)

    @property
    def arms(self) -> dict[str, float]:
        """Dose by arm, the control first."""
        rows = self.patients.select("arm", "dose").unique().sort("dose", "arm")
        return dict(rows.iter_rows())

    @property
    def weeks(self) -> list[float]:
        """Of the visits."""
        return sorted(self.scores["week"].unique().to_list())

    def among(self, which: pl.Expr) -> RealTrial:
        """The patients for whom ``which`` holds.

        Raises
        ------
        ModelDataError
            There are none.
        """
        patients = self.patients.filter(which)
        if not patients.height:
            raise ModelDataError("replay_nobody", where="which")
        scores = self.scores.join(patients.select("subject"), on="subject", how="semi")
        return dataclasses.replace(self, patients=patients, scores=scores)

    def halves(self, share: float = 0.5) -> tuple[RealTrial, RealTrial]:
        """Those who entered first, and the others; who entered on one day stays together.

        Raises
        ------
        ModelDataError
            ``share`` is not between 0 and 1, or one part is empty.
        """
        if not 0 < share < 1:
            raise ModelDataError("phase2_share", where="share", value=share)
        last = self.patients["start"].sort()[max(round(share * self.patients.height) - 1, 0)]
        return self.among(pl.col("start") <= last), self.among(pl.col("start") > last)

    def of_arms(self, arms: Sequence[str]) -> RealTrial:
        """The patients of some arms."""
        for arm in arms:
            if arm not in self.arms:
                raise ModelDataError("replay_unknown_arm", where=arm, known=", ".join(self.arms))
        return self.among(pl.col("arm").is_in(list(arms)))


def pilot_trial(source: Literal["cdisc-pilot", "kai-101"] | None = None) -> RealTrial:
    """CDISCPILOT01: ADAS-Cog (11) at weeks 8, 16 and 24, first dermatologic event, end of treatment.

    Values carried forward are left out, and of several in one window the analysis's own is taken. An
    event day is counted from the first dose.

    Parameters
    ----------
    source
        By default the pilot, or where its data cannot be had an invented trial of the same shape, which
        ``"kai-101"`` asks for.

    Raises
    ------
    kai_workbench.catalog.CatalogError
        ``source`` was named and cannot be had.
    """
    return real_or_embedded(source, _pilot, _invented)


def _invented(fallback: str) -> RealTrial:
    patients, scores = invented_trial()
    return RealTrial(
        patients=patients, scores=scores, source="invented (synthetic)", synthetic=True, fallback=fallback
    )


def _pilot() -> RealTrial:
    subjects, times, scores = (
        catalog.load("cdisc-pilot", f"adam-{name}").collect() for name in ("adsl", "adtte", "adadas")
    )
    total = scores.filter(
        (pl.col("PARAMCD") == "ACTOT") & pl.col("DTYPE").is_null() & (pl.col("ANL01FL") == "Y")
    )
    base = total.filter(pl.col("AVISITN") == 0).select("USUBJID", baseline="AVAL")
    events = times.filter(pl.col("PARAMCD") == "TTDE").select(
        "USUBJID", event_day=pl.col("AVAL").clip(lower_bound=1), event=pl.col("CNSR") == 0
    )
    patients = (
        subjects.join(base, on="USUBJID", how="inner")
        .join(events, on="USUBJID", how="inner")
        .select(
            subject="USUBJID",
            arm="TRT01P",
            dose=pl.col("TRT01P").replace_strict(_DOSES, return_dtype=pl.Float64),
            start="TRTSDT",
            baseline="baseline",
            stop_day=pl.col("TRTDURD").fill_null(1.0).clip(lower_bound=1),
            stopped=pl.col("DISCONFL").fill_null("N") == "Y",
            event_day="event_day",
            event="event",
        )
    )
    changes = total.filter(pl.col("AVISITN") > 0).select(
        subject="USUBJID", week=pl.col("AVISITN").cast(pl.Float64), change=pl.col("AVAL") - pl.col("BASE")
    )
    return RealTrial(
        patients=patients,
        scores=changes.join(patients.select("subject"), on="subject", how="semi"),
        source="CDISCPILOT01 (cdisc-pilot)",
    )
