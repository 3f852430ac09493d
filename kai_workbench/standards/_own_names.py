"""What people call the columns and the species of such a table."""

from __future__ import annotations

import difflib
import re

from ._species_pk import COLUMNS, SPECIES, column

LONG = (
    "compound",
    "species",
    "clearance",
    "clearance_unit",
    "volume_ss",
    "volume_ss_unit",
    "fraction_unbound",
    "smiles",
    "inchi",
)
REQUIRED_LONG = ("compound", "species")
WIDE = ("compound", "smiles", "inchi", *COLUMNS)

_KOREAN = {
    "화합물": "compound",
    "화합물명": "compound",
    "종": "species",
    "동물종": "species",
    "청소율": "clearance",
    "청소율단위": "clearance_unit",
    "분포용적": "volume_ss",
    "정상상태분포용적": "volume_ss",
    "분포용적단위": "volume_ss_unit",
    "정상상태분포용적단위": "volume_ss_unit",
    "비결합분율": "fraction_unbound",
    "구조식": "smiles",
}
# Not read, only hinted at: what they mean is likely, not certain (CL may be a total or CL/F).
_LIKELY = {
    "cl": "clearance",
    "clp": "clearance",
    "clplasma": "clearance",
    "clearance": "clearance",
    "clunit": "clearance_unit",
    "vss": "volume_ss",
    "vdss": "volume_ss",
    "vd": "volume_ss",
    "volume": "volume_ss",
    "vssunit": "volume_ss_unit",
    "vdssunit": "volume_ss_unit",
    "fu": "fraction_unbound",
    "fup": "fraction_unbound",
    "ppb": "fraction_unbound",
    "name": "compound",
    "drug": "compound",
    "compoundname": "compound",
    "compoundid": "compound",
    "id": "compound",
    "animal": "species",
}
_MEASURED = re.compile(
    rf"(?P<quantity>clearance|clp?|volume_ss|vd?ss)[\s_]({'|'.join(SPECIES)})[\s_]*(?P<unit>[(\[\s_a-z].*)",
    re.IGNORECASE,
)
_PARTS_OF_UNITS = {
    *("l", "dl", "ml", "ul", "µl", "gal", "gallon", "gallons", "kg", "g", "lb", "m2"),
    *("s", "sec", "min", "mins", "minute", "h", "hr", "hrs", "hour", "d", "day"),
}
_SPECIES_WORDS = {
    "rat": (
        "rat", "rats", "sprague dawley", "sprague dawley rat", "sd rat", "wistar", "wistar rat",
        "han wistar rat", "rattus norvegicus", "랫드", "랫트", "래트", "흰쥐",
    ),
    "dog": ("dog", "dogs", "beagle", "beagle dog", "canine", "canis familiaris", "개", "비글", "비글견"),
    "monkey": (
        "monkey", "monkeys", "cyno", "cyno monkey", "cynomolgus", "cynomolgus monkey", "cynomolgus macaque",
        "macaca fascicularis", "rhesus", "rhesus monkey", "macaca mulatta", "nhp", "non human primate",
        "원숭이", "게잡이원숭이", "필리핀원숭이", "붉은털원숭이",
    ),
    "human": ("human", "humans", "man", "homo sapiens", "사람", "인간", "인체"),
}  # fmt: skip
_SPECIES = {word: species for species, words in _SPECIES_WORDS.items() for word in words}
_EVERYDAY = {*SPECIES, "랫드", "개", "원숭이", "사람"}


def field(header: str) -> str | None:
    """The field that a header names for certain, whatever its letter case; else ``None``.

    Examples
    --------
    >>> from kai_workbench.standards import _own_names
    >>> _own_names.field(" 분포 용적 "), _own_names.field("CL")
    ('volume_ss', None)
    """
    plain = re.sub(r"[\s_]+", "_", header.strip().lower())
    for known in (*LONG, *COLUMNS):
        if plain == known.lower():
            return known
    return _KOREAN.get(plain.replace("_", ""))


def likely(header: str) -> str | None:
    """The field that a header probably means, for a hint; else ``None``."""
    plain = re.sub(r"\(.*?\)|\[.*?\]", "", header.lower())
    plain = re.sub(r"[^a-z0-9가-힣]", "", plain)
    if plain in _LIKELY:
        return _LIKELY[plain]
    fields = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in (*LONG, *COLUMNS)}
    close = difflib.get_close_matches(plain, fields, n=1, cutoff=0.75)
    return fields[close[0]] if close else None


def unit_of_its_own(header: str) -> tuple[str, str] | None:
    """The canonical column that a header of the wide form means, and the other unit that it names.

    Examples
    --------
    >>> from kai_workbench.standards import _own_names
    >>> _own_names.unit_of_its_own("clearance_rat_L_h_kg")
    ('clearance_rat_mL_min_kg', 'L/h/kg')
    >>> _own_names.unit_of_its_own("Clearance rat (mL/min/kg)") is None
    True
    """
    found = _MEASURED.fullmatch(header.strip())
    if found is None:
        return None
    quantity = "clearance" if found["quantity"].lower().startswith("cl") else "volume_ss"
    meant = column(quantity, found[2].lower())
    parts = re.findall(r"[^\s_/()\[\]]+", found["unit"])
    if (
        meant.lower().endswith("_" + "_".join(parts).lower())
        or not {*map(str.lower, parts)} & _PARTS_OF_UNITS
    ):
        return None
    return meant, "/".join(parts)


def species(text: str) -> tuple[str | None, bool]:
    """The species a word means, and whether that is worth a note (a strain, a Latin name).

    Examples
    --------
    >>> from kai_workbench.standards import _own_names
    >>> _own_names.species("Sprague-Dawley rat"), _own_names.species("랫드")
    (('rat', True), ('rat', False))
    """
    plain = " ".join(re.sub(r"[-_/(),]", " ", text.lower()).split())
    return _SPECIES.get(plain), plain not in _EVERYDAY


def near_species(text: str) -> str:
    """The species word closest to ``text``, or nothing."""
    close = difflib.get_close_matches(text.lower(), _SPECIES, n=1, cutoff=0.7)
    return _SPECIES[close[0]] if close else ""
