"""The same loops for numba, so that the plain PyMC model also runs at full speed under other samplers.

The workbench's own compiler does not need it. Importing numba takes a second or two, so this is loaded
with the operations only where numba is loaded already; import it yourself before others compile a model.
"""

from __future__ import annotations

from typing import Any

from pytensor.link.numba.dispatch import basic as numba_basic
from pytensor.link.numba.dispatch.basic import register_funcify_default_op_cache_key

from ._intercept_slope_op import InterceptSlope, InterceptSlopeGradient

VERSION = 1  # raised when the loops change, so that compiled code is not taken from a cache


@register_funcify_default_op_cache_key(InterceptSlope)
@register_funcify_default_op_cache_key(InterceptSlopeGradient)
def _compiled(op: Any, node: Any, **kwargs: Any) -> Any:  # noqa: ARG001
    return numba_basic.numba_njit(type(op).loops), VERSION
