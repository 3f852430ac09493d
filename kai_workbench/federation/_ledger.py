"""What a site remembers from job to job: points evaluated, the end of its log, sets of people asked about."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pathlib
import secrets
from collections.abc import Iterator
from typing import Any

import numpy as np

from kai_workbench._files import locked

from ._audit import Audit, Entry
from ._errors import Tampered

LEDGER, AUDIT, ASKED = "ledger.json", "audit.jsonl", "asked"


class Ledger:
    """The memory of one site, in its folder; files are readable by their owner alone.

    Budget and log are written before an answer leaves, so a process that is killed gives nothing back.
    """

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.audit = Audit(folder / AUDIT)

    @contextlib.contextmanager
    def turn(self) -> Iterator[dict[str, Any]]:
        """What is remembered, to be changed; one process at a time. Kept when the block ends well."""
        with locked(self.folder / ".ledger.lock"):
            values = self.read()
            yield values
            self._write(values)

    def read(self) -> dict[str, Any]:
        """What is remembered.

        Raises
        ------
        Tampered
            The file is damaged, or gone while there is a log.
        """
        path = self.folder / LEDGER
        if not path.exists():
            if self.audit.path.exists():
                raise Tampered("federation.ledger", where=str(path))
            return {"salt": secrets.token_hex(32), "evaluated": {}, "head": None, "asked": 0}
        try:
            values = json.loads(path.read_text())
            assert {"salt", "evaluated", "head", "asked"} <= values.keys()
        except (ValueError, AssertionError, AttributeError) as error:
            raise Tampered("federation.ledger", where=str(path)) from error
        return dict(values)

    def _write(self, values: dict[str, Any]) -> None:
        part = self.folder / f".{LEDGER}.part"
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, json.dumps(values, sort_keys=True).encode())
        finally:
            os.close(handle)
        part.replace(self.folder / LEDGER)

    def log(self, what: str, **details: Any) -> None:
        """One entry in the log."""
        with self.turn() as values:
            self.note(values, what, **details)

    def note(self, values: dict[str, Any], what: str, **details: Any) -> None:
        """One entry, within a turn."""
        head = tuple(values["head"]) if values["head"] else None
        values["head"] = list(self.audit.append(what, head, **details))

    def entries(self) -> list[Entry]:
        """The log, checked against the end that is remembered.

        Raises
        ------
        Tampered
            It was altered.
        """
        with locked(self.folder / ".ledger.lock"):
            head = self.read()["head"]
            return self.audit.entries(tuple(head) if head else (0, "0" * 64))

    def people(self, values: dict[str, Any], subjects: list[str]) -> np.ndarray:
        """A set of people as sorted numbers that mean nothing outside this site."""
        salt = bytes.fromhex(values["salt"])
        found = [hashlib.blake2b(one.encode(), key=salt, digest_size=8).digest() for one in set(subjects)]
        return np.sort(np.frombuffer(b"".join(found), dtype=np.uint64))

    def nearest(self, people: np.ndarray) -> int | None:
        """Fewest people by which this set differs from one that was answered for; None if none was.

        The same set again differs by nobody and is not counted: its answer is known already.
        """
        differences = []
        for path in sorted((self.folder / ASKED).glob("*.npy")):
            other = np.load(path, allow_pickle=False)
            size = int(np.setxor1d(people, other, assume_unique=True).size)
            if size:
                differences.append(size)
        return min(differences, default=None)

    def remember(self, values: dict[str, Any], people: np.ndarray) -> None:
        """Keep a set of people that an answer was given for."""
        folder = self.folder / ASKED
        folder.mkdir(mode=0o700, exist_ok=True)
        name = hashlib.sha256(people.tobytes()).hexdigest()[:32]
        path = folder / f"{name}.npy"
        if path.exists():
            return
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            np.save(file, people, allow_pickle=False)
        values["asked"] += 1
