"""Running pymc without its announcements: progress and findings are told by this room."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Hold back pymc's log lines, and a warning about a library that is not used here.

    Nor does PyTensor note for every node of a graph by which lines it was made: 7% of a compilation.
    """
    log = logging.getLogger("pymc")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            # PyTensor's C backend, which is not used here, looks for a BLAS when it is first imported
            warnings.filterwarnings(
                "ignore", message="PyTensor could not link to a BLAS", category=UserWarning
            )
            import pytensor

            with pytensor.config.change_flags(traceback__limit=0):
                yield
    finally:
        log.setLevel(before)
