"""Looking after what was fetched."""

from __future__ import annotations

import pathlib

import polars as pl

from ._dataset import Dataset, Resource
from ._descriptors import dataset
from ._download import sha256_of
from ._errors import MissingPackage
from ._fetch import local_path, mirror_path, package_path


def verify(name: str) -> pl.DataFrame:
    """Whether the files of a data set on this machine are the ones that the catalog describes.

    Nothing is fetched and nothing is changed. Tables that share a file share a row.

    Parameters
    ----------
    name
        Name of the data set.

    Returns
    -------
    polars.DataFrame
        One row per file: ``resource``, ``state`` (``ok``, ``bad_hash``, ``absent``,
        ``package_missing``, ``made_here``), ``path``, ``expected`` and ``found`` (SHA-256).

    Raises
    ------
    UnknownDataset
        No data set goes by that name.
    """
    one = dataset(name)
    by_path = {resource.path: resource for resource in reversed(one.resources)}
    rows = [_look(one, resource) for resource in reversed(by_path.values())]
    columns = dict.fromkeys(("resource", "state", "path", "expected", "found"), pl.String)
    return pl.DataFrame(rows, schema=columns, orient="row")


def _look(one: Dataset, resource: Resource) -> tuple[str, str, str, str, str]:
    if resource.origin == "derived":
        return resource.name, "made_here", "", "", ""
    try:
        path = _place(one, resource)
    except MissingPackage:
        return resource.name, "package_missing", "", resource.sha256, ""
    if not path.is_file():
        state = "made_here" if resource.origin == "generated" else "absent"
        return resource.name, state, str(path), resource.sha256, ""
    found = sha256_of(path)
    state = "ok" if found == resource.sha256 else "bad_hash"
    return resource.name, state, str(path), resource.sha256, found


def _place(one: Dataset, resource: Resource) -> pathlib.Path:
    """The file that :func:`fetch` would look at first."""
    if resource.origin == "package":
        copy = local_path(resource)
        return copy if copy.is_file() else package_path(one, resource)
    mirrored = mirror_path(resource) if resource.origin in {"url", "mirror"} else None
    return mirrored if mirrored is not None and mirrored.is_file() else local_path(resource)
