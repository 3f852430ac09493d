"""The same loops for numba, so that the plain PyMC model also runs at full speed under other samplers.

The workbench's own compiler does not need it. Importing numba takes a second or two, so this is loaded
with the operation only where numba is loaded already; import it yourself before others compile a model.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from pytensor.link.numba.dispatch import basic as numba_basic
from pytensor.link.numba.dispatch.basic import register_funcify_default_op_cache_key

from . import _simeoni_curves
from ._simeoni_op import SimeoniSizes

VERSION = 1  # raised when the loops change, so that compiled code is not taken from a cache


@register_funcify_default_op_cache_key(SimeoniSizes)
def _compiled(op: Any, node: Any, **kwargs: Any) -> Any:  # noqa: ARG001
    names = dict(vars(_simeoni_curves))
    for name in ("braking", "slopes"):
        names[name] = numba_basic.numba_njit(FunctionType(names[name].__code__, names))
    return numba_basic.numba_njit(FunctionType(type(op).loops.__code__, names)), VERSION
