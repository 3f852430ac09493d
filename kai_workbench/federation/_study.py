"""A study: which sites there are and how they are reached."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Mapping
from typing import Any

from ._errors import FederationError
from ._policy import FEWEST_SITES, read_yaml
from ._site import Site
from ._transport import InProcess, Opener

_TIGHTER = ("minimum_sites", "minimum_n", "minimum_count", "dominance", "budget", "largest_round")
_KNOWN = ("study", "transport", "sites", *_TIGHTER)


@dataclasses.dataclass(frozen=True)
class Study:
    """A study as its coordinator knows it. Made by :func:`open`.

    Attributes
    ----------
    name
        Of the study; every site's rules name it, too.
    sites
        Names, in order.
    opener
        Starts a job at all sites.
    tighter
        What the coordinator asks for beyond the sites' own rules; looser values change nothing.
    """

    name: str
    sites: tuple[str, ...]
    opener: Opener = dataclasses.field(repr=False)
    tighter: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def open(path: str | pathlib.Path) -> Study:  # noqa: A001, used as federation.open
    """Read a study's file.

    Parameters
    ----------
    path
        YAML: ``study`` (its name), ``sites`` (name to folder, relative to the file) and
        ``transport: in-process``. The sites' settings (``minimum_n`` and so on) may be given, too; a
        site takes the stricter of the two.

    Raises
    ------
    FederationError
        The file is missing or not such a file, there are fewer than three sites, or a site's folder is
        another site's.
    """
    path = pathlib.Path(path)
    values = read_yaml(path)
    if missing := [name for name in ("study", "sites") if name not in values]:
        raise FederationError("federation.setting_missing", where=str(path), name=", ".join(missing))
    if unknown := sorted(set(values) - set(_KNOWN)):
        raise FederationError(
            "federation.setting_unknown", where=str(path), name=unknown[0], known=", ".join(_KNOWN)
        )
    transport = values.get("transport", "in-process")
    if transport != "in-process":
        raise FederationError("federation.transport", where=str(path), transport=transport)
    if not isinstance(values["sites"], dict):
        raise FederationError(
            "federation.setting_wrong", where=f"{path}, sites", reason=type(values["sites"]).__name__
        )
    folders = {str(name): path.parent / str(folder) for name, folder in values["sites"].items()}
    if len(folders) < FEWEST_SITES:
        raise FederationError(
            "federation.few_sites", where=f"{path}, sites", n=len(folders), needed=FEWEST_SITES
        )
    for name, folder in folders.items():
        if (found := Site(folder).name) != name:
            raise FederationError("federation.folder_of_another", where=str(folder), site=name, found=found)

    def opener(job: str) -> InProcess:
        return InProcess({name: Site(folder) for name, folder in folders.items()}, job)

    tighter = {name: values[name] for name in _TIGHTER if name in values}
    return Study(str(values["study"]), tuple(folders), opener, tighter)
