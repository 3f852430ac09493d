"""What the hierarchical models of tumour size have in common."""

from __future__ import annotations

import abc
import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._planted import Truth
from ._prior_check import check_ratio, normals
from ._residual import SIGMAS, Residual, observe
from ._tumour_sizes import FEWEST_TIMES, CheckedSizes, TumourSizes, check_sizes

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr

    from ..inference import Fit, SeenBy

Prior = tuple[float, float]
Floats = NDArray[np.float64]
Subjects = Literal["new", "existing"]
# Parameters that are shares; all others are positive numbers.
SHARES = ("sensitive",)


@dataclasses.dataclass(frozen=True, kw_only=True)
class TumourModel(abc.ABC):
    """Sizes of the tumours of many animals or patients, each with parameters of its own.

    An individual's parameter is the typical value × exp(eta), eta normal with SD omega (on the logit
    scale for a share).

    Parameters
    ----------
    random
        Parameters that differ between subjects; all by default.
    omega_sd
        Scale of the half-normal prior of each omega, 0.5, as for :class:`PopulationPK`.
    centred
        Parameters whose individual values are sampled as such, which suits those that the subjects'
        data tell well; the others as standardised etas. All by default. The model is the same.
    residual
        ``"lognormal"``, ``"proportional"``, ``"additive"`` or ``"combined"`` (variances add).
    sigma_additive, sigma_proportional, sigma_log
        Scales of their half-normal priors; the first in the unit of size.
    limit
        Smallest size that can be measured, in the unit of size. A size below it, and a tumour that
        has vanished (0), is told as "somewhere below": its likelihood is the probability of lying
        there (M3, Beal 2001). None refuses zeros. RECIST 1.1 gives lesions too small to measure 5 mm.
    size_unit, time_unit, exposure_unit
        Of the data.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    seen_by: ClassVar[SeenBy] = {"size": lambda given: given["below"] == 0}
    needs_exposure: ClassVar[bool] = False
    from_start: ClassVar[bool] = False

    random: tuple[str, ...] | None = None
    omega_sd: float = 0.5
    centred: tuple[str, ...] | None = None
    residual: Residual = "lognormal"
    sigma_additive: float = 10.0
    sigma_proportional: float = 0.5
    sigma_log: float = 0.5
    limit: float | None = None
    size_unit: str = "mm"
    time_unit: str = "d"
    exposure_unit: str = "1"

    def __post_init__(self) -> None:
        for field, value, known in (
            ("residual", self.residual, tuple(SIGMAS)),
            *(("random", one, self.parameters) for one in self.random or ()),
            *(("centred", one, self.parameters) for one in self.centred or ()),
        ):
            if value not in known:
                raise ModelDataError("model_option_unknown", where=field, value=value, known=", ".join(known))
        for field in self.parameters:
            median, sd = getattr(self, field)
            if not (0 < median < (1 if field in SHARES else np.inf) and 0 < sd < np.inf):
                raise ModelDataError("prior_not_positive", where=field, value=f"({median}, {sd})")
        limit = ("limit",) if self.limit is not None else ()
        for field in ("omega_sd", *SIGMAS[self.residual], *limit):
            if not 0 < getattr(self, field) < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=getattr(self, field))

    @property
    @abc.abstractmethod
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, ``base`` first."""

    @abc.abstractmethod
    def curve(self, each: Mapping[str, Any], given: Mapping[str, Any], *, xp: Any = np) -> Any:
        """Sizes without error at the observations.

        Parameters
        ----------
        each
            Individual parameters by name, (..., subject); in PyTensor (subject,).
        given
            Of :meth:`design`.

        Returns
        -------
        array
            (..., observation)
        """

    @property
    def varying(self) -> tuple[str, ...]:
        """Parameters that differ between subjects."""
        return self.parameters if self.random is None else self.random

    @property
    def sampled_own(self) -> tuple[str, ...]:
        """Parameters whose individual values are sampled as such."""
        return self.parameters if self.centred is None else self.centred

    def unit(self, parameter: str) -> str:
        """Unit of a parameter."""
        return {"base": self.size_unit, "sensitive": "1"}.get(parameter, f"1/{self.time_unit}")

    def check(self, data: pl.DataFrame | TumourSizes, *, for_prediction: bool = False) -> CheckedSizes:
        """The data, checked; see :class:`TumourSizes`."""
        return check_sizes(
            data,
            limit=self.limit,
            exposed=self.needs_exposure,
            from_start=self.from_start,
            for_prediction=for_prediction,
        )

    def design(self, checked: CheckedSizes) -> dict[str, NDArray[Any]]:
        """What the curve needs of the data beside parameters."""
        return {"time": checked.time, "of_subject": checked.of_subject}

    def inputs(self, data: pl.DataFrame | TumourSizes) -> dict[str, NDArray[Any]]:
        """Everything that may change without compiling again: data and prior values.

        Raises
        ------
        ModelDataError
            As :class:`TumourSizes` tells.
        """
        checked = self.check(data)
        return {
            "observed": checked.size,
            "below": checked.below.astype(np.int64),
            **self.design(checked),
            "typical": np.array([self._prior(one) for one in self.parameters]),
            "omega_sd": np.array(self.omega_sd),
            "sigma_sd": np.array([getattr(self, one) for one in SIGMAS[self.residual]]),
        }

    def coords(self, data: pl.DataFrame | TumourSizes) -> dict[str, list[Any]]:
        """Labels of the dims ``subject``, ``random`` and ``observation`` (the row's number)."""
        checked = self.check(data)
        return {
            "subject": checked.subjects,
            "random": list(self.varying),
            "observation": list(range(1, len(checked.time) + 1)),
        }

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return self.parameters, self.varying, self.sampled_own, self.residual, self.limit is None

    def build(self, data: pl.DataFrame | TumourSizes) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``log_<parameter>`` (log, or logit, of the typical value), ``omega`` (random),
            ``z_<parameter>`` or ``own_<parameter>`` (subject), ``sigma_*``. Derived:
            ``subject_<parameter>`` (subject), in natural units. Observed: ``size`` (observation).
        """
        from ._tumour_graph import build

        return build(self, data)

    def simulate(
        self, params: Mapping[str, Any], design: pl.DataFrame | TumourSizes, *, seed: int = 20260101
    ) -> pl.DataFrame:
        """The table of sizes that ``params`` would give: planted truth.

        Parameters
        ----------
        params
            Typical values by name; ``omega``, SDs by parameter; the ``sigma_*`` of the residual error.
        design
            Subjects, times and exposure; sizes are not needed.

        Returns
        -------
        polars.DataFrame
            The rows of ``design`` with ``size``; 0 where it lies below the limit.
        """
        import polars as pl

        rng = np.random.default_rng(seed)
        checked = self.check(design, for_prediction=True)
        truth = Truth(params)
        logs, omega, sigma = self.planted(truth)
        truth.finish()
        each = self.new_subjects(logs, omega, len(checked.subjects), rng)
        size = self.observed(each, self.design(checked), sigma, rng)
        table = design.sizes if isinstance(design, TumourSizes) else design
        return table.with_columns(size=pl.Series(np.where(size < (self.limit or 0.0), 0.0, size)))

    def planted(self, truth: Truth) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Logs of the true typical values, omegas (0 where none is told) and sigmas, by name."""
        logs = {
            one: np.asarray(self._free(one, truth.number(one, above=0, below=1 if one in SHARES else np.inf)))
            for one in self.parameters
        }
        omega = truth.numbers("omega", self.varying, least=0, otherwise=0.0)
        sigma = {one: truth.number(one, least=0) for one in SIGMAS[self.residual]}
        return logs, dict(zip(self.varying, omega, strict=True)), sigma

    def simulate_inputs(
        self, params: Mapping[str, Any], data: pl.DataFrame | TumourSizes, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Sizes for calibration, from the parameters of one prior draw."""
        given = self.design(self.check(data))
        each = {one: np.asarray(params[f"subject_{one}"]) for one in self.parameters}
        size = self.observed(each, given, params, rng)
        limit = -np.inf if self.limit is None else self.limit
        return {"observed": np.maximum(size, limit), "below": (size < limit).astype(np.int64)}

    def predict(
        self,
        fit: Fit,
        scenario: pl.DataFrame | TumourSizes,
        *,
        subjects: Subjects = "new",
        residual: bool = False,
        seed: int = 20260101,
    ) -> xr.DataArray:
        """Sizes at other times, or under other exposure, with the uncertainty of the fit.

        Parameters
        ----------
        scenario
            ``subject`` and ``time``, and exposure where the model has it.
        subjects
            ``"existing"``: subjects of the fit, with their own parameters. ``"new"``: every draw takes
            new subjects from the population.
        residual
            With the error of a measurement.

        Returns
        -------
        xarray.DataArray
            (sample, observation) in ``size_unit`` (``attrs["units"]``), with coordinates ``subject``
            and ``time``.
        """
        import xarray as xr

        checked = self.check(scenario, for_prediction=True)
        rng = np.random.default_rng(seed)
        flat = fit.require().posterior.stack(sample=("chain", "draw"))
        draw = {str(k): x.transpose("sample", ...).to_numpy() for k, x in flat.data_vars.items()}
        if subjects == "existing":
            known = {one: at for at, one in enumerate(flat["subject"].to_numpy().tolist())}
            if unknown := [one for one in checked.subjects if one not in known]:
                raise ModelDataError("tumour_unknown_subject", where=f"subject {unknown[0]}")
            place = [known[one] for one in checked.subjects]
            each = {one: draw[f"subject_{one}"][:, place] for one in self.parameters}
        else:
            logs = {one: draw[f"log_{one}"][:, None] for one in self.parameters}
            omega = {one: draw["omega"][:, at, None] for at, one in enumerate(self.varying)}
            each = self.new_subjects(logs, omega, len(checked.subjects), rng)
        given = self.design(checked)
        if residual:
            sigma = {k: draw[k][:, None] for k in SIGMAS[self.residual]}
            values = self.observed(each, given, sigma, rng)
        else:
            values = self.curve(each, given)
        return xr.DataArray(
            values,
            dims=("sample", "observation"),
            coords={
                "subject": ("observation", [checked.subjects[at] for at in checked.of_subject]),
                "time": ("observation", checked.time, {"units": self.time_unit}),
            },
            name="size",
            attrs={"units": self.size_unit, "provenance": fit.key, "subjects": subjects},
        )

    def _prior(self, parameter: str) -> Prior:
        median, sd = getattr(self, parameter)
        return float(self._free(parameter, median)), sd

    @staticmethod
    def _free(parameter: str, value: Any) -> Any:
        return scipy.special.logit(value) if parameter in SHARES else np.log(value)

    @staticmethod
    def natural(parameter: str, value: Any) -> Any:
        """A parameter from its log, or logit."""
        return scipy.special.expit(value) if parameter in SHARES else np.exp(value)

    def new_subjects(
        self, logs: Mapping[str, Floats], omega: Mapping[str, Floats], count: int, rng: np.random.Generator
    ) -> dict[str, Floats]:
        """Parameters of new subjects, (..., subject); ``logs`` and ``omega`` () or (draw, 1)."""
        each = {}
        for one in self.parameters:
            shape = (*np.shape(logs[one])[:-1], count)
            eta = omega[one] * rng.standard_normal(shape) if one in omega else np.zeros(shape)
            each[one] = self.natural(one, logs[one] + eta)
        return each

    def observed(
        self,
        each: Mapping[str, Any],
        given: Mapping[str, Any],
        sigma: Mapping[str, Any],
        rng: np.random.Generator,
    ) -> Floats:
        return observe(self.curve(each, given), sigma, residual=self.residual, rng=rng)

    def check_observed(self, given: Mapping[str, Any], labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, sizes that are all the same, and priors that expect quite other sizes."""
        usable = given["below"] == 0
        size = given["observed"][usable]
        if len(size) >= FEWEST_TIMES and np.ptp(size) == 0:
            raise ModelDataError("tumour_constant", where="size", n=len(size), value=size[0])
        logs = normals(given["typical"])
        count = len(labels["subject"])
        each = {
            one: np.repeat(self.natural(one, logs[:, [at]]), count, axis=1)
            for at, one in enumerate(self.parameters)
        }
        with np.errstate(all="ignore"):  # extreme draws are left out
            expected = self.curve(each, given)[:, usable]
        check_ratio(size, expected, where=f"{self.name}, size", unit=self.size_unit)
