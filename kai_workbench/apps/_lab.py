"""JupyterLab in the notebooks' folder."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from kai_workbench import _paths
from kai_workbench.text import Lang, say

from ._server import add_template_path

# JupyterLab would ask the internet for news, for its newest release and for a list of extensions.
_QUIET = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


def notebooks_folder(target: pathlib.Path, *, source: pathlib.Path | None = None) -> pathlib.Path:
    """A folder of notebooks that may be changed.

    In a checkout that is the checkout's own. Installed from a wheel, the notebooks are copied to
    ``target``; files that are there already are left as they are.
    """
    bundled = source or _paths.bundled("notebooks")
    if source is None and bundled.parent.name != "_bundled":
        return bundled
    for path in sorted(bundled.rglob("*")):
        copy = target / path.relative_to(bundled)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        elif not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return target


def lab(
    *,
    port: int = 8888,
    open_browser: bool = True,
    folder: pathlib.Path | None = None,
    more: Sequence[str] = (),
    lang: Lang = "en",
    echo: Callable[[str], object] = print,
) -> int:
    """Run JupyterLab until Ctrl-C; its exit code.

    Parameters
    ----------
    port
        The first port to try.
    open_browser
        Open it.
    folder
        Where an installed wheel's notebooks are copied to; ``~/kai-notebooks`` by default.
    more
        Further arguments for JupyterLab.
    lang, echo
        How messages are said.
    """
    target = folder or pathlib.Path.home() / "kai-notebooks"
    root = notebooks_folder(target)
    if root == target:
        echo(say("serve.lab_copy", lang, folder=target))
    add_template_path()
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", f"--port={port}", *_QUIET]
    if os.name == "posix":
        command.append("--KernelManager.transport=ipc")  # over TCP anyone on this machine could listen in
    if not open_browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        echo(say("serve.lab_root", lang))
        command.append("--allow-root")
    process = subprocess.Popen([*command, *more], env=os.environ.copy())
    while True:
        # Ctrl-C reaches JupyterLab too, which asks; wait for its answer.
        with contextlib.suppress(KeyboardInterrupt):
            return process.wait()
