"""Reading ``data_catalog/<dataset>/datapackage.json``."""

from __future__ import annotations

import difflib
import functools
import json
import pathlib
from collections.abc import Iterable
from typing import Any

from kai_workbench import _paths

from ._dataset import Dataset, Resource
from ._errors import UnknownDataset


def near(word: str, words: Iterable[str]) -> str:
    """The closest of ``words`` to ``word``, for "did you mean"; some of all when none is close."""
    known = list(words)
    close = difflib.get_close_matches(word.lower(), known, n=3, cutoff=0.4)
    held = [one for one in known if word.lower() in one.lower()]
    return ", ".join(dict.fromkeys([*held[:5], *close])) or ", ".join(known[:12])


def datasets() -> list[Dataset]:
    """Every data set of the catalog, in order of name."""
    return list(_all().values())


def dataset(name: str) -> Dataset:
    """The data set called ``name``.

    Raises
    ------
    UnknownDataset
        No data set goes by that name; the error lists near ones.
    """
    try:
        return _all()[name]
    except KeyError:
        raise UnknownDataset("unknown_dataset", name=name, near=near(name, _all())) from None


def search(query: str) -> list[Dataset]:
    """Data sets that hold every word of ``query`` anywhere in their description, best first.

    A word found in the name or the title counts more than one found deeper down. An empty query
    gives every data set.

    Examples
    --------
    >>> from kai_workbench import catalog
    >>> catalog.search("omop")[0].name
    'eunomia-gibleed'
    """
    words = query.lower().split()
    scored = [(sum(_weight(one, word) for word in words), one) for one in datasets()]
    kept = [(score, one) for score, one in scored if all(_weight(one, word) for word in words)]
    return [one for _, one in sorted(kept, key=lambda pair: (-pair[0], pair[1].name))]


def _weight(one: Dataset, word: str) -> int:
    if word in f"{one.name} {one.title} {one.title_ko}".lower():
        return 3
    if word in " ".join((*one.keywords, *one.species, one.standard)).lower():
        return 2
    tables = " ".join(f"{resource.name} {resource.title}" for resource in one.resources)
    rest = f"{one.description} {one.description_ko} {one.population} {one.provenance} {one.licence} {tables}"
    return int(word in rest.lower())


@functools.cache
def _all() -> dict[str, Dataset]:
    folder = _paths.bundled("data_catalog")
    found = (_read(path) for path in sorted(folder.glob("*/datapackage.json")))
    return {one.name: one for one in found}


def _read(path: pathlib.Path) -> Dataset:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    kai = told["x-kai"]
    licence = told["licenses"][0]
    return Dataset(
        name=told["name"],
        title=told["title"],
        title_ko=kai["title_ko"],
        description=told["description"],
        description_ko=kai["description_ko"],
        version=told["version"],
        homepage=told["homepage"],
        licence=licence["name"],
        licence_url=licence["path"],
        terms=kai["terms_of_use"],
        redistributable=kai["redistributable"],
        synthetic=kai["synthetic"],
        citation=kai["citation"],
        provenance=kai["provenance"],
        population=kai["population"],
        species=tuple(kai["species"]),
        standard=kai["standard"],
        standard_version=kai["standard_version"],
        rows=kai["rows"],
        keywords=tuple(told["keywords"]),
        resources=tuple(_resource(one) for one in told["resources"]),
    )


def _resource(told: dict[str, Any]) -> Resource:
    kai = told["x-kai"]
    dialect = told.get("schema", {}).get("missingValues", [""])
    return Resource(
        name=told["name"],
        title=told["title"],
        origin=kai["origin"],
        url=told["path"] if kai["origin"] == "url" else "",
        package=kai.get("package", ""),
        generator=kai.get("generator", ""),
        derived_from=kai.get("derived_from", ""),
        path=kai.get("mirror", told["path"]),
        table=kai.get("table", ""),
        sha256=told.get("hash", "").removeprefix("sha256:"),
        bytes=told.get("bytes", 0),
        format=told["format"],
        rows=kai["rows"],
        null_values=tuple(dialect),
    )
