"""Models by their name, made of plain values: what a file of settings or a command line can hold."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import inspect
import json
import types
import typing
from collections.abc import Mapping
from typing import Any

from ..errors import KaiError

if typing.TYPE_CHECKING:
    from ..inference import Model

_WORDS = {
    float: "number",
    int: "whole number",
    str: "text",
    bool: "true or false",
    types.NoneType: "nothing",
}


class SettingsError(KaiError):
    """A model, or one of its settings, that does not exist or cannot have that value."""


@functools.cache
def fittable() -> Mapping[str, type[Any]]:
    """The models that can be fitted to one table, by name.

    Examples
    --------
    >>> from kai_workbench import models
    >>> models.fittable()["map-prior"].__name__
    'MAPPrior'
    """
    room = importlib.import_module(__package__)
    classes = [one for one in vars(room).values() if isinstance(one, type) and dataclasses.is_dataclass(one)]
    named = {one.name: one for one in classes if hasattr(one, "inputs") and hasattr(one, "name")}
    return {name: one for name, one in named.items() if "DataFrame" in str(_data_of(one))}


def _data_of(model: type[Any]) -> object:
    """What the model's data are, as its author wrote it."""
    return inspect.signature(model.inputs).parameters["data"].annotation


def settings(model: type[Any]) -> list[tuple[str, str, str]]:
    """Name, kind and default of everything that can be set; the default is empty where there is none."""
    return [
        (
            field.name,
            _told(_hints(model)[field.name]),
            "" if field.default is dataclasses.MISSING else repr(field.default),
        )
        for field in dataclasses.fields(model)
        if field.init
    ]


def from_settings(name: str, given: Mapping[str, Any]) -> Model:
    """A model from its name and plain values.

    Parameters
    ----------
    name
        One of :func:`fittable`.
    given
        Values by the name of the field: numbers, texts, truth values, lists for tuples, and mappings for
        fields that are themselves dataclasses (a covariate's effect, a mixture).

    Raises
    ------
    SettingsError
        No such model or field, a field without default left out, or a value of the wrong kind.

    Examples
    --------
    >>> from kai_workbench import models
    >>> models.from_settings("map-prior", {"scale": "logit", "heterogeneity": 0.5}).heterogeneity
    0.5
    """
    known = fittable()
    if name not in known:
        raise SettingsError("unknown_model", where=name, known=", ".join(sorted(known)))
    made: Model = from_plain(known[name], given, where=name)
    return made


def from_plain(kind: type[Any], given: Mapping[str, Any], *, where: str) -> Any:
    """A dataclass made of plain values, as :func:`from_settings` makes a model.

    Parameters
    ----------
    kind
        The dataclass.
    given
        Values by the name of the field.
    where
        What an error is said to be in.

    Raises
    ------
    SettingsError
        No such field, one without default left out, or a value of the wrong kind.
    """
    fields = {field.name: field for field in dataclasses.fields(kind) if field.init}
    for one in given:
        if one not in fields:
            raise SettingsError("unknown_setting", where=f"{where}, {one}", known=", ".join(fields))
    hints = _hints(kind)
    for field in fields.values():
        needed = field.default is field.default_factory is dataclasses.MISSING
        if needed and field.name not in given:
            raise SettingsError(
                "setting_needed", where=f"{where}, {field.name}", kind=_told(hints[field.name])
            )
    return kind(**{one: _value(value, hints[one], where=f"{where}, {one}") for one, value in given.items()})


def _hints(kind: type[Any]) -> dict[str, Any]:
    """Types of the fields; what a module imports for its types alone is any value."""
    module = importlib.import_module(kind.__module__)
    names: dict[str, Any] = {**vars(typing), **vars(module)}
    found = {}
    for field in dataclasses.fields(kind):
        try:
            found[field.name] = eval(str(field.type), names)  # noqa: S307, the source's own annotation
        except NameError:
            found[field.name] = Any
    return found


def _value(value: Any, hint: Any, *, where: str) -> Any:
    """The value as the field's type has it."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return value
    if origin in {typing.Union, types.UnionType}:
        return _first(value, arguments, where=where)
    if origin is typing.Literal:
        fits = value in arguments
    elif origin is tuple and isinstance(value, (list, tuple)):
        repeated = arguments[-1:] == (...,)
        kinds = arguments[:1] * len(value) if repeated else arguments
        if len(kinds) == len(value):
            return tuple(_value(one, kind, where=where) for one, kind in zip(value, kinds, strict=True))
        fits = False
    elif dataclasses.is_dataclass(hint) and isinstance(value, Mapping):
        return from_plain(typing.cast("type[Any]", hint), value, where=where)
    elif hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    elif hint is types.NoneType or hint is None:
        fits = value is None
    else:
        fits = (
            isinstance(hint, type)
            and isinstance(value, hint)
            and (hint is bool or not isinstance(value, bool))
        )
    if fits:
        return value
    raise SettingsError("setting_kind", where=where, value=repr(value), kind=_told(hint))


def _told(hint: Any) -> str:
    """A type as a person writes its values."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return "any"
    if origin in {typing.Union, types.UnionType}:
        return " or ".join(_told(one) for one in arguments)
    if origin is typing.Literal:
        return " or ".join(json.dumps(one) for one in arguments)
    if origin is tuple:
        return "[" + ", ".join("..." if one is ... else _told(one) for one in arguments) + "]"
    names = {
        float: "number",
        int: "whole number",
        str: "text",
        bool: "true or false",
        types.NoneType: "nothing",
    }
    return names.get(hint, str(getattr(hint, "__name__", hint)))


def _first(value: Any, kinds: tuple[Any, ...], *, where: str) -> Any:
    for kind in kinds:
        try:
            return _value(value, kind, where=where)
        except SettingsError as error:
            refused = error
    raise refused
