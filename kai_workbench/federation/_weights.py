"""Weights learned over sites by averaging what each has learned, over the same masked sum."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from ._coordinator import Coordinator
from ._declared import card
from ._errors import FederationError
from ._fit import receipt_of
from ._learner import LearnsWeights
from ._receipt import Receipt
from ._step import Step
from ._study import Study

_DIVERGED = 100.0  # times the first change


@dataclasses.dataclass(frozen=True, kw_only=True)
class LearntWeights:
    """Weights of all sites together.

    Attributes
    ----------
    weights
        (weight,).
    moved
        Length of the change in each round.
    rows
        Over all sites.
    receipt
        As of a fit. Never certified equal to pooled.
    """

    weights: np.ndarray
    moved: tuple[float, ...]
    rows: int
    receipt: Receipt


def learn(
    learner: LearnsWeights,
    data: Study,
    *,
    rounds: int = 100,
    steps: int = 1,
    rate: float = 0.5,
    prox: float = 0.0,
    start: np.ndarray | None = None,
    enough: float = 0.0,
    clip: float | None = None,
    noise: float | None = None,
    progress: Callable[[Step], object] | None = None,
) -> LearntWeights:
    """Learn weights where the rows stay: FedAvg, FedProx, or noisy gradients.

    Parameters
    ----------
    learner
        Installed, and approved by every site by its hash.
    data
        From :func:`open`. Every site must allow the rounds (``weight_rounds`` in its rules).
    rounds
        At most.
    steps
        A site's own steps in a round. With one, the result is that of pooled gradient descent; with more,
        fewer rounds are needed, and the end lies off the pooled one where sites differ.
    rate
        Length of a step.
    prox
        Holds a site's weights near the common ones (FedProx); 0 for FedAvg.
    start
        (weight,); zeros by default.
    enough
        Ends when a round moves the weights by less.
    clip, noise
        Both, for record-level differential privacy: a person's gradient is cut to length ``clip``, and every
        site adds noise of SD ``noise * clip`` itself, so that its guarantee needs no trust in the others.
    progress
        Called after each round; raises to stop.

    Returns
    -------
    LearntWeights

    Raises
    ------
    FederationError
        Settings that cannot be, weights that run away, or whatever stops a fit.
    """
    began = time.perf_counter()
    if not isinstance(learner, LearnsWeights):
        raise FederationError("federation.no_learner", where=type(learner).__name__)
    private = clip is not None or noise is not None
    how = {"steps": steps, "rate": rate, "prox": prox, "clip": clip, "noise": noise}
    _check(how | {"rounds": rounds}, private=private)
    weights = _start(learner, start)
    asked, moved, rows = card(learner), list[float](), 0
    with Coordinator(data.opener, data.name, tighter=data.tighter, report=progress) as job:
        job.begin(asked, how="weights")
        for _ in range(rounds):
            summed, people = job.weights(weights, how)
            rows = round(people)
            change = -rate * (summed / people + learner.penalty * weights) if private else summed / people
            weights = weights + change
            moved.append(float(np.linalg.norm(change)))
            if not moved[-1] < _DIVERGED * max(moved[0], enough):
                raise FederationError("federation.diverged", where=learner.name, rate=rate, prox=prox)
            if moved[-1] < enough:
                break
        job.end()
    details: dict[str, object] = {"moved": moved[-1], **how}
    if private:
        details["privacy"] = {
            "epsilon": f"{max(job.epsilons.values()):.3g}",
            "delta": f"{max(job.deltas.values()):g}",
        }
    receipt = receipt_of(
        data,
        asked,
        "weights",
        job,
        began,
        certified=False,
        reason="private" if private else "weights",
        details=details,
        privacy="federation.privacy.record" if private else "federation.privacy.weights",
    )
    return LearntWeights(weights=weights, moved=tuple(moved), rows=rows, receipt=receipt)


def _start(learner: LearnsWeights, start: np.ndarray | None) -> np.ndarray:
    weights = np.zeros(learner.size) if start is None else np.array(start, dtype=float)
    if weights.shape != (learner.size,) or not np.isfinite(weights).all():
        raise FederationError("federation.weights_setting", where="start", value=weights.shape)
    return weights


def _check(how: dict[str, Any], *, private: bool) -> None:
    """Refuse settings that cannot be, before any site is asked."""
    for name in ("rounds", "steps", "rate", *(("clip", "noise") if private else ())):
        value = how[name]
        kinds: Any = int if name in ("rounds", "steps") else (int, float)
        if not isinstance(value, kinds) or not 0 < value < np.inf:
            raise FederationError("federation.weights_setting", where=name, value=value)
    if not isinstance(how["prox"], int | float) or not 0 <= how["prox"] < np.inf:
        raise FederationError("federation.weights_setting", where="prox", value=how["prox"])
    if private and (how["steps"] != 1 or how["prox"]):
        raise FederationError("federation.weights_setting", where="steps, prox", value=how["steps"])
