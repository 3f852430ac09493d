"""A study: which sites there are and how they are reached."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Mapping
from typing import Any

from ._errors import FederationError
from ._network import need_nvflare
from ._policy import FEWEST_SITES, read_yaml
from ._site import Site
from ._transport import InProcess, Opener, Transport

_TIGHTER = (
    "minimum_sites",
    "minimum_n",
    "minimum_count",
    "dominance",
    "budget",
    "largest_round",
    "epsilon",
    "delta",
)
_KNOWN = ("study", "transport", "sites", "kit", "synthetic", *_TIGHTER)
_TRANSPORTS = ("in-process", "nvflare")


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
    folders
        By site, where it lies on this machine; empty over a network.
    synthetic
        Whether its people do not exist, as its file says.
    """

    name: str
    sites: tuple[str, ...]
    opener: Opener = dataclasses.field(repr=False)
    tighter: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    folders: Mapping[str, pathlib.Path] = dataclasses.field(default_factory=dict, repr=False)
    synthetic: bool = False


def open(path: str | pathlib.Path) -> Study:  # noqa: A001, used as federation.open
    """Read a study's file.

    Parameters
    ----------
    path
        YAML: ``study`` (its name), ``sites`` and ``transport``. With ``transport: in-process``, ``sites``
        are name to folder, relative to the file. With ``transport: nvflare`` they are names, and ``kit`` is
        the coordinator's kit (:func:`provision`), relative to the file. ``synthetic: true`` says that its
        people do not exist, which lets their rows be pooled for comparison. The sites' settings
        (``minimum_n`` and so on) may be given, too; a site takes the stricter of the two.

    Raises
    ------
    FederationError
        The file is missing or not such a file, there are fewer than three sites, a site's folder is
        another site's, there is no kit, or NVFlare is not installed.
    """
    path = pathlib.Path(path)
    values = read_yaml(path)
    if missing := [name for name in ("study", "sites") if name not in values]:
        raise FederationError("federation.setting_missing", where=str(path), name=", ".join(missing))
    if unknown := sorted(set(values) - set(_KNOWN)):
        raise FederationError(
            "federation.setting_unknown", where=str(path), name=unknown[0], known=", ".join(_KNOWN)
        )
    transport = values.get("transport", _TRANSPORTS[0])
    if transport not in _TRANSPORTS:
        raise FederationError(
            "federation.transport", where=str(path), transport=transport, known=", ".join(_TRANSPORTS)
        )
    sites, opener, folders = _OPENERS[transport](path, values)
    tighter = {name: values[name] for name in _TIGHTER if name in values}
    synthetic = values.get("synthetic", False) is True
    return Study(str(values["study"]), sites, opener, tighter, folders, synthetic)


_Reached = tuple[tuple[str, ...], Opener, dict[str, pathlib.Path]]


def _in_process(path: pathlib.Path, values: Mapping[str, Any]) -> _Reached:
    """Sites in folders of this machine."""
    if not isinstance(values["sites"], dict):
        raise FederationError(
            "federation.setting_wrong", where=f"{path}, sites", reason=type(values["sites"]).__name__
        )
    folders = {str(name): path.parent / str(folder) for name, folder in values["sites"].items()}
    _enough(path, tuple(folders))
    for name, folder in folders.items():
        if (found := Site(folder).name) != name:
            raise FederationError("federation.folder_of_another", where=str(folder), site=name, found=found)

    def opener(job: str) -> InProcess:
        return InProcess({name: Site(folder) for name, folder in folders.items()}, job)

    return tuple(folders), opener, folders


def _over_nvflare(path: pathlib.Path, values: Mapping[str, Any]) -> _Reached:
    """Sites on other machines, which only their own people reach."""
    need_nvflare()
    if "kit" not in values:
        raise FederationError("federation.setting_missing", where=str(path), name="kit")
    if not isinstance(values["sites"], list | dict):
        raise FederationError(
            "federation.setting_wrong", where=f"{path}, sites", reason=type(values["sites"]).__name__
        )
    sites = tuple(str(name) for name in values["sites"])
    _enough(path, sites)
    kit = path.parent / str(values["kit"])
    if not (kit / "startup" / "fed_admin.json").is_file():
        raise FederationError("federation.no_kit", where=str(kit))

    def opener(job: str) -> Transport:
        from ._nvflare._transport import OverNVFlare

        return OverNVFlare(kit.resolve(), sites, job)

    return sites, opener, {}


_OPENERS = {"in-process": _in_process, "nvflare": _over_nvflare}


def _enough(path: pathlib.Path, sites: tuple[str, ...]) -> None:
    if len(set(sites)) < FEWEST_SITES or len(set(sites)) != len(sites):
        raise FederationError(
            "federation.few_sites", where=f"{path}, sites", n=len(set(sites)), needed=FEWEST_SITES
        )
