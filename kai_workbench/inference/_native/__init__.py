"""A small compiler from PyTensor's graphs to machine code.

numba takes half a minute to two minutes for the log-density of a small hierarchical model, because it
compiles every operation in its full generality. Here each operation becomes the few loops it is, written
as LLVM code directly; what there is no rule for is taken from numba, one function at a time.
"""

from ._emitter import Unsupported
from ._function import expand_function, logp_function

__all__ = ["Unsupported", "expand_function", "logp_function"]
