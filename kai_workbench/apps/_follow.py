"""Watching a background job from the kernel's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

_LAST = frozenset({"done", "cancelled", "failed"})


class Progress(Protocol):
    """A snapshot of a job; see :class:`kai_workbench.inference.Progress`."""

    @property
    def stage(self) -> str:
        """One of queued, compiling, sampling, checking, done, cancelled, failed."""

    @property
    def done(self) -> int:
        """Draws made."""

    @property
    def total(self) -> int:
        """Draws to make; 0 while unknown."""

    @property
    def divergences(self) -> int:
        """Divergent transitions so far."""

    @property
    def seconds(self) -> float:
        """Since the start."""


class Job(Protocol):
    """What can be followed; see :class:`kai_workbench.inference.Job`."""

    @property
    def progress(self) -> Any:
        """The latest :class:`Progress`."""

    def cancel(self) -> object:
        """Stop as soon as possible."""

    def result(self, timeout: float | None = None) -> Any:
        """What the job made; raises what went wrong."""


async def follow(job: Job, *, show: Callable[[Progress], object], every: float = 0.1) -> str:
    """Call ``show`` with each new snapshot until the job ends; the last stage.

    Polling, because a sampler reports from threads of its own and widgets may only be touched here.
    """
    seen: Progress | None = None
    while True:
        now = job.progress
        if now != seen:
            show(now)
            seen = now
        if now.stage in _LAST:
            return str(now.stage)
        await asyncio.sleep(every)
