"""Pictures in files, made with no browser and no network."""

from __future__ import annotations

import json
import os
import pathlib
from typing import Any

from .._files import write_atomic
from ..errors import KaiError

PAGE_WIDTH = 720


def save(
    chart: Any, path: str | os.PathLike[str], *, width: int = PAGE_WIDTH, scale: float = 2.0
) -> pathlib.Path:
    """Write a chart as PNG, SVG or Vega-Lite JSON, by the ending of the name.

    Parameters
    ----------
    chart
        Of altair.
    path
        Where to; ends in ``.png``, ``.svg`` or ``.json``.
    width
        In pixels, of a chart that is as wide as its page.
    scale
        Pixels of a PNG per pixel of the chart.

    Raises
    ------
    kai_workbench.errors.KaiError
        Another ending.
    """
    target = pathlib.Path(path)
    ending = target.suffix.lower()
    if ending == ".png":
        return write_atomic(target, png(chart, width=width, scale=scale))
    if ending == ".svg":
        return write_atomic(target, svg(chart, width=width))
    if ending == ".json":
        return write_atomic(target, json.dumps(_spec(chart, width), ensure_ascii=False))
    raise KaiError("chart_ending", where=str(path), ending=ending or target.name)


def png(chart: Any, *, width: int = PAGE_WIDTH, scale: float = 2.0) -> bytes:
    """A chart as PNG."""
    import vl_convert

    # Hangul fonts have no minus sign, and what draws here would take an italic one for it.
    made: bytes = vl_convert.svg_to_png(svg(chart, width=width).replace("\u2212", "\u2013"), scale=scale)
    return made


def svg(chart: Any, *, width: int = PAGE_WIDTH) -> str:
    """A chart as SVG text, to stand in a page by itself."""
    import vl_convert

    made: str = vl_convert.vegalite_to_svg(_spec(chart, width), allowed_base_urls=[])
    return made


def _spec(chart: Any, width: int) -> dict[str, Any]:
    """The specification with a width, where a page would give one."""
    spec: dict[str, Any] = chart.to_dict(validate=False)  # a second a chart; the tests validate
    return spec | {"width": width} if spec.get("width") == "container" else spec
