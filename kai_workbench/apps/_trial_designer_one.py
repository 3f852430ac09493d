"""One simulated trial: which, and how it went, patient by patient and decision by decision."""

from __future__ import annotations

import dataclasses
import functools
import html
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from kai_workbench.text import Lang, say
from kai_workbench.trials import Decision, OperatingCharacteristics, Recommendation, TrialQuestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_LONG = 0.95
_NONE = -10.0  # a bound below that is none
_Row = tuple[int, float, float, str, str | None]  # patient, start, end, group, mark


@dataclasses.dataclass(frozen=True)
class One:
    """A trial as the swimmer plot takes it."""

    patients: pl.DataFrame
    decisions: pl.DataFrame
    groups: list[str]
    rising: bool
    told: str


def choose(found: OperatingCharacteristics, truth: str, pick: str, number: int) -> tuple[int, str]:
    """Which trial, from 0, and how it was found: ``usual``, ``wrong``, ``never``, ``long`` or ``number``.

    ``typical`` has the conclusion of most and the median size of those; ``unlucky`` the median size of those
    with a wrong conclusion; ``long`` the size that 95 of 100 do not exceed.
    """
    if pick == "number":
        return min(number, found.n_trials) - 1, "number"
    trials = found.first_trials(truth)
    size = trials["patients"].to_numpy().astype(float)
    wrong = _wrong(found, truth, trials)
    if pick == "long" or (pick == "unlucky" and not wrong.any()):
        wanted, among, how = float(np.quantile(size, _LONG)), np.ones(size.size, dtype=bool), "long"
        how = "never" if pick == "unlucky" else how
    else:
        among = wrong if pick == "unlucky" else wrong == (wrong.mean() > 0.5)
        wanted, how = float(np.median(size[among])), "wrong" if pick == "unlucky" else "usual"
    apart = np.where(among, np.abs(size - wanted), np.inf)
    return int(trials["k"][int(np.argmin(apart))]), how


def _wrong(found: OperatingCharacteristics, truth: str, trials: pl.DataFrame) -> NDArray[np.bool_]:
    """Which trials ended with what the truth does not bear out."""
    scenario: Any = next(one for one in found.scenarios if one.name == truth)
    design: Any = found.design
    if "selected" in trials.columns:
        rates = np.asarray(scenario.rates)
        right = int(np.argmin(np.abs(rates - design.target)))
        if rates[right] > 1.4 * design.target + 1e-12:
            right = -1
        return np.asarray(trials["selected"].to_numpy() != right)
    if "winner" in trials.columns:
        rates = np.asarray(scenario.rates)
        claimed = trials["outcome"].to_numpy() == 1
        if len(set(rates.tolist())) == 1:
            return np.asarray(claimed)
        return np.asarray(rates[trials["winner"].to_numpy()] < rates.max())
    if "outcome" in trials.columns:
        good = scenario.rates[0] > design.null_rate
        return np.asarray((trials["outcome"].to_numpy() == 2) != good)
    better = scenario.means[1] > scenario.means[0]
    claimed = trials["rejected" if "rejected" in trials.columns else "success"].to_numpy()
    return np.asarray(claimed != better)


def course(found: OperatingCharacteristics, asked: TrialQuestion, truth: str, k: int, *, lang: Lang) -> One:
    """Trial ``k`` from 0.

    When patients enter is drawn for the picture, a Poisson process; no decision of these designs looks at it.
    """
    trial = _Trial(found, asked, truth, k, lang)
    if asked.kind == "dose":
        return trial.escalation()
    return trial.single_arm() if asked.kind == "activity" else trial.looks()


@dataclasses.dataclass(frozen=True)
class _Trial:
    """What a trial is replayed from."""

    found: OperatingCharacteristics
    asked: TrialQuestion
    truth: str
    k: int
    lang: Lang

    @functools.cached_property
    def rng(self) -> np.random.Generator:
        return np.random.default_rng([self.found.seed, self.k])

    def escalation(self) -> One:
        design: Any = self.found.design
        unit, window = self.asked.unit, self.asked.window
        frame = self.found.example(self.truth, self.k)
        rows: list[_Row] = []
        decisions, cohorts, now = [], [], 0.0
        for (number,), part in frame.group_by("cohort", maintain_order=True):
            start = now
            for one in part.to_dicts():
                end = start + window * (self.rng.uniform(0.15, 0.95) if one["dlt"] else 1.0)
                mark = "dlt" if one["dlt"] else "none"
                rows.append((one["patient"], start, end, f"{one['dose']:g} {unit}", mark))
                start += self.rng.exponential(1 / self.asked.per_month)
            now = max(row[2] for row in rows[-part.height :])
            cohorts.append((part["dose"][0], part.height, int(part["dlt"].sum())))
            decisions.append((now, str(number), _reasons(design.next(cohorts), self.lang)))
        groups = [f"{dose:g} {unit}" for dose in self.asked.doses]
        return One(_frame(rows), _decided(decisions), groups, True, "")

    def single_arm(self) -> One:
        design: Any = self.found.design
        frame = self.found.example(self.truth, self.k)
        group = say("tdd.treatment", self.lang)
        marks = ["response" if hit else "none" for hit in frame["response"].to_list()]
        rows = self._entered([group] * frame.height, marks)
        decisions = [
            (rows[n - 1][2], str(j + 1), _reasons(design.next(frame.head(n).select("response")), self.lang))
            for j, n in enumerate(n for n in design.sizes if n <= frame.height)
        ]
        return One(_frame(rows), _decided(decisions), [group], False, "")

    def looks(self) -> One:
        frame = self.found.example(self.truth, self.k)
        who = self.found.patients(self.truth, self.k)
        sizes = frame["patients"].unique(maintain_order=True).to_list()
        marks: list[str | None]
        if who is None:  # the statistic is simulated, not the patients
            groups = [say("tdd.control", self.lang), say("tdd.treatment", self.lang)]
            n = round(sizes[-1])
            arms = np.concatenate([self.rng.permutation(2) for _ in range(n // 2 + 1)])[:n]
            names, marks = [groups[int(one)] for one in arms], [None] * n
        else:
            groups = [chr(ord("A") + j) for j in range(self.asked.arms)]
            names = [_letter(arm) for arm in who["arm"].to_list()]
            marks = ["response" if hit else "none" for hit in who["response"].to_list()]
        rows = self._entered(names, marks)
        decisions = []
        for number, size in enumerate(sizes, start=1):
            part = frame.filter(pl.col("patients") == size)
            if who is None:
                text = _statistic_at(part.to_dicts()[0], self.lang)
            elif "z" in part.columns:
                text = _statistics_at(part, self.lang)
            else:
                text = _arms_at(part, self.lang)
                text += f" {self._ended(part)}" if number == len(sizes) else ""
            decisions.append((rows[min(round(size), len(rows)) - 1][2], str(number), text))
        told = [say("tdd.one.by_arm", self.lang)]
        if who is None:
            told.insert(0, say("tdd.one.planned", self.lang))
        # Arm by arm, so that it is seen how many each has.
        rows.sort(key=lambda row: (groups.index(row[3]), row[1]))
        rows = [(k + 1, *row[1:]) for k, row in enumerate(rows)]
        return One(_frame(rows), _decided(decisions), groups, False, " ".join(told))

    def _entered(self, groups: Sequence[str], marks: Sequence[str | None]) -> list[_Row]:
        """Patients in order of entry, each followed for the window."""
        start = np.cumsum(self.rng.exponential(1 / self.asked.per_month, len(groups)))
        start -= start[0]
        return [
            (j + 1, float(at), float(at) + self.asked.window, group, mark)
            for j, (at, group, mark) in enumerate(zip(start, groups, marks, strict=True))
        ]

    def _ended(self, last: pl.DataFrame) -> str:
        limit = self.found.design.superiority  # type: ignore[attr-defined]
        top = last.filter(~pl.col("dropped")).sort("probability_best").to_dicts()[-1]
        key = "named" if top["probability_best"] > limit else "not_named"
        return say(f"tdd.one.{key}", self.lang, arm=top["arm"], limit=f"{100 * limit:g}%")


def _letter(arm: str) -> str:
    """Of an arm: the control is the first, and the treatments follow it."""
    if arm == "control":
        return "A"
    return chr(ord("A") + int(arm.removeprefix("arm "))) if arm.startswith("arm ") else arm


def _statistics_at(part: pl.DataFrame, lang: Lang) -> str:
    """Every treatment against the control at a stage."""
    rows = part.to_dicts()
    low, high = rows[0]["futility_z"], rows[0]["efficacy_z"]
    told = [say(f"tdd.one.arm.{row['decision']}", lang) for row in rows]
    several = [f"{_letter(row['arm'])}: z {_z(row['z'])}, {one}" for row, one in zip(rows, told, strict=True)]
    key = "bounds" if _NONE < low < high else "bound"
    return "; ".join(several) + ". " + say(f"tdd.one.{key}", lang, high=_z(high), low=_z(low))


def _z(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _arms_at(part: pl.DataFrame, lang: Lang) -> str:
    chances = [
        say("tdd.one.gone", lang, arm=row["arm"])
        if row["dropped"]
        else f"{row['arm']} {100 * row['probability_best']:.0f}%"
        for row in part.to_dicts()
    ]
    return say("tdd.one.best", lang, told=", ".join(chances))


def _statistic_at(row: dict[str, Any], lang: Lang) -> str:
    high: float = row["efficacy_z"] if "efficacy_z" in row else row["success_z"]
    low = row["futility_z"]
    text = say("tdd.one.statistic", lang, z=_z(row["z"]), high=_z(high))
    if _NONE < low < high:
        text += " " + say("tdd.one.futility", lang, low=_z(low))
    return f"{text} {say(f'trials.action.{row["decision"]}', lang)}"


def _reasons(advice: Recommendation | Decision, lang: Lang) -> str:
    said = " ".join(reason.say(lang) for reason in advice.reasons)
    action = say(f"trials.action.{advice.action}", lang)
    dose = getattr(advice, "dose", None)
    if dose is not None and advice.action not in {"complete", "stop"}:
        action = f"{action} ({dose:g} {advice.unit})"  # type: ignore[union-attr]
    return f"{said} → {action}"


def _frame(rows: list[_Row]) -> pl.DataFrame:
    names = ("patient", "start", "end", "group", "mark")
    kinds = (pl.Int64, pl.Float64, pl.Float64, pl.String, pl.String)
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _decided(decisions: list[tuple[float, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        decisions, schema={"at": pl.Float64, "label": pl.String, "told": pl.String}, orient="row"
    )


def listed(one: One, lang: Lang) -> str:
    """The decisions with their reasons, beside the picture."""
    items = ""
    for row in one.decisions.to_dicts():
        month = html.escape(say("tdd.one.month", lang, month=f"{row['at']:.1f}"))
        items += f"<li><b>{month}</b> {html.escape(row['told'])}</li>"
    note = html.escape(" ".join(filter(None, (one.told, say("tdd.one.note", lang)))))
    return f"<ol>{items}</ol><p style='font-size: 14px; color: var(--kai-soft)'>{note}</p>"
