"""Where studies come from: the catalog, and a package of the reader's own."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import shutil
import tempfile
import weakref
from collections.abc import Iterator

from kai_workbench import _paths, catalog, standards
from kai_workbench.catalog import Resource
from kai_workbench.errors import KaiError

from ._study_explorer_facts import Facts, facts
from ._work import Progress

OWN = "own"
# What a reader may send; a package is read as data and never run.
MAX_BYTES = 60 * 1000 * 1000
ENDINGS = (".zip", ".xpt")
_SYNTHETIC_FOLDERS = {"PointCross"}  # its own readme says that it was made up
_FIRST = ("scoreSEND-87497", "kai-101-rat")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Source:
    """A study of the catalog.

    Attributes
    ----------
    name
        In the address.
    label
        In the list.
    dataset, resources
        What must be fetched of the catalog.
    synthetic
        Whether its animals are invented.
    here
        Whether it can be opened without asking the network.
    size
        Bytes in all.
    """

    name: str
    label: str
    dataset: str
    resources: tuple[str, ...]
    synthetic: bool
    here: bool
    size: int = 0

    def open(self, progress: Progress) -> Facts:
        """Fetch what is not here, and read it; ``progress`` gets files done and in all.

        Raises
        ------
        kai_workbench.catalog.CatalogError
            It cannot be had.
        kai_workbench.standards.StudyError
            It is no study, or a domain that it takes is missing.
        """
        path = pathlib.Path()
        for k, resource in enumerate(self.resources):
            progress(k, len(self.resources))
            path = catalog.fetch(self.dataset, resource=resource)[resource]
        package = path if len(self.resources) == 1 else path.parent
        return facts(standards.open_study(package), name=self.name, synthetic=self.synthetic)


def sources() -> list[Source]:
    """Every SEND study of the catalog: what is here first, the rat and KAI-101 before the others."""
    found = [*_folders(), *_kai101()]
    order = {name: k for k, name in enumerate(_FIRST)}
    return sorted(found, key=lambda one: (not one.here, order.get(one.name, len(order)), one.label))


def _folders() -> Iterator[Source]:
    """Studies whose files are single resources of a data set, a folder each."""
    for dataset in catalog.datasets():
        if not dataset.standard.startswith("SEND"):
            continue
        studies: dict[str, list[Resource]] = {}
        for resource in dataset.resources:
            studies.setdefault(str(pathlib.PurePosixPath(resource.path).parent), []).append(resource)
        for folder, files in studies.items():
            if not any(pathlib.PurePosixPath(one.path).stem.lower() == "dm" for one in files):
                continue  # licences, and data sets about the standard
            name = pathlib.PurePosixPath(folder).name
            yield Source(
                name=name,
                label=name.removeprefix("scoreSEND-"),
                dataset=dataset.name,
                resources=tuple(one.name for one in files),
                synthetic=dataset.synthetic or name in _SYNTHETIC_FOLDERS,
                here=all(_is_here(one) for one in files),
                size=sum(one.bytes for one in files),
            )


def _kai101() -> Iterator[Source]:
    for name, about in catalog.KAI101_STUDIES.items():
        if about.standard == "SEND":
            yield Source(
                name=f"kai-101-{name}",
                label=about.study,
                dataset="kai-101",
                resources=(name,),
                synthetic=True,
                here=True,
            )


def _is_here(resource: Resource) -> bool:
    mirror = os.environ.get("KAI_DATA_MIRROR")
    places = [pathlib.Path(mirror) / resource.path] if mirror else []
    places.append(_paths.data_dir() / "files" / resource.path)
    return any(place.is_file() for place in places)


def open_own(name: str, content: bytes) -> Facts:
    """The package that a reader has sent: a zip archive, or one SAS transport file.

    It is kept in a folder of its own that goes when the study is let go; nothing of it is run, and
    nothing of an archive is unpacked to disk.

    Raises
    ------
    kai_workbench.errors.KaiError
        Another ending; the package cannot be opened; it is of people; it holds no demographics.
    """
    ending = pathlib.PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise KaiError("study_explorer_ending", where=name, endings=", ".join(ENDINGS))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kai-study-"))
    try:
        path = folder / f"{pathlib.PurePath(name).stem[:60] or 'package'}{ending}"
        path.write_bytes(content)
        shown = facts(_of_animals(standards.open_study(path)), name=OWN, synthetic=None)
    except KaiError as error:
        shutil.rmtree(folder, ignore_errors=True)
        # The reader knows the file by its own name, not by where it was put.
        error.where = name
        raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(shown, shutil.rmtree, folder, ignore_errors=True)
    return shown


def _of_animals(study: standards.Study) -> standards.Study:
    """The study, unless it is one of people."""
    if study.standard is not None and study.standard.name != "SEND":
        raise KaiError("study_explorer_people", standard=str(study.standard))
    return study


def unread(study: standards.Study) -> list[str]:
    """Files of data sets that could not be read, and so are missing from what is shown."""
    there = {one.file for one in study.domains.values()}
    told = {one.file for one in study.found} - there
    return sorted(name for name in told if pathlib.PurePosixPath(name).suffix.lower() not in {"", ".xml"})
