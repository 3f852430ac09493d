"""``kai cache``: look at kept fits, compiled models and tables, and clear them."""

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
    help="Kept fits, compiled models and tables: how much there is, and clearing it.",
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
    table.add_row(say("cache.tables", speaks), f"{info.tables:,}  ({_megabytes(info.table_bytes)})")
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
    tables: Annotated[bool, typer.Option("--tables", help="Only tables.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    lang: Language = "",
) -> None:
    """Remove kept fits, compiled models and tables; everything can be made again.

    Without --fits, --compiled or --tables, all are removed.
    """
    from kai_workbench import inference

    speaks = reader(lang)
    if not (fits or compiled or tables):
        fits = compiled = tables = True
    info = inference.cache_info()
    sizes = ((fits, info.fit_bytes), (compiled, info.compiled_bytes), (tables, info.table_bytes))
    size = sum(one for wanted, one in sizes if wanted)
    if not yes:
        typer.confirm(say("cache.sure", speaks, size=_megabytes(size), folder=info.folder), abort=True)
    removed = inference.clear_cache(fits=fits, compiled=compiled, tables=tables)
    Console().print(say("cache.cleared", speaks, count=removed, size=_megabytes(size)))


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
