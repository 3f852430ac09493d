"""A document as one page that asks nothing of the network."""

from __future__ import annotations

from .. import charts
from ..text import say
from ._document import Document, Picture, Points, Table, Text
from ._templates import template

_KINDS = {Text: "text", Points: "points", Table: "table", Picture: "picture"}


def to_html(document: Document) -> str:
    """HTML with style and pictures in it."""
    return template("document.html.j2").render(
        document=document,
        lang=document.lang,
        say=lambda key, **values: say(key, document.lang, **values),
        kind=lambda block: _KINDS[type(block)],
        svg=lambda picture: charts.svg(picture.chart, width=picture.width),
    )
