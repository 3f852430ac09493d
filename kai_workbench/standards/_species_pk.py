"""The species PK table: clearance, volume and fraction unbound of compounds in four species."""

from __future__ import annotations

import dataclasses

import polars as pl

from kai_workbench import catalog
from kai_workbench.text import say

from ._quality import Note, quality_frame

SPECIES = ("rat", "dog", "monkey", "human")
QUANTITIES = ("clearance", "volume_ss", "fraction_unbound")
UNITS = {"clearance": "mL/min/kg", "volume_ss": "L/kg", "fraction_unbound": "1"}

# Outside these a value is kept, and noted: a slip of unit is likelier than such a compound. Most
# come from the physiology: hepatic blood flow of the rat is about 55 mL/min/kg, of man 21
# (Davies & Morris 1993); ten times that leaves room for other organs, blood-to-plasma ratios and
# prodrugs. A volume below plasma water (0.03 L/kg) has nowhere to be.
PLAUSIBLE = {
    "clearance": {
        "rat": (0.01, 550.0),
        "dog": (0.01, 310.0),
        "monkey": (0.01, 440.0),
        "human": (0.001, 210.0),
    },
    "volume_ss": dict.fromkeys(SPECIES, (0.03, 200.0)),
    "fraction_unbound": dict.fromkeys(SPECIES, (0.0001, 1.0)),
}

_SOURCES = {
    "pk_animal_human": (
        "animal",
        {"clearance": "{s}_CL_mL_min_kg", "volume_ss": "{s}_VDss_L_kg", "fraction_unbound": "{s}_fup"},
    ),
    "kai-101": ("species_pk", None),
}


def column(quantity: str, species: str) -> str:
    """Canonical column of a quantity in a species.

    Examples
    --------
    >>> from kai_workbench import standards
    >>> standards.column("clearance", "rat")
    'clearance_rat_mL_min_kg'
    """
    suffix = {"clearance": "_mL_min_kg", "volume_ss": "_L_kg", "fraction_unbound": ""}[quantity]
    return f"{quantity}_{species}{suffix}"


COLUMNS = {column(quantity, species): (quantity, species) for species in SPECIES for quantity in QUANTITIES}
SCHEMA = pl.Schema(
    {"compound": pl.String, "smiles": pl.String, "inchi": pl.String} | dict.fromkeys(COLUMNS, pl.Float64)
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SpeciesPK:
    """Compounds in up to four species, and what was noticed while reading them.

    Attributes
    ----------
    frame
        One row per compound: ``compound``, ``smiles``, ``inchi``, then for rat, dog, monkey and
        human ``clearance_{s}_mL_min_kg``, ``volume_ss_{s}_L_kg`` and ``fraction_unbound_{s}``;
        null where not measured, never zero or below.
    quality
        One row per thing noticed: ``row`` (of the file, its header being row 1), ``compound``,
        ``column``, ``check``, ``value``, ``limit``, ``detail`` and ``action``.
    source
        Where the values come from, to be shown beside them.
    synthetic
        Whether the compounds are invented; then every output says so.
    sha256
        Hash of the file that was read.
    """

    frame: pl.DataFrame
    quality: pl.DataFrame
    source: str
    synthetic: bool
    sha256: str

    def __repr__(self) -> str:
        mark = f"{say('badge.synthetic')} " if self.synthetic else ""
        return (
            f"SpeciesPK({mark}{self.frame.height} compounds from {self.source}; {self.quality.height} notes)"
        )


def species_pk(dataset: str = "pk_animal_human", *, accept_licence: bool = False) -> SpeciesPK:
    """A species PK table of the catalog.

    Parameters
    ----------
    dataset
        ``pk_animal_human`` (371 real compounds) or ``kai-101`` (synthetic).
    accept_licence
        As in :func:`kai_workbench.catalog.fetch`.

    Returns
    -------
    SpeciesPK
        Values of 0, which are rounded small numbers, are null with a row in ``quality``.

    Raises
    ------
    kai_workbench.catalog.UnknownDataset
        The data set has no species PK table.
    kai_workbench.catalog.CatalogError
        As :func:`kai_workbench.catalog.fetch`.
    """
    told = catalog.dataset(dataset)
    if dataset not in _SOURCES:
        raise catalog.UnknownDataset("not_species_pk", name=dataset, near=", ".join(_SOURCES))
    resource, upstream = _SOURCES[dataset]
    if accept_licence:
        catalog.fetch(dataset, resource=resource, accept_licence=True)
    raw = catalog.load(dataset, resource).collect()
    if upstream is not None:
        raw = raw.select(
            pl.col("NAME").alias("compound"),
            pl.col("smiles_r").alias("smiles"),
            pl.col("InChICode_standardised").alias("inchi"),
            *(pl.col(upstream[q].format(s=s)).alias(name) for name, (q, s) in COLUMNS.items()),
        )
    frame, notes = tidy(raw.select(list(SCHEMA)).cast(SCHEMA))
    return SpeciesPK(
        frame=frame,
        quality=quality_frame(notes),
        source=f"{dataset} ({told.licence}, {told.version})",
        synthetic=told.synthetic,
        sha256=told.resource(resource).sha256,
    )


def tidy(raw: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    """Null out what no logarithm can take, keep the first of doubled compounds, and note both."""
    numbered = raw.with_row_index("_row", offset=2)
    notes: list[Note] = []
    for name, (quantity, species) in COLUMNS.items():
        value = pl.col(name)
        for row, compound, found in (
            numbered.filter((value <= 0) | ~value.is_finite()).select("_row", "compound", name).iter_rows()
        ):
            notes.append(Note("not_positive", row, compound, name, f"{found:g}"))
        notes += implausible(numbered, name, quantity, species)
    again = numbered.filter(~pl.col("compound").str.to_lowercase().str.strip_chars().is_first_distinct())
    notes += [
        Note("duplicate_compound", row, name, "compound", name)
        for row, name in again.select("_row", "compound").iter_rows()
    ]
    kept = numbered.join(again, on="_row", how="anti", maintain_order="left").drop("_row")
    positive = [
        pl.when(pl.col(name).is_finite() & (pl.col(name) > 0)).then(pl.col(name)).alias(name)
        for name in COLUMNS
    ]
    return kept.with_columns(positive), sorted(notes, key=lambda note: note.row or 0)


def implausible(numbered: pl.DataFrame, name: str, quantity: str, species: str) -> list[Note]:
    """Notes on values of one column outside what physiology allows; the values stay."""
    low, high = PLAUSIBLE[quantity][species]
    value = pl.col(name)
    odd = numbered.filter((value > 0) & value.is_finite() & ((value < low) | (value > high)))
    limit = f"{low:g}-{high:g} {UNITS[quantity]}"
    return [
        Note("implausible", row, compound, name, f"{found:g}", limit)
        for row, compound, found in odd.select("_row", "compound", name).iter_rows()
    ]
