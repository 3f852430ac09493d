"""A link: an assertion that two things belong together, with its evidence and who says so."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

import polars as pl

from kai_workbench.errors import KaiError

if TYPE_CHECKING:
    from collections.abc import Mapping

LinkKind = Literal["same compound", "metabolite of", "same organ", "same effect", "species scaling"]
LinkStatus = Literal["proposed", "confirmed", "rejected"]
# What can be linked; a node is written "study:87497", "finding:87497/GLAND, ADRENAL/HYPERTROPHY".
NODES = ("compound", "study", "group", "dose", "exposure", "finding", "analyte", "organ", "species")
SCHEMA: dict[str, pl.DataType] = {
    "link": pl.String(),
    "version": pl.Int64(),
    "from": pl.String(),
    "to": pl.String(),
    "kind": pl.String(),
    "method": pl.String(),
    "evidence": pl.String(),
    "evidence_hash": pl.String(),
    "asserted_by": pl.String(),
    "confidence": pl.Float64(),
    "status": pl.String(),
    "note": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "superseded": pl.Boolean(),
}


class LinkError(KaiError):
    """A link that makes no sense, or does not exist."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Link:
    """What is asserted.

    Attributes
    ----------
    source, target
        Nodes, ``kind:name``; kinds are in :data:`NODES`.
    kind
        ``same compound``, ``metabolite of``, ``same organ``, ``same effect`` or ``species scaling``.
    method
        The rule, or ``by hand``.
    evidence
        What it rests on; anything that JSON can hold.
    confidence
        Between 0 and 1: how sure the rule or the person is.
    """

    source: str
    target: str
    kind: LinkKind
    method: str
    evidence: Mapping[str, Any]
    confidence: float

    def __post_init__(self) -> None:
        for node in (self.source, self.target):
            what, _, name = node.partition(":")
            if what not in NODES or not name:
                raise LinkError("link_node", where=node, known=", ".join(NODES))
        if self.kind not in get_args(LinkKind):
            raise LinkError("link_kind", where=str(self.kind), known=", ".join(get_args(LinkKind)))
        if not 0 <= self.confidence <= 1:
            raise LinkError("link_confidence", value=self.confidence)
        if not self.evidence:
            raise LinkError("link_evidence", where=f"{self.source} → {self.target}")
        object.__setattr__(self, "evidence", MappingProxyType(dict(self.evidence)))

    @property
    def id(self) -> str:
        """The same for the same two nodes and kind, whatever the evidence."""
        ends = (self.source, self.target)
        # "Same" holds both ways; a metabolite and a scaling have a direction.
        told = sorted(ends) if self.kind.startswith("same") else ends
        return hashlib.sha256("|".join((*told, self.kind)).encode()).hexdigest()[:12]

    @property
    def evidence_text(self) -> str:
        """The evidence as canonical JSON."""
        return json.dumps(dict(self.evidence), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def evidence_hash(self) -> str:
        """SHA-256 of :attr:`evidence_text`."""
        return "sha256:" + hashlib.sha256(self.evidence_text.encode()).hexdigest()

    def told(self) -> dict[str, Any]:
        """As an event keeps it."""
        return {
            "link": self.id,
            "from": self.source,
            "to": self.target,
            "kind": self.kind,
            "method": self.method,
            "evidence": self.evidence_text,
            "evidence_hash": self.evidence_hash,
            "confidence": self.confidence,
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class Compound:
    """A substance under all its names.

    Attributes
    ----------
    name
        What it is called here.
    inchikey, unii, cas, rxcui
        Its identifiers; ``None`` where unknown.
    omop_concept
        Concept identifier in the OMOP vocabulary.
    local_codes
        What studies call it (``TRT``, ``PPCAT``, a code of the house).
    """

    name: str
    inchikey: str | None = None
    unii: str | None = None
    cas: str | None = None
    rxcui: str | None = None
    omop_concept: int | None = None
    local_codes: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """As an event keeps it."""
        return dataclasses.asdict(self) | {"local_codes": list(self.local_codes)}

    def frame(self) -> pl.DataFrame:
        """As the row of a table that :func:`rule_links` takes."""
        return pl.DataFrame([self.told()], schema=COMPOUND_SCHEMA)


COMPOUND_SCHEMA: dict[str, pl.DataType] = {
    "name": pl.String(),
    "inchikey": pl.String(),
    "unii": pl.String(),
    "cas": pl.String(),
    "rxcui": pl.String(),
    "omop_concept": pl.Int64(),
    "local_codes": pl.List(pl.String),
}
