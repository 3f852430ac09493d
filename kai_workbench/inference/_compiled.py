"""Compiled code, found or made: in this process, on disk, or by compiling."""

from __future__ import annotations

import collections
import ctypes
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import _codefile
from ._code import Code
from ._compile import NeedsOtherSampler, compile_model
from ._identity import structure_key
from ._model import Model
from ._sampler import Cancelled

if TYPE_CHECKING:
    import numpy as np

_KEEP = 32
_lock = threading.RLock()
_codes: collections.OrderedDict[str, list[Code]] = collections.OrderedDict()
_other_sampler: set[str] = set()
_making: dict[tuple[str, str], _Making] = {}


class _Stop(BaseException):
    """Ends a compilation when Python ends."""


class _Making:
    """One compilation in a thread of its own, shared by all who wait for the same code."""

    def __init__(self, work: Callable[[], Code | None]) -> None:
        self._work = work
        self._ended = threading.Event()
        self.code: Code | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="compile", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.code = self._work()
        except BaseException as error:  # noqa: BLE001, raised again for each who waits
            self._error = error
        finally:
            self._ended.set()

    def wait(self, stopped: Callable[[], bool]) -> Code | None:
        while not self._ended.wait(0.05):
            if stopped():
                raise Cancelled
        if self._error is not None:
            raise self._error
        return self.code

    def end(self) -> None:
        """Interrupt at the next Python instruction; there is no other way into a compiler."""
        while self._thread.is_alive():
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self._thread.ident or 0), ctypes.py_object(_Stop)
            )
            self._thread.join(0.2)


def get(
    model: Model,
    data: object,
    inputs: Mapping[str, np.ndarray],
    coords: Mapping[str, Sequence[Any]],
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> Code | None:
    """Code for a model that fits these inputs; None if only pymc's own sampler takes the model.

    Raises
    ------
    Cancelled
        ``stopped`` said so. A compilation under way ends by itself and is kept.
    """
    key = structure_key(model, inputs)
    if (found := _fitting(key, inputs, coords)) is not None:
        return found
    shapes = repr(
        [(name, array.shape) for name, array in inputs.items()] + [(d, len(v)) for d, v in coords.items()]
    )
    with _lock:
        making = _making.get((key, shapes))
        if making is None:

            def work() -> Code | None:
                try:
                    return _make(key, model, data, inputs, coords)
                finally:
                    with _lock:
                        _making.pop((key, shapes), None)

            making = _making[key, shapes] = _Making(work)
    return making.wait(stopped)


def fits(code: Code, inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]]) -> bool:
    """Whether the sizes built into the code are those of the data."""
    return all(
        (inputs[name].shape if name in inputs else (len(coords.get(name, ())),)) == shape
        for name, shape in code.bound.items()
    )


def _fitting(key: str, inputs: Mapping[str, np.ndarray], coords: Mapping[str, Sequence[Any]]) -> Code | None:
    with _lock:
        if key in _codes:
            _codes.move_to_end(key)
        return next((code for code in _codes.get(key, ()) if fits(code, inputs, coords)), None)


def _make(
    key: str,
    model: Model,
    data: object,
    inputs: Mapping[str, np.ndarray],
    coords: Mapping[str, Sequence[Any]],
) -> Code | None:
    if key in _other_sampler:
        return None
    with _codefile.turn(key):  # another process may be compiling the same: wait for it, then read
        code = _codefile.read(key, lambda kept: fits(kept, inputs, coords))
        if code is None:
            try:
                code = compile_model(model, data, inputs)
            except NeedsOtherSampler:
                _other_sampler.add(key)
                return None
            _codefile.write(key, code)
    with _lock:
        _codes.setdefault(key, []).append(code)
        while len(_codes) > _KEEP:
            _codes.popitem(last=False)
    return code


def forget() -> None:
    """Drop what this process holds."""
    with _lock:
        _codes.clear()
        _other_sampler.clear()


def end_all() -> None:
    """End compilations under way; called once, when Python ends."""
    for making in list(_making.values()):
        making.end()
