"""The federation over a network, as far as it can be asked for without NVFlare being there."""

from __future__ import annotations

import importlib.util
import pathlib
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ._errors import FederationError
from ._policy import read_yaml
from ._site import Site

if TYPE_CHECKING:
    from ._nvflare._fleet import Fleet
    from ._nvflare._kits import Kits

PORT = 8002
_KITS = "kits"


def need_nvflare() -> None:
    """Refuse, in words, where the extra is not installed."""
    if importlib.util.find_spec("nvflare") is None:
        raise FederationError("federation.no_nvflare")


def provision(
    folder: str | pathlib.Path,
    *,
    study: str,
    sites: Sequence[str],
    server: str = "localhost",
    port: int = PORT,
) -> Kits:
    """Make the kits of a study: certificates under a root of its own, and settings. Needs NVFlare.

    Parameters
    ----------
    folder
        Must not be there, or be empty. Gets ``study.yml``, for :func:`open`, and a folder for each party;
        files are readable by their owner alone. ``authority`` holds the root key and belongs on no machine
        that runs anything.
    study, sites
        Names. Those of sites stand in certificates: letters, digits, ``-`` and ``_``.
    server
        Host name of the machine that carries the messages. With ``localhost`` it listens on 127.0.0.1 alone.
    port
        The one port that the server listens on. With 0 and ``localhost`` it is one that is free
        now.

    Returns
    -------
    Kits
        Where everything lies.

    Raises
    ------
    FederationError
        NVFlare is not installed, the folder is in use, there are fewer than three sites, or a name cannot
        stand in a certificate.
    """
    need_nvflare()
    from ._nvflare._kits import provision as made

    chosen = _free_port() if port == 0 and server == "localhost" else port
    return made(folder, study=study, sites=sites, server=server, port=chosen)


def fleet(kits: str | pathlib.Path, folders: Mapping[str, str | pathlib.Path]) -> Fleet:
    """Server and sites of a study as processes on this machine, for demonstrations and tests. Needs NVFlare.

    Parameters
    ----------
    kits
        As :func:`provision` wrote them.
    folders
        By site: its own folder, with its rules and rows.

    Returns
    -------
    Fleet
        With ``start()``, ``stop()``, ``kill(name)`` and ``memory()``; nothing is started yet.
    """
    need_nvflare()
    from ._nvflare._fleet import Fleet

    return Fleet(kits, folders)


def serve(kit: pathlib.Path, began: Callable[[], object]) -> int:
    """Run the server of a study until told to stop; its exit status. ``began`` is called after all checks."""
    need_nvflare()
    from ._nvflare import _check, _fleet, _rules

    kit = kit.resolve()
    _check.check_kit(kit, _check.name_of_server(kit), kind="server")
    _rules.server_rules(kit)
    began()
    return _fleet.attend(_fleet.server_command(kit), kit)


def take_part(folder: pathlib.Path, kit: pathlib.Path, began: Callable[[], object]) -> int:
    """Run a site from its kit until it is told to stop; its exit status. Calls ``began`` after all checks.

    Raises
    ------
    FederationError
        The site, its kit or the server is not as it must be.
    """
    need_nvflare()
    from ._nvflare import _check, _fleet, _rules

    site, kit = Site(folder), kit.resolve()
    if exposed := site.exposed():
        raise FederationError(
            "federation.exposed", where=str(folder), names=", ".join(path.name for path in exposed)
        )
    site.audit()  # a log that was altered is found before anything is added to it
    site.rows()
    _check.check_kit(kit, site.name)
    _check.check_server(kit)
    _rules.site_rules(kit)
    _rules.settle(kit, folder)
    began()
    return _fleet.attend(_fleet.site_command(kit, site.name), kit)


def local_demonstration(folder: pathlib.Path, sites: int) -> pathlib.Path:
    """Server and made-up sites as processes on this machine, with one model approved; ``study.yml``."""
    need_nvflare()
    from ._declared import card
    from ._demonstration import MODEL, STUDY, demonstration

    kits = folder / _KITS
    if not kits.exists():
        path = demonstration(folder, sites=sites)
        names = tuple(read_yaml(path)["sites"])
        for name in names:
            Site(folder / name).approve(card(MODEL))
        provision(kits, study=STUDY, sites=names, port=0)
    names = tuple(read_yaml(folder / "study.yml")["sites"])
    if len(names) != sites:
        raise FederationError("federation.other_number", where=str(folder), n=len(names))
    started = fleet(kits, {name: folder / name for name in names})
    try:
        started.start()
        started.ready()
    except BaseException:
        started.stop()
        raise
    return kits / "study.yml"


def stop_local(folder: pathlib.Path) -> list[str]:
    """End the processes of a demonstration; their names."""
    need_nvflare()
    from ._nvflare import _fleet

    return _fleet.stop((folder / _KITS).resolve())


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
