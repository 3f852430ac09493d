"""A platform whose treatments graduate or leave by their chance to win a phase III (I-SPY 2)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from . import _check, _graduation_odds, _measure, _single_arm
from ._decision import Decision
from ._design import Design, Rows
from ._errors import DesignError
from ._measure import Measure
from ._recommendation import because
from ._scenario import BinaryScenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Counts = tuple[Any, Any, Any, Any]
DECISIONS = ("continue", "graduated", "stop_for_futility", "full")
_Z95 = 1.959963984540054


@dataclasses.dataclass(frozen=True, kw_only=True)
class GraduationPlatform(Design):
    """Several treatments against one control; each leaves as soon as its phase III is foretold well enough.

    At each look every open treatment with enough patients has a predictive probability that a phase III
    of ``phase3`` patients, 1:1 against the control, would show it better: it graduates at ``graduate``,
    leaves below ``futile``, and leaves undecided with ``most`` patients. Between looks the control has
    its own share; the others are in proportion to the probability of being better than the control,
    raised to ``power``, none above ``cap`` of what the treatments have together. A treatment that enters
    later is compared with controls from then on only.

    Parameters
    ----------
    arms
        Labels, the control first.
    looks
        Patients of the whole platform at each look, all with an outcome, rising.
    enters
        Patients of the platform when each treatment opens, 0 or one of ``looks``; all at 0 by default.
    control_share
        The control's share; None gives it √k : 1 against each of k open treatments.
    cap
        Highest share of one treatment among the treatments, while two or more are open.
    power
        0 gives equal shares.
    graduate, futile
        Limits of the predictive probability.
    least, most
        Patients on a treatment before it is judged, and after which it closes at the next look.
    phase3, phase3_alpha
        Patients of the phase III in both arms together, and the one-sided level of its z test.
    prior
        Beta(a, b) of every response rate; both at least 1.

    References
    ----------
    Barker AD et al. Clin Pharmacol Ther 2009;86:97 (I-SPY 2). I-SPY 2 also has biomarker signatures, a
    model over them, and imaging that stands in for pending outcomes; these are not here.
    """

    scenario_type: ClassVar[type[BinaryScenario]] = BinaryScenario

    arms: tuple[str, ...]
    looks: tuple[int, ...]
    enters: tuple[int, ...] | None = None
    control_share: float | None = 0.2
    cap: float = 1.0
    power: float = 1.0
    graduate: float = 0.85
    futile: float = 0.10
    least: int = 20
    most: int = 120
    phase3: int = 300
    phase3_alpha: float = 0.025
    prior: tuple[float, float] = (1.0, 1.0)

    def __post_init__(self) -> None:
        _check.several(self.arms, where="arms", least=2)
        object.__setattr__(self, "arms", tuple(self.arms))
        if len(set(self.arms)) < len(self.arms):
            raise DesignError("arms_not_distinct", where="arms")
        object.__setattr__(self, "looks", _single_arm.looks(self.looks))
        enters = (0,) * (len(self.arms) - 1) if self.enters is None else tuple(self.enters)
        _check.as_many(enters, len(self.arms) - 1, where="enters")
        for n in enters:
            if n not in (0, *self.looks[:-1]):
                known = ", ".join(str(one) for one in (0, *self.looks[:-1]))
                raise DesignError("design_option_unknown", where="enters", value=n, known=known)
        if 0 not in enters:
            raise DesignError("platform_opens_empty", where="enters", value=min(enters))
        object.__setattr__(self, "enters", enters)
        self._check_limits()
        prior = _single_arm.beta_prior(self.prior)
        if min(prior) < 1:
            raise DesignError("design_not_whole", where="prior", value=min(prior), least=1)
        object.__setattr__(self, "prior", prior)

    def _check_limits(self) -> None:
        if self.control_share is not None:
            _check.share(self.control_share, where="control_share")
        for name in ("graduate", "futile", "phase3_alpha"):
            _check.share(getattr(self, name), where=name)
        if self.futile >= self.graduate:
            _check.rising((self.futile, self.graduate), where="futile, graduate")
        if _check.rate(self.cap, where="cap") < 0.5:
            raise DesignError("platform_cap", where="cap", value=self.cap)
        _check.rate(self.power, where="power")
        _check.whole(self.least, where="least", least=2)
        _check.whole(self.most, where="most", least=self.least)
        _check.whole(self.phase3, where="phase3", least=10)
        if self.phase3 % 2:
            raise DesignError("platform_phase3_odd", where="phase3", value=self.phase3)

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.rates, len(self.arms), where=f"{scenario.name}, rates")

    def predictive_probability(self, responders: int, patients: int, *, control: tuple[int, int]) -> float:
        """Chance of a treatment to win the phase III.

        Parameters
        ----------
        responders, patients
            Of the treatment.
        control
            Responders and patients of its concurrent control.

        Raises
        ------
        DesignError
            More responders than patients.
        """
        _single_arm.responders(responders, patients, where="responders")
        _single_arm.responders(*control, where="control")
        r, n, rc, nc = (np.array([x], dtype=float) for x in (responders, patients, *control))
        return float(self._chances((r, n, rc, nc))[0][0])

    def shares(self, better: Any) -> Floats:
        """Shares of the control and of each open treatment.

        Parameters
        ----------
        better
            Probability of each open treatment to be better than the control, (..., treatment).
        """
        chance = np.asarray(better, dtype=float)
        return self._shares(chance, np.ones(chance.shape, dtype=bool))

    def _chances(self, counts: Counts) -> tuple[Floats, Floats]:
        return _graduation_odds.chances(counts, self.prior, self.phase3 // 2, self.phase3_alpha)

    def _shares(self, better: Floats, open_: NDArray[np.bool_]) -> Floats:
        """(..., arm) with the control first; all zero where nothing is open."""
        weight = np.where(open_, np.maximum(better, 1e-6) ** self.power, 0.0)
        total = weight.sum(axis=-1, keepdims=True)
        among = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
        several = open_.sum(axis=-1, keepdims=True)
        over = (among > self.cap) & (several > 1)  # at most one can be, since cap is one half or more
        rest = np.where(over, 0.0, among)
        left = rest.sum(axis=-1, keepdims=True)
        spread = rest * np.divide(1 - self.cap, left, out=np.zeros_like(left), where=left > 0)
        among = np.where(over.any(axis=-1, keepdims=True), np.where(over, self.cap, spread), among)
        if self.control_share is None:
            control = np.sqrt(several) / (np.sqrt(several) + several + (several == 0))
        else:
            control = np.where(several > 0, self.control_share, 0.0)
        return np.concatenate([control, among * (1 - control)], axis=-1)

    def _course(
        self,
        rates: Floats,
        n: int,
        generator: np.random.Generator,
        *,
        told: list[dict[str, Any]] | None = None,
    ) -> Rows:
        k = len(self.arms) - 1
        patients, responders = np.zeros((n, k + 1)), np.zeros((n, k + 1))
        alongside = np.zeros((2, n, k))  # responders and patients of the concurrent control
        state, left_at = np.zeros((n, k), dtype=np.int64), np.zeros((n, k))
        estimate, error = np.full((n, k), np.nan), np.full((n, k), np.nan)
        better, before = np.full((n, k), 0.5), 0
        entry = np.asarray(self.enters)
        for look in self.looks:
            open_ = (state == 0) & (entry <= before)
            going = ((state == 0) & (entry >= before)).any(axis=1) | open_.any(axis=1)
            share = self._shares(better, open_)
            new = _drawn(generator, np.where(going, look - before, 0), share)
            positive = generator.binomial(new, np.broadcast_to(rates, new.shape))
            patients += new
            responders += positive
            alongside += np.where(open_, 1, 0) * np.stack([positive[:, :1], new[:, :1]])
            own = responders[:, 1:], patients[:, 1:], alongside[0], alongside[1]
            win, better = self._chances(own)
            ready = open_ & (patients[:, 1:] >= self.least)
            verdict = np.where(win >= self.graduate, 1, np.where(win < self.futile, 2, 0))
            verdict = np.where((verdict == 0) & (patients[:, 1:] >= self.most), 3, verdict)
            leaves = ready & (verdict > 0)
            state = np.where(leaves, verdict, state)
            left_at = np.where(leaves, look, left_at)
            last = open_ & (leaves | (look == self.looks[-1]))
            gap, spread = _difference(own)
            estimate, error = np.where(last, gap, estimate), np.where(last, spread, error)
            if told is not None:
                told.append(
                    {"share": share, "patients": patients.copy(), "responders": responders.copy()}
                    | {"win": win, "state": state.copy(), "open": open_}
                )
            before = look
        return {
            "state": state,
            "patients": patients,
            "responders": responders,
            "left_at": left_at,
            "estimate": estimate,
            "error": error,
        }

    def run(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate platforms."""
        return self._course(np.asarray(scenario.rates), n, generator)

    def summarise(self, rows: Rows, scenario: BinaryScenario) -> list[Measure]:
        """How each treatment leaves, patients, and bias and coverage of its difference to the control."""
        truth = np.asarray(scenario.rates[1:]) - scenario.rates[0]
        state, patients = rows["state"], rows["patients"]
        measures = [
            _measure.mean("patients", patients.sum(axis=1), unit="{patients}"),
            _measure.mean("responders", rows["responders"].sum(axis=1), unit="{patients}"),
            _measure.mean("patients", patients[:, 0], of=self.arms[0], unit="{patients}"),
        ]
        if (truth <= 0).any():
            false = (state[:, truth <= 0] == 1).any(axis=1)
            measures.append(_measure.proportion("false_graduation", false))
        if (truth > 0).any():
            right = (state[:, truth > 0] == 1).any(axis=1)
            measures.append(_measure.proportion("right_graduation", right))
        for k, arm in enumerate(self.arms[1:]):
            measures += [
                _measure.proportion(name, state[:, k] == code, of=arm)
                for code, name in ((1, "graduated"), (2, "futile"), (3, "full"), (0, "not_judged"))
            ]
            measures.append(_measure.mean("patients", patients[:, k + 1], of=arm, unit="{patients}"))
            miss, known = rows["estimate"][:, k] - truth[k], np.isfinite(rows["estimate"][:, k])
            if known.any():
                inside = np.abs(miss[known]) <= _Z95 * rows["error"][known, k]
                measures += [
                    _measure.mean("bias", miss[known], of=arm),
                    _measure.root_mean_square("rmse", miss[known], of=arm),
                    _measure.proportion("coverage", inside, of=arm),
                ]
            won = known & (state[:, k] == 1)
            if won.sum() > 1:
                measures.append(_measure.mean("bias_if_graduated", miss[won], of=arm))
        return measures

    def replay(
        self, scenario: BinaryScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One platform by look and arm: ``share`` until the look, counts, predictive probability, verdict."""
        import polars as pl

        told: list[dict[str, Any]] = []
        self._course(np.asarray(scenario.rates), n, generator, told=told)
        rows = []
        for number, (look, at) in enumerate(zip(self.looks, told, strict=True), start=1):
            if not at["open"][trial].any() and number > 1 and at["share"][trial].sum() == 0:
                break
            for k, arm in enumerate(self.arms):
                here = k == 0 or bool(at["open"][trial, k - 1])
                rows.append(
                    (
                        number,
                        look,
                        arm,
                        float(at["share"][trial, k]),
                        int(at["patients"][trial, k]),
                        int(at["responders"][trial, k]),
                        float(at["win"][trial, k - 1]) if k and here else None,
                        DECISIONS[at["state"][trial, k - 1]] if k else "",
                    )
                )
        names = ["look", "at", "arm", "share", "patients", "responders", "predictive_probability", "decision"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def next(self, data: pl.DataFrame) -> Decision:
        """Which treatments graduate, leave or go on at this look.

        Parameters
        ----------
        data
            One row a patient with an outcome, in order of entry: ``arm`` and ``response``, 0 or 1. Controls
            count from the first patient of a treatment on, for a treatment that did not open at the start.

        Raises
        ------
        DesignError
            A column or an outcome is missing, or an unknown arm.
        """
        response = _single_arm.outcomes(data)
        arm = np.array(self.arms)[_single_arm.arms_of(data, self.arms)]
        assert self.enters is not None
        reasons, goes = [], []
        for name, opens in zip(self.arms[1:], self.enters, strict=True):
            mine = np.flatnonzero(arm == name)
            since = int(mine[0]) if opens and mine.size else 0
            control = (arm == self.arms[0]) & (np.arange(arm.size) >= since)
            r, m = int(response[mine].sum()), mine.size
            beside = int(response[control].sum()), int(control.sum())
            chance = self.predictive_probability(r, m, control=beside)
            verdict = "open"
            if m >= self.least:
                verdict = (
                    "graduated" if chance >= self.graduate else "futile" if chance < self.futile
                    else "full" if m >= self.most else "open"
                )  # fmt: skip
            if verdict == "open":
                goes.append(name)
            told = {"arm": name, "r": r, "n": m, "rc": beside[0], "nc": beside[1], "p": f"{chance:.3f}"}
            reasons.append(because(f"platform_{verdict}", **told))
        action = "continue" if goes else "stop_all_decided"
        return Decision(action=action, reasons=tuple(reasons), arms=tuple(goes))


def _drawn(generator: np.random.Generator, size: NDArray[np.int64], share: Floats) -> NDArray[np.int64]:
    """Multinomial counts by trial; none where no share is given."""
    some = share.sum(axis=1) > 0
    given = np.where(some[:, None], share, np.eye(share.shape[1])[0])
    given = given / given.sum(axis=1, keepdims=True)
    return np.asarray(generator.multinomial(np.where(some, size, 0), given))


def _difference(counts: Counts) -> tuple[Floats, Floats]:
    """Observed difference of rates and its standard error (half a responder added where all are alike)."""
    r, n, rc, nc = (np.asarray(one, dtype=float) for one in counts)
    found, variance = [], 0.0
    for x, m in ((r, n), (rc, nc)):
        size = np.maximum(m, 1)
        found.append(x / size)
        smooth = (x + 0.5) / (size + 1)
        variance = variance + smooth * (1 - smooth) / size
    return found[0] - found[1], np.sqrt(variance)
