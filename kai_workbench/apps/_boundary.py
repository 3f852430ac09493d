"""Nothing that goes wrong in a callback stays silent."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from typing import Any


def guarded[**P, R](action: Callable[P, R], *, show: Callable[[Exception], object]) -> Callable[P, R | None]:
    """``action`` that shows its error instead of raising it."""

    @functools.wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return action(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  whatever it is, the reader is told
            show(error)
            return None

    return run


def catch_callbacks(show: Callable[[Exception], object]) -> None:
    """Show every error of a widget callback of this kernel, also of one that was not guarded.

    ipywidgets hands such errors to the shell, which prints a traceback that Voilà never shows. Does
    nothing outside a kernel.
    """
    with contextlib.suppress(ImportError):
        from IPython.core.getipython import get_ipython

        shell: Any = get_ipython()
        if shell is None or not hasattr(shell, "kernel"):
            return
        plain = getattr(shell, "_kai_plain_showtraceback", shell.showtraceback)

        @functools.wraps(plain)
        def showtraceback(*args: Any, **kwargs: Any) -> Any:
            import sys

            error = sys.exc_info()[1]
            header = (shell.get_parent() or {}).get("header", {})
            if isinstance(error, Exception) and header.get("msg_type") == "comm_msg":
                show(error)
            return plain(*args, **kwargs)

        shell._kai_plain_showtraceback = plain  # noqa: SLF001  so that a second page does not wrap twice
        shell.showtraceback = showtraceback
