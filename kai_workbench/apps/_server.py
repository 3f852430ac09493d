"""Serving the apps."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import pathlib
import socket
from collections.abc import Callable

from kai_workbench import _paths
from kai_workbench.errors import KaiError
from kai_workbench.text import Lang, say

PORT = 8866
TOKEN_LENGTH = 12


def is_loopback(host: str) -> bool:
    """Whether ``host`` can be reached from this machine only."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def free_port(host: str, port: int, *, tries: int = 50) -> int:
    """The first free port from ``port`` upwards.

    Raises
    ------
    KaiError
        None of ``tries`` ports is free.
    """
    for candidate in range(port, min(port + tries, 65536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError as error:
                if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                    raise
            else:
                return int(probe.getsockname()[1])
    raise KaiError("serve_port", port=port)


def add_template_path() -> None:
    """Let Jupyter find the page template, in a checkout or in a wheel.

    Raises
    ------
    KaiError
        The template is nowhere.
    """
    from jupyter_core.paths import jupyter_path

    checkout = _paths.bundled("share") / "jupyter"
    if checkout.exists():
        known = os.environ.get("JUPYTER_PATH", "")
        if str(checkout) not in known.split(os.pathsep):
            os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(checkout), known]))
    places = map(pathlib.Path, jupyter_path("voila", "templates", "kai"))
    if not any((place / "index.html.j2").exists() for place in places):
        raise KaiError("serve_no_template")


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    token: str = "",
    open_browser: bool = True,
    pool: int = 1,
    idle_minutes: float = 15,
    folder: pathlib.Path | None = None,
    lang: Lang = "en",
    echo: Callable[[str], object] = print,
) -> None:
    """Serve every notebook of ``folder`` as an app, with a home page, until Ctrl-C.

    Parameters
    ----------
    host
        Address to listen on. Any that other machines can reach needs a ``token``.
    port
        The first port to try.
    token
        Asked of every request, also of those for scripts and of web sockets.
    open_browser
        Open the home page.
    pool
        Kernels kept warm for each app; 0 starts one when it is asked for.
    idle_minutes
        A kernel that no page is connected to ends after so long.
    folder
        Where the notebooks are; the workbench's own apps by default.
    lang
        Of the messages printed here. Each reader chooses in the browser.
    echo
        Prints a message.

    Raises
    ------
    KaiError
        No token for an open host, a token too short, no apps, no free port, no template.
    """
    apps = (folder or _paths.bundled("notebooks") / "apps").resolve()
    if not is_loopback(host) and not token:
        raise KaiError("serve_token", host=host)
    if token and len(token) < TOKEN_LENGTH:
        raise KaiError("serve_token_short", have=len(token), need=TOKEN_LENGTH)
    if not any(apps.glob("*.ipynb")):
        raise KaiError("serve_no_apps", folder=apps)
    add_template_path()
    chosen = free_port(host, port)
    if port and chosen != port:
        echo(say("serve.other_port", lang, port=port, other=chosen))
    _prepare_drawing(lang, echo)

    from ._voila import run

    def started(url: str) -> None:
        echo(say("serve.running", lang, url=url))
        echo(say("serve.stop", lang))

    run(
        apps,
        host=host,
        port=chosen,
        token=token,
        open_browser=open_browser,
        pool=pool,
        idle_minutes=idle_minutes,
        started=started,
    )


def _prepare_drawing(lang: Lang, echo: Callable[[str], object]) -> None:
    """Save the drawing script once, so that no page has to wait for it."""
    from kai_widgets import vega_bundle, vega_bundle_path

    if not vega_bundle_path().exists():
        echo(say("serve.preparing", lang))
        vega_bundle()
