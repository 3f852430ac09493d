"""Protocols as USDM 4.0 JSON: read, checked against the published schema, and written back equal."""

from __future__ import annotations

import dataclasses
import functools
import importlib.resources
import itertools
import json
import os
import pathlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .._files import write_atomic
from ..errors import KaiError

if TYPE_CHECKING:
    import polars as pl

_MOST = 20  # problems told at once


class USDMError(KaiError):
    """A file that is no USDM, or that the published schema refuses."""


@dataclasses.dataclass(frozen=True)
class USDM:
    """A study as the Unified Study Definitions Model has it.

    Attributes
    ----------
    content
        The JSON as it was read; nothing is left out and nothing added.

    References
    ----------
    CDISC, Unified Study Definitions Model 4.0 (2025); schema of the DDF reference architecture.
    """

    content: dict[str, Any]

    @property
    def name(self) -> str:
        """Of the study."""
        return str(self.content["study"]["name"])

    @property
    def designs(self) -> list[dict[str, Any]]:
        """Study designs of the first version of the study."""
        versions = self.content["study"].get("versions") or [{}]
        return list(versions[0].get("studyDesigns") or [])

    def arms(self) -> pl.DataFrame:
        """``design``, ``name``, ``type``, ``description`` of every arm."""
        return self._frame(
            ("design", "name", "type", "description"),
            (
                (design["name"], arm["name"], arm["type"]["decode"], arm.get("description"))
                for design in self.designs
                for arm in design.get("arms") or []
            ),
        )

    def objectives(self) -> pl.DataFrame:
        """``design``, ``level``, ``objective``, ``endpoint``: a row an endpoint."""
        return self._frame(
            ("design", "level", "objective", "endpoint"),
            (
                (design["name"], one["level"]["decode"], one["text"], endpoint["text"])
                for design in self.designs
                for one in design.get("objectives") or []
                for endpoint in one.get("endpoints") or [{"text": None}]
            ),
        )

    def estimands(self) -> pl.DataFrame:
        """``design``, ``name``, ``summary``, ``event``, ``strategy``: a row an intercurrent event."""
        return self._frame(
            ("design", "name", "summary", "event", "strategy"),
            (
                (design["name"], one["name"], one["populationSummary"], event["text"], event["strategy"])
                for design in self.designs
                for one in design.get("estimands") or []
                for event in one.get("intercurrentEvents") or [{"text": None, "strategy": None}]
            ),
        )

    def text(self) -> str:
        """JSON that reads back equal."""
        return json.dumps(self.content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def write(self, path: str | os.PathLike[str]) -> pathlib.Path:
        """Write the JSON in one step."""
        return write_atomic(pathlib.Path(path), self.text())

    @staticmethod
    def _frame(names: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> pl.DataFrame:
        import polars as pl

        return pl.DataFrame(list(rows), schema=dict.fromkeys(names, pl.String), orient="row")


def read_usdm(source: str | os.PathLike[str] | bytes) -> USDM:
    """A study definition from a file, or from the content of one.

    Parameters
    ----------
    source
        Path, or bytes of JSON.

    Returns
    -------
    USDM
        Valid against the published schema.

    Raises
    ------
    USDMError
        No JSON, no USDM 4, or something that the schema refuses or that points nowhere: where and what.
    kai_workbench.errors.KaiError
        No such file.
    """
    name = "USDM" if isinstance(source, bytes) else pathlib.Path(source).name
    try:
        raw = source if isinstance(source, bytes) else pathlib.Path(source).read_bytes()
    except FileNotFoundError:
        raise KaiError("no_such_file", where=name) from None
    except OSError as error:
        raise USDMError("usdm_not_json", where=name, detail=error.strerror or str(error)) from None
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise USDMError("usdm_not_json", where=name, detail=str(error)) from None
    if not isinstance(content, dict) or "usdmVersion" not in content or "study" not in content:
        raise USDMError("usdm_not_usdm", where=name)
    if not str(content["usdmVersion"]).startswith("4."):
        raise USDMError("usdm_version", where=name, version=content["usdmVersion"])
    problems = usdm_problems(content)
    if problems:
        where, what = problems[0]
        raise USDMError("usdm_invalid", where=f"{name}, {where}", what=what, more=len(problems) - 1)
    return USDM(content)


def usdm_problems(content: Any) -> list[tuple[str, str]]:
    """What the published schema refuses, and references between parts of the design that point nowhere.

    Parameters
    ----------
    content
        JSON as it was parsed.

    Returns
    -------
    list of (str, str)
        Where, as a path, and what; at most 20.
    """
    errors = itertools.islice(_validator().iter_errors(content), _MOST)
    innermost = (_innermost(error) for error in errors)
    found = [
        ("/".join(str(part) for part in error.absolute_path) or "/", error.message[:300])
        for error in innermost
    ]
    if found:
        return found
    return list(_dangling(content))[:_MOST]


def _innermost(error: Any) -> Any:
    """The mistake itself, where the schema allows several kinds and the object says which it is."""
    branches: dict[int, list[Any]] = {}
    for one in error.context or ():
        branches.setdefault(one.schema_path[0], []).append(one)
    for several in branches.values():
        if not any(list(one.path)[-1:] == ["instanceType"] for one in several):
            return _innermost(several[0])
    return error


@functools.cache
def _validator() -> Any:
    import jsonschema

    schema = (importlib.resources.files(__package__) / "_usdm_4_0.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(schema))


# References of the design that are followed; others of the model point into libraries outside the file.
_FOLLOWED = {
    "armId",
    "epochId",
    "elementIds",
    "variableOfInterestId",
    "analysisPopulationId",
    "interventionIds",
    "studyInterventionIds",
    "contentItemId",
    "documentVersionIds",
    "criterionItemId",
}


def _dangling(content: Any) -> Iterator[tuple[str, str]]:
    known = {one["id"] for _, one in _objects(content) if isinstance(one.get("id"), str)}
    for where, one in _objects(content):
        for key in _FOLLOWED & one.keys():
            values = one[key] if isinstance(one[key], list) else [one[key]]
            for value in values:
                if value is not None and value not in known:
                    yield f"{where}/{key}", f"{value!r} is the id of nothing"


def _objects(part: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        yield where, part
        for key, value in part.items():
            yield from _objects(value, f"{where}/{key}" if where else key)
    elif isinstance(part, list):
        for k, value in enumerate(part):
            yield from _objects(value, f"{where}/{k}")
