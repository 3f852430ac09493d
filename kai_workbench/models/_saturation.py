"""C^h / (C50^h + C^h)."""

from __future__ import annotations

from typing import Any

import numpy as np

_TINY = 1e-12


def saturation(concentration: Any, half: Any, hill: Any = None, *, arrays: bool) -> Any:
    """Share of the largest effect.

    Parameters
    ----------
    concentration, half
        In one unit; ``half`` gives half the effect.
    hill
        Exponent; None is 1.
    arrays
        Whether they are numpy arrays, else expressions of PyTensor.
    """
    if hill is None:
        return concentration / (half + concentration)
    if arrays:
        above = np.log(np.maximum(concentration, _TINY * half) / half)
        return 1 / (1 + np.exp(-hill * above))
    import pytensor.tensor as pt

    return pt.sigmoid(hill * pt.log(pt.maximum(concentration, _TINY * half) / half))


def of(value: Any, index: Any, *, arrays: bool) -> Any:
    """Values of subjects at the places of their records, along the last dim."""
    return value[..., index] if arrays else value[index]
