"""KAI-101: a synthetic oncology programme whose truth is known, because it was planted here.

No compound of it exists. It is there so that every model can be held to the numbers that made
its data, and so that everything works with nothing downloaded.

The cross-species pharmacokinetic part
--------------------------------------
For each compound twelve numbers are drawn: ln clearance, ln steady-state volume and logit fraction
unbound in rat, dog, monkey and human. They follow one multivariate normal distribution,

    x_q = mean_q + sd_q * (L_q z_q),      q = clearance, volume, fraction unbound

where ``L_q`` is the Cholesky factor of the correlation of quantity q between species, and the
standard normal vectors ``z`` of clearance and volume share a part:
``z_volume = rho * z_clearance + sqrt(1 - rho**2) * z_own``. Fraction unbound is independent of
both. There is no further measurement error: the values are the compounds' own, rounded to four
significant digits.

Means, standard deviations and correlations are round numbers near what the 371 real compounds of
``pk_animal_human`` show (pairwise, on the same scales). Which species were measured follows the
patterns of that table too: every reference compound has a human value and one to three animals.
Missingness does not depend on the values.

The programme's compound, KAI-101, is one more draw of the same distribution. Its rat, dog and
monkey are measured; its human values are not in the table but in the truth.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import polars as pl

SEED = 101
SPECIES = ("rat", "dog", "monkey", "human")
REFERENCE_COMPOUNDS = 120
PROGRAMME = "KAI-101"

_RHO_CLEARANCE_VOLUME = 0.6


class _Quantity(NamedTuple):
    """How one quantity is spread over compounds, on the scale it is drawn on."""

    name: str
    unit: str
    scale: str
    mean: tuple[float, ...]
    sd: tuple[float, ...]
    correlation: tuple[tuple[float, ...], ...]

    def column(self, species: str) -> str:
        """Name of the canonical column."""
        return "_".join(filter(None, (self.name, species, self.unit.replace("/", "_"))))


_QUANTITIES = (
    _Quantity(
        name="clearance",
        unit="mL/min/kg",
        scale="log",
        mean=(3.1, 2.3, 2.2, 1.4),
        sd=(1.4, 1.35, 1.25, 1.4),
        correlation=(
            (1.00, 0.70, 0.62, 0.58),
            (0.70, 1.00, 0.66, 0.64),
            (0.62, 0.66, 1.00, 0.78),
            (0.58, 0.64, 0.78, 1.00),
        ),
    ),
    _Quantity(
        name="volume_ss",
        unit="L/kg",
        scale="log",
        mean=(0.5, 0.2, 0.0, 0.0),
        sd=(1.3, 1.3, 1.3, 1.3),
        correlation=(
            (1.00, 0.70, 0.78, 0.72),
            (0.70, 1.00, 0.78, 0.76),
            (0.78, 0.78, 1.00, 0.86),
            (0.72, 0.76, 0.86, 1.00),
        ),
    ),
    _Quantity(
        name="fraction_unbound",
        unit="",
        scale="logit",
        mean=(-1.2, -1.0, -1.0, -1.3),
        sd=(1.7, 1.7, 1.7, 1.8),
        correlation=(
            (1.00, 0.85, 0.82, 0.85),
            (0.85, 1.00, 0.82, 0.84),
            (0.82, 0.82, 1.00, 0.82),
            (0.85, 0.84, 0.82, 1.00),
        ),
    ),
)

# Which species have clearance and volume, and how often (rat, dog, monkey, human).
_PATTERNS = (
    ((True, True, False, True), 0.28),
    ((True, True, True, True), 0.27),
    ((True, False, False, True), 0.27),
    ((False, True, False, True), 0.12),
    ((True, False, True, True), 0.04),
    ((False, False, True, True), 0.02),
)
# Fraction unbound is reported less often than clearance, given that the species was studied.
_FRACTION_UNBOUND_REPORTED = (0.68, 0.68, 0.70, 0.88)


@functools.cache
def _draw() -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """All values by quantity (compound × species), and what of them was measured and reported.

    The first row is KAI-101; the reference compounds follow.
    """
    stream = np.random.Generator(np.random.PCG64(SEED))
    count = 1 + REFERENCE_COMPOUNDS
    own = [stream.standard_normal((count, len(SPECIES))) for _ in _QUANTITIES]
    shared = _RHO_CLEARANCE_VOLUME
    normal = {
        "clearance": own[0],
        "volume_ss": shared * own[0] + np.sqrt(1 - shared**2) * own[1],
        "fraction_unbound": own[2],
    }
    values = {}
    for quantity in _QUANTITIES:
        factor = np.linalg.cholesky(np.array(quantity.correlation))
        x = np.array(quantity.mean) + np.array(quantity.sd) * (normal[quantity.name] @ factor.T)
        natural = np.exp(x) if quantity.scale == "log" else 1 / (1 + np.exp(-x))
        values[quantity.name] = _four_digits(natural)
    edges = np.cumsum([share for _, share in _PATTERNS])
    which = np.searchsorted(edges, stream.random(count), side="right").clip(max=len(_PATTERNS) - 1)
    measured = np.array([pattern for pattern, _ in _PATTERNS])[which]
    reported = measured & (stream.random(measured.shape) < np.array(_FRACTION_UNBOUND_REPORTED))
    measured[0] = reported[0] = (True, True, True, False)
    return values, measured, reported


def _four_digits(x: np.ndarray) -> np.ndarray:
    # Rounding makes the table the same on every machine, whatever its last bit of exp() is.
    return np.array([float(f"{value:.4g}") for value in x.ravel()]).reshape(x.shape)


def species_pk() -> pl.DataFrame:
    """KAI-101 and 120 reference compounds in four species, one row per compound.

    Returns
    -------
    polars.DataFrame
        121 rows: ``compound``, ``smiles`` and ``inchi`` (all null: these compounds have no
        structure), then clearance [mL/min/kg], steady-state volume [L/kg] and fraction unbound in
        rat, dog, monkey and human; null where not measured. KAI-101 has no human value.
    """
    values, measured, reported = _draw()
    names = [PROGRAMME, *(f"KAI-R{number:03d}" for number in range(1, REFERENCE_COMPOUNDS + 1))]
    nothing = pl.Series([None] * len(names), dtype=pl.String)
    columns: dict[str, object] = {"compound": names, "smiles": nothing, "inchi": nothing}
    for index, species in enumerate(SPECIES):
        for quantity in _QUANTITIES:
            seen = reported if quantity.name == "fraction_unbound" else measured
            column = np.where(seen[:, index], values[quantity.name][:, index], np.nan)
            columns[quantity.column(species)] = pl.Series(column).fill_nan(None)
    return pl.DataFrame(columns)


def truth() -> pl.DataFrame:
    """What was planted: KAI-101's own values in every species, and the distribution of all compounds.

    Returns
    -------
    polars.DataFrame
        ``subject`` (``KAI-101`` or ``population``), ``quantity``, ``statistic`` (``value``; ``mean``,
        ``sd`` and ``correlation`` on ``scale``), ``scale`` (``natural``, ``log``, ``logit``),
        ``species``, ``other_quantity`` and ``other_species`` (of a correlation, else null),
        ``value``, ``unit``. Correlations are given for every pair of the twelve quantities.
    """
    values, _, _ = _draw()
    rows: list[tuple[str, str, str, str, str, str | None, str | None, float, str]] = []
    for quantity in _QUANTITIES:
        for index, species in enumerate(SPECIES):
            planted = float(values[quantity.name][0, index])
            unit = quantity.unit or "1"
            rows.append((PROGRAMME, quantity.name, "value", "natural", species, None, None, planted, unit))
            for statistic, value in (("mean", quantity.mean[index]), ("sd", quantity.sd[index])):
                rows.append(
                    ("population", quantity.name, statistic, quantity.scale, species, None, None, value, "1")
                )
    correlation = _correlation()
    marks = [(quantity, species) for quantity in _QUANTITIES for species in SPECIES]
    for i, (one, species) in enumerate(marks):
        for j, (other, other_species) in enumerate(marks[:i]):
            value = round(float(correlation[i, j]), 6)
            rows.append(
                (
                    "population",
                    one.name,
                    "correlation",
                    one.scale,
                    species,
                    other.name,
                    other_species,
                    value,
                    "1",
                )
            )
    names = ["subject", "quantity", "statistic", "scale", "species", "other_quantity", "other_species"]
    return pl.DataFrame(rows, schema=[*names, "value", "unit"], orient="row")


def _correlation() -> np.ndarray:
    """The 12 × 12 correlation of all quantities in all species, in the order of ``_QUANTITIES``."""
    factors = [np.linalg.cholesky(np.array(quantity.correlation)) for quantity in _QUANTITIES]
    count = len(SPECIES)
    whole = np.zeros((3 * count, 3 * count))
    for i, factor in enumerate(factors):
        whole[i * count : (i + 1) * count, i * count : (i + 1) * count] = factor @ factor.T
    cross = _RHO_CLEARANCE_VOLUME * factors[1] @ factors[0].T
    whole[count : 2 * count, :count] = cross
    whole[:count, count : 2 * count] = cross.T
    return whole
