"""What each eligibility criterion costs in patients and changes in the effect."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import _check
from ._errors import DesignError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

MOST_CRITERIA = 12
_RESAMPLES = 200


@dataclasses.dataclass(frozen=True, kw_only=True)
class Criterion:
    """A rule that a patient meets or not; a missing value does not meet it.

    Parameters
    ----------
    name
        Of the criterion.
    column
        That it looks at.
    low, high
        The value is at least and at most this; None for no limit.
    among
        Or: the value is one of these.
    """

    name: str
    column: str
    low: float | None = None
    high: float | None = None
    among: tuple[Any, ...] | None = None

    def __post_init__(self) -> None:
        _check.several(self.name, where="name")
        _check.several(self.column, where=f"{self.name}, column")
        limits = [end for end in (self.low, self.high) if end is not None]
        if bool(limits) == (self.among is not None):
            raise DesignError("criterion_rule", where=self.name)
        for end in limits:
            _check.finite(end, where=self.name)
        if len(limits) == 2 and not limits[0] <= limits[1]:
            raise DesignError("population_limits", where=self.name, low=self.low, high=self.high)
        if self.among is not None:
            _check.several(self.among, where=f"{self.name}, among")
            object.__setattr__(self, "among", tuple(self.among))

    def meets(self, table: pl.DataFrame) -> NDArray[np.bool_]:
        """Which patients meet it.

        Raises
        ------
        DesignError
            No such column, or limits for a column that is no number.
        """
        import polars as pl

        if self.column not in table.columns:
            raise DesignError(
                "trial_column_missing", where=f"{self.name}, {self.column}", columns=", ".join(table.columns)
            )
        if self.among is not None:
            values = set(self.among)
            return np.array([value in values for value in table[self.column].to_list()], dtype=bool)
        if not table[self.column].dtype.is_numeric():
            raise DesignError("criterion_number", where=self.name, column=self.column)
        value = table[self.column].cast(pl.Float64).fill_null(math.nan).to_numpy()
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return np.asarray((value >= low) & (value <= high))


def eligible(table: pl.DataFrame, criteria: Sequence[Criterion]) -> pl.DataFrame:
    """The patients who meet all criteria."""
    keep = np.ones(table.height, dtype=bool)
    for one in criteria:
        keep &= one.meets(table)
    return table.filter(keep)


def eligibility_shapley(
    table: pl.DataFrame,
    criteria: Sequence[Criterion],
    *,
    effect: str | Callable[[pl.DataFrame], float] | None = None,
    seed: int = 1,
) -> pl.DataFrame:
    """Shares of each criterion in what all together do to the number eligible and to the effect.

    The Shapley value is the mean, over all orders in which the criteria could be applied, of what one
    changes when its turn comes. All subsets are computed, so that the values are exact for this table, and
    their sum is the change from no criterion to all of them.

    Parameters
    ----------
    table
        One row a patient, real or virtual.
    criteria
        At most twelve.
    effect
        A column with each patient's effect, whose mean over the eligible ones is taken; or what gives the
        effect in a table of eligible patients, asked once for each of the 2ⁿ subsets. None for the number
        alone.
    seed
        Of the bootstrap behind ``effect_se``.

    Returns
    -------
    polars.DataFrame
        By ``criterion``: ``fails`` (patients who do not meet it), ``fails_alone`` (and meet all others),
        ``eligible`` (Shapley value, patients; negative is a cost) with ``eligible_se``, and if asked
        ``effect`` with ``effect_se`` (null where the effect is computed by a function). A last row,
        ``all``, has the sums. Standard errors say how far the patients could have been others.

    Raises
    ------
    DesignError
        No patient or no criterion, two of one name, more than twelve, an effect that is missing or not
        finite, or nobody left by some of the criteria.

    References
    ----------
    Shapley LS. Contributions to the Theory of Games II, 1953. Liu R et al. Nature 2021;592:629 (criteria
    of oncology trials).
    """
    import polars as pl

    _check.several(criteria, where="criteria")
    if len(criteria) > MOST_CRITERIA:
        raise DesignError("criteria_many", where="criteria", n=len(criteria), most=MOST_CRITERIA)
    names = [one.name for one in criteria]
    if len(set(names)) < len(names):
        raise DesignError("criteria_twice", where="criteria")
    if not table.height:
        raise DesignError("design_empty", where="table", least=1)
    fails = np.stack([~one.meets(table) for one in criteria], axis=1)
    code = fails @ (1 << np.arange(len(names)))
    count = _by_subset(np.bincount(code, minlength=1 << len(names)).astype(float))
    share = fails / np.maximum(fails.sum(axis=1), 1)[:, None]  # of each patient who is lost
    frame: dict[str, Any] = {
        "criterion": [*names, "all"],
        "fails": [*fails.sum(axis=0).tolist(), int((code > 0).sum())],
        "fails_alone": [*(int((code == 1 << k).sum()) for k in range(len(names))), None],
    }
    value = shapley(count)
    spread = np.sqrt(table.height) * np.concatenate([share.std(axis=0), [(code > 0).std()]])
    frame |= {"eligible": [*value.tolist(), float(value.sum())], "eligible_se": spread}
    if effect is None:
        return pl.DataFrame(frame)
    if count.min() < 1:
        fewest = min(np.flatnonzero(count < 1), key=lambda subset: int(subset).bit_count())
        raise DesignError(
            "criteria_nobody", where=", ".join(n for k, n in enumerate(names) if fewest >> k & 1)
        )
    if callable(effect):
        found = shapley(_asked(table, fails, effect))
        return pl.DataFrame(
            frame | {"effect": [*found.tolist(), float(found.sum())], "effect_se": [None] * (len(names) + 1)},
            schema_overrides={"effect_se": pl.Float64},
        )
    each = _effects(table, effect)
    found = _mean_shapley(code, each, len(names))
    rng, again = np.random.default_rng(_check.whole(seed, where="seed")), []
    for _ in range(_RESAMPLES):
        rows = rng.integers(0, table.height, table.height)
        resampled = _mean_shapley(code[rows], each[rows], len(names))
        again.append([*resampled, resampled.sum()])
    with np.errstate(invalid="ignore"):
        error = np.std(again, axis=0, ddof=1)
    return pl.DataFrame(frame | {"effect": [*found.tolist(), float(found.sum())], "effect_se": error})


def shapley(value: Floats) -> Floats:
    """Shapley values of a game given by its value for each subset, numbered by bits.

    ``value[0]`` is that of nobody, ``value[0b101]`` that of the first and the third player.
    """
    players = int(value.size).bit_length() - 1
    size = np.array([int(s).bit_count() for s in range(value.size)])
    weight = np.array(
        [
            math.factorial(k) * math.factorial(players - 1 - k) / math.factorial(players)
            for k in range(players)
        ]
    )
    subsets = np.arange(value.size)
    out = np.empty(players)
    for k in range(players):
        without = subsets[(subsets >> k) & 1 == 0]
        out[k] = (weight[size[without]] * (value[without | (1 << k)] - value[without])).sum()
    return out


def _by_subset(by_code: Floats) -> Floats:
    """From sums by the set of criteria a patient fails to sums over those who meet each subset."""
    total = by_code.copy()
    players = int(total.size).bit_length() - 1
    for k in range(players):  # sums over all subsets of a set
        bit = 1 << k
        with_bit = np.arange(total.size) & bit > 0
        total[with_bit] += total[np.arange(total.size)[with_bit] ^ bit]
    # a patient meets the criteria S where what he fails lies in the complement of S
    return np.ascontiguousarray(total[::-1])


def _mean_shapley(code: NDArray[np.int64], each: Floats, players: int) -> Floats:
    many = 1 << players
    count = _by_subset(np.bincount(code, minlength=many).astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        return shapley(_by_subset(np.bincount(code, weights=each, minlength=many)) / count)


def _asked(table: pl.DataFrame, fails: NDArray[np.bool_], effect: Callable[[pl.DataFrame], float]) -> Floats:
    players = fails.shape[1]
    found = np.empty(1 << players)
    for subset in range(found.size):
        applied = [k for k in range(players) if subset >> k & 1]
        kept = table.filter(~fails[:, applied].any(axis=1))
        found[subset] = _check.finite(effect(kept), where="effect")
    return found


def _effects(table: pl.DataFrame, column: str) -> Floats:
    if column not in table.columns:
        raise DesignError("trial_column_missing", where=column, columns=", ".join(table.columns))
    values = table[column].to_list()
    return np.array([_check.finite(value, where=f"{column}, row {k + 1}") for k, value in enumerate(values)])
