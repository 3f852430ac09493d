"""hERG block: half-blocking concentration and Hill coefficient from patch-clamp cells."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._planted import Truth
from ._prior_check import check_difference, median_error, normals
from ._tables import checked_frame

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr

    from ..inference import Fit

Floats = NDArray[np.float64]
_COLUMNS = ("drug", "concentration_nM", "block_percent")
_FEWEST_CELLS, _LARGEST_SHARE = 3, 1.2


@dataclasses.dataclass(frozen=True, kw_only=True)
class HERGBlock:
    """Block = 100 / (1 + (IC50 / C)^h) + ε, all drugs in one fit, each with its own IC50, h and SD.

    With a column ``experiment`` log IC50 of every experiment (laboratory, day, plate) departs from
    its drug's by N(0, τ²), and the drug's interval then holds what experiments differ by. Cells
    measured at one concentration each, as CiPA's are, tell their own differences in ε alone.

    Parameters
    ----------
    ic50
        Prior median (nM) and SD of the natural log of IC50: 1 µM, 4; from picomolar to millimolar.
    hill
        Prior median and SD of the natural log of h: 1, 0.5.
    cell_sd
        Scale of the half-normal prior of the SD between cells, percentage points: 20.
    experiment_sd
        Scale of the half-normal prior of τ, 0.5 natural logs. Used with ``experiments`` only.
    experiments
        Whether the data have a column ``experiment``. Changes the graph.

    References
    ----------
    Li Z et al. Circ Arrhythm Electrophysiol 2017;10:e004628. Chang KC et al. Front Physiol 2017;8:917
    (uncertainty of CiPA's fits).
    """

    name: ClassVar[str] = "herg-block"
    version: ClassVar[int] = 1

    ic50: tuple[float, float] = (1000.0, 4.0)
    hill: tuple[float, float] = (1.0, 0.5)
    cell_sd: float = 20.0
    experiment_sd: float = 0.5
    experiments: bool = False

    def __post_init__(self) -> None:
        values = {
            "ic50": min(self.ic50),
            "hill": min(self.hill),
            "cell_sd": self.cell_sd,
            "experiment_sd": self.experiment_sd,
        }
        for field, value in values.items():
            if not 0 < value < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=value)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            One row a cell: ``drug``, ``concentration_nM``, ``block_percent`` (may lie below 0 or
            above 100), and ``experiment`` where the model asks for it.

        Raises
        ------
        ModelDataError
            A column is missing, there are no rows, a concentration is not positive, a block is not
            finite, or a drug was tested at fewer than two concentrations.
        """
        import polars as pl

        for name in (*_COLUMNS, *(("experiment",) if self.experiments else ())):
            if name not in checked_frame(data).columns:
                raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
        if not data.height:
            raise ModelDataError("herg_no_cells", where="drug")
        c = data["concentration_nM"].cast(pl.Float64, strict=False).to_numpy()
        block = data["block_percent"].cast(pl.Float64, strict=False).to_numpy()
        for name, bad in (
            ("concentration_nM", ~((c > 0) & np.isfinite(c))),
            ("block_percent", ~np.isfinite(block)),
        ):
            if bad.any():
                row = int(np.flatnonzero(bad)[0])
                here = f"{data['drug'][row]}, {name}, row {row + 1}"
                raise ModelDataError("herg_value", where=here, value=data[name][row])
        drugs = self.coords(data)["drug"]
        for drug, n in data.group_by("drug").agg(pl.col("concentration_nM").n_unique()).iter_rows():
            if n < 2:
                raise ModelDataError("herg_one_concentration", where=str(drug))
        prior = np.array(
            [np.log(self.ic50[0]), self.ic50[1], np.log(self.hill[0]), self.hill[1], self.cell_sd]
        )
        given: dict[str, NDArray[Any]] = {
            "drug_index": np.array([drugs.index(one) for one in data["drug"]]),
            "log_concentration": np.log(c),
            "block": block,
            "priors": prior,
        }
        if self.experiments:
            known = self.coords(data)["experiment"]
            given["experiment_index"] = np.array([known.index(one) for one in data["experiment"]])
            given["experiment_sd"] = np.asarray(self.experiment_sd)
        return given

    def check_observed(self, given: Mapping[str, Any], labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, blocks that are all the same or shares of 1, and priors far from them."""
        block, drug, at = given["block"], given["drug_index"], given["log_concentration"]
        if len(block) > _FEWEST_CELLS and np.ptp(block) == 0:
            raise ModelDataError("herg_constant", where="block_percent", n=len(block), value=block[0])
        if len(block) > _FEWEST_CELLS and np.abs(block).max() <= _LARGEST_SHARE:
            raise ModelDataError("herg_share", where="block_percent", value=f"{block.max():.2g}")
        prior = given["priors"]
        log_ic50, log_hill = normals([prior[:2], prior[2:4]]).T[:, :, None]
        expected = 100 * scipy.special.expit(np.exp(log_hill) * (at - log_ic50))
        for i, name in enumerate(labels["drug"]):
            own = drug == i
            error = median_error(prior[4], int(own.sum()))
            where = f"{name}, block_percent"
            check_difference(
                block[own], expected[:, own], where=where, unit="%", error=error, least=float(prior[4])
            )

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``drug``, ``cell`` and, if asked for, ``experiment``."""
        labels = {
            "drug": data["drug"].unique(maintain_order=True).to_list(),
            "cell": list(range(1, data.height + 1)),
        }
        if self.experiments:
            labels["experiment"] = data["experiment"].unique(maintain_order=True).to_list()
        return labels

    def units(self) -> dict[str, str]:
        """Units of what is sampled; ``ln(...)`` where it is the logarithm that is."""
        shares = dict.fromkeys(("hill", "tau", "departure"), "1")
        return shares | {"log_ic50": "ln(nM)", "log_hill": "ln(1)", "ic50": "nM", "sigma": "%"}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.experiments,)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``log_ic50``, ``log_hill``, ``sigma`` (drug); with experiments ``tau`` and
            ``departure`` (experiment), in SDs. Derived: ``ic50`` (nM), ``hill``. Observed:
            ``observed`` (cell), percent.
        """
        import pymc as pm
        import pytensor.tensor as pt

        rows = {"drug_index", "log_concentration", "block", "experiment_index"}
        with pm.Model(coords=self.coords(data)) as model:
            given = {
                name: pm.Data(name, value, dims="cell" if name in rows else None)
                for name, value in self.inputs(data).items()
            }
            prior, drug = given["priors"], given["drug_index"]
            log_ic50 = pm.Normal("log_ic50", prior[0], prior[1], dims="drug")
            log_hill = pm.Normal("log_hill", prior[2], prior[3], dims="drug")
            pm.Deterministic("ic50", pt.exp(log_ic50), dims="drug")
            hill = pm.Deterministic("hill", pt.exp(log_hill), dims="drug")
            sigma = pm.HalfNormal("sigma", prior[4], dims="drug")
            centre = log_ic50[drug]
            if self.experiments:
                tau = pm.HalfNormal("tau", given["experiment_sd"])
                centre += tau * pm.Normal("departure", dims="experiment")[given["experiment_index"]]
            mean = 100 * pt.sigmoid(hill[drug] * (given["log_concentration"] - centre))
            pm.Normal("observed", mean, sigma[drug], observed=given["block"], dims="cell")
        return model

    def simulate(self, params: Mapping[str, Any], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """The cells of ``design``, with the ``block_percent`` of known drugs.

        Parameters
        ----------
        params
            ``ic50`` (nM), ``hill`` and ``sigma`` (%), each a number or by drug; with ``experiments`` also
            ``tau``, the SD between experiments of the log IC50.
        design
            ``drug`` and ``concentration_nM``, and ``experiment`` where the model has them.

        Raises
        ------
        ModelDataError
            As :meth:`inputs`; or a true value is missing or not above 0.
        """
        import polars as pl

        rng = np.random.default_rng(seed)
        data = design.with_columns(block_percent=pl.lit(0.0))
        self.inputs(data)
        labels = self.coords(data)

        drugs, truth = labels["drug"], Truth(params)
        drawn: dict[str, Any] = {
            f"log_{name}": np.log(truth.numbers(name, drugs, above=0)) for name in ("ic50", "hill")
        }
        drawn["sigma"] = truth.numbers("sigma", drugs, above=0)
        if self.experiments:
            tau = truth.number("tau", least=0)
            drawn |= {"tau": tau, "departure": rng.standard_normal(len(labels["experiment"]))}
        truth.finish()
        block = self.simulate_inputs(drawn, data, rng)["block"]
        return design.with_columns(block_percent=pl.Series(block))

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Blocks for calibration, from the parameters of one prior draw."""
        given = self.inputs(data)
        drug = given["drug_index"]
        centre = np.asarray(params["log_ic50"])[drug]
        if self.experiments:
            centre = centre + params["tau"] * np.asarray(params["departure"])[given["experiment_index"]]
        mean = 100 * scipy.special.expit(
            np.exp(params["log_hill"])[drug] * (given["log_concentration"] - centre)
        )
        return {"block": rng.normal(mean, np.asarray(params["sigma"])[drug])}

    def predict(self, fit: Fit, *, drug: str) -> tuple[xr.DataArray, xr.DataArray]:
        """Draws of one drug's IC50 (nM) and Hill coefficient, dim ``sample``."""
        flat = fit.require().posterior[["ic50", "hill"]].sel(drug=drug).stack(sample=("chain", "draw"))
        flat = flat.reset_index("sample", drop=True).reset_coords(drop=True)
        return (
            flat["ic50"].assign_attrs(unit="nM", source=fit.key),
            flat["hill"].assign_attrs(unit="1", source=fit.key),
        )
