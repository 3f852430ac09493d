"""Trying a design under truths: every course counted where that can be done, else simulated in batches."""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import dataclasses
import os
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .._watch import Cancelled, Listener, WorkProgress, checkpoint, stoppable
from . import _check
from ._dask import DaskPool, cluster, pool_of
from ._design import Design, Rows
from ._errors import DesignError
from ._measure import Measure
from ._operating_characteristics import Method, OperatingCharacteristics
from ._scenario import Scenario

if TYPE_CHECKING:
    from distributed import Client

Pool = concurrent.futures.Executor | DaskPool
_GLANCE = 0.2  # seconds between two looks at whether to stop


def simulate(
    design: Design,
    scenarios: Scenario | Sequence[Scenario],
    *,
    n_trials: int = 10_000,
    seed: int = 1,
    workers: int | None = None,
    executor: concurrent.futures.Executor | Client | str | None = None,
    exact: bool | None = None,
    progress: Listener | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> OperatingCharacteristics:
    """Operating characteristics of a design.

    Trials are simulated in batches whose size belongs to the design; each batch has its own random
    stream, made from ``seed``, the name of the scenario and the number of the batch. So the result is
    the same whatever the number of workers, wherever they run, and whichever scenarios stand beside.

    Parameters
    ----------
    design
        A frozen dataclass of this room.
    scenarios
        One truth, or several with names of their own.
    n_trials
        Simulated per scenario.
    seed
        Of all random numbers.
    workers
        Threads; as many as there are cores. The kernels leave Python's lock.
    executor
        Where the batches run instead of in threads of this process: ``"dask"`` (a Dask cluster of
        processes on this machine), the address of a Dask scheduler, a ``distributed.Client``, or
        anything that follows :class:`concurrent.futures.Executor`. The design and the scenarios must
        then be picklable; workers of Dask must have the same code.
    exact
        None counts every course where the design offers it and simulates elsewhere; False always
        simulates; True refuses what cannot be counted.
    progress
        Called in this thread after each batch.
    cancelled
        Asked before each batch, while one is awaited, and within a count; if true, :class:`Cancelled` is
        raised.

    Raises
    ------
    DesignError
        A scenario that does not fit the design, or settings that cannot be, before anything is
        computed; a cluster that does not answer, has other code, or loses a batch again and again.
    Cancelled
        ``cancelled`` said so.
    """
    if not isinstance(design, Design):
        raise DesignError("not_a_design", where="design", value=design)
    truths = _truths(design, scenarios)
    _check.whole(n_trials, where="n_trials", least=1)
    _check.whole(seed, where="seed")
    if workers is not None:
        _check.whole(workers, where="workers", least=1)
    begun = time.perf_counter()
    with stoppable(cancelled):
        counted = {} if exact is False else _counted(design, truths, required=exact is True)
    left = [truth for truth in truths if truth.name not in counted]
    simulated: dict[str, list[Measure]] = {}
    with _pool(executor, workers) as (pool, width):
        work = _Work(design, n_trials, seed, pool, width, cancelled)
        done = 0
        for truth in left:
            parts: list[Rows] = []
            for size, rows in work.batches(truth):
                parts.append(rows)
                done += size
                if progress is not None:
                    seconds = time.perf_counter() - begun
                    progress(WorkProgress(truth.name, done, n_trials * len(left), seconds))
            together = {key: np.concatenate([rows[key] for rows in parts]) for key in parts[0]}
            simulated[truth.name] = design.summarise(together, truth)
    measures_of = counted | simulated
    methods: dict[str, Method] = {t.name: "exact" if t.name in counted else "simulated" for t in truths}
    return OperatingCharacteristics(
        design=design,
        scenarios=truths,
        measures={truth.name: tuple(measures_of[truth.name]) for truth in truths},
        methods=methods,
        n_trials=n_trials,
        seed=seed,
        seconds=time.perf_counter() - begun,
    )


def generator_of(seed: int, scenario: str, batch: int) -> np.random.Generator:
    """The random stream of one batch."""
    key = (zlib.crc32(scenario.encode()), batch)
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


def batch_of(design: Design, n_trials: int, k: int) -> tuple[int, int, int]:
    """In which batch trial ``k`` is, its place there, and how many trials that batch has."""
    batch, trial = divmod(k, design.batch_size)
    return batch, trial, min(design.batch_size, n_trials - batch * design.batch_size)


def _truths(design: Design, scenarios: Scenario | Sequence[Scenario]) -> tuple[Scenario, ...]:
    truths = (scenarios,) if isinstance(scenarios, Scenario) else tuple(scenarios)
    _check.several(truths, where="scenarios")
    seen: set[str] = set()
    for truth in truths:
        design.check(truth)
        if truth.name in seen:
            raise DesignError("scenario_twice", where=truth.name)
        seen.add(truth.name)
    return truths


def _counted(design: Design, truths: Sequence[Scenario], *, required: bool) -> dict[str, list[Measure]]:
    counted: dict[str, list[Measure]] = {}
    for truth in truths:
        checkpoint()
        measures = design.enumerate(truth)
        if measures is not None:
            counted[truth.name] = measures
        elif required:
            raise DesignError("design_not_exact", where=truth.name)
    return counted


def _one_batch(design: Design, scenario: Scenario, size: int, seed: int, batch: int) -> Rows:
    return design.run(scenario, size, generator_of(seed, scenario.name, batch))


@contextlib.contextmanager
def _pool(
    executor: concurrent.futures.Executor | Client | str | None, workers: int | None
) -> Iterator[tuple[Pool | None, int]]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    width = workers or cores
    if executor is not None:
        with cluster(executor, workers) as opened:
            dask = pool_of(opened)
            # Another machine may have more cores than this one.
            yield (dask, dask.width) if dask is not None else (opened, 4 * width)
    elif width == 1:
        yield None, 1
    else:
        with concurrent.futures.ThreadPoolExecutor(width, thread_name_prefix="trials") as pool:
            yield pool, width


@dataclasses.dataclass(frozen=True)
class _Work:
    """What one call of :func:`simulate` runs, and where."""

    design: Design
    n_trials: int
    seed: int
    pool: Pool | None
    width: int
    cancelled: Callable[[], bool] | None

    def batches(self, scenario: Scenario) -> Iterator[tuple[int, Rows]]:
        """Size and rows of each batch, in order; a few are under way ahead of the one awaited."""
        step = self.design.batch_size
        sizes = [min(step, self.n_trials - begin) for begin in range(0, self.n_trials, step)]
        if self.pool is None:
            for batch, size in enumerate(sizes):
                _stop(self.cancelled)
                yield size, _one_batch(self.design, scenario, size, self.seed, batch)
            return
        ahead: collections.deque[tuple[int, Any]] = collections.deque()
        try:
            for batch, size in enumerate(sizes):
                _stop(self.cancelled)
                future = self.pool.submit(_one_batch, self.design, scenario, size, self.seed, batch)
                ahead.append((size, future))
                if len(ahead) >= 2 * self.width:
                    first, future = ahead.popleft()
                    yield first, self._awaited(future)
            while ahead:
                _stop(self.cancelled)
                first, future = ahead.popleft()
                yield first, self._awaited(future)
        finally:
            for _, future in ahead:
                future.cancel()

    def _awaited(self, future: Any) -> Rows:
        """The rows of a batch; whoever waits for it can still stop."""
        while self.cancelled is not None and not future.done():
            _stop(self.cancelled)
            with contextlib.suppress(TimeoutError):  # the batch's own comes again below
                future.result(timeout=_GLANCE)
        rows: Rows = future.result()
        return rows


def _stop(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled
