"""From a data set's name to verified files on this machine."""

from __future__ import annotations

import importlib.util
import os
import pathlib
import shutil

from kai_workbench import _paths
from kai_workbench._files import atomic_path, write_atomic

from . import _kai101_studies, _licence
from ._dataset import Dataset, Resource
from ._descriptors import dataset
from ._download import Progress, check, download, sha256_of
from ._errors import HashMismatch, MissingPackage, Unreachable


def fetch(
    name: str,
    *,
    resource: str | None = None,
    accept_licence: bool = False,
    offline: bool | None = None,
    progress: Progress | None = None,
) -> dict[str, pathlib.Path]:
    """Verified files of a data set on this machine.

    Each file is looked for in the mirror (``KAI_DATA_MIRROR``), then in the data folder
    (``KAI_DATA_DIR``), then fetched from upstream, going on where an earlier fetch broke off. Its
    SHA-256 is checked wherever it was found.

    Parameters
    ----------
    name
        Name of the data set.
    resource
        Only this resource; by default all of them.
    accept_licence
        Say yes to terms that do not clearly allow passing the data on. Remembered.
    offline
        Do not use the network. By default what ``KAI_OFFLINE`` says.
    progress
        Called with (file name, bytes so far, bytes in all) while a file arrives.

    Returns
    -------
    dict of str to pathlib.Path
        File by resource name. Resources that are tables of one file share its path.

    Raises
    ------
    UnknownDataset, LicenceNotAccepted, HashMismatch, Unreachable, MissingPackage
        Each says what to do.
    """
    one = dataset(name)
    wanted = [one.resource(resource)] if resource is not None else list(one.resources)
    _licence.require(one, accept=accept_licence)
    stay = _offline() if offline is None else offline
    files: dict[str, pathlib.Path] = {}
    by_path: dict[str, pathlib.Path] = {}
    for each in wanted:
        source = one.resource(each.derived_from) if each.derived_from else each
        if source.path not in by_path:
            by_path[source.path] = fetch_file(one, source, offline=stay, progress=progress)
        files[each.name] = by_path[source.path]
    return files


def fetch_file(
    one: Dataset, source: Resource, *, offline: bool, progress: Progress | None = None
) -> pathlib.Path:
    """The verified file of one resource; its terms are taken as accepted."""
    target = local_path(source)
    if source.origin == "generated":
        return _generated(source, target)
    if source.origin == "package":
        return _from_package(one, source, target)
    mirrored = mirror_path(source)
    if mirrored is not None and mirrored.is_file():
        check(mirrored, sha256=source.sha256)
        return mirrored
    if target.is_file():
        if sha256_of(target) == source.sha256:
            return target
        if offline:
            check(target, sha256=source.sha256)
    if source.origin == "mirror":
        raise Unreachable("only_in_mirror", dataset=one.name, file=source.path, folder=target)
    if offline:
        raise Unreachable("offline", dataset=one.name, file=source.path, folder=target)
    return download(source.url, target, sha256=source.sha256, size=source.bytes, progress=progress)


def local_path(source: Resource) -> pathlib.Path:
    """Where the file of a resource lies in the data folder, fetched or not."""
    folder = f"packages/{source.package}/" if source.package else "files/"
    return _paths.data_dir() / f"{folder}{source.path}"


def mirror_path(source: Resource) -> pathlib.Path | None:
    """Where the file of a resource would lie in the mirror, if there is one."""
    mirror = os.environ.get("KAI_DATA_MIRROR")
    return pathlib.Path(mirror) / source.path if mirror else None


def package_path(one: Dataset, source: Resource) -> pathlib.Path:
    """Where a Python package keeps the file; the package itself is not imported."""
    spec = importlib.util.find_spec(source.package)
    if spec is None or not spec.submodule_search_locations:
        raise MissingPackage("package_missing", dataset=one.name, package=source.package)
    return pathlib.Path(spec.submodule_search_locations[0]) / source.path


def _from_package(one: Dataset, source: Resource, target: pathlib.Path) -> pathlib.Path:
    inside = package_path(one, source)
    if not inside.is_file():
        raise MissingPackage("package_changed", where=str(inside), dataset=one.name, package=source.package)
    if source.format != "duckdb":
        _check_package(one, source, inside)
        return inside
    # A database is opened read-write by most tools: hand out a copy, never the package's own file.
    if not (target.is_file() and sha256_of(target) == source.sha256):
        _check_package(one, source, inside)
        with atomic_path(target) as part:
            shutil.copyfile(inside, part)
    return target


def _check_package(one: Dataset, source: Resource, inside: pathlib.Path) -> None:
    found = sha256_of(inside)
    if found != source.sha256:
        raise HashMismatch(
            "package_hash",
            where=str(inside),
            dataset=one.name,
            package=source.package,
            expected=source.sha256,
            found=found,
        )


def _generated(source: Resource, target: pathlib.Path) -> pathlib.Path:
    if not (target.is_file() and sha256_of(target) == source.sha256):
        write_atomic(target, _kai101_studies.as_file(source.generator))
    check(target, sha256=source.sha256)
    return target


def _offline() -> bool:
    return os.environ.get("KAI_OFFLINE", "").strip().lower() not in {"", "0", "false", "no"}
