"""One server and three sites as processes, for the tests that need real ones."""

from __future__ import annotations

import contextlib
import pathlib
import socket

from _three_sites import SITES, STUDY

from kai_workbench import federation

HOSTILE = pathlib.Path(__file__).with_name("_hostile_server.py")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def started(folder: pathlib.Path):
    """Kits for the sites in ``folder``, and their processes; none is left when the block ends."""
    federation.provision(folder / "kits", study=STUDY, sites=SITES, port=free_port())
    fleet = federation.fleet(folder / "kits", {name: folder / name for name in SITES})
    try:
        fleet.start()
        fleet.ready()
        yield fleet
    finally:
        fleet.stop()
