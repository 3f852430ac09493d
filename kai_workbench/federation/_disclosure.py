"""Which counts and tables a site lets out, and which it keeps back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ._errors import Refused
from ._policy import Policy

if TYPE_CHECKING:
    import polars as pl

    from ._rows import Rows

OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in")
Criterion = tuple[str, str, Any]


def selected(rows: Rows, criteria: Sequence[Criterion], policy: Policy) -> list[str]:
    """People of whom a row meets all criteria.

    Raises
    ------
    Refused
        A column that is not declared or may not be counted, or an operator that is not known.
    """
    import polars as pl

    met = pl.Series(np.ones(rows.frame.height, dtype=bool))
    for one in criteria:
        try:
            name, operator, value = one
        except (TypeError, ValueError):
            raise Refused("federation.criterion", where=policy.site, criterion=str(one)) from None
        column = policy.columns.get(name) if isinstance(name, str) else None
        if column is None or not column.countable:
            raise Refused("federation.not_countable", where=policy.site, name=name)
        met &= _compared(rows.frame[name], operator, value, where=policy.site)
    return [subject for subject, meets in zip(rows.subjects, met.to_list(), strict=True) if meets]


def _compared(values: pl.Series, operator: str, value: Any, *, where: str) -> pl.Series:
    import polars as pl

    plain = (str,) if values.dtype == pl.String else (int, float)
    given = value if operator == "in" and isinstance(value, list) else [value]
    if operator not in OPERATORS or not given or not all(isinstance(one, plain) for one in given):
        raise Refused("federation.criterion", where=where, criterion=f"{values.name} {operator} {value}")
    found = {
        "==": lambda: values == value,
        "!=": lambda: values != value,
        "<": lambda: values < value,
        "<=": lambda: values <= value,
        ">": lambda: values > value,
        ">=": lambda: values >= value,
        "in": lambda: values.is_in(given),
    }[operator]()
    return found.fill_null(value=False)


def check_table(people: np.ndarray, largest_share: np.ndarray, policy: Policy) -> None:
    """Refuse a table of which a cell tells of few people, or mostly of one.

    Parameters
    ----------
    people
        People in each cell. A cell of nobody is fine.
    largest_share
        Share of the cell's total that the person with the most holds.

    Raises
    ------
    Refused
        A cell has fewer than ``minimum_count`` people, or one person holds more than ``dominance`` of it.
    """
    some = np.asarray(people) > 0
    if (np.asarray(people)[some] < policy.minimum_count).any():
        raise Refused("federation.small_cell", where=policy.site, least=policy.minimum_count)
    if (np.asarray(largest_share)[some] > policy.dominance).any():
        raise Refused("federation.dominance", where=policy.site, share=f"{policy.dominance:.0%}")
