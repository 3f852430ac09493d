"""The same loops for numba, so that the plain PyMC model also runs at full speed under other samplers.

The workbench's own compiler does not need it. Importing numba takes a second or two, so this is loaded
with the operations only where numba is loaded already; import it yourself before others compile a model.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from pytensor.link.numba.dispatch import basic as numba_basic
from pytensor.link.numba.dispatch.basic import register_funcify_default_op_cache_key

from . import _patients_integrated, _pk_curves, _transit_curves
from ._patients_integrated_op import PatientsIntegrated
from ._pk_carry_op import Carry, CarryGradient
from ._pk_curves_op import (
    Gathered,
    IntravenousCurve,
    IntravenousGradient,
    OralCurve,
    OralGradient,
    TransitCurve,
)

VERSION = 2  # raised when the loops change, so that compiled code is not taken from a cache


def _with_helpers(loops: Any) -> Any:
    """The loops, calling compiled helpers in place of Python ones."""
    names = dict(vars(_pk_curves)) | dict(vars(_transit_curves)) | dict(vars(_patients_integrated))
    helpers = ("mean_decay", "accumulated", "difference", "absorbed", "injected", "since_absorbed")
    for name in (*helpers, "emptied", "arrived", "add_piece", "concentration"):
        names[name] = numba_basic.numba_njit(FunctionType(names[name].__code__, names))
    return numba_basic.numba_njit(FunctionType(loops.__code__, names))


@register_funcify_default_op_cache_key(OralCurve)
@register_funcify_default_op_cache_key(OralGradient)
@register_funcify_default_op_cache_key(TransitCurve)
@register_funcify_default_op_cache_key(Gathered)
@register_funcify_default_op_cache_key(IntravenousCurve)
@register_funcify_default_op_cache_key(IntravenousGradient)
@register_funcify_default_op_cache_key(PatientsIntegrated)
def _compiled(op: Any, node: Any, **kwargs: Any) -> Any:  # noqa: ARG001
    return _with_helpers(type(op).loops), VERSION


@register_funcify_default_op_cache_key(Carry)
@register_funcify_default_op_cache_key(CarryGradient)
def _compiled_alone(op: Any, node: Any, **kwargs: Any) -> Any:  # noqa: ARG001
    return numba_basic.numba_njit(type(op).loops), VERSION
