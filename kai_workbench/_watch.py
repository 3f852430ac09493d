"""Long work that says how far it is and can be stopped, also from deep within."""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import time
from collections.abc import Callable, Iterator

from .errors import KaiError

Stops = Callable[[], bool]
_ASKED: contextvars.ContextVar[Stops | None] = contextvars.ContextVar("cancelled", default=None)


class Cancelled(KaiError):
    """The work was stopped by the person who started it."""

    def __init__(self) -> None:
        super().__init__("trials.cancelled")


@dataclasses.dataclass(frozen=True)
class WorkProgress:
    """How far a piece of work is.

    Attributes
    ----------
    stage
        What is at work: the name of a scenario, or of a step.
    done, total
        Trials, or steps.
    seconds
        Since the start.
    """

    stage: str
    done: int
    total: int
    seconds: float


Listener = Callable[[WorkProgress], object]


@contextlib.contextmanager
def stoppable(cancelled: Stops | None) -> Iterator[None]:
    """Let :func:`checkpoint` ask ``cancelled``; None leaves what asks around it."""
    if cancelled is None:
        yield
        return
    token = _ASKED.set(cancelled)
    try:
        yield
    finally:
        _ASKED.reset(token)


def checkpoint() -> None:
    """A place where work can be stopped.

    Raises
    ------
    Cancelled
        Whoever started it says so.
    """
    cancelled = _ASKED.get()
    if cancelled is not None and cancelled():
        raise Cancelled


@contextlib.contextmanager
def watched(progress: Listener | None, cancelled: Stops | None) -> Iterator[Callable[[str, int, int], None]]:
    """Work that says at its steps how far it is, which is also where it can be stopped.

    Parameters
    ----------
    progress
        Called in this thread.
    cancelled
        Asked at each step, and at every :func:`checkpoint` within.
    """
    begun = time.perf_counter()

    def reach(stage: str, done: int, total: int) -> None:
        checkpoint()
        if progress is not None:
            progress(WorkProgress(stage, done, total, time.perf_counter() - begun))

    with stoppable(cancelled):
        yield reach
