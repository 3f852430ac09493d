"""A fit under way: progress, cancel, result. Knows nothing of widgets."""

from __future__ import annotations

import atexit
import dataclasses
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any, Literal

from . import _compiled, _sampler, _store
from ._code import Code
from ._diagnosis import diagnose
from ._fit import Fit
from ._identity import data_hash, fit_inputs, fit_key, versions
from ._model import Model
from ._sampler import Cancelled
from ._settings import Settings

Stage = Literal["queued", "compiling", "sampling", "checking", "done", "cancelled", "failed"]
_LAST = ("done", "cancelled", "failed")


@dataclasses.dataclass(frozen=True)
class Progress:
    """A snapshot of a job.

    Attributes
    ----------
    stage
        ``queued | compiling | sampling | checking | done | cancelled | failed``.
    done, total
        Draws so far and in all (tuning included), over all chains; 0 before sampling.
    divergences
        So far.
    seconds
        Since the job was started.
    """

    stage: Stage = "queued"
    done: int = 0
    total: int = 0
    divergences: int = 0
    seconds: float = 0.0


Listener = Callable[[Progress], None]


class Job:
    """One fit in a background thread. Made by :func:`start`.

    ``progress`` is a frozen snapshot that any thread may read at any time.
    """

    def __init__(
        self, model: Model, data: object, *, settings: Settings, cache: bool, listener: Listener | None
    ) -> None:
        self.model = model
        self._settings = settings
        self._cache = cache
        self._listener = listener
        self._began = time.perf_counter()
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._turn = threading.Lock()
        self._progress = Progress()
        self._fit: Fit | None = None
        self._error: BaseException | None = None
        # bad data is told to the caller, now, instead of from a thread, later
        self._inputs, self._coords = fit_inputs(model, data)
        self._data = data
        self._thread = threading.Thread(target=self._run, name=f"fit {model.name}", daemon=True)
        _running.add(self)
        self._thread.start()

    @property
    def progress(self) -> Progress:
        """Where the job stands."""
        now = self._progress
        if now.stage in _LAST:
            return now
        return dataclasses.replace(now, seconds=time.perf_counter() - self._began)

    @property
    def done(self) -> bool:
        """Whether the job has ended, well or not."""
        return self._ended.is_set()

    def cancel(self) -> None:
        """Ask the job to stop; it does so within a fraction of a second and keeps no draws.

        A compilation under way is let go: it ends by itself and serves the next fit.
        """
        self._stop.set()

    def result(self, timeout: float | None = None) -> Fit:
        """Wait for the fit.

        Raises
        ------
        Cancelled
            The job was cancelled.
        KaiError
            The fit failed for a reason that a person can mend.
        TimeoutError
            Not done within ``timeout`` seconds.
        """
        if not self._ended.wait(timeout):
            raise TimeoutError(f"the fit is still {self._progress.stage}")
        if self._error is not None:
            raise self._error
        assert self._fit is not None
        return self._fit

    def _tell(self, stage: Stage, **counts: int) -> None:
        with self._turn:  # a late call from the sampler must not undo a final stage
            if self._progress.stage in _LAST or (counts and self._progress.stage != stage):
                return
            self._progress = dataclasses.replace(
                self._progress, stage=stage, seconds=time.perf_counter() - self._began, **counts
            )
        if self._listener is not None:
            self._listener(self._progress)

    def _run(self) -> None:
        try:
            self._fit = self._work()
            self._tell("done")
        except Cancelled as stopped:
            self._error = stopped
            self._tell("cancelled")
        except BaseException as error:  # noqa: BLE001, a thread must not lose it; result() raises it
            self._error = error
            self._tell("failed")
        finally:
            self._ended.set()
            _running.discard(self)

    def _work(self) -> Fit:
        hashed = data_hash(self._inputs, self._coords)
        key = fit_key(self.model, hashed, dataclasses.asdict(self._settings))
        if self._cache and (kept := _store.read(key, self.model)) is not None:
            return dataclasses.replace(kept, seconds=time.perf_counter() - self._began)
        self._check()
        self._tell("compiling")
        begun = time.perf_counter()
        code = _compiled.get(self.model, self._data, self._inputs, self._coords, stopped=self._stop.is_set)
        compiled = time.perf_counter()
        self._tell("sampling")
        tree = self._sample(code)
        sampled = time.perf_counter()
        self._check()
        self._tell("checking")
        tree.attrs = {"model": self.model.name, "model_version": self.model.version, "key": key}
        fit = Fit(
            tree=tree,
            model=self.model,
            key=key,
            data_hash=hashed,
            seed=self._settings.seed,
            versions=versions(),
            diagnosis=diagnose(tree["posterior"].to_dataset(), tree["sample_stats"].to_dataset()),
            from_cache=False,
            seconds=time.perf_counter() - self._began,
            code=code.identity if code else "",
            timings={
                "compile": compiled - begun,
                "sample": sampled - compiled,
                "check": time.perf_counter() - sampled,
            },
        )
        self._check()
        if self._cache:
            _store.write(fit)
        return fit

    def _sample(self, code: Code | None) -> Any:
        def report(done: int, total: int, divergences: int) -> None:
            self._tell("sampling", done=done, total=total, divergences=divergences)

        if code is None:
            return _sampler.sample_with_pymc(
                self.model, self._data, settings=self._settings, report=report, stopped=self._stop.is_set
            )
        flat, stats = _sampler.sample(
            code,
            self._inputs,
            self._coords,
            settings=self._settings,
            report=report,
            stopped=self._stop.is_set,
        )
        return _sampler.to_tree(code, flat, stats, self._inputs, self._coords)

    def _check(self) -> None:
        if self._stop.is_set():
            raise Cancelled


_running: weakref.WeakSet[Job] = weakref.WeakSet()


@atexit.register
def _end_all() -> None:
    """Stop and join every job: a sampler that outlives Python crashes the process."""
    jobs = list(_running)
    for job in jobs:
        job.cancel()
    for job in jobs:
        job._thread.join()  # noqa: SLF001
    _compiled.end_all()


def start(
    model: Model,
    data: object,
    *,
    draws: int = 1000,
    tune: int = 500,
    chains: int = 4,
    seed: int = 20260101,
    target_accept: float = 0.8,
    cache: bool = True,
    progress: Listener | None = None,
) -> Job:
    """Start a fit in the background.

    Parameters
    ----------
    model
        A frozen dataclass that follows :class:`Model`.
    data
        Whatever the model's ``inputs`` takes.
    draws, tune, chains, seed, target_accept
        See :class:`Settings`. ``KAI_DRAWS`` lowers ``draws``.
    cache
        Look for the same fit on disk first, and keep this one.
    progress
        Called with a :class:`Progress` from the job's threads; must be quick and touch no widget.

    Raises
    ------
    KaiError
        Bad data or settings; told before anything is computed.
    """
    settings = Settings(
        draws=draws, tune=tune, chains=chains, seed=seed, target_accept=target_accept
    ).scaled()
    return Job(model, data, settings=settings, cache=cache, listener=progress)


def fit(
    model: Model,
    data: object,
    *,
    draws: int = 1000,
    tune: int = 500,
    chains: int = 4,
    seed: int = 20260101,
    target_accept: float = 0.8,
    cache: bool = True,
    progress: Listener | None = None,
) -> Fit:
    """Fit and wait; the parameters of :func:`start`, the errors of :meth:`Job.result`."""
    job = start(
        model,
        data,
        draws=draws,
        tune=tune,
        chains=chains,
        seed=seed,
        target_accept=target_accept,
        cache=cache,
        progress=progress,
    )
    try:
        return job.result()
    except KeyboardInterrupt:
        job.cancel()
        raise
