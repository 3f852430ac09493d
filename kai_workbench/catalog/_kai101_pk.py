"""Concentrations of KAI-101 and its metabolite, and the exposure that the sampled points show."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ._kai101_truth import METABOLITE, MOLAR_MASS, PARENT, TAU, Kinetics


class Subject(NamedTuple):
    """What one subject does with the compound."""

    clearance: float  # L/h
    volume: float  # L
    metabolite_clearance: float  # L/h
    metabolite_volume: float  # L


def draw(kinetics: Kinetics, weight: np.ndarray, stream: np.random.Generator) -> list[Subject]:
    """Subjects of given weight (kg); animals scale with weight, people's clearance with weight^0.75."""
    z = stream.standard_normal((len(weight), 4))
    power = 0.75 if kinetics.species == "human" else 1.0
    size = kinetics.weight * (weight / kinetics.weight) ** power
    clearance = kinetics.clearance_L_h_kg * size * np.exp(kinetics.cv_clearance * z[:, 0])
    volume = kinetics.volume * weight * np.exp(kinetics.cv_volume * z[:, 1])
    own_clearance = kinetics.metabolite_clearance * 0.06 * size * np.exp(kinetics.cv_clearance * z[:, 2])
    own_volume = kinetics.metabolite_volume * weight * np.exp(kinetics.cv_volume * z[:, 3])
    rows = zip(clearance, volume, own_clearance, own_volume, strict=True)
    return [Subject(*map(float, row)) for row in rows]


def free_auc(kinetics: Kinetics, subject: Subject, dose: float) -> float:
    """Unbound AUC over 24 h at steady state, h·ng/mL, for a dose in mg."""
    return kinetics.fraction_unbound * kinetics.bioavailability * dose / subject.clearance * 1000


def concentration(
    kinetics: Kinetics, subject: Subject, analyte: str, *, dose: float, hours: np.ndarray, doses: int
) -> np.ndarray:
    """Concentration (ng/mL) so many hours after the last of ``doses`` doses (mg) a day apart.

    A sum of exponentials; equal doses a time TAU apart add up to a geometric series of each.
    """
    rates = [kinetics.absorption, subject.clearance / subject.volume]
    scale = kinetics.bioavailability * dose * rates[0] / subject.volume
    if analyte == METABOLITE:
        formed = kinetics.fraction_metabolised * MOLAR_MASS[METABOLITE] / MOLAR_MASS[PARENT]
        scale *= formed * rates[1] * subject.volume / subject.metabolite_volume
        rates.append(subject.metabolite_clearance / subject.metabolite_volume)
    total = np.zeros(len(hours))
    for i, rate in enumerate(rates):
        others = np.prod([other - rate for j, other in enumerate(rates) if j != i])
        series = -np.expm1(-doses * rate * TAU) / -np.expm1(-rate * TAU)
        total += series * np.exp(-rate * hours) / others
    return np.asarray(1000 * scale * total).clip(min=0)


class Exposure(NamedTuple):
    """What the sampled points of one profile show."""

    auc: float  # h·ng/mL, first to last sampled point
    auc_last: float  # to the last point above the limit
    cmax: float  # ng/mL
    tmax: float  # h


def exposure(hours: np.ndarray, values: np.ndarray) -> Exposure:
    """Linear up, logarithmic down; points below the limit are given as 0."""
    steps = [
        (b - a) * (y - z) / np.log(y / z) if 0 < z < y else (b - a) * (y + z) / 2
        for a, b, y, z in zip(hours, hours[1:], values, values[1:], strict=False)
    ]
    above = np.flatnonzero(values > 0)
    last = int(above[-1]) if len(above) else 0
    peak = int(np.argmax(values))
    return Exposure(float(sum(steps)), float(sum(steps[:last])), float(values[peak]), float(hours[peak]))
