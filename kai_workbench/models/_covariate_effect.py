"""How a covariate moves an individual's parameter."""

from __future__ import annotations

import dataclasses
import warnings
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from ..text import say
from ._errors import ModelDataError
from ._pk_events import PKDataWarning

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclasses.dataclass(frozen=True, kw_only=True)
class CovariateEffect:
    """A parameter's dependence on a covariate of the subject.

    Parameters
    ----------
    parameter
        ``"CL"``, ``"V"``, ...
    covariate
        Column of the events table; one value a subject.
    form
        ``"power"``: (covariate / reference)^coefficient. ``"exponential"``: exp(coefficient ×
        (covariate - reference)); for a covariate of 0 and 1 the log ratio of the two.
    reference
        Where the typical value holds.
    coefficient
        A number is held fixed; ``(mean, SD)`` is a normal prior and is estimated.
    """

    parameter: str
    covariate: str
    form: Literal["power", "exponential"] = "power"
    reference: float = 70.0
    coefficient: float | tuple[float, float] = 0.75

    def __post_init__(self) -> None:
        if self.form not in ("power", "exponential"):
            raise ModelDataError(
                "pk_unknown_option", where="form", value=self.form, known="power, exponential"
            )
        if self.form == "power" and not self.reference > 0:
            raise ModelDataError("prior_not_positive", where="reference", value=self.reference)
        if self.estimated and not 0 < self.prior[1] < np.inf:
            raise ModelDataError("prior_not_positive", where=self.label, value=self.prior[1])

    @property
    def estimated(self) -> bool:
        """Whether the coefficient has a prior instead of a value."""
        return isinstance(self.coefficient, tuple)

    @property
    def prior(self) -> tuple[float, float]:
        """Mean and SD of the coefficient; SD 0 where it is fixed."""
        return self.coefficient if isinstance(self.coefficient, tuple) else (self.coefficient, 0.0)

    @property
    def label(self) -> str:
        """The name of the coefficient, ``"CL ~ WT"``."""
        return f"{self.parameter} ~ {self.covariate}"

    def design(self, covariates: pl.DataFrame, *, for_prediction: bool = False) -> NDArray[np.float64]:
        """What the coefficient is multiplied with in the log of the parameter, (subject,).

        Raises
        ------
        ModelDataError
            No such column; a subject has no value; it changes within a subject; not a number; a
            power of a value that is not positive.

        Warns
        -----
        PKDataWarning
            The effect is estimated, and all subjects have the same value.
        """
        name = self.covariate
        if name not in covariates.columns or f"{name}__varies" not in covariates.columns:
            known = ", ".join(c for c in covariates.columns if not c.endswith("__varies") and c != "ID")
            raise ModelDataError("pk_no_covariate", where=name, columns=known or "-")
        column = covariates[name]
        if column.dtype == pl.String:
            column = column.str.strip_chars().replace([".", ""], [None, None])
        number = column.cast(pl.Float64, strict=False)
        absent = covariates.filter(number.is_null() | ~number.is_finite())["ID"]
        if len(absent):
            shown = ", ".join(str(i) for i in absent[:5])
            raise ModelDataError("pk_covariate_missing", where=name, n=len(absent), ids=shown)
        changing = covariates.filter(pl.col(f"{name}__varies"))["ID"]
        if len(changing):
            raise ModelDataError("pk_covariate_varies", where=name, id=changing[0])
        value = number.to_numpy().astype(float)
        if self.form == "power" and (value <= 0).any():
            at: Any = int(np.argmax(value <= 0))
            raise ModelDataError(
                "pk_covariate_not_positive", where=f"ID {covariates['ID'][at]}, {name}", value=value[at]
            )
        if self.estimated and len(value) > 1 and np.ptp(value) == 0 and not for_prediction:
            text = say("warning.pk_covariate_constant", value=f"{value[0]:g}")
            warnings.warn(f"{self.label}: {text}", PKDataWarning, stacklevel=2)
        return value - self.reference if self.form == "exponential" else np.log(value / self.reference)
