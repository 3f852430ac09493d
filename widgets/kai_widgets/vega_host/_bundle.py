"""The Vega bundle: built once per version of altair and vl-convert, kept on disk."""

from __future__ import annotations

import functools
import importlib.metadata
import os
import pathlib
import re
import tempfile

import platformdirs

# Vega names clip paths and gradients by the whole address of the page. Once the address has changed, as it
# does with every choice a reader makes, the browser asks the server for the page that was, and a kernel
# is taken to answer it. Nothing but the name within the page is needed.
_PAGE_ADDRESS = re.compile(
    r'"undefined"==typeof window\?"":\((\w+)=window\.location\)\.hash\?'
    r"\1\.href\.slice\(0,-\1\.hash\.length\):\1\.href"
)
_EXPORT = re.compile(r"export\s*\{\s*([\w$]+) as default\s*\}\s*;?\s*$")


def vega_bundle_path() -> pathlib.Path:
    """Where the bundle of the installed versions is kept; ``KAI_CACHE_DIR`` moves the folder."""
    versions = "-".join(importlib.metadata.version(name) for name in ("altair", "vl-convert-python"))
    base = os.environ.get("KAI_CACHE_DIR") or platformdirs.user_cache_dir("kai-workbench")
    return pathlib.Path(base) / "vega" / f"vega-{versions}-local.js"


@functools.cache
def vega_bundle() -> tuple[str, str]:
    """The script without its export, and the name vega-embed has in it.

    Building takes seconds and needs no network; reading the saved file takes milliseconds.
    """
    path = vega_bundle_path()
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    found = _EXPORT.search(text)
    if not found:
        text = _build()
        found = _EXPORT.search(text)
        if not found:
            raise RuntimeError("vl-convert made a Vega bundle without the expected export")
        _save(path, text)
    return text[: found.start()], found.group(1)


def _build() -> str:
    import vl_convert
    from altair.utils._importers import vl_version_for_vl_convert

    text = vl_convert.javascript_bundle("export default vegaEmbed;", vl_version=vl_version_for_vl_convert())
    return _PAGE_ADDRESS.sub('""', str(text))


def _save(path: pathlib.Path, text: str) -> None:
    """Write beside and rename, so that a kill leaves no half file for the next reader."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=".vega.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        pathlib.Path(part).replace(path)
    finally:
        pathlib.Path(part).unlink(missing_ok=True)
