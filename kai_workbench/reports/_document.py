"""What a report says, before it is a page or a document: sections of texts, tables and pictures."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import polars as pl

    from ..text import Lang

Kind = Literal["text", "answer", "note", "warning", "code", "missing"]


@dataclasses.dataclass(frozen=True)
class Text:
    """A paragraph.

    Attributes
    ----------
    words
        Plain text.
    kind
        How it weighs; ``missing`` is for the sponsor to write.
    """

    words: str
    kind: Kind = "text"


@dataclasses.dataclass(frozen=True)
class Points:
    """A list, one line each."""

    lines: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Table:
    """Cells as they are read, and the numbers behind them.

    Attributes
    ----------
    caption
        Above the table; may be empty.
    heads
        Of the columns.
    rows
        Cells, as many as there are heads.
    numeric
        From which column on the cells are numbers.
    file
        Name of the CSV file with the numbers behind; empty where the cells are all there is.
    data
        What that file holds.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: int = 1
    file: str = ""
    data: pl.DataFrame | None = None


@dataclasses.dataclass(frozen=True)
class Picture:
    """A chart of altair, what it shows in a sentence, and its width in a page, in pixels."""

    chart: Any
    caption: str
    width: int = 760


Block = Text | Points | Table | Picture


@dataclasses.dataclass(frozen=True)
class Section:
    """A heading and what stands under it.

    Attributes
    ----------
    heading
        With its number, where it has one.
    blocks
        In order.
    level
        1 for a chapter.
    """

    heading: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclasses.dataclass(frozen=True)
class Document:
    """A whole report in one language."""

    title: str
    lang: Lang
    sections: tuple[Section, ...]
    above: tuple[Block, ...] = ()

    def tables(self) -> dict[str, pl.DataFrame]:
        """The numbers behind the tables, by the name of their file."""
        blocks = [*self.above, *(block for section in self.sections for block in section.blocks)]
        return {
            block.file: block.data
            for block in blocks
            if isinstance(block, Table) and block.file and block.data is not None
        }
