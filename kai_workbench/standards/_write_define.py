"""Writing a Define-XML 2.1: what a package says of its own data sets, variables and code lists.

It says only what the tables show: the keys that do tell records apart, the terms that do occur, and
where values come from as far as the caller knows. Specification: CDISC Define-XML 2.1 (2019).
"""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

# Writes only: what is read goes through defusedxml.
from xml.etree.ElementTree import (
    Element,
    ElementTree,
    SubElement,
    indent,
    register_namespace,
)

from kai_workbench._files import atomic_path

from ._define_facts import TableFacts, VariableFacts, table_facts
from ._domain import Standard

if TYPE_CHECKING:
    import polars as pl

_ODM = "http://www.cdisc.org/ns/odm/v1.3"
_DEF = "http://www.cdisc.org/ns/def/v2.1"
_XLINK = "http://www.w3.org/1999/xlink"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_GUIDES = {"SEND": "SENDIG", "SDTM": "SDTMIG", "ADaM": "ADaMIG"}
_STANDARD = "STD.1"


def write_define(
    tables: Mapping[str, pl.DataFrame | pl.LazyFrame],
    path: pathlib.Path | str,
    *,
    standard: Standard,
    study: str,
    files: Mapping[str, str] | None = None,
    labels: Mapping[str, tuple[str, Mapping[str, str]]] | None = None,
    origin: str = "",
    created: datetime.datetime | None = None,
) -> pathlib.Path:
    """Describe the tables of a study in a Define-XML 2.1.

    Parameters
    ----------
    tables
        Table by name of its domain.
    path
        Where to write, usually ``define.xml`` beside the tables.
    standard
        ``SEND``, ``SDTM`` or ``ADaM`` and the version of its implementation guide.
    study
        Identifier of the study.
    files
        File name by table; ``<name>.xpt`` without.
    labels
        By table: its label, and the labels of its columns.
    origin
        Where the values come from, in words: written as the origin ``Other`` of every variable. Without
        it the origin is ``Not Available``: nothing is claimed that the tables do not show.
    created
        The time written into the file, by default now.

    Returns
    -------
    pathlib.Path
        The file.

    Notes
    -----
    Code lists hold the terms that occur, are named as the standard names them, and are marked as not
    checked against the published terminology (``def:IsNonStandard``). Keys are those that do tell the
    records apart. Methods, comments and value-level metadata are not written.
    """
    path = pathlib.Path(path)
    facts = [table_facts(name, table, standard, (labels or {}).get(name)) for name, table in tables.items()]
    root = _odm(study, created or datetime.datetime.now(tz=datetime.UTC))
    told = _metadata(root, standard, study)
    for one in facts:
        told.append(_group(one, (files or {}).get(one.name, f"{one.name.lower()}.xpt"), standard))
    told.extend(_item(one, variable, origin) for one in facts for variable in one.variables)
    told.extend(_codelist(one, variable) for one in facts for variable in one.variables if variable.terms)
    for prefix, space in (("", _ODM), ("def", _DEF), ("xlink", _XLINK)):
        register_namespace(prefix, space)
    indent(root)
    with atomic_path(path) as part:
        ElementTree(root).write(part, encoding="UTF-8", xml_declaration=True)
    return path


def _element(name: str, parent: Element | None = None, **attributes: str) -> Element:
    """An element of ODM, or of Define-XML where its name (or an attribute's) begins with ``def_``."""
    told = {_qualified(key): value for key, value in attributes.items()}
    tag = _qualified(name) if name.startswith("def_") else f"{{{_ODM}}}{name}"
    return Element(tag, told) if parent is None else SubElement(parent, tag, told)


def _qualified(name: str) -> str:
    return f"{{{_DEF}}}{name[4:]}" if name.startswith("def_") else name


def _text(parent: Element, words: str, within: str = "Description") -> None:
    if words:
        _element("TranslatedText", _element(within, parent), **{_LANG: "en"}).text = words


def _odm(study: str, created: datetime.datetime) -> Element:
    return _element(
        "ODM",
        FileType="Snapshot",
        FileOID=f"DEFINE.{study}",
        ODMVersion="1.3.2",
        CreationDateTime=created.isoformat(timespec="seconds"),
        Originator="KAI Workbench",
        def_Context="Other",
    )


def _metadata(root: Element, standard: Standard, study: str) -> Element:
    whole = _element("Study", root, OID=f"STDY.{study}")
    names = _element("GlobalVariables", whole)
    for name in ("StudyName", "StudyDescription", "ProtocolName"):
        _element(name, names).text = study
    told = _element(
        "MetaDataVersion",
        whole,
        OID=f"MDV.{study}",
        Name=f"Data definitions of {study}",
        def_DefineVersion="2.1.0",
    )
    guide = _GUIDES.get(standard.name, standard.name)
    _element(
        "def_Standard",
        _element("def_Standards", told),
        OID=_STANDARD,
        Name=guide,
        Type="IG",
        Version=standard.version or "",
        Status="Final",
    )
    return told


def _group(one: TableFacts, file: str, standard: Standard) -> Element:
    leaf = f"LF.{one.name}"
    told = _element(
        "ItemGroupDef",
        OID=f"IG.{one.name}",
        Name=one.name,
        SASDatasetName=one.name,
        Repeating="No" if one.keys == ("USUBJID",) else "Yes",
        IsReferenceData="No" if one.by_subject else "Yes",
        Purpose="Analysis" if standard.name == "ADaM" else "Tabulation",
        def_Structure=one.structure,
        def_StandardOID=_STANDARD,
        def_ArchiveLocationID=leaf,
    )
    if one.domain:
        told.set("Domain", one.domain)
    _text(told, one.label)
    for order, variable in enumerate(one.variables, start=1):
        reference = _element(
            "ItemRef",
            told,
            ItemOID=f"IT.{one.name}.{variable.name}",
            OrderNumber=str(order),
            Mandatory="Yes" if variable.mandatory else "No",
        )
        if variable.name in one.keys:
            reference.set("KeySequence", str(one.keys.index(variable.name) + 1))
        if variable.role:
            reference.set("Role", variable.role)
    if one.kind:
        _element("def_Class", told, Name=one.kind)
    place = _element("def_leaf", told, ID=leaf)
    place.set(f"{{{_XLINK}}}href", file)
    _element("def_title", place).text = file
    return told


def _item(one: TableFacts, variable: VariableFacts, origin: str) -> Element:
    told = _element(
        "ItemDef",
        OID=f"IT.{one.name}.{variable.name}",
        Name=variable.name,
        SASFieldName=variable.name,
        DataType=variable.data_type,
    )
    if variable.length is not None:
        told.set("Length", str(variable.length))
    if variable.format:
        told.set(_qualified("def_DisplayFormat"), variable.format)
    _text(told, variable.label)
    if variable.terms:
        _element("CodeListRef", told, CodeListOID=f"CL.{one.name}.{variable.name}")
    source = _element("def_Origin", told, Type="Other" if origin else "Not Available")
    _text(source, origin)
    return told


def _codelist(one: TableFacts, variable: VariableFacts) -> Element:
    told = _element(
        "CodeList",
        OID=f"CL.{one.name}.{variable.name}",
        Name=variable.codelist,
        DataType="text",
        def_IsNonStandard="Yes",
    )
    told.extend(_terms(variable))
    return told


def _terms(variable: VariableFacts) -> Iterator[Element]:
    decoded = any(decode for _, decode in variable.terms)
    for value, decode in variable.terms:
        item = _element("CodeListItem" if decoded else "EnumeratedItem", CodedValue=value)
        if decoded:
            _text(item, decode or value, "Decode")
        yield item
