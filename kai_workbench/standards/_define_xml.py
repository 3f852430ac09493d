"""Define-XML 2.0 and 2.1: what a study says of its own data sets, variables and code lists.

Read with defusedxml, without document types and entities: a define.xml comes from outside.
Specification: CDISC Define-XML 2.0 (2013) and 2.1 (2019).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ._domain import Standard
from ._file_reasons import why
from ._study_problems import BrokenFile

_ODM = "{http://www.cdisc.org/ns/odm/v1.3}"
_DEFS = ("{http://www.cdisc.org/ns/def/v2.0}", "{http://www.cdisc.org/ns/def/v2.1}")
_NAMES = {"SEND": "SEND", "SDTM": "SDTM", "ADAM": "ADaM", "STDTM": "SDTM"}


class DefineTerm(NamedTuple):
    """A term of a code list and, where given, what it stands for."""

    value: str
    decode: str
    extended: bool


class DefineCodelist(NamedTuple):
    """A code list of a study.

    Attributes
    ----------
    name, code
        Name, and the NCI code of the controlled terms it is taken from (empty if sponsor-defined).
    terms
        Its terms; none for a dictionary.
    dictionary
        Dictionary and version (``MedDRA 23.1``) for one that is kept elsewhere.
    """

    name: str
    code: str
    terms: tuple[DefineTerm, ...]
    dictionary: str


class DefineVariable(NamedTuple):
    """A variable as the study describes it; ``codelist`` is a key of :attr:`Define.codelists`."""

    name: str
    label: str
    data_type: str
    length: int | None
    format: str
    codelist: str | None
    mandatory: bool
    role: str
    origin: str
    non_standard: bool


class DefineDomain(NamedTuple):
    """A data set as the study describes it."""

    name: str
    label: str
    structure: str
    variables: tuple[DefineVariable, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Define:
    """What a define.xml says.

    Attributes
    ----------
    file
        Path inside the package.
    version
        Version of Define-XML (``2.0.0``, ``2.1.0``).
    study
        Name of the study.
    standard
        Implementation guide and version; ``None`` where it does not say.
    domains
        Data sets by upper-case name.
    codelists
        Code lists by their identifier in the file.
    """

    file: str
    version: str
    study: str
    standard: Standard | None
    domains: Mapping[str, DefineDomain]
    codelists: Mapping[str, DefineCodelist]


def read_define(content: bytes, *, file: str) -> Define:
    """Read a define.xml.

    Raises
    ------
    BrokenFile
        ``bad_define``: no XML, a document type or an entity in it, or no Define-XML 2.
    """
    import defusedxml
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content, forbid_dtd=True)
    except (SyntaxError, ValueError, defusedxml.DefusedXmlException) as error:
        raise BrokenFile("bad_define", reason=why(error), said=str(error)[:160]) from None
    told = root.find(f"{_ODM}Study/{_ODM}MetaDataVersion")
    if told is None or not _get(told, "DefineVersion").startswith("2."):
        found = re.search(rb'DefineVersion="([^"]{1,20})"', content)
        version = found.group(1).decode("ascii", "replace") if found else "?"
        raise BrokenFile("bad_define", reason=f"Define-XML {version}")
    items = {one.get("OID"): one for one in told.iterfind(f"{_ODM}ItemDef")}
    domains = (_domain(group, items) for group in told.iterfind(f"{_ODM}ItemGroupDef"))
    codelists = {one.get("OID", ""): _codelist(one) for one in told.iterfind(f"{_ODM}CodeList")}
    return Define(
        file=file,
        version=_get(told, "DefineVersion"),
        study=(root.findtext(f"{_ODM}Study/{_ODM}GlobalVariables/{_ODM}StudyName") or "").strip(),
        standard=_standard(told),
        domains=MappingProxyType({one.name: one for one in domains}),
        codelists=MappingProxyType(codelists),
    )


def _get(element: Any, name: str) -> str:
    """An attribute of the define namespace, of either version."""
    return element.get(_DEFS[0] + name) or element.get(_DEFS[1] + name) or ""


def _children(element: Any, name: str) -> Iterator[Any]:
    tags = {space + name for space in _DEFS}
    return (child for child in element if child.tag in tags)


def _standard(told: Any) -> Standard | None:
    """2.0 says it on the version, 2.1 in a list of standards."""
    pairs = [(_get(told, "StandardName"), _get(told, "StandardVersion"))]
    for listed in _children(told, "Standards"):
        pairs += [
            (one.get("Name", ""), one.get("Version", ""))
            for one in _children(listed, "Standard")
            if one.get("Type") == "IG"
        ]
    for name, version in pairs:
        for word, standard in _NAMES.items():
            if name.upper().removeprefix("CDISC ").startswith(word):
                # "ADaM 2.1" is the model, of which no implementation guide has that number.
                model = standard == "ADaM" and not version.startswith("1.")
                return Standard(standard, None if model else version or None)
    return None


def _domain(group: Any, items: Mapping[str | None, Any]) -> DefineDomain:
    references = group.findall(f"{_ODM}ItemRef")
    references.sort(key=lambda one: int(one.get("OrderNumber") or 0))
    known = [(one, items[one.get("ItemOID")]) for one in references if one.get("ItemOID") in items]
    return DefineDomain(
        name=(group.get("SASDatasetName") or group.get("Name") or "").upper(),
        label=_text(group) or _get(group, "Label"),
        structure=_get(group, "Structure"),
        variables=tuple(_variable(reference, item) for reference, item in known),
    )


def _variable(reference: Any, item: Any) -> DefineVariable:
    codelist = item.find(f"{_ODM}CodeListRef")
    length = item.get("Length")
    return DefineVariable(
        name=item.get("Name") or "",
        label=_text(item) or _get(item, "Label"),
        data_type=item.get("DataType") or "",
        length=int(length) if length and length.isdigit() else None,
        format=_get(item, "DisplayFormat"),
        codelist=codelist.get("CodeListOID") if codelist is not None else None,
        mandatory=reference.get("Mandatory") == "Yes",
        role=reference.get("Role") or "",
        origin=next((one.get("Type", "") for one in _children(item, "Origin")), ""),
        non_standard=_get(reference, "IsNonStandard") == "Yes" or _get(item, "IsNonStandard") == "Yes",
    )


def _codelist(told: Any) -> DefineCodelist:
    terms = []
    for tag in ("CodeListItem", "EnumeratedItem"):
        for one in told.iterfind(f"{_ODM}{tag}"):
            extended = _get(one, "ExtendedValue") == "Yes"
            terms.append(DefineTerm(one.get("CodedValue") or "", _text(one, "Decode"), extended))
    outside = told.find(f"{_ODM}ExternalCodeList")
    alias = told.find(f"{_ODM}Alias[@Context='nci:ExtCodeID']")
    dictionary = "" if outside is None else f"{outside.get('Dictionary', '')} {outside.get('Version', '')}"
    return DefineCodelist(
        name=told.get("Name") or "",
        code=alias.get("Name", "") if alias is not None else "",
        terms=tuple(terms),
        dictionary=dictionary.strip(),
    )


def _text(element: Any, within: str = "Description") -> str:
    """The first translated text in a child; looped over, for paths cost more than all the rest."""
    for child in element:
        if child.tag == _ODM + within:
            for text in child:
                if text.tag == f"{_ODM}TranslatedText":
                    return " ".join((text.text or "").split())
    return ""
