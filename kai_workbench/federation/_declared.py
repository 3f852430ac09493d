"""Models that federate: what one declares, how it is named on the wire, and what a site approves."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, runtime_checkable

from .. import inference
from ._errors import FederationError
from ._learner import LearnsWeights

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    import pymc as pm


@runtime_checkable
class FactorsOverSites(Protocol):
    """A model whose likelihood is a product over sites: a model like any other, and three declarations.

    Attributes
    ----------
    site_column
        The column that says whose row it is. The site adds it, with its own name in every row.
    row_columns
        The other columns of a row and their kind: ``number``, ``whole`` or ``text``.

    Notes
    -----
    A model with several rows a person says in ``subject_column`` which of its columns tells people apart.
    One of which populations have been seen to stop short of the tail with every check passed says so in
    ``tail_unreached``, and sequential Monte Carlo does not certify it.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    site_column: ClassVar[str]

    @property
    def row_columns(self) -> Mapping[str, str]: ...

    def across(self, sites: Sequence[str]) -> Self:
        """The same model with an effect for each of these sites, for rows of any of them, also of none.

        Its priors then depend on no row.
        """
        ...

    def inputs(self, data: Any) -> Mapping[str, np.ndarray]: ...
    def coords(self, data: Any) -> Mapping[str, Sequence[Any]]: ...
    def structure(self) -> tuple[Any, ...]: ...
    def build(self, data: Any) -> pm.Model: ...


def declared(model: object) -> FactorsOverSites:
    """The model, if it declares that it factors over sites.

    Raises
    ------
    FederationError
        It does not.
    """
    if not isinstance(model, FactorsOverSites) or not dataclasses.is_dataclass(model):
        raise FederationError("federation.not_declared", where=type(model).__name__)
    return model


@dataclasses.dataclass(frozen=True)
class Card:
    """A model as it is asked for and approved: its class, its fields and the hash of both and of its code.

    Attributes
    ----------
    model
        ``package.module:Class``; installed at the site, never sent.
    name, version
        Of the model.
    fields
        Priors and options, as plain values; without the sites.
    hash
        Of name, version, fields and source code. Another prior or another line of code is another hash.
    """

    model: str
    name: str
    version: int
    fields: Mapping[str, Any]
    hash: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Card:
        """Back from :meth:`to_json`.

        Raises
        ------
        FederationError
            It is no card.
        """
        try:
            card = cls(**values)
            good = all(isinstance(getattr(card, name), str) for name in ("model", "name", "hash"))
            good = good and isinstance(card.fields, Mapping) and card.model.count(":") == 1
        except TypeError:
            good = False
        if not good:
            raise FederationError("federation.no_card")
        return card


def approvable(model: object) -> Any:
    """The model or learner, if it is one that a site can approve.

    Raises
    ------
    FederationError
        It is neither.
    """
    if isinstance(model, LearnsWeights) and dataclasses.is_dataclass(model):
        return model
    return declared(model)


def card(model: object) -> Card:
    """The card of a model.

    Raises
    ------
    FederationError
        The model does not declare that it factors over sites, or has a field that is no plain value.
    """
    plain = approvable(model).across(())
    fields = {}
    for field in dataclasses.fields(plain):
        fields[field.name] = _plain(getattr(plain, field.name), where=f"{plain.name}, {field.name}")
    kind = type(model)
    name = f"{_public(kind)}:{kind.__qualname__}"
    return Card(name, plain.name, plain.version, fields, inference.model_hash(plain))


def from_card(asked: Card, sites: Sequence[str]) -> FactorsOverSites:
    """The model of a card, from what is installed here.

    Raises
    ------
    FederationError
        It is not installed, or what is installed has another hash.
    """
    module, _, name = asked.model.partition(":")
    try:
        kind = getattr(importlib.import_module(module), name)
        model = approvable(kind(**{key: _tuples(value) for key, value in asked.fields.items()}))
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise FederationError("federation.not_installed", where=asked.model, reason=str(error)) from error
    if card(model).hash != asked.hash:
        raise FederationError("federation.other_code", where=asked.model)
    return model.across(sites)


def no_rows(model: FactorsOverSites) -> pl.DataFrame:
    """A table with the model's columns and no row: what a coordinator has."""
    import polars as pl

    kinds = {"number": pl.Float64, "whole": pl.Int64, "text": pl.String}
    columns = {name: kinds[kind] for name, kind in model.row_columns.items()}
    return pl.DataFrame(schema={model.site_column: pl.String, **columns})


def _public(kind: type) -> str:
    """The package that offers a class of a private module, or else its module."""
    parts = kind.__module__.split(".")
    package = ".".join(part for part in parts if not part.startswith("_"))
    if (
        package
        and package != kind.__module__
        and hasattr(importlib.import_module(package), kind.__qualname__)
    ):
        return package
    return kind.__module__


def _plain(value: object, *, where: str) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple | list):
        return [_plain(one, where=where) for one in value]
    raise FederationError("federation.field", where=where, kind=type(value).__name__)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
