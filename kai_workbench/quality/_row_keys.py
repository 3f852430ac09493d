"""How a record is named: by the variables that tell it from others."""

from __future__ import annotations

import polars as pl

from ._core_data import as_text

_KEYS = {
    "TX": ("SETCD", "TXPARMCD", "TXSEQ"),
    "TS": ("TSPARMCD", "TSSEQ"),
    "TA": ("ARMCD", "TAETORD"),
    "TE": ("ETCD",),
    "TI": ("IETESTCD", "TIVERS"),
    "TV": ("ARMCD", "VISITNUM"),
    "RELREC": ("RELID", "RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL"),
    "POOLDEF": ("POOLID", "USUBJID"),
    "CO": ("RDOMAIN", "USUBJID", "COSEQ"),
}
_QUALIFIERS = ("RDOMAIN", "USUBJID", "POOLID", "IDVAR", "IDVARVAL", "QNAM")


def key_variables(name: str, columns: list[str]) -> list[str]:
    """The variables that name a record of the domain, of those it has.

    Examples
    --------
    >>> key_variables("LB", ["STUDYID", "USUBJID", "LBSEQ", "LBTESTCD"])
    ['USUBJID', 'LBSEQ']
    """
    if name.startswith(("SUPP", "SQ")):
        wanted: tuple[str, ...] = _QUALIFIERS
    else:
        wanted = _KEYS.get(name, ("USUBJID", "POOLID", "RSUBJID", "SPDEVID", f"{name[:2]}SEQ"))
    return [column for column in wanted if column in columns]


def row_keys(name: str, frame: pl.DataFrame) -> pl.Series:
    """A key such as ``USUBJID=X-1, LBSEQ=3`` for each record; what is empty is left out."""
    columns = key_variables(name, frame.columns)
    if not columns:
        return pl.repeat("", frame.height, dtype=pl.String, eager=True).alias("key")
    texts = zip(*(as_text(frame[column]) for column in columns), strict=True)
    named = (zip(columns, row, strict=True) for row in texts)
    return pl.Series(
        "key",
        [", ".join(f"{name}={value}" for name, value in row if value) for row in named],
        dtype=pl.String,
    )
