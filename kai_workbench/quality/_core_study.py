"""A study as the rules' evaluator wants it: data sets, code lists, variables of the standard."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping

import polars as pl

from ._core_data import Data, NotHere, data_set
from ._core_joins import join_key, joined
from ._core_rule import Rule

Terms = Callable[[str, str], frozenset[str] | None]
Listed = Callable[[str, str], tuple[str, ...] | None]


class CoreStudy:
    """The data sets of a study by name, made ready once, and joined once.

    Parameters
    ----------
    frames
        The data sets by upper-case name.
    labels
        What the data sets are called.
    variables
        Their variables: ``variable_name``, ``variable_label``, ``variable_data_type``,
        ``variable_size``, ``variable_order_number``, in order.
    unlabelled
        Data sets whose file has no place for labels; rules about labels are not evaluated there.
    terms, listed
        The standard's terms of a code list, and its variables of a domain; both may know nothing.
    """

    def __init__(
        self,
        frames: Mapping[str, pl.DataFrame],
        *,
        labels: Mapping[str, str] | None = None,
        variables: Mapping[str, pl.DataFrame] | None = None,
        unlabelled: Collection[str] = (),
        terms: Terms = lambda _name, _returned: None,
        listed: Listed = lambda _domain, _core: None,
    ) -> None:
        told = labels or {}
        self._data = {name: data_set(name, frame, label=told.get(name, "")) for name, frame in frames.items()}
        self._variables = variables or {name: described(frame) for name, frame in frames.items()}
        self._joined: dict[tuple[str, str], Data] = {}
        self._whole: dict[str, Data] = {}
        self.unlabelled = frozenset(unlabelled)
        self.terms = terms
        self.listed = listed

    def __getitem__(self, name: str) -> Data:
        """The data set called ``name``; of a domain split over several (``LBCH``, ``LBHE``) all records."""
        if name in self._data:
            return self._data[name]
        if name not in self:
            raise NotHere(frozenset({name}))
        if name not in self._whole:
            parts = [one for one in self.data() if one.split and one.domain == name]
            frame = pl.concat([one.frame for one in parts], how="diagonal_relaxed")
            frame = frame.with_columns(pl.col(pl.String).fill_null("")).rechunk()
            self._whole[name] = dataclasses.replace(parts[0], name=name, frame=frame, found={})
        return self._whole[name]

    def __contains__(self, name: object) -> bool:
        return name in self._data or any(one.split and one.domain == name for one in self.data())

    def names(self) -> list[str]:
        """Names of all data sets."""
        return list(self._data)

    def data(self) -> Iterable[Data]:
        """All data sets."""
        return self._data.values()

    def variables(self, name: str) -> pl.DataFrame:
        """The variables of a data set, a row each."""
        return self._variables[name]

    def joined(self, data: Data, rule: Rule) -> Data:
        """``data`` with the rule's other data sets beside it."""
        if not rule.datasets:
            return data
        names = rule.related_names()
        key = (data.name, join_key(rule.datasets, names))
        if key not in self._joined:
            self._joined[key] = joined(self, data, rule.datasets, names)
        return self._joined[key]


def described(frame: pl.DataFrame) -> pl.DataFrame:
    """The variables of a frame that has no labels."""
    types = ["Num" if kind.is_numeric() or kind.is_temporal() else "Char" for kind in frame.dtypes]
    return pl.DataFrame(
        {
            "variable_name": frame.columns,
            "variable_label": [""] * frame.width,
            "variable_data_type": types,
            "variable_size": [None] * frame.width,
            "variable_order_number": range(1, frame.width + 1),
        },
        schema_overrides={"variable_size": pl.Float64, "variable_order_number": pl.Float64},
    )
