"""A site's log of what was asked and answered: each entry holds the hash of the one before."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import os
import pathlib
from typing import Any

from ._errors import Tampered

_FIRST = "0" * 64


@dataclasses.dataclass(frozen=True)
class Entry:
    """One entry.

    Attributes
    ----------
    number
        From 1.
    time
        UTC, ISO 8601.
    what
        ``init | approve | withdraw | job | state | hello | keys | round | count | failed | refused | end``.
    details
        Plain values.
    hash
        Of this entry, with the hash of the one before in it.
    """

    number: int
    time: str
    what: str
    details: dict[str, Any]
    hash: str


class Audit:
    """The log in a file of JSON lines, readable by its owner alone."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path

    def append(self, what: str, head: tuple[int, str] | None, **details: Any) -> tuple[int, str]:
        """Add an entry after ``head`` (number and hash of the last); the new head."""
        number, before = head or (0, _FIRST)
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        body = json.dumps(
            {"number": number + 1, "time": now, "what": what, "details": details, "before": before},
            sort_keys=True,
            ensure_ascii=False,
        )
        found = hashlib.sha256(body.encode()).hexdigest()
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"{found} {body}\n".encode())
        finally:
            os.close(handle)
        return number + 1, found

    def entries(self, head: tuple[int, str] | None = None) -> list[Entry]:
        """All entries, checked.

        Parameters
        ----------
        head
            Number and hash of the last entry, as kept elsewhere: an end that was cut off is found by it.

        Raises
        ------
        Tampered
            An entry was altered, left out, added or cut off.
        """
        before, found = _FIRST, []
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        for number, line in enumerate(lines, start=1):
            told, _, body = line.partition(" ")
            try:
                values = json.loads(body)
                good = (
                    hashlib.sha256(body.encode()).hexdigest() == told
                    and values["before"] == before
                    and values["number"] == number
                )
                entry = Entry(number, values["time"], values["what"], values["details"], told)
            except (ValueError, KeyError, TypeError):
                good = False
            if not good:
                raise Tampered("federation.audit", where=str(self.path), number=number)
            found.append(entry)
            before = told
        if head is not None and (len(found), before) != tuple(head):
            raise Tampered("federation.audit_end", where=str(self.path), number=len(found), expected=head[0])
        return found
