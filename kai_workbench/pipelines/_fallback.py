"""The real data if they can be had, else what is embedded."""

from __future__ import annotations

from collections.abc import Callable

from .. import catalog


def real_or_embedded[T](source: str | None, real: Callable[[], T], embedded: Callable[[str], T]) -> T:
    """Read ``source``.

    Parameters
    ----------
    source
        ``"kai-101"`` for what is embedded; by default the real data, falling back on the embedded ones
        when they cannot be had.
    real, embedded
        Read the one and the other; ``embedded`` takes why the real data could not be had, empty if they
        were not asked for.

    Raises
    ------
    kai_workbench.catalog.CatalogError
        ``source`` was named and cannot be had.
    """
    if source == "kai-101":
        return embedded("")
    try:
        return real()
    except catalog.CatalogError as error:
        if source is not None:
            raise
        return embedded(str(error))
