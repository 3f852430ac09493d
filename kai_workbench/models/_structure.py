"""What chemical structure alone says about human clearance and volume."""

from __future__ import annotations

import dataclasses
import hashlib
import io
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .. import _paths
from .._files import write_atomic
from ._descriptors import descriptors, structure_keys
from ._errors import ModelDataError

if TYPE_CHECKING:
    from sklearn.ensemble import ExtraTreesRegressor

Floats = NDArray[np.float64]
PREDICTED = {
    "clearance_human_mL_min_kg": "clearance_structure_mL_min_kg",
    "volume_ss_human_L_kg": "volume_ss_structure_L_kg",
}
_FRACTION_UNBOUND = "fraction_unbound_human"


@dataclasses.dataclass(frozen=True, kw_only=True)
class StructurePrior:
    """Human clearance and Vss learnt from structure and human fraction unbound.

    Extremely randomised trees (Geurts et al. 2006) on RDKit's 2-D descriptors, the charges of the
    given form, and the logit of fraction unbound, one forest for each quantity on its natural log.
    Every prediction for a compound is made without that compound: by the trees that did not see
    it (out of bag) when it is among those learnt from. Compounds are the same when their
    connectivity is (first block of the InChIKey of the neutral parent), whatever the salt or the
    stereochemistry.

    Parameters
    ----------
    trees, share_of_descriptors, smallest_leaf
        Of each forest. Not tuned on the compounds that the benchmark scores.
    seed
        Fixes the forest.
    """

    name: ClassVar[str] = "structure-prior"
    version: ClassVar[int] = 1

    trees: int = 400
    share_of_descriptors: float = 0.3
    smallest_leaf: int = 2
    seed: int = 0

    def predict(
        self, compounds: pl.DataFrame, *, learn_from: pl.DataFrame, without: Collection[str] = ()
    ) -> pl.DataFrame:
        """Structure-based human clearance and Vss of ``compounds``, each learnt without the compound.

        Parameters
        ----------
        compounds
            Columns ``compound``, ``smiles`` (null where unknown) and, where measured,
            ``fraction_unbound_human``.
        learn_from
            Columns ``smiles``, ``clearance_human_mL_min_kg``, ``volume_ss_human_L_kg``,
            ``fraction_unbound_human``; null where not measured. ``compounds`` with human values
            may be among them, and should be: the forest learns from both.
        without
            Structures (see :func:`structure_keys`) that must not be learnt from at all.

        Returns
        -------
        polars.DataFrame
            ``compound``, ``clearance_structure_mL_min_kg``, ``volume_ss_structure_L_kg``; null
            where there is no readable structure.

        Raises
        ------
        ModelDataError
            RDKit or scikit-learn is not installed, or fewer than 50 structures to learn from.
        """
        path = self._kept(compounds, learn_from, without)
        if path.exists():
            return pl.read_parquet(path)
        key = structure_keys(compounds["smiles"])
        features = _features(compounds)
        library = learn_from.with_columns(structure_keys(learn_from["smiles"]).alias("key")).with_row_index(
            "place"
        )
        library = library.filter(pl.col("key").is_not_null() & ~pl.col("key").is_in(list(without)))
        library = library.unique("key", keep="first", maintain_order=True)
        learnt = _features(learn_from)[library["place"].to_numpy()]
        columns = {"compound": compounds["compound"]}
        for measured, predicted in PREDICTED.items():
            columns[predicted] = self._one(library, learnt, measured, key, features)
        result = pl.DataFrame(columns)
        written = io.BytesIO()
        result.write_parquet(written)
        write_atomic(path, written.getvalue())
        return result

    def _one(
        self, library: pl.DataFrame, learnt: Floats, measured: str, key: pl.Series, features: Floats
    ) -> pl.Series:
        known = (library[measured] > 0).fill_null(value=False).to_numpy()
        if known.sum() < 50:
            raise ModelDataError("too_few_structures", where=measured, n=int(known.sum()))
        forest = self._forest()
        forest.fit(learnt[known], np.log(library[measured].to_numpy()[known]))
        unseen = dict(zip(library["key"].to_numpy()[known], forest.oob_prediction_, strict=True))
        readable = key.is_not_null().to_numpy()
        log_value = np.full(len(key), np.nan)
        if readable.any():
            log_value[readable] = forest.predict(features[readable])
        for row, one in enumerate(key):
            if one in unseen:
                log_value[row] = unseen[one]
        return pl.Series(np.exp(log_value)).fill_nan(None)

    def _forest(self) -> ExtraTreesRegressor:
        try:
            from sklearn.ensemble import ExtraTreesRegressor
        except ImportError as error:
            raise ModelDataError("needs_structure_extra", package="scikit-learn") from error
        return ExtraTreesRegressor(
            self.trees,
            max_features=self.share_of_descriptors,
            min_samples_leaf=self.smallest_leaf,
            bootstrap=True,
            oob_score=True,
            n_jobs=-1,
            random_state=self.seed,
        )

    def _kept(self, *parts: Any) -> Any:
        digest = hashlib.sha256(repr((self.version, dataclasses.astuple(self), _versions())).encode())
        for part in parts:
            if isinstance(part, pl.DataFrame):
                wanted = [
                    c for c in ("compound", "smiles", *PREDICTED, _FRACTION_UNBOUND) if c in part.columns
                ]
                digest.update(part.select(wanted).write_csv().encode())
            else:
                digest.update(repr(sorted(part)).encode())
        return _paths.cache_dir() / "structure" / f"{digest.hexdigest()[:32]}.parquet"


def _features(compounds: pl.DataFrame) -> Floats:
    """Descriptors of the structures, and the logit of human fraction unbound; NaN where unknown."""
    unbound = (
        compounds[_FRACTION_UNBOUND].to_numpy().astype(np.float64)
        if _FRACTION_UNBOUND in compounds.columns
        else np.full(compounds.height, np.nan)
    )
    bounded = np.clip(unbound, 1e-3, 1 - 1e-3)
    return np.column_stack([descriptors(compounds["smiles"]), np.log(bounded / (1 - bounded))])


def _versions() -> tuple[str, ...]:
    import importlib.metadata

    try:
        return tuple(importlib.metadata.version(name) for name in ("rdkit", "scikit-learn"))
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelDataError("needs_structure_extra", package=error.name) from error
