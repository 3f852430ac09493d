"""Molecules as numbers, by RDKit."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from .. import _paths
from .._files import write_atomic
from ._errors import ModelDataError

if TYPE_CHECKING:
    import pathlib

    from numpy.typing import NDArray

# Left out: they take most of the time and say little that the others do not.
_SLOW = (
    "qed",
    "BCUT2D",
    "BertzCT",
    "Ipc",
    "AvgIpc",
    "SPS",
    "MaxAbsEState",
    "MaxEState",
    "MinEState",
    "MinAbsEState",
)


def structure_keys(smiles: pl.Series) -> pl.Series:
    """What makes two structures the same compound: the connectivity of the neutral parent.

    Parameters
    ----------
    smiles
        One structure a row, or null.

    Returns
    -------
    polars.Series
        First block of the InChIKey of the largest fragment, neutralised; null where there is no
        structure or it cannot be read.

    Raises
    ------
    ModelDataError
        RDKit is not installed.

    Examples
    --------
    >>> structure_keys(pl.Series(["CC(=O)Nc1ccc(O)cc1", None])).to_list()
    ['RZVAJINKPMORJF', None]
    """
    return pl.Series("key", [_key(one) if one else None for one in smiles], dtype=pl.String)


def descriptors(smiles: pl.Series) -> NDArray[np.float64]:
    """RDKit's 2-D descriptors of the neutral parent and the charges of the form given.

    Kept in the cache folder, because a thousand molecules take half a minute.

    Returns
    -------
    numpy.ndarray
        (compound, descriptor); NaN where there is no structure or it cannot be read.
    """
    path = _kept(smiles)
    if path.exists():
        return pl.read_parquet(path).to_numpy()
    width = len(_calculators()) + 3
    rows = [(_describe(one) if one else None) or (np.nan,) * width for one in smiles]
    found = np.array(rows, dtype=np.float64).reshape(len(rows), width)
    written = io.BytesIO()
    pl.DataFrame(found).write_parquet(written)
    write_atomic(path, written.getvalue())
    return found


def _kept(smiles: pl.Series) -> pathlib.Path:
    what = f"{_SLOW} {importlib.metadata.version('rdkit')} {smiles.to_list()}"
    name = hashlib.sha256(what.encode()).hexdigest()[:32]
    return _paths.cache_dir() / "structure" / f"descriptors-{name}.parquet"


@functools.cache
def _calculators() -> tuple[Any, ...]:
    from rdkit.Chem import Descriptors

    return tuple(function for name, function in Descriptors.descList if not name.startswith(_SLOW))


@functools.cache
def _chemistry() -> tuple[Any, Any, Any]:
    try:
        from rdkit import Chem, RDLogger
        from rdkit.Chem.MolStandardize import rdMolStandardize
    except ImportError as error:
        raise ModelDataError("needs_structure_extra", package="rdkit") from error
    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]  # what cannot be read is reported by its null key
    return Chem, rdMolStandardize, rdMolStandardize.Uncharger()


@functools.lru_cache(maxsize=8192)
def _parent(smiles: str) -> Any:
    chem, standardize, uncharger = _chemistry()
    molecule = chem.MolFromSmiles(smiles)
    if molecule is None or molecule.GetNumAtoms() == 0:
        return None
    parent = uncharger.uncharge(standardize.FragmentParent(molecule))
    chem.SanitizeMol(parent)  # the largest part of a salt comes without its rings, which descriptors need
    return parent


def _key(smiles: str) -> str | None:
    parent = _parent(smiles)
    if parent is None:
        return None
    return str(_chemistry()[0].MolToInchiKey(parent)).split("-")[0] or None


@functools.lru_cache(maxsize=8192)
def _describe(smiles: str) -> tuple[float, ...] | None:
    parent = _parent(smiles)
    if parent is None:
        return None
    given = _chemistry()[0].MolFromSmiles(smiles)
    charges = [atom.GetFormalCharge() for atom in given.GetAtoms()]
    charge = (sum(charges), sum(c > 0 for c in charges), sum(c < 0 for c in charges))
    values = np.array([*(calculate(parent) for calculate in _calculators()), *charge], dtype=np.float64)
    # A few descriptors overflow on unusual molecules; trees need only their order.
    return tuple(np.nan_to_num(np.clip(values, -1e5, 1e5)))
