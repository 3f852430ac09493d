"""Target-mediated disposition, its approximations, and saturable elimination."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from ..standards import units
from ._covariate_effect import CovariateEffect
from ._dosing import ROUTES, Route, routes_of
from ._errors import ModelDataError
from ._pk_events import PKEvents, read_pk_events
from ._pk_prediction import predict_concentrations, simulated_table
from ._prior_check import check_ratio, normals
from ._residual import SIGMAS, Residual, observe
from ._sdirk import solved_arrays
from ._sdirk_table import intervals, padded
from ._target_systems import Approximation, free_drug, states, system

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr

    from ..inference import Fit, SeenBy
    from ._pk_prediction import Subjects
    from ._population_pk import Prior

Floats = NDArray[np.float64]
Measured = Literal["free", "total"]
_OWN: dict[Approximation, tuple[str, ...]] = {
    "full": ("kon", "KD", "kdeg", "kint", "target"),
    "quasi-steady-state": ("KSS", "kdeg", "kint", "target"),
    "michaelis-menten": ("Vmax", "KM"),
}
_VARYING = ("CL", "V", "target", "Vmax")
_CHECK_DRAWS, _CHECK_TOLERANCE = 25, 1e-2
_TABLE = ("interval_subject", "length", "first", "amount", "into", "flow")


@dataclasses.dataclass(frozen=True, kw_only=True)
class TargetMediatedDisposition:
    """Hierarchical target-mediated drug disposition of concentrations after known doses.

    ``"full"``: drug binds its target and is internalised with it (Mager & Jusko 2001).
    ``"quasi-steady-state"``: binding is fast beside everything else (Gibiansky et al. 2008).
    ``"michaelis-menten"``: the target also is constant; as a model of its own, saturable elimination
    beside the linear one.

    Parameters
    ----------
    approximation
        One of the three.
    CL, V
        Prior median of the typical clearance of the free drug (L per time unit) and central volume (L),
        and the SD of its log. They belong to the drug and have no default.
    Q, V2
        As CL and V, for a peripheral compartment; None leaves it out.
    ka
        As CL, 1/time; needed for oral (or subcutaneous) doses.
    kon, KD
        As CL: association (1/(concentration × time)) and dissociation constant (concentration); full.
    KSS
        As CL: (koff + kint) / kon, concentration; quasi-steady-state.
    kdeg, kint, target
        As CL: loss of free target and of complex (1/time), and free target without drug (concentration,
        in the drug's molar sense: where units of mass are used, that of drug it can bind).
    Vmax, KM
        As CL: largest rate (concentration × L per time) and its half-saturating concentration;
        michaelis-menten.
    measured
        What DV is: ``"free"`` drug or ``"total"``.
    routes
        Of ``"oral"``, ``"bolus"``, ``"infusion"``; one oral route makes compartment 1 the depot.
    random
        Parameters that differ between subjects; by default CL, V, and target or Vmax.
    omega_sd, sigma_additive, sigma_proportional, sigma_log
        As of :class:`PopulationPK`.
    residual
        As there; ``"combined"`` by default. Once the target is no longer saturated, concentrations fall by
        orders of magnitude within hours: under a proportional error alone the likelihood of a late
        concentration is then so steep in every parameter that chains stick where they began.
    time_unit, amount_unit, concentration_unit
        As of :class:`PopulationPK`.
    centred
        As there; by default standardised etas.
    tolerance
        Relative, of a step of the solver.

    Notes
    -----
    Amounts and concentrations must be in one molar sense: AMT per litre is converted to the unit of
    concentration. The differential equations are solved by an implicit Runge-Kutta method with their
    sensitivities, see ``docs/decisions/0061-responses-by-quadrature-stiff-systems-by-sdirk.md``.

    References
    ----------
    Mager & Jusko (2001), General pharmacokinetic model for drugs exhibiting target-mediated drug
    disposition, Journal of Pharmacokinetics and Pharmacodynamics 28, 507. Gibiansky, Gibiansky, Kakkar &
    Ma (2008), Approximations of the target-mediated drug disposition model and identifiability of model
    parameters, Journal of Pharmacokinetics and Pharmacodynamics 35, 573.
    """

    name: ClassVar[str] = "target-mediated-disposition"
    version: ClassVar[int] = 1
    seen_by: ClassVar[SeenBy] = {"concentration": lambda given: given["below"] == 0}
    absorption: ClassVar[str] = "free"
    correlation: ClassVar[None] = None
    covariates: ClassVar[tuple[CovariateEffect, ...]] = ()

    approximation: Approximation = "quasi-steady-state"
    CL: Prior
    V: Prior
    Q: Prior | None = None
    V2: Prior | None = None
    ka: Prior | None = None
    kon: Prior | None = None
    KD: Prior | None = None
    KSS: Prior | None = None
    kdeg: Prior | None = None
    kint: Prior | None = None
    target: Prior | None = None
    Vmax: Prior | None = None
    KM: Prior | None = None
    measured: Measured = "free"
    routes: tuple[Route, ...] = ("bolus",)
    random: tuple[str, ...] | None = None
    omega_sd: float = 0.5
    centred: bool = False
    residual: Residual = "combined"
    sigma_additive: float = 1.0
    sigma_proportional: float = 0.5
    sigma_log: float = 0.5
    tolerance: float = 1e-4
    time_unit: str = "h"
    amount_unit: str = "mg"
    concentration_unit: str = "mg/L"

    def __post_init__(self) -> None:
        for field, value, known in (
            ("approximation", self.approximation, tuple(_OWN)),
            ("measured", self.measured, ("free", "total")),
            ("residual", self.residual, tuple(SIGMAS)),
            *(("routes", route, ROUTES) for route in self.routes),
            *(("random", name, self.parameters) for name in self.random or ()),
        ):
            if value not in known:
                raise ModelDataError("pk_unknown_option", where=field, value=value, known=", ".join(known))
        needed = [
            *((name, getattr(self, name) is None) for name in _OWN[self.approximation]),
            ("V2", self.Q is not None and self.V2 is None),
            ("Q", self.V2 is not None and self.Q is None),
            ("ka", "oral" in self.routes and self.ka is None),
            ("routes", not self.routes),
        ]
        for field, missing in needed:
            if missing:
                raise ModelDataError("pk_prior_needed", where=field)
        for field in self.parameters:
            median, sd = getattr(self, field)
            if not (0 < median < np.inf and 0 < sd < np.inf):
                raise ModelDataError("prior_not_positive", where=field, value=f"({median}, {sd})")
        for field in ("omega_sd", "tolerance", *SIGMAS[self.residual]):
            if not 0 < getattr(self, field) < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=getattr(self, field))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the log-normal parameters."""
        more = [name for name in ("Q", "V2", "ka") if getattr(self, name) is not None]
        more = [name for name in more if name != "ka" or "oral" in self.routes]
        return ("CL", "V", *more, *_OWN[self.approximation])

    @property
    def varying(self) -> tuple[str, ...]:
        """Parameters that differ between subjects."""
        if self.random is not None:
            return self.random
        return tuple(name for name in self.parameters if name in _VARYING)

    @property
    def is_centred(self) -> bool:
        """Whether the subjects' own parameters are sampled."""
        return self.centred

    @property
    def compartments(self) -> int:
        """Of the linear part."""
        return 1 + (self.Q is not None)

    @property
    def _form(self) -> dict[str, bool]:
        return {"peripheral": self.Q is not None, "depot": "oral" in self.routes}

    def unit(self, parameter: str) -> str:
        """Unit of a parameter."""
        concentration, time = self.concentration_unit, self.time_unit
        own = {
            "CL": f"L/{time}", "Q": f"L/{time}", "V": "L", "V2": "L", "kon": f"1/({concentration})/{time}",
            "Vmax": f"{concentration}*L/{time}",
        } | dict.fromkeys(("KD", "KSS", "KM", "target"), concentration)  # fmt: skip
        return own.get(parameter, f"1/{time}")

    def events(self, data: pl.DataFrame | PKEvents) -> PKEvents:
        """The data, checked."""
        return data if isinstance(data, PKEvents) else read_pk_events(data)

    def design(self, events: PKEvents) -> dict[str, NDArray[Any]]:
        """The record of every subject as intervals.

        Raises
        ------
        ModelDataError
            A dose at steady state, or by a route that is not declared.
        """
        per_litre = units.convert(1.0, f"{self.amount_unit}/L", self.concentration_unit)
        routes = routes_of(events.doses, self.routes)
        scaled = events.doses.with_columns(
            AMT=events.doses["AMT"] * per_litre, RATE=events.doses["RATE"] * per_litre
        )
        names = states(self.approximation, **self._form)
        own = intervals(dataclasses.replace(events, doses=scaled), states=names, routes=routes)
        number = {subject: at for at, subject in enumerate(events.subjects)}
        start = [self.parameters.index("target") if name == "TARGET" else -1 for name in names]
        level = float(scaled["AMT"].max()) / self.V[0] * 1e-3  # type: ignore[arg-type]
        return {
            **own,
            "of_subject": np.array([number[i] for i in events.observations["ID"]], dtype=np.int64),
            "start": np.array(start, dtype=np.int64),
            "tolerance": np.array([self.tolerance, self.tolerance * level]),
        }

    def inputs(self, data: pl.DataFrame | PKEvents) -> dict[str, NDArray[Any]]:
        """Everything that may change without compiling again: data and prior values.

        Raises
        ------
        ModelDataError
            As :func:`read_pk_events`; a dose at steady state or by another route; a concentration that
            the residual error cannot describe.
        """
        events = self.events(data)
        seen = events.observations
        below = seen["BLQ"].to_numpy()
        value = np.where(below, seen["LLOQ"].to_numpy(), seen["DV"].to_numpy()).astype(float)
        given = self.design(events)
        if self.residual not in ("additive", "combined"):
            for key, wrong in (
                ("pk_zero_concentration", ~below & (value <= 0)),
                ("pk_residual_before_dose", ~below & (given["dosed"] == 0)),
            ):
                if wrong.any():
                    row = seen.row(int(np.argmax(wrong)), named=True)
                    where = f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}"
                    raise ModelDataError(key, where=where, value=row["DV"], residual=self.residual)
        priors = [getattr(self, name) for name in self.parameters]
        return {
            "observed": value,
            "below": below.astype(np.int64),
            **given,
            "typical": np.array([(np.log(median), sd) for median, sd in priors]),
            "omega_sd": np.array(self.omega_sd),
            "sigma_sd": np.array([getattr(self, name) for name in SIGMAS[self.residual]]),
        }

    def check_observed(self, given: Mapping[str, Any], labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite other concentrations.

        Few draws and a coarse tolerance: what matters here is orders of magnitude.
        """
        usable = (given["below"] == 0) & (given["dosed"] > 0) & (given["observed"] > 0)
        if not usable.any():
            return
        logs = normals(given["typical"], draws=_CHECK_DRAWS)
        shape = (_CHECK_DRAWS, len(labels["subject"]))
        each = {
            name: np.broadcast_to(np.exp(logs[:, [at]]), shape) for at, name in enumerate(self.parameters)
        }
        coarse = {**given, "tolerance": given["tolerance"] / self.tolerance * _CHECK_TOLERANCE}
        expected = self.predicted(each, coarse)[:, usable]
        check_ratio(
            given["observed"][usable], expected, where=f"{self.name}, DV", unit=self.concentration_unit
        )

    def coords(self, data: pl.DataFrame | PKEvents) -> dict[str, list[Any]]:
        """Labels of the dims ``subject``, ``random`` and ``observation``."""
        events = self.events(data)
        return {
            "subject": list(events.subjects),
            "random": list(self.varying),
            "observation": events.observations["row"].to_list(),
        }

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (
            self.approximation, self.parameters, self.routes, self.varying, self.is_centred, self.residual,
            self.measured,
        )  # fmt: skip

    def build(self, data: pl.DataFrame | PKEvents) -> pm.Model:
        """A plain PyMC model of ``data``, with the names of :meth:`PopulationPK.build`."""
        from ._pk_graph import build

        return build(self, data)

    def _observed(self, values: Any, each: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
        """Concentrations of (..., interval, state)."""
        subject = given["of_subject"]
        at = values[..., given["interval"], :]
        volume = each["V"][..., subject]
        total = at[..., 0] / volume
        if self.approximation == "quasi-steady-state" and self.measured == "free":
            total = free_drug(total, at[..., 1], each["KSS"][..., subject])
        elif self.approximation == "full" and self.measured == "total":
            total = total + at[..., 2]
        return given["dosed"] * total

    def predicted(self, each: Mapping[str, Any], given: Mapping[str, Any]) -> Floats:
        """Concentrations without residual error: ``each`` (..., subject) to (..., observation)."""
        shape = np.broadcast_shapes(*(np.shape(each[name]) for name in self.parameters))
        p = np.stack([np.broadcast_to(each[name], shape) for name in self.parameters])
        runs = int(np.prod(shape))
        copies = runs // shape[-1]
        table, place = padded(*(given[name] for name in _TABLE), runs=shape[-1])
        wide = {name: np.tile(x, (copies, *([1] * (x.ndim - 1)))) for name, x in table.items()}
        made = system(self.approximation, self.parameters, **self._form)
        values, _ = solved_arrays(
            made, p.reshape(len(p), runs), start=given["start"], table=wide, tolerance=given["tolerance"]
        )
        values = values.reshape(*shape, *values.shape[1:])[..., given["interval_subject"], place, :]
        found: Floats = self._observed(values, {k: np.broadcast_to(x, shape) for k, x in each.items()}, given)
        return found

    def expected(self, each: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
        """:meth:`predicted` as an expression of PyTensor."""
        import pytensor.tensor as pt

        from ._sdirk_op import solution_of

        solution = solution_of(self.approximation, self.parameters, **self._form)
        first, *rest = (given[name] for name in _TABLE)
        p = pt.stack([each[name] for name in self.parameters])
        values, _ = solution(p, first, given["start"], *rest, given["tolerance"], *given_constants())
        subject = given["of_subject"]
        at = values[given["interval"]]
        total = at[:, 0] / each["V"][subject]
        if self.approximation == "quasi-steady-state" and self.measured == "free":
            gap = total - at[:, 1] - each["KSS"][subject]
            root = pt.sqrt(gap**2 + 4 * each["KSS"][subject] * total + 1e-300)
            larger = (pt.abs(gap) + root) / 2
            total = pt.where(gap > 0, larger, each["KSS"][subject] * total / larger)
        elif self.approximation == "full" and self.measured == "total":
            total = total + at[:, 2]
        return given["dosed"] * total

    def simulate_inputs(
        self, params: Mapping[str, Any], data: pl.DataFrame | PKEvents, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Concentrations that ``params`` would give under the design of ``data``, censored as there."""
        from ._pk_parameters import of_draw

        events = self.events(data)
        given = self.design(events)
        value = self.predicted(of_draw(self, params, given), given)
        value = observe(value, params, residual=self.residual, rng=rng)
        limit = events.observations["LLOQ"].fill_null(-np.inf).to_numpy()
        return {"observed": np.maximum(value, limit), "below": (value < limit).astype(np.int64)}

    def simulate(
        self, params: Mapping[str, Any], table: pl.DataFrame, *, seed: int = 20260101
    ) -> pl.DataFrame:
        """``table`` with concentrations that ``params`` gives: as :meth:`PopulationPK.simulate`."""
        return simulated_table(self, params, table, seed=seed)[0]

    def predict(
        self,
        fit: Fit,
        scenario: pl.DataFrame,
        *,
        subjects: Subjects = "new",
        residual: bool = False,
        seed: int = 20260101,
    ) -> xr.DataArray:
        """Concentrations under other doses: as :meth:`PopulationPK.predict`."""
        return predict_concentrations(self, fit, scenario, subjects=subjects, residual=residual, seed=seed)


def given_constants() -> tuple[Floats, Floats]:
    """The method's tableau and error weights, as the loops take them."""
    from ._sdirk import ERROR, TABLEAU

    return TABLEAU, ERROR
