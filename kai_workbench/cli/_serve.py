"""``kai apps`` and ``kai lab``."""

from __future__ import annotations

import pathlib
from typing import Annotated

import typer

from ._language import reader


def apps(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="First port to try.")] = 8866,
    host: Annotated[
        str, typer.Option(help="Address to listen on. Any but this machine's own needs --token.")
    ] = "127.0.0.1",
    token: Annotated[
        str,
        typer.Option(envvar="KAI_APPS_TOKEN", show_envvar=True, help="Secret asked of every visitor."),
    ] = "",
    browser: Annotated[bool, typer.Option(help="Open the home page.")] = True,
    pool: Annotated[
        int, typer.Option(min=0, max=16, help="Kernels kept warm for each app (about 140 MB each).")
    ] = 1,
) -> None:
    """Serve the apps on this machine, with a home page.

    Example:  kai apps --port 8900 --no-browser
    """
    from kai_workbench.apps import serve

    serve(host=host, port=port, token=token, open_browser=browser, pool=pool, lang=reader())


def lab(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="First port to try.")] = 8888,
    browser: Annotated[bool, typer.Option(help="Open JupyterLab.")] = True,
    folder: Annotated[
        pathlib.Path | None,
        typer.Option(help="Where an installed package copies its notebooks to."),
    ] = None,
) -> None:
    """Open the notebooks in JupyterLab.

    Example:  kai lab --no-browser
    """
    from kai_workbench.apps import lab as run

    raise typer.Exit(run(port=port, open_browser=browser, folder=folder, lang=reader()))
