"""The audit trail: one file per event, numbered, each holding the hash of the one before.

A file appears under its name only when it is whole, so a kill leaves the last good state; numbers are
given out under a lock, so two processes lose nothing; the chain of hashes shows when a file was changed
or taken away afterwards.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from typing import TYPE_CHECKING, Any

from kai_workbench._files import locked, write_atomic
from kai_workbench.errors import KaiError

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator


class WorkspaceError(KaiError):
    """A workspace that is not there, not whole, or asked for what it cannot do."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of the audit trail: its number, when, who, what, and the details."""

    number: int
    at: datetime.datetime
    who: str
    what: str
    details: dict[str, Any]


class Journal:
    """The events of one workspace.

    Parameters
    ----------
    folder
        Where the files lie; made if absent.
    """

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self._read: list[Event] = []
        self._last_hash = ""

    def locked(self) -> Any:
        """Hold the workspace for a change that looks before it writes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return locked(self.folder / "lock")

    def append(self, *, who: str, what: str, details: dict[str, Any]) -> Event:
        """Write the next event. The caller holds :meth:`locked`."""
        events = self.events()
        event = Event(
            number=len(events) + 1,
            at=datetime.datetime.now(datetime.UTC),
            who=who,
            what=what,
            details=details,
        )
        content = json.dumps(
            {
                "number": event.number,
                "at": event.at.isoformat(),
                "who": who,
                "what": what,
                "details": details,
                "previous": self._last_hash,
            },
            ensure_ascii=False,
            indent=1,
        ).encode()
        write_atomic(self._path(event.number), content)
        self._read.append(event)
        self._last_hash = hashlib.sha256(content).hexdigest()
        return event

    def events(self) -> list[Event]:
        """All events in their order.

        Raises
        ------
        WorkspaceError
            A file was changed or is missing.
        """
        for content in self._new():
            told = json.loads(content)
            if told["previous"] != self._last_hash or told["number"] != len(self._read) + 1:
                raise WorkspaceError("workspace_chain", where=str(self._path(len(self._read) + 1)))
            self._read.append(
                Event(
                    number=told["number"],
                    at=datetime.datetime.fromisoformat(told["at"]),
                    who=told["who"],
                    what=told["what"],
                    details=told["details"],
                )
            )
            self._last_hash = hashlib.sha256(content).hexdigest()
        return list(self._read)

    def _new(self) -> Iterator[bytes]:
        while (path := self._path(len(self._read) + 1)).exists():
            yield path.read_bytes()
        if any(int(later.stem) > len(self._read) for later in self.folder.glob("[0-9]*.json")):
            # Another process may have written between the two looks; then the next one is there now.
            if self._path(len(self._read) + 1).exists():
                yield from self._new()
            else:
                raise WorkspaceError("workspace_gap", where=str(self._path(len(self._read) + 1)))

    def _path(self, number: int) -> pathlib.Path:
        return self.folder / f"{number:08d}.json"
