"""Chips laid into bins, to say what one believes of a quantity."""

from __future__ import annotations

from typing import Any

import traitlets as t

from kai_widgets._base import Widget, script, style


class Roulette(Widget):
    """A grid of bins; a click stacks chips, a number field under each bin does the same by keyboard.

    Parameters
    ----------
    bins
        Name of each bin, as shown under it.
    chips
        How many lie in each; whole numbers from 0 to ``most``.
    most
        Highest stack.
    label, help
        Texts around the grid.
    labels
        ``bin`` ("{name}: chips"), the spoken name of a bin's number field; ``count`` ("{n} chips laid").

    Raises
    ------
    ValueError
        There are not as many numbers as bins, or one is not between 0 and ``most``.
    """

    _esm = script(__file__)
    _css = style(__file__)

    bins = t.List(t.Unicode()).tag(sync=True)
    chips = t.List(t.Int()).tag(sync=True)
    most = t.Int(10).tag(sync=True)
    label = t.Unicode("").tag(sync=True)
    help = t.Unicode("").tag(sync=True)
    labels = t.Dict(default_value={"bin": "{name}: chips", "count": "{n} chips laid"}).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        chips = traits.pop("chips", None)
        super().__init__(**traits)
        self.chips = [0] * len(self.bins) if chips is None else list(chips)

    @t.validate("chips")
    def _known(self, proposal: dict[str, Any]) -> list[int]:
        chips = list(proposal["value"])
        if len(chips) != len(self.bins):
            raise ValueError(f"{len(chips)} numbers of chips for the {len(self.bins)} bins of {self.label!r}")
        if any(not 0 <= one <= self.most for one in chips):
            raise ValueError(f"chips of {self.label!r} must lie between 0 and {self.most}, got {chips}")
        return chips
