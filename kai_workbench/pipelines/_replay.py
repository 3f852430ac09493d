"""A virtual trial against a real one: learn from a part, foretell the rest, and be scored."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .._watch import Listener, Stops, watched
from ..models import ModelDataError
from ..models._first_in_human_dose import checked
from ._real_trial import RealTrial
from ._replay_models import cumulative_hazard, event_times, hazard_draws, score_draws

Floats = NDArray[np.float64]
By = Literal["arm", "dose", "nothing"]
_CUTS = np.array([0.0, 14.0, 28.0, 56.0, 84.0, 126.0])
_FEWEST = 10


def crps(draws: Floats, observed: Floats) -> Floats:
    """Continuous ranked probability score of draws, in the unit of the quantity; smaller is better.

    Parameters
    ----------
    draws
        (draw, ...).
    observed
        (...).

    References
    ----------
    Gneiting T, Raftery AE. J Am Stat Assoc 2007;102:359.

    Examples
    --------
    >>> float(crps(np.array([0.0, 1.0]), np.array(0.0)))
    0.25
    """
    ordered = np.sort(draws, axis=0)
    n = ordered.shape[0]
    rank = (2 * np.arange(1, n + 1) - n - 1).reshape(-1, *([1] * (ordered.ndim - 1)))
    spread = (rank * ordered).sum(axis=0) / n**2
    return np.asarray(np.abs(ordered - observed).mean(axis=0) - spread)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Replay:
    """Made by :func:`replay`.

    Attributes
    ----------
    trial
        What the trial as a whole would show: ``quantity``, ``arm``, ``unit``, ``observed``, ``median``,
        ``lo50``, ``hi50``, ``lo90``, ``hi90``, ``crps`` and ``crps_naive``.
    patients
        How well single patients were foretold: ``quantity``, ``n``, ``cover50`` and ``cover90`` (null for a
        log score), ``score`` (mean; CRPS of a change, negative log density of an event, smaller is better),
        ``score_naive``, ``gain`` (naive minus own) and ``gain_se`` (over patients).
    learnt_from, foretold
        Numbers of patients.
    """

    trial: pl.DataFrame
    patients: pl.DataFrame
    learnt_from: int
    foretold: int


@dataclasses.dataclass(frozen=True)
class _Virtual:
    """Draws for the patients of the rest: (draw, patient, visit), (draw, patient) in days."""

    change: Floats
    stop: Floats
    event: Floats
    log_density: dict[str, Floats]  # of what was seen, (patient,)


def replay(
    learn: RealTrial,
    rest: RealTrial,
    *,
    by: By = "arm",
    draws: int = 1000,
    seed: int = 20260101,
    progress: Listener | None = None,
    cancelled: Stops | None = None,
) -> Replay:
    """Foretell the patients of ``rest`` from those of ``learn``.

    Changes over visits are a multivariate regression on baseline and arm; first events and ends of
    treatment have a piecewise constant hazard with a ratio for each arm. A virtual patient has a change
    at each visit, a time to the event and a time to stopping, independent of each other given the arm;
    the event is seen while on treatment. Stopping is an intercurrent event in two ways: ``last`` is the
    last visit's change while on treatment (and at least the first visit's), ``as_if`` the change at the
    last visit as if nobody had stopped, compared with those who were measured there. Beside it stands
    the same model told neither arm nor baseline (naive).

    Parameters
    ----------
    learn, rest
        Parts of one trial, or two trials with the same visits.
    by
        ``"arm"``: effects of arms, each of which must be in ``learn``. ``"dose"``: proportional to dose
        (hazards: their logarithm), so that a dose may be foretold that nobody in ``learn`` had. An
        assumption.
    draws, seed
        Of the posterior, and what fixes them.
    progress
        Called in this thread before each of six steps: ``scores``, ``stop`` and ``event``, of the model and
        of the naive one.
    cancelled
        Asked at every draw.

    Raises
    ------
    ModelDataError
        An arm of ``rest`` was not learnt, other visits, fewer than ten patients to learn from, or an unknown
        ``by``.
    Cancelled
        ``cancelled`` said so.
    """
    checked(draws=draws)
    if by not in ("arm", "dose", "nothing"):
        raise ModelDataError("replay_by", where="by", value=by)
    if learn.patients.height < _FEWEST:
        raise ModelDataError("replay_few", where="learn", n=learn.patients.height, least=_FEWEST)
    unknown = [arm for arm in rest.arms if arm not in learn.arms]
    if by == "arm" and unknown:
        raise ModelDataError("replay_unknown_arm", where=", ".join(unknown), known=", ".join(learn.arms))
    if by == "dose" and len(set(learn.arms.values())) < 2:
        raise ModelDataError("replay_doses", where="learn", value=list(learn.arms.values()))
    if learn.weeks != rest.weeks:
        raise ModelDataError("replay_visits", where="rest", given=rest.weeks, known=learn.weeks)
    with watched(progress, cancelled) as reach:
        own = _foretell(learn, rest, by, draws, seed, lambda stage, k: reach(stage, k, 6))
        naive = _foretell(learn, rest, "nothing", draws, seed, lambda stage, k: reach(stage, 3 + k, 6))
    return Replay(
        trial=_trial_table(rest, own, naive),
        patients=_patient_table(rest, own, naive),
        learnt_from=learn.patients.height,
        foretold=rest.patients.height,
    )


def _columns(trial: RealTrial, learn: RealTrial, by: By) -> Floats:
    n, middle = trial.patients.height, float(learn.patients["baseline"].mean())  # type: ignore[arg-type]
    columns = [np.ones(n)]
    if by != "nothing":
        columns.append(trial.patients["baseline"].to_numpy() - middle)
    if by == "dose":
        columns.append(trial.patients["dose"].to_numpy())
    if by == "arm":
        columns += [(trial.patients["arm"] == arm).to_numpy().astype(float) for arm in list(learn.arms)[1:]]
    return np.column_stack(columns)


def _changes(trial: RealTrial) -> Floats:
    """(patient, visit), NaN where not measured."""
    table = np.full((trial.patients.height, len(trial.weeks)), np.nan)
    place = {subject: k for k, subject in enumerate(trial.patients["subject"])}
    for subject, week, change in trial.scores.select("subject", "week", "change").iter_rows():
        table[place[subject], trial.weeks.index(week)] = change
    return table


def _foretell(  # noqa: PLR0917
    learn: RealTrial, rest: RealTrial, by: By, draws: int, seed: int, reach: Callable[[str, int], None]
) -> _Virtual:
    rng = np.random.default_rng([seed, 7])
    y = _changes(learn)
    some = ~np.isnan(y).all(axis=1)
    reach("scores", 0)
    b, sigma = score_draws(_columns(learn, learn, by)[some], y[some], draws=draws, seed=seed)
    half = np.linalg.cholesky(sigma)
    n, visits = rest.patients.height, y.shape[1]
    noise = rng.standard_normal((draws, n, visits)) @ np.swapaxes(half, 1, 2)
    change = np.einsum("pc,dcv->dpv", _columns(rest, learn, by), b) + noise
    times, densities = {}, {}
    for k, name in enumerate(("stop", "event")):
        reach(name, k + 1)
        hazard, ratio = _hazards(learn, rest, by, name, draws=draws, seed=seed + k)
        times[name] = event_times(hazard, ratio, _CUTS, rng.standard_exponential((draws, n)))
        day, seen = _seen(rest, name)
        piece = np.searchsorted(_CUTS, day, side="left") - 1
        log = np.where(seen, np.log(hazard[:, piece] * ratio), 0.0)
        log -= cumulative_hazard(hazard, _CUTS, day) * ratio
        densities[name] = np.logaddexp.reduce(log, axis=0) - np.log(draws)
    return _Virtual(change=change, stop=times["stop"], event=times["event"], log_density=densities)


def _seen(trial: RealTrial, name: str) -> tuple[Floats, NDArray[np.bool_]]:
    flag = {"stop": "stopped", "event": "event"}[name]
    return trial.patients[f"{name}_day"].to_numpy().astype(float), trial.patients[flag].to_numpy()


def _hazards(
    learn: RealTrial, rest: RealTrial, by: By, name: str, *, draws: int, seed: int
) -> tuple[Floats, Floats]:
    """Hazards of the control, (draw, piece), and each patient's ratio to it, (draw, patient)."""
    arms = list(learn.arms)
    arm = np.array([0 if by == "nothing" else arms.index(one) for one in learn.patients["arm"]])
    day, seen = _seen(learn, name)
    hazard, ratio = hazard_draws(day, seen, arm, _CUTS, draws=draws, seed=seed)
    if by == "nothing":
        return hazard, np.ones((draws, rest.patients.height))
    if by == "dose":
        dose = np.array(list(learn.arms.values())) - next(iter(learn.arms.values()))
        slope = np.log(ratio) @ dose / (dose @ dose)
        given = rest.patients["dose"].to_numpy() - next(iter(learn.arms.values()))
        return hazard, np.exp(slope[:, None] * given)
    which = [arms.index(one) for one in rest.patients["arm"]]
    return hazard, ratio[:, which]


def _last(change: Floats, stop: Floats, weeks: list[float]) -> Floats:
    """Change at the last visit while on treatment, or at the first; (..., patient)."""
    reached = (stop[..., None] >= 7 * np.asarray(weeks)).sum(axis=-1)
    place = np.maximum(reached - 1, 0)
    return np.asarray(np.take_along_axis(change, place[..., None], axis=-1)[..., 0])


def _trial_table(rest: RealTrial, own: _Virtual, naive: _Virtual) -> pl.DataFrame:
    y = _changes(rest)
    some, seen = ~np.isnan(y).all(axis=1), ~np.isnan(y[:, -1])
    filled = y.copy()
    for k in range(1, y.shape[1]):  # the last that was measured
        filled[:, k] = np.where(np.isnan(filled[:, k]), filled[:, k - 1], filled[:, k])
    stop, event = (_seen(rest, name) for name in ("stop", "event"))
    told: list[Any] = []
    arm_of = rest.patients["arm"].to_numpy()
    means: dict[str, dict[str, tuple[float, Floats, Floats]]] = {"last": {}, "as_if": {}}
    for arm in rest.arms:
        here = arm_of == arm
        pairs = {
            "last": (
                filled[here & some, -1],
                [_last(v.change, v.stop, rest.weeks)[:, here & some] for v in (own, naive)],
            ),
            "as_if": (y[here & seen, -1], [v.change[:, here & seen, -1] for v in (own, naive)]),
        }
        for name, (observed, (mine, other)) in pairs.items():
            if observed.size:
                row = (float(observed.mean()), mine.mean(axis=1), other.mean(axis=1))
                means[name][arm] = row
                told.append((name, arm, "{score}", *row))
        last_day = 7 * rest.weeks[-1]
        stayed = 100 * np.mean(~(stop[1] & (stop[0] < last_day))[here])
        both = [100 * (v.stop[:, here] >= last_day).mean(axis=1) for v in (own, naive)]
        told.append(("stayed", arm, "%", float(stayed), *both))
        for day in rest.days:
            happened = 100 * np.mean((event[1] & (event[0] <= day))[here])
            both = [
                100 * (v.event[:, here] <= np.minimum(v.stop[:, here], day)).mean(axis=1)
                for v in (own, naive)
            ]
            told.append((f"event_by_{day}", arm, "%", float(happened), *both))
    control = next(iter(rest.arms))
    for name, of_arm in means.items():
        for arm, row in of_arm.items():
            if arm != control and control in of_arm:
                seen_gap = row[0] - of_arm[control][0]
                gaps = (row[1] - of_arm[control][1], row[2] - of_arm[control][2])
                told.append((f"{name}_difference", arm, "{score}", seen_gap, *gaps))
    return pl.DataFrame([_told(*row) for row in told])


def _told(  # noqa: PLR0917, a row in the order of its columns
    quantity: str, arm: str, unit: str, observed: float, mine: Floats, other: Floats
) -> dict[str, object]:
    quantiles = [float(one) for one in np.quantile(mine, (0.5, 0.25, 0.75, 0.05, 0.95))]
    names = ("median", "lo50", "hi50", "lo90", "hi90")
    score, naive = (float(crps(one, np.asarray(observed))) for one in (mine, other))
    return {
        "quantity": quantity,
        "arm": arm,
        "unit": unit,
        "observed": observed,
        **dict(zip(names, quantiles, strict=True)),
        "crps": score,
        "crps_naive": naive,
    }


def _patient_table(rest: RealTrial, own: _Virtual, naive: _Virtual) -> pl.DataFrame:
    y, rows = _changes(rest), []
    for k, week in enumerate(rest.weeks):
        seen = ~np.isnan(y[:, k])
        if not seen.any():
            continue
        observed, mine = y[seen, k], own.change[:, seen, k]
        cover: list[float | None] = []
        for level in (0.5, 0.9):
            low, high = np.quantile(mine, (0.5 - level / 2, 0.5 + level / 2), axis=0)
            cover.append(float(((observed >= low) & (observed <= high)).mean()))
        scores = crps(mine, observed), crps(naive.change[:, seen, k], observed)
        rows.append(_scored(f"change_{week:g}", cover, *scores))
    rows += [
        _scored(name, [None, None], -own.log_density[name], -naive.log_density[name])
        for name in ("event", "stop")
    ]
    kinds: dict[str, Any] = dict.fromkeys(
        ("cover50", "cover90", "score", "score_naive", "gain", "gain_se"), pl.Float64
    )
    return pl.DataFrame(rows, schema={"quantity": pl.String, "n": pl.Int64} | kinds, orient="row")


def _scored(quantity: str, cover: list[float | None], mine: Floats, other: Floats) -> tuple[object, ...]:
    gain = other - mine
    error = float(gain.std(ddof=1) / np.sqrt(gain.size)) if gain.size > 1 else float("nan")
    return (quantity, gain.size, *cover, float(mine.mean()), float(other.mean()), float(gain.mean()), error)
