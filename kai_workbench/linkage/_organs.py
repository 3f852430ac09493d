"""One name for an organ, whichever side it was seen on."""

from __future__ import annotations

import re

import polars as pl

# Where CDISC specimen terms name a tissue by its kind first, the organ stands behind.
_KINDS = re.compile(
    r"^(?:GLAND|MUSCLE|LYMPH NODE|BONE MARROW|BONE|ARTERY|NERVE|VEIN|JOINT|SKIN)(?:,\s*)(.+)$"
)
_SAME = {
    "ADRENALS": "ADRENAL",
    "ADRENAL GLAND": "ADRENAL",
    "CORTEX/ADRENAL": "ADRENAL",
    "KIDNEYS": "KIDNEY",
    "LUNGS": "LUNG",
    "TESTES": "TESTIS",
    "OVARIES": "OVARY",
    "EYES": "EYE",
    "THYROID GLAND": "THYROID",
    "HEPATIC": "LIVER",
    "HEPATOBILIARY": "LIVER",
    "CARDIAC": "HEART",
    "RENAL": "KIDNEY",
    "PULMONARY": "LUNG",
}
_KEEP_KIND = ("MUSCLE", "LYMPH NODE", "BONE MARROW", "BONE", "ARTERY", "NERVE", "VEIN", "JOINT", "SKIN")


def organ_of(name: str) -> str:
    """The organ a specimen term means.

    Glands go by their own name; of muscles, nodes, bones and vessels the kind is kept, because the
    second part is only where it was taken.

    Examples
    --------
    >>> organ_of("GLAND, ADRENAL"), organ_of("BONE MARROW, STERNUM"), organ_of("Kidneys")
    ('ADRENAL', 'BONE MARROW', 'KIDNEY')
    """
    plain = " ".join(name.upper().split())
    if plain in _SAME:
        return _SAME[plain]
    for kind in _KEEP_KIND:
        if plain == kind or plain.startswith(f"{kind},"):
            return kind
    if match := _KINDS.match(plain):
        plain = match.group(1)
    return _SAME.get(plain, plain.split(",", maxsplit=1)[0].strip())


def with_organs(frame: pl.DataFrame, *, column: str = "organ") -> pl.DataFrame:
    """The frame with ``organ_name`` beside the organ as reported."""
    names = {name: organ_of(name) for name in frame[column].drop_nulls().unique().to_list()}
    return frame.with_columns(
        organ_name=pl.col(column).replace_strict(names, default=None, return_dtype=pl.String)
    )
