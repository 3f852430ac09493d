"""A model that says it factors, and does not."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import numpy as np
import pymc as pm


@dataclasses.dataclass(frozen=True)
class Centred:
    """Rows around the mean of all rows: what one row says depends on the others."""

    name: ClassVar[str] = "test-centred"
    version: ClassVar[int] = 1
    site_column: ClassVar[str] = "site"
    sites: tuple[str, ...] = ()

    @property
    def row_columns(self):
        return {"y": "number"}

    def across(self, sites):
        return dataclasses.replace(self, sites=tuple(sites))

    def inputs(self, data: Any):
        return {"y": data["y"].to_numpy().astype(float)}

    def coords(self, data: Any):
        return {"row": list(range(data.height))}

    def structure(self):
        return ()

    def build(self, data: Any):
        with pm.Model(coords=self.coords(data)) as model:
            y = pm.Data("y", np.asarray(self.inputs(data)["y"]), dims="row")
            mu = pm.Normal("mu")
            pm.Normal("seen", mu * y.mean(), 1.0, observed=y, dims="row")
        return model
