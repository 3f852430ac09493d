"""All pictures of a study as one, to take away: the question's answer above, the source below."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Mapping
from typing import Any

_WIDE, _GAP, _MARGIN = 480, 40, 32
_FONT = "Pretendard, 'Noto Sans KR', NanumGothic, sans-serif"
_LETTERS = 78  # of a line of the answer
_MARK = re.compile(r'<(?:path|line|rect|text)\b[^>]*?(?P<whole>\sopacity="(?P<opacity>[\d.e-]+)")[^>]*>')


def svg(
    columns: list[list[tuple[str, dict[str, Any]]]],
    *,
    points: Mapping[str, Any],
    answer: str,
    source: str,
) -> str:
    """Pictures in columns, each under its title, as one SVG.

    Parameters
    ----------
    columns
        From left to right, from top to bottom: title and Vega-Lite specification.
    points
        Values of the parameters that a specification may have: what is pointed out.
    answer, source
        Text above and below.
    """
    y: float = _MARGIN + 22
    texts = []
    for line in _lines(answer, _LETTERS):
        texts.append(_text(line, _MARGIN, y, size=20, weight="bold"))
        y += 28
    top, bottom = y + 8, y
    x: float = _MARGIN
    parts = []
    for column in columns:
        below, wide_most = top, float(_WIDE)
        for title, spec in column:
            drawn, wide, tall = _drawn(spec, points)
            parts.append(_text(title, x, below + 20, size=16, weight="bold"))
            parts.append(f'<g transform="translate({x},{below + 34})">{drawn}</g>')
            below += 34 + tall + _GAP
            wide_most = max(wide_most, wide)
        if column:
            bottom, x = max(bottom, below), x + wide_most + _GAP
    for line in _lines(source, 2 * _LETTERS):
        texts.append(_text(line, _MARGIN, bottom, size=12, fill="#57606a"))
        bottom += 18
    width, height = x - _GAP + _MARGIN, bottom + _MARGIN / 2
    paper = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{paper}{"".join(texts)}{"".join(parts)}</svg>'
    )


def png(picture: str) -> bytes:
    """The SVG as PNG, two pixels for each of its own."""
    import vl_convert

    made: bytes = vl_convert.svg_to_png(_plain_opacity(picture), scale=2.0)
    return made


def _plain_opacity(picture: str) -> str:
    """The same picture with the opacity of a mark said of its only paint.

    ``opacity`` makes the renderer lay a sheet of the whole picture for every mark (0.01 s each);
    that of a fill or of a stroke costs nothing.
    """

    def mark(found: re.Match[str]) -> str:
        tag = found[0]
        paints = [
            paint for paint in ("fill", "stroke") if (colour := _value(tag, paint)) and colour != "none"
        ]
        if float(found["opacity"]) == 1:
            return tag.replace(found["whole"], "")
        if len(paints) != 1 or _value(tag, f"{paints[0]}-opacity") is not None:
            return tag
        return tag.replace(found["whole"], f' {paints[0]}-opacity="{found["opacity"]}"')

    return _MARK.sub(mark, picture)


def _value(tag: str, name: str) -> str | None:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else None


def _drawn(spec: dict[str, Any], points: Mapping[str, Any]) -> tuple[str, float, float]:
    """A picture as SVG without its outer size, and that size."""
    import vl_convert

    params = [
        one | {"value": points[one["name"]]} if one["name"] in points and "select" not in one else one
        for one in spec.get("params", [])
    ]
    made = vl_convert.vegalite_to_svg(spec | {"width": _WIDE - 70, "params": params}, allowed_base_urls=[])
    size = re.search(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"', made)
    assert size is not None
    return made, float(size[1]), float(size[2])


def _lines(text: str, letters: int) -> list[str]:
    wide = re.search("[가-힣]", text) is not None
    return textwrap.wrap(text, letters * 2 // 3 if wide else letters)


def _text(text: str, x: float, y: float, *, size: int, weight: str = "normal", fill: str = "#1b1f24") -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="{_FONT}" font-size="{size}" font-weight="{weight}" '
        f'fill="{fill}">{html.escape(text)}</text>'
    )
