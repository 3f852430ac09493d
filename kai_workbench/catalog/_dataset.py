"""What the catalog knows of a data set before any of it is fetched."""

from __future__ import annotations

import dataclasses
from typing import Literal

from kai_workbench.text import Lang, say

Origin = Literal["url", "package", "generated", "derived", "mirror"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Resource:
    """One table, or one file, of a data set.

    Attributes
    ----------
    name
        Its name within the data set.
    title
        What it holds, in a line.
    origin
        ``url`` (an upstream file), ``package`` (a file inside a Python package), ``generated``
        (made by the workbench), ``derived`` (made from another resource of the same data set),
        ``mirror`` (made by hand from an upstream file: only a mirror or the data folder has it).
    url
        Upstream address of a ``url`` resource, pinned to a commit; empty otherwise.
    package
        Python package that carries a ``package`` resource; empty otherwise.
    generator
        Name of the function that makes a ``generated`` or ``derived`` resource; empty otherwise.
    derived_from
        Name of the resource that a ``derived`` one is made from; empty otherwise.
    path
        Where the file lies inside a mirror or the data folder; for ``package`` resources the path
        inside the package.
    table
        Table within the file, where one file holds several (a database, the sheets of a workbook, in small
        letters); empty otherwise.
    sha256, bytes
        Hash and size of the file; empty and 0 for ``derived`` resources, which are made here.
    format
        ``csv``, ``parquet``, ``rda``, ``duckdb``, ``zip`` (a study package of CSV files) or ``txt``.
    rows
        Number of rows; 0 where the file is not a table.
    null_values
        Words that the upstream file writes for "missing".
    """

    name: str
    title: str
    origin: Origin
    url: str
    package: str
    generator: str
    derived_from: str
    path: str
    table: str
    sha256: str
    bytes: int
    format: str
    rows: int
    null_values: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Dataset:
    """A data set of the catalog: whose it is, under which licence, and what it holds.

    Attributes
    ----------
    redistributable
        Whether its terms clearly allow passing it on. Where they do not, :func:`fetch` asks once.
    synthetic
        Whether no measured subject or compound stands behind it.
    standard, standard_version
        The standard its tables follow (``SDTM and ADaM``, ``OMOP CDM``, or ``none``).
    rows
        Rows of its tables together.
    """

    name: str
    title: str
    title_ko: str
    description: str
    description_ko: str
    version: str
    homepage: str
    licence: str
    licence_url: str
    terms: str
    redistributable: bool
    synthetic: bool
    citation: str
    provenance: str
    population: str
    species: tuple[str, ...]
    standard: str
    standard_version: str
    rows: int
    keywords: tuple[str, ...]
    resources: tuple[Resource, ...]

    def resource(self, name: str) -> Resource:
        """The resource called ``name``.

        Raises
        ------
        UnknownDataset
            No resource goes by that name; the error lists near ones.
        """
        from ._descriptors import near
        from ._errors import UnknownDataset

        for resource in self.resources:
            if resource.name == name:
                return resource
        names = [resource.name for resource in self.resources]
        raise UnknownDataset("unknown_resource", name=name, dataset=self.name, near=near(name, names))

    def card(self, lang: Lang = "en") -> str:
        """A page of text about the data set, in Markdown.

        Examples
        --------
        >>> from kai_workbench import catalog
        >>> print(catalog.dataset("kai-101").card().splitlines()[0])
        # KAI-101: a synthetic oncology programme with planted truth
        """
        species = ", ".join(say(f"species.{name}", lang) for name in self.species)
        facts = {
            "name": self.name,
            "kind": say("catalog.synthetic" if self.synthetic else "catalog.real", lang),
            "species": species or say("catalog.none", lang),
            "population": self.population,
            "standard": f"{self.standard} {self.standard_version}".strip(),
            "rows": f"{self.rows:,}",
            "version": self.version,
            "licence": f"{self.licence} ({self.licence_url})",
            "terms": self.terms,
            "redistributable": say("catalog.yes" if self.redistributable else "catalog.ask_once", lang),
            "provenance": self.provenance,
            "citation": self.citation,
            "homepage": self.homepage,
        }
        lines = [f"# {self.title_ko if lang == 'ko' else self.title}", ""]
        lines += [self.description_ko if lang == "ko" else self.description, ""]
        lines += [
            f"- **{say(f'catalog.field.{key}', lang)}**: {value}" for key, value in facts.items() if value
        ]
        lines += ["", f"## {say('catalog.field.resources', lang)}", ""]
        lines += [
            f"- `{resource.name}` ({resource.format}, {resource.rows:,}): {resource.title}"
            if resource.rows
            else f"- `{resource.name}` ({resource.format}): {resource.title}"
            for resource in self.resources
        ]
        return "\n".join(lines) + "\n"
