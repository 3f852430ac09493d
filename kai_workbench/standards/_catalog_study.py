"""Studies of the catalog, fetched and opened by name."""

from __future__ import annotations

import os
import pathlib

from kai_workbench import catalog

from ._study import Study, open_study
from ._study_problems import StudyError


def catalog_study(dataset: str, study: str, *, accept_licence: bool = False) -> Study:
    """Fetch a study of a catalog data set that holds one folder of files for each, and open it.

    Parameters
    ----------
    dataset
        Name of the data set (``send-studies``).
    study
        Name of the study's folder (``PointCross``).
    accept_licence
        As :func:`kai_workbench.catalog.fetch`.

    Raises
    ------
    StudyError
        The data set has no such study.
    UnknownDataset, LicenceNotAccepted, HashMismatch, Unreachable
        As :func:`kai_workbench.catalog.fetch`.
    """
    told = catalog.dataset(dataset)
    by_study: dict[str, list[str]] = {}
    for resource in told.resources:
        folder = pathlib.PurePosixPath(resource.path).parts[1:-1]
        if folder:
            by_study.setdefault(folder[0], []).append(resource.name)
    if study not in by_study:
        raise StudyError("unknown_study", dataset=dataset, name=study, known=", ".join(sorted(by_study)))
    files = [
        catalog.fetch(dataset, resource=name, accept_licence=accept_licence)[name] for name in by_study[study]
    ]
    return open_study(os.path.commonpath([file.parent for file in files]))
