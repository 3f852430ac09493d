"""Numbers as an IBM mainframe writes them: base sixteen, 56 bits of fraction, seven of exponent."""

from __future__ import annotations

import numpy as np

# The largest and the smallest normal number of the format: (1 - 16**-14) * 16**63 and 16**-65.
LARGEST = float(np.nextafter(16.0**63, 0))
SMALLEST = 16.0**-65
_MISSING = 0x2E << 56  # "." and seven zero bytes


def fits(values: np.ndarray) -> np.ndarray:
    """Whether each value is a number that the format can hold, or missing (NaN).

    Parameters
    ----------
    values
        Doubles, any shape.

    Returns
    -------
    numpy.ndarray
        Booleans of the same shape; false for infinities and for numbers too large or too small.
    """
    size = np.abs(values)
    return np.isnan(values) | (size == 0) | ((size >= SMALLEST) & (size <= LARGEST))


def to_ibm(values: np.ndarray) -> np.ndarray:
    """IBM doubles of IEEE doubles, without loss: 53 bits of fraction go into 56.

    NaN becomes SAS's ordinary missing value. Values must be such that :func:`fits`.

    Parameters
    ----------
    values
        Doubles, shape (n,).

    Returns
    -------
    numpy.ndarray
        Big-endian bytes, shape (n, 8).

    Notes
    -----
    A double is m × 2**e with 1/2 <= m < 1; the same number is f × 16**q with q = ceil(e / 4) and
    f = m × 2**(e - 4q), where e - 4q is one of -3, -2, -1, 0. The layout is given in "Record Layout
    of a SAS Version 5 or 6 Data Set in SAS Transport (XPORT) Format", SAS technical note TS-140.
    """
    missing = np.isnan(values)
    fraction, exponent = np.frexp(np.where(missing, 0.0, np.abs(values)))
    sixteens = -(-exponent.astype(np.int64) // 4)
    mantissa = np.ldexp(fraction, 53).astype(np.uint64) << (3 + exponent - 4 * sixteens).astype(np.uint64)
    sign = np.signbit(values).astype(np.uint64) << np.uint64(63)
    whole = sign | ((sixteens + 64).astype(np.uint64) << np.uint64(56)) | mantissa
    whole = np.where(mantissa == 0, np.uint64(0), whole)
    whole = np.where(missing, np.uint64(_MISSING), whole)
    return np.ascontiguousarray(whole.astype(">u8")).view(np.uint8).reshape(-1, 8)
