"""What a model must offer to be fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    import pymc as pm


@runtime_checkable
class Model(Protocol):
    """A frozen dataclass whose fields are its priors and options.

    Attributes
    ----------
    name
        Stable identifier; part of every cache key.
    version
        Raised whenever the meaning of the model changes.
    """

    name: ClassVar[str]
    version: ClassVar[int]

    def inputs(self, data: Any) -> Mapping[str, np.ndarray]:
        """Every array that may change without compiling again: data **and** prior values.

        Validated: raises :class:`~kai_workbench.errors.KaiError` on bad data. Imports no pymc.
        """
        ...

    def coords(self, data: Any) -> Mapping[str, Sequence[Any]]:
        """Labels of every named dim of the graph."""
        ...

    def structure(self) -> tuple[Any, ...]:
        """Whatever changes the graph (options); neither data nor prior values."""
        ...

    def build(self, data: Any) -> pm.Model:
        """A plain model whose ``pm.Data`` names are exactly the keys of :meth:`inputs`.

        Row counts may differ between data sets. A parameter with one value per row must get its
        size from a named dim (``dims=``), never from a number read off the data: only then can
        compiled code be told apart that no longer fits.
        """
        ...
