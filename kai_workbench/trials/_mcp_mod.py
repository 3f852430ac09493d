"""MCP-Mod: is there a dose–response signal, which shape, and which dose."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import polars as pl
import scipy
from numpy.typing import NDArray

from . import _check, _dose_shape, _measure
from ._design import Design, Rows
from ._dose_means import means_by_dose
from ._dose_shape import DoseShape
from ._errors import DesignError
from ._measure import Measure
from ._scenario import NormalScenario

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]
_SEED = 1  # of the quasi-random integration of the multivariate t
_LOG2_POINTS = 14


@dataclasses.dataclass(frozen=True, kw_only=True)
class MCPMod(Design):
    """Multiple contrast test over candidate shapes, then a curve of those that stand out.

    Parameters
    ----------
    doses
        Rising, the first is the control (often 0), in ``unit``.
    shapes
        Candidates, with their guesses.
    patients
        By dose.
    alpha
        One-sided.
    unit
        UCUM unit of the doses.
    falling
        Whether a fall of the response is the wanted effect.

    References
    ----------
    Bretz F, Pinheiro JC, Branson M. Biometrics 2005;61:738. Pinheiro J, Bornkamp B, Glimm E, Bretz F. Stat
    Med 2014;33:1646. EMA/CHMP/SAWP/757052/2013.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.MCPMod(
    ...     doses=(0, 0.05, 0.2, 0.6, 1),
    ...     shapes=(trials.DoseShape("linear"), trials.DoseShape("emax", (0.2,))),
    ...     patients=(20, 20, 20, 20, 20),
    ... )
    >>> design.contrasts.round(3).tolist()[0]
    [-0.437, -0.378, -0.201, 0.271, 0.743]
    """

    scenario_type: ClassVar[type[NormalScenario]] = NormalScenario

    doses: tuple[float, ...]
    shapes: tuple[DoseShape, ...]
    patients: tuple[int, ...]
    alpha: float = 0.025
    unit: str = "mg"
    falling: bool = False

    def __post_init__(self) -> None:
        doses, patients = _check.dose_groups(self.doses, self.patients)
        object.__setattr__(self, "doses", doses)
        object.__setattr__(self, "patients", patients)
        _check.several(self.shapes, where="shapes")
        _check.share(self.alpha, where="alpha")

    @functools.cached_property
    def contrasts(self) -> Floats:
        """Optimal contrast of each shape, (shape, dose): sum 0, length 1, larger for a wanted effect."""
        n = np.asarray(self.patients, dtype=float)
        found = []
        for shape in self.shapes:
            mean = shape(np.asarray(self.doses))
            away = n * (mean - n @ mean / n.sum())
            # the sign in which the curve leaves the control by most
            side = np.sign((mean - mean[0])[np.argmax(np.abs(mean - mean[0]))])
            found.append((-side if self.falling else side) * away / np.linalg.norm(away))
        return np.asarray(found)

    @functools.cached_property
    def correlation(self) -> Floats:
        """Of the statistics, (shape, shape)."""
        scaled = self.contrasts / np.sqrt(self.patients)
        scaled /= np.linalg.norm(scaled, axis=1, keepdims=True)
        return np.asarray(np.clip(scaled @ scaled.T, -1, 1))

    @property
    def degrees_of_freedom(self) -> int:
        """Patients less doses."""
        return sum(self.patients) - len(self.doses)

    def p_value(self, t: Any) -> Floats:
        """Adjusted for all shapes: chance that the largest statistic is at least ``t`` without an effect.

        The sum over shapes of P(T_k ≥ t), each shared among the shapes that reach t together with it,
        by quasi-random points within T_k ≥ t; so small p values are as exact, relatively, as large ones.
        """
        x = np.asarray(t, dtype=float)
        return np.asarray([self._largest(one) for one in x.ravel()]).reshape(x.shape)

    @functools.cached_property
    def _points(self) -> tuple[Floats, list[Floats], Floats]:
        """Quasi-random: uniform, normal given each shape's statistic, and chi-square."""
        points = scipy.stats.qmc.Sobol(len(self.shapes) + 2, rng=_SEED).random_base2(_LOG2_POINTS)
        points = np.clip(points, 1e-12, 1 - 1e-12)
        z, r, given = scipy.special.ndtri(points[:, 1:-1]), self.correlation, []
        for row in r:
            value, vector = np.linalg.eigh(r - np.outer(row, row))
            given.append(z @ (vector * np.sqrt(np.clip(value, 0, None))).T)
        chi = 2 * scipy.special.gammaincinv((self.degrees_of_freedom + 1) / 2, points[:, -1])
        return points[:, 0], given, np.asarray(chi)

    def _largest(self, t: float) -> float:
        freedom = self.degrees_of_freedom
        tail = float(scipy.stats.t.sf(t, freedom))
        uniform, given, chi = self._points
        first = -scipy.special.stdtrit(freedom, uniform * tail)
        # Given one of them, the others are multivariate t again, with a degree of freedom more.
        wide = np.sqrt((freedom + first**2) / chi)[:, None]
        total = 0.0
        for k, z in enumerate(given):
            others = first[:, None] * self.correlation[k] + wide * z
            others[:, k] = np.inf
            total += tail * float(np.mean(1 / np.count_nonzero(others >= t, axis=1)))
        return total

    @functools.cached_property
    def critical_value(self) -> float:
        """Above it the largest statistic is a signal."""
        return float(
            scipy.optimize.brentq(lambda x: float(self.p_value(x)) - self.alpha, 0.5, 8.0, xtol=1e-4)
        )

    def analyse(self, data: pl.DataFrame) -> MCPModResult:
        """Test all shapes, and fit the curves of those that stand out.

        Parameters
        ----------
        data
            One row a patient: ``dose`` (one of the design's, in its unit) and ``response``. The sizes may
            differ from the planned ones; contrasts are then those of the sizes that are there.

        Raises
        ------
        DesignError
            A column or an outcome is missing, a dose is not of the design, or a dose has too few.
        """
        means, within, sizes = means_by_dose(data, self.doses)
        return dataclasses.replace(self, patients=sizes).analyse_means(means, within)

    def analyse_means(self, means: Any, within: float) -> MCPModResult:
        """The same from mean responses by dose and the sum of squares within doses."""
        y = np.asarray(means, dtype=float)
        _check.as_many(list(y), len(self.doses), where="means")
        _check.positive(within, where="within")
        n = np.asarray(self.patients, dtype=float)
        variance = within / self.degrees_of_freedom
        t = self.contrasts @ y / np.sqrt(variance * (self.contrasts**2 @ (1 / n)))
        return MCPModResult(design=self, means=tuple(y.tolist()), within=within, t=tuple(t.tolist()))

    @property
    def adaptive(self) -> bool:
        """Nothing changes on the way."""
        return False

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.means, len(self.doses), where=f"{scenario.name}, means")

    def run(self, scenario: NormalScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate means and pooled variance, and test."""
        _, t = self._statistics(scenario, n, generator)
        return {"signal": t.max(axis=1) >= self.critical_value, "best": t.argmax(axis=1)}

    def _statistics(
        self, scenario: NormalScenario, n: int, generator: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Means by dose, and statistics by shape."""
        sizes = np.asarray(self.patients, dtype=float)
        noise = generator.standard_normal((n, sizes.size)) * scenario.sd / np.sqrt(sizes)
        means = np.asarray(scenario.means) + noise
        freedom = self.degrees_of_freedom
        variance = scenario.sd**2 * generator.chisquare(freedom, n) / freedom
        spread = np.sqrt(variance[:, None] * (self.contrasts**2 @ (1 / sizes)))
        return means, np.asarray(means @ self.contrasts.T / spread)

    def replay(
        self, scenario: NormalScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial: doses with ``patients`` and ``mean``, then shapes with ``t``, limit and ``decision``."""
        import polars as pl

        means, t = (one[trial] for one in self._statistics(scenario, n, generator))
        unit = f" {self.unit}" if getattr(self, "unit", "") else ""
        rows: list[tuple[object, ...]] = [
            (f"{dose:g}{unit}", int(size), float(mean), None, None, "")
            for dose, size, mean in zip(self.doses, self.patients, means, strict=True)
        ]
        limit = float(self.critical_value)
        for shape, one in zip(self.shapes, t, strict=True):
            decision = "signal" if one >= limit else "no_signal"
            rows.append((str(shape), None, None, float(one), limit, decision))
        numbers = {"patients": pl.Int64} | dict.fromkeys(("mean", "t", "critical_value"), pl.Float64)
        return pl.DataFrame(rows, schema={"of": pl.String, **numbers, "decision": pl.String}, orient="row")

    def summarise(self, rows: Rows, scenario: NormalScenario) -> list[Measure]:
        """Signals, and the shape whose statistic was the largest among them."""
        name = "power" if len(set(scenario.means)) > 1 else "type_1_error"
        return [
            _measure.proportion(name, rows["signal"]),
            *(
                _measure.proportion("best_shape", rows["signal"] & (rows["best"] == k), of=str(shape))
                for k, shape in enumerate(self.shapes)
            ),
        ]


@dataclasses.dataclass(frozen=True, kw_only=True)
class MCPModResult:
    """Made by :meth:`MCPMod.analyse`.

    Attributes
    ----------
    design
        With the sizes of the data.
    means, within
        Mean response by dose, and the sum of squares within doses.
    t
        Statistic of each shape's contrast.
    """

    design: MCPMod
    means: tuple[float, ...]
    within: float
    t: tuple[float, ...]

    @functools.cached_property
    def table(self) -> pl.DataFrame:
        """By shape: ``shape``, ``t``, adjusted ``p_value``, ``signal``."""
        p = self.design.p_value(self.t)
        return pl.DataFrame(
            {
                "shape": [str(shape) for shape in self.design.shapes],
                "t": list(self.t),
                "p_value": p,
                "signal": p <= self.design.alpha,
            }
        )

    @functools.cached_property
    def curves(self) -> pl.DataFrame:
        """Least-squares curves of the shapes with a signal.

        Columns ``shape``, ``e0``, ``e1``, ``parameters``, ``aic``, ``weight``. The weight, with which curves
        are averaged, is the share of exp(−AIC/2).
        """
        rows = []
        for shape, signal in zip(self.design.shapes, self.table["signal"], strict=True):
            if signal:
                rows.append((shape.kind, *self._fit(shape)))
        schema: dict[str, Any] = {
            "shape": pl.String,
            "e0": pl.Float64,
            "e1": pl.Float64,
            "parameters": pl.List(pl.Float64),
            "aic": pl.Float64,
        }
        found = pl.DataFrame(rows, schema=schema, orient="row").unique(
            "shape", keep="first", maintain_order=True
        )
        aic = found["aic"].to_numpy()
        return found.with_columns(weight=scipy.special.softmax(-aic / 2) if aic.size else aic)

    def _fit(self, shape: DoseShape) -> tuple[float, float, list[float], float]:
        dose, n = np.asarray(self.design.doses), np.asarray(self.design.patients, dtype=float)
        y, root = np.asarray(self.means), np.sqrt(np.asarray(self.design.patients, dtype=float))
        kind, total = shape.kind, n.sum()
        free = 2 + len(shape.parameters)

        def linear(columns: list[Floats]) -> tuple[float, Floats]:
            matrix = np.stack([np.ones_like(dose), *columns], axis=1)
            found, *_ = np.linalg.lstsq(matrix * root[:, None], y * root)
            return float((n * (y - matrix @ found) ** 2).sum()), found

        own: list[float] = list(shape.parameters)
        if kind == "quadratic":
            squares, found = linear([dose, dose**2])
            own = [float(found[2] / found[1])]
        elif kind in _dose_shape.BOUNDS:
            top = dose[-1]
            scale = [1.0 if name == "hill" else top for name in _dose_shape.PARAMETERS[kind]]
            bounds = np.log(np.asarray(_dose_shape.BOUNDS[kind]) * np.asarray(scale)[:, None])
            steps = [np.linspace(low, high, 25) for low, high in bounds]
            starts = np.stack(np.meshgrid(*steps), axis=-1).reshape(-1, len(scale))
            loss = lambda p: linear([_dose_shape.curve(kind, dose, np.exp(np.clip(p, *bounds.T)))])[0]
            best = starts[int(np.argmin([loss(p) for p in starts]))]
            at = scipy.optimize.minimize(
                loss, best, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 4000}
            )
            own = np.exp(np.clip(at.x, *bounds.T)).tolist()
            squares, found = linear([_dose_shape.curve(kind, dose, own)])
        else:
            if kind == "log-linear":
                free -= 1  # the offset is given, not fitted
            squares, found = linear([_dose_shape.curve(kind, dose, own)])
        aic = total * (np.log(2 * np.pi * (squares + self.within) / total) + 1) + 2 * (free + 1)
        return float(found[0]), float(found[1]), own, float(aic)

    def predict(self, dose: Any) -> Floats:
        """Expected responses at doses, averaged over the curves.

        Raises
        ------
        DesignError
            No shape stands out.
        """
        x = np.asarray(dose, dtype=float)
        if self.curves.is_empty():
            raise DesignError("no_signal", where="predict")
        total = np.zeros_like(x)
        for row in self.curves.iter_rows(named=True):
            total += row["weight"] * (
                row["e0"] + row["e1"] * _dose_shape.curve(row["shape"], x, row["parameters"])
            )
        return total

    def target_dose(self, effect: float) -> float | None:
        """Lowest dose up to the highest given whose averaged effect over the control reaches ``effect``.

        None where none does. ``effect`` is positive, in the endpoint's unit, in the wanted direction.
        """
        _check.positive(effect, where="effect")
        doses = np.linspace(self.design.doses[0], self.design.doses[-1], 10_001)
        gain = self.predict(doses) - self.predict(doses[:1])
        reached = np.flatnonzero((-gain if self.design.falling else gain) >= effect)
        return float(doses[reached[0]]) if reached.size else None


def target_dose(curves: xr.DataArray, *, effect: float) -> xr.DataArray:
    """Draws of the lowest dose with an effect over the first one, from draws of a curve.

    Parameters
    ----------
    curves
        Dims ``exposure`` and ``sample``, such as
        :meth:`kai_workbench.models.ExposureResponse.predict` gives on a fine grid of doses that begins
        with the control.
    effect
        In the unit of the curve; negative for a fall.

    Returns
    -------
    xarray.DataArray
        Dim ``sample``, in the unit of the doses; infinite where no dose of the grid reaches the effect.
    """
    import xarray as xr

    if not _check.finite(effect, where="effect"):
        raise DesignError("no_difference", where="effect")
    gain = curves.transpose("exposure", "sample")
    reached = (gain - gain.isel(exposure=0)).to_numpy() * np.sign(effect) >= abs(effect)
    doses = curves["exposure"].to_numpy()
    first = np.where(reached.any(axis=0), doses[reached.argmax(axis=0)], np.inf)
    return xr.DataArray(first, dims="sample", attrs={"source": curves.attrs.get("source", "")})
