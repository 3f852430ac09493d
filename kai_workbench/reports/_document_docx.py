"""A document as DOCX, for those who have to write into it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from .. import charts
from ..errors import KaiError
from ._document import Block, Document, Picture, Points, Table, Text

if TYPE_CHECKING:
    from docx.document import Document as Docx

_FONTS = {"en": "Calibri", "ko": "Malgun Gothic"}
_WIDTH_CM = 16.5
_NARROW = 7  # columns from which a table is set smaller


def to_docx(document: Document) -> bytes:
    """The same content as :func:`to_html`, with styles for headings, captions and tables.

    Raises
    ------
    kai_workbench.errors.KaiError
        python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise KaiError("docx_missing") from None
    made = docx.Document()
    _set_up(made, document)
    made.add_heading(document.title, level=0)
    for block in document.above:
        _add(made, block)
    for section in document.sections:
        made.add_heading(section.heading, level=section.level)
        for block in section.blocks:
            _add(made, block)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _set_up(made: Docx, document: Document) -> None:
    """A4, one font for both scripts, the language, and a title that a reader's program shows."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    page = made.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.25)
    font = _FONTS[document.lang]
    for style in made.styles:
        if getattr(style, "font", None) is None:
            continue
        own: Any = style.element
        style.font.name = font
        fonts = own.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:hAnsi", "w:cs", "w:ascii"):
            fonts.set(qn(script), font)
        for theme in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    made.styles["Normal"].font.size = Pt(10.5)
    made.core_properties.title = document.title
    made.core_properties.author = "KAI Workbench"
    made.core_properties.comments = ""
    made.core_properties.language = {"en": "en-GB", "ko": "ko-KR"}[document.lang]


def _add(made: Docx, block: Block) -> None:
    from docx.shared import Cm, RGBColor

    if isinstance(block, Text):
        style = "Intense Quote" if block.kind == "missing" else "Normal"
        run = made.add_paragraph(style=style).add_run(block.words)
        run.bold = block.kind in {"answer", "warning"}
        run.italic = block.kind == "note"
        if block.kind == "warning":
            run.font.color.rgb = RGBColor(0xB3, 0x59, 0x00)
    elif isinstance(block, Points):
        for line in block.lines:
            made.add_paragraph(line, style="List Bullet")
    elif isinstance(block, Picture):
        image = io.BytesIO(charts.png(block.chart, width=block.width))
        shape = made.add_picture(image, width=Cm(_WIDTH_CM))
        shape._inline.docPr.set("descr", block.caption)  # noqa: SLF001, python-docx has no other way yet
        made.add_paragraph(block.caption, style="Caption")
    else:
        _add_table(made, block)


def _add_table(made: Docx, block: Table) -> None:
    """With its heads repeated on every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    if block.caption:
        caption = made.add_paragraph(block.caption, style="Caption")
        caption.paragraph_format.keep_with_next = True
    table = made.add_table(rows=1 + len(block.rows), cols=len(block.heads), style="Light List Accent 1")
    size = Pt(8 if len(block.heads) >= _NARROW else 9)
    # table.cell() walks the whole grid at every call; its cells in one go are many times faster.
    cells = iter(table._cells)  # noqa: SLF001
    for row in (block.heads, *block.rows):
        for k, words in enumerate(row):
            paragraph = next(cells).paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            if k >= block.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.add_run(words).font.size = size
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001
    made.add_paragraph()
