"""The conventional methods side by side, each with the interval that its own errors earn."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import polars as pl

from kai_workbench.text import Lang, say

from ._accuracy import gmfe
from ._allometry import RuleOfExponents, SimpleAllometry, UnboundIntercept
from ._cross_species import ANIMALS, UNIT, Parameter
from ._errors import ModelDataError
from ._scaling import LiverBloodFlow, ProportionalVolume, SingleSpecies, TwoSpecies
from ._species_values import Floats, Method, animal_values, known

METHODS: Mapping[Parameter, tuple[Method, ...]] = MappingProxyType(
    {
        "clearance": (
            SimpleAllometry(parameter="clearance"),
            RuleOfExponents(),
            UnboundIntercept(),
            *(TwoSpecies(larger=animal) for animal in ("dog", "monkey")),
            *(SingleSpecies(animal=animal) for animal in ANIMALS),
            *(LiverBloodFlow(animal=animal) for animal in ANIMALS),
        ),
        "volume_ss": (
            SimpleAllometry(parameter="volume_ss"),
            *(ProportionalVolume(animal=animal, unbound=True) for animal in ANIMALS),
            *(ProportionalVolume(animal=animal, unbound=False) for animal in ANIMALS),
        ),
    }
)

# With n errors the 5% point needs the rank 0.05 (n + 1) to be at least 1: n of 19 or more.
MINIMUM_REFERENCE = 20
_QUANTILES = {"lo50": 0.25, "hi50": 0.75, "lo90": 0.05, "hi90": 0.95}
_SCHEMA = pl.Schema(
    {
        "method": pl.String,
        "species_used": pl.String,
        "estimate": pl.Float64,
        **dict.fromkeys(_QUANTILES, pl.Float64),
        "unit": pl.String,
        "n_reference": pl.Int64,
        "gmfe_reference": pl.Float64,
        "exponent": pl.Float64,
        "note": pl.String,
    }
)


def conventional(
    compound_row: pl.DataFrame,
    reference: pl.DataFrame,
    *,
    parameter: Parameter,
    lang: Lang = "en",
) -> pl.DataFrame:
    """Every conventional method that applies to a compound, with honest prediction intervals.

    A method's interval is its estimate times the exponentiated quantiles of its own log errors
    (log observed − log predicted) on the reference compounds that it applies to. The bias of the
    method is *not* removed from the estimate, so the interval need not be centred on it, and may
    even lie beside it: the estimate is what the method says, the interval where human values
    really were when it said so. Quantiles are of rank p(n + 1), so that an interval covers a new
    compound, exchangeable with the reference, as often as it says.

    Parameters
    ----------
    compound_row
        The compound, one row of a species PK table. Its own human value is not looked at.
    reference
        Species PK table with human values. Rows with the compound's name (whatever the case),
        SMILES or InChI are left out.
    parameter
        ``"clearance"`` (mL/min/kg) or ``"volume_ss"`` (L/kg).
    lang
        Language of the notes.

    Returns
    -------
    polars.DataFrame
        One row a method that applies: ``method`` (key, its phrase is ``method.<key>``),
        ``species_used``, ``estimate``, ``lo50``, ``hi50``, ``lo90``, ``hi90``, ``unit``,
        ``n_reference`` and ``gmfe_reference`` (compounds that the errors come from, and the
        method's geometric mean fold error on them), ``exponent`` (slope of the animals' log-log
        line), ``note``. Intervals are null, and noted, with fewer than 20 reference compounds.

    Raises
    ------
    ModelDataError
        Not exactly one row; an unknown parameter; a column is missing; or a value is zero,
        negative or not finite.
    """
    known(parameter)
    if compound_row.height != 1:
        raise ModelDataError("not_one_compound", n=compound_row.height)
    others = _without(reference, compound_row)
    observed = animal_values(others, parameter=parameter, species=("human",))[:, 0]
    rows = []
    for method in METHODS[parameter]:
        answer = method.predict(compound_row).row(0, named=True)
        if answer["estimate"] is None:
            continue
        predicted = method.predict(others)["estimate"].to_numpy()
        both = np.isfinite(predicted) & np.isfinite(observed)
        rows.append(
            {
                "method": method.key,
                "species_used": ", ".join(method.species),
                "estimate": answer["estimate"],
                **_interval(answer["estimate"], predicted[both], observed[both]),
                "unit": UNIT[parameter],
                "n_reference": int(both.sum()),
                "gmfe_reference": gmfe(predicted[both], observed[both]) if both.any() else None,
                "exponent": answer["exponent"],
                "note": _note(answer["note"], n=int(both.sum()), lang=lang),
            }
        )
    return pl.DataFrame(rows, schema=_SCHEMA)


def _without(reference: pl.DataFrame, compound_row: pl.DataFrame) -> pl.DataFrame:
    """The reference less the compound itself, by name and by structure."""
    same = pl.lit(False)
    for name in ("compound", "smiles", "inchi"):
        if name not in reference.columns or name not in compound_row.columns:
            continue
        value = compound_row[name][0]
        if value is None:
            continue
        text, own = pl.col(name).str.strip_chars(), value.strip()
        if name == "compound":
            text, own = text.str.to_lowercase(), own.lower()
        if own:
            same |= (text == own).fill_null(False)
    return reference.filter(~same)


def _interval(estimate: float, predicted: Floats, observed: Floats) -> dict[str, float | None]:
    """50% and 90% limits from the method's errors, or nulls if these are too few."""
    if observed.size < MINIMUM_REFERENCE:
        return dict.fromkeys(_QUANTILES)
    error = np.log(observed) - np.log(predicted)
    # Weibull's plotting positions: rank p (n + 1).
    points = np.quantile(error, list(_QUANTILES.values()), method="weibull")
    return dict(zip(_QUANTILES, (estimate * np.exp(points)).tolist(), strict=True))


def _note(code: str | None, *, n: int, lang: Lang) -> str | None:
    """What is to be said beside the number, as sentences."""
    told = [say(f"method_note.{code}", lang)] if code else []
    if n < MINIMUM_REFERENCE:
        told.append(say("method_note.too_few_reference", lang, n=n, minimum=MINIMUM_REFERENCE))
    return " ".join(told) or None
