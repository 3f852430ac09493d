"""Why a file could not be read, in the reader's words rather than in those of a library."""

from __future__ import annotations

from ._problems import Problem

# What libraries say, and what it means; the first that fits. Each has its phrase, ``problem.<code>``.
_MEANT = (
    ("file_ends_early", ("too soon", "end-of-stream", "ended before", "truncat", "unexpected eof",
                         "unexpected end", "incomplete", "no more data", "fill whole buffer")),
    ("file_checksum", ("crc", "checksum", "incorrect data check")),
    ("file_begins_otherwise", ("magic", "not a gzip", "not a zip", "incorrect header", "invalid header")),
    ("file_entities", ("entitiesforbidden", "dtdforbidden", "externalreferenceforbidden")),
)  # fmt: skip


def why(error: BaseException) -> Problem:
    """The problem that a library's exception stands for.

    Examples
    --------
    >>> why(EOFError("Compressed file ended before the end-of-stream marker was reached")).say("en")
    'it ends too soon'
    >>> why(ValueError("no luck")).say("en")
    'what it holds is damaged, or of a kind that is not known here'
    """
    if isinstance(error, NotImplementedError):
        return Problem("file_packed_otherwise")
    place = getattr(error, "position", None)  # xml.etree.ElementTree.ParseError
    if isinstance(place, tuple):
        return Problem("file_place", value=f"{place[0]:,}", hint=f"{place[1] + 1:,}")
    said = f"{type(error).__name__} {error}".lower()
    for code, words in _MEANT:
        if any(word in said for word in words):
            return Problem(code)
    return Problem("file_inside")
