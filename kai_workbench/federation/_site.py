"""What a site holds: its rules, its rows, the models it approved, its budget and its log."""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import stat
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._audit import Entry
from ._declared import Card, approvable, from_card
from ._errors import FederationError, Refused
from ._ledger import AUDIT, LEDGER, Ledger
from ._policy import SITE_FILE, read_policy
from ._rows import Rows, read_rows

if TYPE_CHECKING:
    from ._identity import Identity
    from ._session import Session

APPROVED = "approved.json"
_TEMPLATE = """\
# What this site allows. Only people of this site change it; nothing that is sent here can.
site: {site}
study: {study}
peers: [{peers}]            # all sites of the study, this one too

# The query runs here, over these files; what it gives stays here. One row a patient, or, where the model
# needs events, one row an event: ORDER BY patient and time. In place of files:
# omop: hospital.duckdb (or postgresql://user@host/name, or a folder of tables), or sdtm: folder of a package.
files:
  patients: {file}
query: SELECT * FROM patients
subject: {subject}            # tells people apart; stays here
columns:
{columns}

minimum_sites: 3        # a job with fewer is refused
minimum_n: 20           # fewest people for which this site joins
minimum_count: 5        # smallest count, and smallest difference of two sets of people, let out
dominance: 0.8          # largest share of a cell of a table that one person may hold
budget: 2000000         # points evaluated for this study, over all jobs
"""


class Site:
    """A site, in a folder of its own.

    Parameters
    ----------
    folder
        Holds ``site.yml`` (the rules), ``approved.json`` (models), ``ledger.json`` (budget),
        ``audit.jsonl`` (the log) and ``asked/`` (whom answers were given for); all but the rules are
        written by the site itself and readable by their owner alone.

    Raises
    ------
    FederationError
        The rules are missing or looser than any site may have them.
    """

    def __init__(self, folder: str | pathlib.Path) -> None:
        self.folder = pathlib.Path(folder)
        self.policy = read_policy(self.folder)
        self.ledger = Ledger(self.folder)

    @property
    def name(self) -> str:
        """Its name."""
        return self.policy.site

    @classmethod
    def init(
        cls,
        folder: str | pathlib.Path,
        *,
        site: str,
        study: str,
        peers: tuple[str, ...],
        columns: Mapping[str, str],
        file: str = "patients.parquet",
        subject: str = "subject",
    ) -> Site:
        """Make a site's folder, with rules to be read and changed by the people of the site.

        Parameters
        ----------
        columns
            Name to kind (``number``, ``whole``, ``text``) of the columns that the study needs.

        Raises
        ------
        FederationError
            There is a site already, or the names make no rules that are valid.
        """
        folder = pathlib.Path(folder)
        path = folder / SITE_FILE
        if path.exists():
            raise FederationError("federation.site_exists", where=str(path))
        folder.mkdir(parents=True, exist_ok=True)
        text = _TEMPLATE.format(
            site=json.dumps(site, ensure_ascii=False),
            study=json.dumps(study, ensure_ascii=False),
            peers=", ".join(json.dumps(one, ensure_ascii=False) for one in peers),
            file=json.dumps(file, ensure_ascii=False),
            subject=json.dumps(subject, ensure_ascii=False),
            columns="\n".join(
                f"  {json.dumps(name, ensure_ascii=False)}: {{kind: {kind}}}"
                for name, kind in columns.items()
            ),
        )
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as written:
            written.write(text)
        try:
            made = cls(folder)
        except FederationError:
            path.unlink()
            raise
        made.ledger.log("init", study=study, peers=list(peers))
        return made

    def rows(self) -> Rows:
        """The rows of its query, checked. Raises :class:`FederationError` as the check finds."""
        return read_rows(self.policy, self.folder)

    # models

    def approvals(self) -> list[Card]:
        """Models that were approved here."""
        path = self.folder / APPROVED
        if not path.exists():
            return []
        try:
            return [Card.from_json(one) for one in json.loads(path.read_text())]
        except (ValueError, TypeError) as error:
            raise FederationError("federation.setting_wrong", where=str(path), reason=str(error)) from error

    def approve(self, card: Card) -> None:
        """Allow a model, by name and hash; every other prior and every other line of code stays refused.

        Raises
        ------
        FederationError
            The model is not installed here, has another hash here, or asks for columns that this site's
            rules do not declare.
        """
        model = from_card(card, self.policy.peers)
        self.check_columns(model)
        with self.ledger.turn() as values:
            kept = [one for one in self.approvals() if one.hash != card.hash]
            self._private(APPROVED, json.dumps([one.to_json() for one in (*kept, card)], indent=1))
            self.ledger.note(values, "approve", model=card.model, name=card.name, hash=card.hash)

    def withdraw(self, hash_: str) -> None:
        """Allow a model no longer.

        Raises
        ------
        FederationError
            No model of this hash is approved here.
        """
        with self.ledger.turn() as values:
            found = self.approvals()
            kept = [one for one in found if one.hash != hash_]
            if len(kept) == len(found):
                raise FederationError("federation.nothing_to_withdraw", where=self.name, hash=hash_[:12])
            self._private(APPROVED, json.dumps([one.to_json() for one in kept], indent=1))
            self.ledger.note(values, "withdraw", hash=hash_)

    def approved(self, asked: Card) -> Card:
        """The approval of what is asked for.

        Raises
        ------
        Refused
            Nobody here approved it, or it was approved with another hash.
        """
        for one in self.approvals():
            if one.hash == asked.hash and one == asked:
                return one
        changed = any(one.name == asked.name for one in self.approvals())
        key = "federation.other_hash" if changed else "federation.not_approved"
        raise Refused(key, where=self.name, model=asked.name, hash=asked.hash[:12])

    def check_columns(self, model: object) -> None:
        """Refuse a model that needs columns which the rules do not declare, or of another kind."""
        for name, kind in approvable(model).row_columns.items():
            column = self.policy.columns.get(name)
            if column is None or (column.kind != kind and (column.kind, kind) != ("whole", "number")):
                raise FederationError(
                    "federation.column_needed", where=f"{self.name}, {SITE_FILE}", name=name, kind=kind
                )

    # memory

    def spent(self) -> int:
        """Points evaluated for the study so far, over all jobs."""
        return int(self.ledger.read()["evaluated"].get(self.policy.study, 0))

    def audit(self) -> list[Entry]:
        """The log, checked. Raises :class:`Tampered` if it was altered."""
        return self.ledger.entries()

    def fingerprint(self, rows: Rows, values: Mapping[str, Any]) -> str:
        """A name for the rows that tells nothing of them: with a secret of this site."""
        return hashlib.blake2b(rows.digest(), key=bytes.fromhex(values["salt"]), digest_size=16).hexdigest()

    def exposed(self) -> list[pathlib.Path]:
        """Files of the site that others on this machine could read or write."""
        if os.name != "posix":
            return []
        own = (SITE_FILE, APPROVED, LEDGER, AUDIT)
        files = [path for name in own if (path := self.folder / name).exists()]
        return [path for path in files if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]

    def session(self, job: str, identity: Identity) -> Session:
        """The site's part in one job."""
        from ._session import Session

        return Session(self, job, identity)

    def _private(self, name: str, content: str) -> None:
        part = self.folder / f".{name}.part"
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        part.replace(self.folder / name)
