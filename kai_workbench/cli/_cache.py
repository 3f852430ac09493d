"""``kai cache``: look at kept fits and compiled models, and clear them."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kai_workbench.text import say

from ._language import Language, reader

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Kept fits and compiled models: how much there is, and clearing it.",
    epilog="Example: kai cache show",
)


@app.command(epilog="Example: kai cache show")
def show(*, lang: Language = "") -> None:
    """Show where the cache lies, what it holds, and how large it may become."""
    from kai_workbench import inference

    speaks = reader(lang)
    info = inference.cache_info()
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row(say("cache.folder", speaks), str(info.folder))
    table.add_row(say("cache.fits", speaks), f"{info.fits:,}  ({_megabytes(info.fit_bytes)})")
    for name, count in info.models.items():
        table.add_row("", f"{name}: {count:,}")
    table.add_row(say("cache.compiled", speaks), f"{info.compiled:,}  ({_megabytes(info.compiled_bytes)})")
    table.add_row(say("cache.limit", speaks), f"{_megabytes(info.limit_bytes)}  (KAI_CACHE_LIMIT_MB)")
    console = Console()
    console.print(table)
    if not info.usable:
        console.print(say("cache.not_usable", speaks), style="yellow")


@app.command(epilog="Example: kai cache clear --fits --yes")
def clear(
    *,
    fits: Annotated[bool, typer.Option("--fits", help="Only fits.")] = False,
    compiled: Annotated[bool, typer.Option("--compiled", help="Only compiled models.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    lang: Language = "",
) -> None:
    """Remove kept fits and compiled models; everything can be made again.

    Without --fits or --compiled, both are removed.
    """
    from kai_workbench import inference

    speaks = reader(lang)
    both = fits == compiled
    info = inference.cache_info()
    size = (info.fit_bytes if fits or both else 0) + (info.compiled_bytes if compiled or both else 0)
    if not yes:
        typer.confirm(say("cache.sure", speaks, size=_megabytes(size), folder=info.folder), abort=True)
    removed = inference.clear_cache(fits=fits or both, compiled=compiled or both)
    Console().print(say("cache.cleared", speaks, count=removed, size=_megabytes(size)))


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
