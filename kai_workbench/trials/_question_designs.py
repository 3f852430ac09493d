"""Designs of one kind of question, each sized for the same error, power and number of patients."""

from __future__ import annotations

import functools

import numpy as np

from .._watch import checkpoint
from ._bayesian_sequential_normal import BayesianSequentialNormal
from ._bop2 import BOP2
from ._calibrate import calibrate
from ._design import Design
from ._errors import DesignError
from ._group_sequential import GroupSequential
from ._mams import MAMS
from ._predictive_probability import PredictiveProbability
from ._response_adaptive import ResponseAdaptive
from ._sample_size import sample_size_means
from ._scenario import NormalScenario
from ._simon import SimonTwoStage
from ._single_arm import SingleArm
from ._spending import HwangShihDeCani, LanDeMets, obrien_fleming, pocock

_MOST_STAGES, _LEAST_STAGE = 3, 4
_FUTILE = 0.05  # predictive probability below which it is futile to go on
_SCEPTIC = 1.6448536269514722  # the sceptic gives what is hoped for, or more, 5%
_LAMBDAS = tuple(k / 100 for k in range(50, 100))
_GAMMAS = (0.0, 0.25, 0.5, 0.75, 1.0)
_SURE = tuple(round(0.8 + 0.005 * k, 3) for k in range(40))


@functools.lru_cache(maxsize=64)
def single_arm(
    name: str, *, null_rate: float, target_rate: float, alpha: float, power: float, most: int, looks: int
) -> SingleArm:
    """Simon's designs, or the smallest of the others that keeps error and power; looks evenly spaced."""
    table = _simon(null_rate, target_rate, alpha, 1 - power, most)
    if name.startswith("simon"):
        row = table[-1 if name == "simon-optimal" else 0]
        part = dict(zip(("r1", "n1", "r", "n"), row, strict=True))
        return SimonTwoStage(null_rate=null_rate, target_rate=target_rate, **part)
    for n in range(table[0][3] - 2, most + 1):
        checkpoint()
        at = _spread(n, looks)
        found: SingleArm | None = _predictive(null_rate, at, alpha) if name == "predictive" else None
        if name == "bop2":
            found = _bop2(null_rate, target_rate, at, alpha)
        if found is not None and found.probability(target_rate) >= power:
            return found
    raise DesignError("no_such_design", where="most", most=most)


@functools.lru_cache(maxsize=64)
def _simon(
    null_rate: float, target_rate: float, alpha: float, beta: float, most: int
) -> tuple[tuple[int, int, int, int], ...]:
    """r1, n1, r, n from minimax to optimal; the search takes a second, so it is kept."""
    frame = SimonTwoStage.admissible(
        null_rate=null_rate, target_rate=target_rate, alpha=alpha, beta=beta, most=most
    )
    return tuple(frame.select("r1", "n1", "r", "n").rows())


def _predictive(null_rate: float, looks: tuple[int, ...], alpha: float) -> PredictiveProbability | None:
    """With the lowest threshold that keeps the error: it falls as the threshold rises."""

    def at(k: int) -> PredictiveProbability:
        return PredictiveProbability(null_rate=null_rate, looks=looks, threshold=_SURE[k], lower=_FUTILE)

    low, high = -1, len(_SURE)  # low errs too often, high keeps the error
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if at(middle).probability(null_rate) <= alpha else (middle, high)
    return at(high) if high < len(_SURE) else None


def _bop2(null_rate: float, target_rate: float, looks: tuple[int, ...], alpha: float) -> BOP2 | None:
    try:
        return BOP2.optimise(
            null_rate=null_rate,
            target_rate=target_rate,
            looks=looks,
            alpha=alpha,
            lambdas=_LAMBDAS,
            gammas=_GAMMAS,
        )[0]
    except DesignError as error:
        if error.key != "no_such_design":
            raise
        return None


@functools.lru_cache(maxsize=64)
def comparison(
    name: str, *, control: float, treatment: float, alpha: float, power: float, most: int, looks: int
) -> Design:
    """Treatment against control with the fewest patients that have the power.

    The difference of two rates is taken as normal, with the variance of the rates that are hoped for.
    """
    sd = float(np.sqrt((control * (1 - control) + treatment * (1 - treatment)) / 2))
    if name == "bayesian":
        return _sceptical(control, treatment, sd, alpha, power, most, looks)
    last = 1 if name == "fixed" else looks
    shape = {"obrien-fleming": obrien_fleming(), "pocock": pocock()}.get(name, LanDeMets())
    design = GroupSequential(
        information=tuple((k + 1) / last for k in range(last)),
        alpha=alpha,
        power=power,
        efficacy=shape,
        futility=HwangShihDeCani(-2) if name == "lan-demets" and last > 1 else None,
    )
    needed = sample_size_means(
        difference=treatment - control, sd=sd, alpha=alpha, power=power, inflation=design.inflation
    ).patients
    _few_enough(needed, most, name)
    return GroupSequential(
        information=design.information,
        alpha=alpha,
        power=power,
        efficacy=shape,
        futility=design.futility,
        patients=needed,
    )


def _sceptical(  # noqa: PLR0917, as the caller has them
    control: float, treatment: float, sd: float, alpha: float, power: float, most: int, looks: int
) -> Design:
    """Monitored with a prior that doubts the treatment, and calibrated to the type I error."""
    doubt = (0.0, (treatment - control) / _SCEPTIC)
    null = NormalScenario("null", (control, control), float(np.sqrt(control * (1 - control))))
    hoped = NormalScenario("alternative", (control, treatment), sd)

    def made(n: int) -> BayesianSequentialNormal:
        design = BayesianSequentialNormal(looks=_spread(n, looks), sd=sd, prior=doubt)
        calibrated = calibrate(design, alpha, scenario=null, field="threshold", bounds=(0.5, 0.999999))
        assert isinstance(calibrated.design, BayesianSequentialNormal)
        return calibrated.design

    def reaches(n: int) -> bool:
        checkpoint()
        return float(made(n).ends(hoped)[0].sum()) >= power

    low = max(looks, 4)
    high = sample_size_means(
        difference=treatment - control, sd=sd, alpha=alpha, power=power, inflation=1.2
    ).control
    while not reaches(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    _few_enough(2 * high, most, "bayesian")
    return made(high)


def several_arms(
    name: str, *, arms: int, most: int, looks: int, superiority: float, pending: int
) -> ResponseAdaptive | MAMS:
    """Shares that follow the outcomes; equal shares of the arms not dropped; equal shares, one analysis; or
    treatments against the first arm, with any false claim as improbable as the best is to be sure.
    """  # noqa: D205
    if name == "mams":
        return _against_control(arms=arms, most=most, looks=looks, superiority=superiority, pending=pending)
    at = _spread(most, 1 if name == "equal" else looks)
    return ResponseAdaptive(
        arms=tuple(chr(ord("A") + k) for k in range(arms)),
        looks=at,
        randomised=tuple(min(n + pending, most) for n in at),
        superiority=superiority,
        inferiority=0.0 if name == "equal" else None,
        least=0.1 if name == "adaptive" and arms <= 10 else 0.0,
        power=0.5 if name == "adaptive" else 0.0,
    )


@functools.lru_cache(maxsize=64)
def _against_control(*, arms: int, most: int, looks: int, superiority: float, pending: int) -> MAMS:
    """Up to three equal stages; a treatment no better than the control is dropped."""
    stages = min(looks, _MOST_STAGES)
    first = most // (arms * stages)
    if first < _LEAST_STAGE:
        raise DesignError("question_stages", where="most", needed=_LEAST_STAGE * arms * stages, most=most)
    return MAMS(
        arms=arms - 1,
        treatment=tuple(float(k + 1) for k in range(stages)),
        alpha=round(1 - superiority, 6),
        power=0.9,
        futility=(0.0,) * (stages - 1),
        first=first,
        endpoint="binary",
        pending=pending,
    )


def _few_enough(needed: int, most: int, name: str) -> None:
    if needed > most:
        raise DesignError("question_too_many", where=name, needed=needed, most=most)


def _spread(n: int, looks: int) -> tuple[int, ...]:
    """Looks evenly spaced up to ``n``; fewer where there are fewer patients."""
    return tuple(sorted({max(1, round(n * (k + 1) / looks)) for k in range(looks)}))
