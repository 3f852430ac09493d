"""The sum of scores over the affected, given how many are affected in all: its exact distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
# Additions of one distribution; above, it would take longer than seconds, or more than some 100 MB.
LARGEST = 2_000_000_000
_LARGEST_TABLE = 10_000_000


def work(steps: Counts, sizes: Counts, total: int) -> int:
    """Additions that :func:`score_sums` needs; more than :data:`LARGEST` for too large a table."""
    ways = np.sort(np.minimum(sizes, total))[:-1] + 1
    if len(ways) <= 2:
        return int(ways.prod())
    cells = (total + 1) * (int(steps.max()) * total + 1)
    return LARGEST + 1 if cells > _LARGEST_TABLE else int(ways[1:].sum()) * cells


def score_sums(steps: Counts, sizes: Counts, total: int) -> tuple[Counts, Array]:
    """Sums that can arise, and their chances.

    Parameters
    ----------
    steps
        Score of each group: whole numbers from 0 on.
    sizes
        Of the groups.
    total
        Affected in all.

    Returns
    -------
    tuple
        Sums in ascending order, and the chance of each: the multivariate hypergeometric distribution of the
        counts, summed up.

    Notes
    -----
    In terms of binomial chances with the pooled share: given the total they are hypergeometric whatever the
    share, and only positive numbers are added, so that small tails keep their digits. The largest group
    stands last, where its count is settled.
    """
    from scipy.special import gammaln

    order = np.argsort(np.minimum(sizes, total), kind="stable")
    steps, sizes = steps[order], sizes[order]
    share = total / int(sizes.sum())

    def chances(size: int) -> Array:
        counts = np.arange(min(size, total) + 1, dtype=float)
        ways = gammaln(size + 1) - gammaln(counts + 1) - gammaln(size - counts + 1)
        return np.exp(ways + counts * np.log(share) + (size - counts) * np.log1p(-share))

    each = [chances(size) for size in sizes.tolist()]
    found = (_of_three if len(each) <= 3 else _of_many)(steps, each, total)
    sums = np.flatnonzero(found)
    return sums, found[sums] / found.sum()


def _of_three(steps: Counts, each: list[Array], total: int) -> Array:
    """Every way to share the affected among at most three groups."""
    one, other, last = each if len(each) == 3 else (np.ones(1), *each)
    first, second, third = steps.tolist() if len(each) == 3 else (0, *steps.tolist())
    found = np.zeros(int(steps.max()) * total + 1)
    for count, chance in enumerate(one[: total + 1]):
        left = total - count
        more = np.arange(max(0, left - len(last) + 1), min(left, len(other) - 1) + 1)
        if more.size:
            chances = chance * other[more] * last[left - more]
            np.add.at(found, first * count + second * more + third * (left - more), chances)
    return found


def _of_many(steps: Counts, each: list[Array], total: int) -> Array:
    """Group by group over a table of (affected so far, sum so far); the last group's count is settled."""
    highest = int(steps.max()) * total
    table = np.zeros((total + 1, highest + 1))
    table[0, 0], reached = 1.0, 0
    for step, chances in zip(steps[:-1].tolist(), each[:-1], strict=True):
        after = np.zeros_like(table)
        for more, chance in enumerate(chances):
            rows = min(reached, total - more) + 1
            after[more : more + rows, step * more :] += chance * table[:rows, : highest + 1 - step * more]
        table, reached = after, min(reached + len(chances) - 1, total)
    found = np.zeros(highest + 1)
    last = int(steps[-1])
    for more, chance in enumerate(each[-1]):
        found[last * more :] += chance * table[total - more, : highest + 1 - last * more]
    return found
