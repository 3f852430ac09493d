"""What noise is worth: record-level differential privacy of sums with Gaussian noise, over many rounds.

A round releases a sum of vectors, one a person, each cut to length ``clip``, plus a normal number of SD
``noise * clip`` in every place. Replacing one person by any other moves the sum by at most ``2 * clip``, so
a round is Gaussian-private with mean 2/noise, and rounds add up exactly: their means add in squares.

Source: Balle & Wang (2018), Improving the Gaussian mechanism for differential privacy, ICML, theorem 8;
Dong, Roth & Su (2022), Gaussian differential privacy, JRSS B 84, 3, corollaries 1 and 2.
"""

from __future__ import annotations

import math

import numpy as np


def of_round(noise: float) -> float:
    """What one round adds to the square of the mean."""
    return (2.0 / noise) ** 2


def delta_of(epsilon: float, square: float) -> float:
    """Smallest δ at which rounds that add up to ``square`` are (ε, δ)-private.

    Examples
    --------
    >>> round(delta_of(1.0, 1.0), 6)
    0.126937
    """
    from scipy.special import log_ndtr, ndtr

    if square <= 0:
        return 0.0
    mean = math.sqrt(square)
    tail = math.exp(min(epsilon + float(log_ndtr(-epsilon / mean - mean / 2)), 0.0))
    return max(float(ndtr(-epsilon / mean + mean / 2)) - tail, 0.0)


def epsilon_of(delta: float, square: float) -> float:
    """Smallest ε at which rounds that add up to ``square`` are (ε, δ)-private, to 1e-9.

    Examples
    --------
    >>> round(epsilon_of(1e-6, 0.04), 3)
    0.834
    """
    if square <= 0:
        return 0.0
    low, high = 0.0, 1.0
    while delta_of(high, square) > delta:
        low, high = high, 2 * high
    while high - low > 1e-9 * max(1.0, high):
        middle = (low + high) / 2
        low, high = (middle, high) if delta_of(middle, square) > delta else (low, middle)
    return high


def noisy(contributions: np.ndarray, *, clip: float, noise: float, rng: np.random.Generator) -> np.ndarray:
    """The sum over people ``(person, number)``, each cut to length ``clip``, with noise on it."""
    length = np.linalg.norm(contributions, axis=1, keepdims=True)
    cut = contributions * np.minimum(1.0, clip / np.maximum(length, 1e-300))
    return np.asarray(cut.sum(axis=0) + rng.normal(scale=noise * clip, size=contributions.shape[1]))
