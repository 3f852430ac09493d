"""Stein–Fojo: tumours that regress and grow at once, by two exponentials."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ._errors import ModelDataError
from ._tumour_curves import STEIN_FORMS, SteinForm, stein_fojo
from ._tumour_model import Prior, TumourModel


@dataclasses.dataclass(frozen=True, kw_only=True)
class SteinFojo(TumourModel):
    """Hierarchical Stein–Fojo model: size = base·(exp(−kill·t) + exp(growth·t) − 1).

    Before treatment (t < 0) the tumour grows alone, by exp(growth·t).

    Parameters
    ----------
    form
        ``"gd"`` (above), ``"gdphi"`` (a share ``sensitive`` regresses, the rest grows), ``"gx"``
        (growth alone), ``"dx"`` (regression alone).
    base
        Prior median of the typical size at the start of treatment, and the SD of its log.
    growth, kill
        As base, of the rates kg and ks, 1/time.
    sensitive
        Prior median of the typical share, and the SD of its logit.

    Notes
    -----
    Default priors are those of the R package jmpost for sums of diameters, 60 mm, 0.3 and 0.5 per
    year, each with an SD of the log of 1, the rates here per day. Volumes in mice need their own.

    References
    ----------
    Stein WD, Yang J, Bates SE, Fojo T. Oncologist 2008;13:1055. Stein WD, Gulley JL, Schlom J and
    others. Clin Cancer Res 2011;17:907.
    """

    name: ClassVar[str] = "stein-fojo"
    version: ClassVar[int] = 1

    form: SteinForm = "gd"
    base: Prior = (60.0, 1.0)
    growth: Prior = (0.3 / 365.25, 1.0)
    kill: Prior = (0.5 / 365.25, 1.0)
    sensitive: Prior = (0.5, 1.0)

    def __post_init__(self) -> None:
        if self.form not in STEIN_FORMS:
            known = ", ".join(STEIN_FORMS)
            raise ModelDataError("model_option_unknown", where="form", value=self.form, known=known)
        super().__post_init__()

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, ``base`` first."""
        return STEIN_FORMS[self.form]

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.form, *super().structure())

    def curve(self, each: Mapping[str, Any], given: Mapping[str, Any], *, xp: Any = np) -> Any:
        """Sizes without error at the observations."""
        at = {name: each[name][..., given["of_subject"]] for name in self.parameters}
        return stein_fojo(given["time"], form=self.form, xp=xp, **at)
