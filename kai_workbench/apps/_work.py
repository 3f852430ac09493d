"""Work in a thread while the page shows what it is, how far it is, and a stop button."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from ._page import Page


class Progress(Protocol):
    """Says how far the work is, and if wanted what is being done now."""

    def __call__(self, done: int, total: int, told: str = "") -> None: ...


class _StoppedError(Exception):
    """Ends work in a thread that nobody waits for."""


class Worker:
    """Does one thing at a time; the reader's latest wish counts.

    Parameters
    ----------
    page
        Its monitor is used.
    on_stop
        Called when the reader has pressed Stop.
    """

    def __init__(self, page: Page, *, on_stop: Callable[[], object]) -> None:
        self._page, self._on_stop = page, on_stop
        self._turn = 0
        self._stop = threading.Event()
        page.monitor.on_cancel(self._cancel)

    async def do(self, told: str, work: Callable[[Progress], Any]) -> Any:
        """What ``work(progress)`` gives; ``None`` if it was stopped or overtaken.

        Parameters
        ----------
        told
            What is being done, in the reader's words.
        work
            Called in a thread; touches no widget, and says with ``progress(done, total, told)`` how far it
            is and what it does now, which is also where it can be stopped.

        Raises
        ------
        Exception
            Whatever the work raised, unless nobody waits for it any more.
        """
        self._stop.set()
        self._turn += 1
        turn, stop, monitor = self._turn, threading.Event(), self._page.monitor
        self._stop = stop
        seen = (0, 0, told)

        def progress(done: int, total: int, told: str = told) -> None:
            nonlocal seen
            seen = (done, total, told)
            if stop.is_set():
                raise _StoppedError

        with monitor.hold_sync():
            monitor.running, monitor.stage = True, told
            monitor.done = monitor.total = monitor.divergences = 0
            monitor.seconds = 0.0
        begun = time.monotonic()
        task = asyncio.ensure_future(asyncio.to_thread(work, progress))
        try:
            while not task.done() and not stop.is_set():
                await asyncio.wait([task], timeout=0.1)
                if not stop.is_set():
                    with monitor.hold_sync():
                        monitor.done, monitor.total, monitor.stage = seen
                        monitor.seconds = time.monotonic() - begun
            if stop.is_set():
                task.add_done_callback(_forget)
                return None
            return task.result()
        finally:
            if turn == self._turn:
                monitor.running = False

    def drop(self) -> None:
        """Nobody waits any more for what is being done."""
        self._stop.set()

    def _cancel(self) -> None:
        if not self._stop.is_set() and self._page.monitor.running:
            self._stop.set()
            self._on_stop()


def _forget(task: asyncio.Future[Any]) -> None:
    """Work that was stopped has nobody to tell its error to."""
    if not task.cancelled():
        task.exception()
