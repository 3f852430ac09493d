"""Server and sites as processes on this machine: started, watched, ended."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import psutil

from kai_workbench._files import write_atomic

from .._errors import FederationError
from ._check import check_kit, name_of_server, target
from ._kits import COORDINATOR, private
from ._rules import server_rules, settle, site_rules
from ._transport import connected, in_words

STATE = "processes.json"
_LOG = "process.log"
_SERVER = "nvflare.private.fed.app.server.server_train"
_SITE = "nvflare.private.fed.app.client.client_train"
_GRACE, _LISTEN = 8.0, 40.0


def server_command(kit: pathlib.Path) -> list[str]:
    """How the server is started."""
    settings = ["secure_train=true", "org=server", "config_folder=config"]
    return [sys.executable, "-u", "-m", _SERVER, "-m", str(kit), "-s", "fed_server.json", "--set", *settings]


def site_command(kit: pathlib.Path, name: str) -> list[str]:
    """How a site is started."""
    settings = ["secure_train=true", f"uid={name}", "config_folder=config"]
    return [sys.executable, "-u", "-m", _SITE, "-m", str(kit), "-s", "fed_client.json", "--set", *settings]


def environment() -> dict[str, str]:
    """Of a process of the federation: no Python settings of whoever starts it, one thread for algebra."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return kept | one


def launch(command: Sequence[str], kit: pathlib.Path, *, detached: bool) -> subprocess.Popen[bytes]:
    """Start one process; what it says goes to a file in its kit."""
    private(kit)
    handle = os.open(kit / _LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(
            list(command),
            cwd=kit,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            start_new_session=detached,
            umask=0o077,
        )
    finally:
        os.close(handle)


class Fleet:
    """Server and sites of one study on this machine.

    Parameters
    ----------
    kits
        As :func:`~kai_workbench.federation.provision` wrote them.
    folders
        By site: its own folder, with its rules and rows.
    """

    def __init__(self, kits: str | pathlib.Path, folders: Mapping[str, str | pathlib.Path]) -> None:
        self.kits = pathlib.Path(kits).resolve()
        self.folders = {name: pathlib.Path(folder) for name, folder in folders.items()}
        self._started: dict[str, psutil.Process] = {}
        self._own: set[str] = set()
        self._children: list[subprocess.Popen[bytes]] = []

    def start(self, *names: str) -> None:
        """Start the server and all sites, or those named."""
        names = names or ("server", *self.folders)
        if already := sorted(running(self.kits).keys() & set(names)):
            raise FederationError("federation.running", where=", ".join(already))
        for name in names:
            kit = self.kits / name
            if name == "server":
                check_kit(kit, name_of_server(kit), kind="server")
                server_rules(kit)
                command = server_command(kit)
            else:
                check_kit(kit, name)
                site_rules(kit)
                settle(kit, self.folders[name])
                command = site_command(kit, name)
            self._children.append(launch(command, kit, detached=True))
            self._started[name] = psutil.Process(self._children[-1].pid)
            self._own.add(name)
            self._note()
            if name == "server":
                self._listening()

    def _listening(self) -> None:
        """Wait for the server's port: a site that finds it closed tries again only after ten seconds."""
        host, port, _ = target(self.kits / "server", kind="server")
        until = time.monotonic() + _LISTEN
        while time.monotonic() < until and alive(self._started["server"]):
            with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1.0):
                return
            time.sleep(0.1)
        raise FederationError("federation.not_started", where=str(self.kits / "server" / _LOG))

    def ready(self, timeout: float = 90.0) -> float:
        """Wait until the server knows all sites; seconds it took.

        Raises
        ------
        FederationError
            It does not within ``timeout`` seconds, or a process has ended; says whose.
        """
        began, missing = time.monotonic(), list(self.folders)
        with connected(self.kits / COORDINATOR) as session:
            while time.monotonic() - began < timeout:
                with in_words():
                    known = {one.name for one in session.get_connected_client_list()}
                missing = [name for name in self.folders if name not in known]
                if not missing:
                    return time.monotonic() - began
                if gone := [name for name in missing if not self.tree(name)]:
                    raise FederationError("federation.not_started", where=str(self.kits / gone[0] / _LOG))
                time.sleep(0.2)
        raise FederationError("federation.not_ready", where=", ".join(missing), timeout=f"{timeout:.0f}")

    def tree(self, name: str) -> list[psutil.Process]:
        """The process of a party, and those of its jobs."""
        one = self._started.get(name)
        return _tree(one) if one is not None and alive(one) else []

    def memory(self) -> dict[str, list[float]]:
        """MB held by each process of each party: that which stays, then those of its jobs."""
        found: dict[str, list[float]] = {}
        for name in self._started:
            found[name] = []
            for one in self.tree(name):
                with contextlib.suppress(psutil.Error):
                    found[name].append(one.memory_info().rss / 1e6)
        return found

    def kill(self, name: str) -> None:
        """End one party without warning, as a machine that fails."""
        _end(self.tree(name), grace=0.0)
        self._started.pop(name, None)
        self._note()

    def stop(self) -> None:
        """End them all."""
        _end([one for name in self._started for one in self.tree(name)], grace=_GRACE)
        self._started.clear()
        self._note()

    def _note(self) -> None:
        """Which processes these are, for another to stop."""
        self._children = [one for one in self._children if one.poll() is None]
        others = {name: one for name, one in running(self.kits).items() if name not in self._own}
        mine = {name: one for name, one in self._started.items() if alive(one)}
        kept = {name: [one.pid, one.create_time()] for name, one in (others | mine).items()}
        path = self.kits / STATE
        if kept:
            write_atomic(path, json.dumps(kept))
            path.chmod(0o600)
        else:
            path.unlink(missing_ok=True)


def running(kits: pathlib.Path) -> dict[str, psutil.Process]:
    """The processes that were started from these kits, by whomever, and still run."""
    path = kits / STATE
    if not path.exists():
        return {}
    found = {}
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for name, (pid, began) in values.items():
        with contextlib.suppress(psutil.Error):
            one = psutil.Process(pid)
            # a number that was given to another process since is not ours
            if abs(one.create_time() - began) < 1.0 and alive(one):
                found[name] = one
    return found


def stop(kits: pathlib.Path) -> list[str]:
    """End the processes that were started from these kits; their names."""
    found = running(kits)
    _end([one for first in found.values() for one in _tree(first)], grace=_GRACE)
    (kits / STATE).unlink(missing_ok=True)
    return list(found)


def _tree(one: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return [one, *one.children(recursive=True)]
    return []


def alive(one: psutil.Process) -> bool:
    """Whether a process runs; one that has ended and was not collected does not."""
    with contextlib.suppress(psutil.Error):
        return one.is_running() and one.status() != psutil.STATUS_ZOMBIE
    return False


def _end(processes: list[psutil.Process], *, grace: float) -> None:
    for one in processes:
        with contextlib.suppress(psutil.Error):
            one.terminate() if grace else one.kill()
    _, left = psutil.wait_procs(processes, timeout=grace or 3.0)
    for one in left:
        with contextlib.suppress(psutil.Error):
            one.kill()
    psutil.wait_procs(left, timeout=3.0)


def attend(command: Sequence[str], kit: pathlib.Path) -> int:
    """Run one party until it ends or is told to stop (Ctrl-C, SIGTERM); its exit status."""
    started = launch(command, kit, detached=True)  # Ctrl-C is for us; we end it, and its jobs

    def leave(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, leave)
    try:
        return started.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)
        with contextlib.suppress(psutil.Error):
            _end(_tree(psutil.Process(started.pid)), grace=_GRACE)
        started.poll()
