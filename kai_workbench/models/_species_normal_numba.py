"""The same loops for numba, so that the plain PyMC model also runs at full speed under other samplers.

The workbench's own compiler does not need it. Importing numba takes a second or two, so this is loaded
with the operation only where numba is loaded already; import it yourself before others compile a model.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pytensor.link.numba.dispatch import basic as numba_basic
from pytensor.link.numba.dispatch.basic import register_funcify_default_op_cache_key

from ._species_normal import precisions, row_densities, row_gradients
from ._species_normal_op import SpeciesNormal, SpeciesNormalGradient

VERSION = 2  # raised when the loops change, so that compiled code is not taken from a cache


@register_funcify_default_op_cache_key(SpeciesNormal)
def _compiled(op: Any, node: Any, **kwargs: Any) -> Any:  # noqa: ARG001
    invert = numba_basic.numba_njit(precisions)
    densities = numba_basic.numba_njit(row_densities)

    @numba_basic.numba_njit
    def species_normal(value: Any, mean: Any, covariance: Any, masks: Any, pattern: Any) -> Any:
        precision, constant = invert(covariance, masks)
        return densities(value, mean, masks, pattern, precision, constant)

    return species_normal, VERSION


@register_funcify_default_op_cache_key(SpeciesNormalGradient)
def _compiled_gradient(op: Any, node: Any, **kwargs: Any) -> Any:  # noqa: ARG001
    invert = numba_basic.numba_njit(precisions)
    gradients = numba_basic.numba_njit(row_gradients)

    @numba_basic.numba_njit
    def species_normal_gradient(  # noqa: PLR0917, compiled loops take no keywords
        value: Any, mean: Any, covariance: Any, masks: Any, pattern: Any, upstream: Any
    ) -> Any:
        precision, _ = invert(covariance, masks)
        return gradients(value, mean, masks, pattern, precision, np.ascontiguousarray(upstream))

    return species_normal_gradient, VERSION
