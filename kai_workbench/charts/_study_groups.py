"""The dose groups of an animal study: their order, names and colours in every chart of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import altair as alt

from ._look import COLOURS, PRIOR, SOFT, synthetic_band, theme

_WHITE, _BLACK = 255, 0


@dataclasses.dataclass(frozen=True)
class DoseGroups:
    """Dose groups from control to the highest dose; a frame's ``rank`` counts them from 0.

    Attributes
    ----------
    labels
        Each group's dose as shown, such as ``"25"``.
    unit
        Of the doses; empty where the labels carry it, or where there are none.
    control
        Whether each group is a control.
    species
        ``"rat"``, ``"dog"`` and so on: the doses are shades of its colour, controls are grey.
    """

    labels: Sequence[str]
    unit: str = ""
    control: Sequence[bool] = ()
    species: str = ""

    @property
    def colours(self) -> list[str]:
        """A colour for each group, darker with the dose."""
        plain = COLOURS.get(self.species, SOFT)
        flags = [*self.control, *[False] * (len(self.labels) - len(self.control))]
        treated = [k for k, control in enumerate(flags) if not control]
        shades = {
            k: -0.3 + 0.75 * (place / (len(treated) - 1) if len(treated) > 1 else 0.5)
            for place, k in enumerate(treated)
        }
        return [_shade(plain, shades[k]) if k in shades else PRIOR for k in range(len(flags))]

    @property
    def names(self) -> list[str]:
        """Each group's dose with its unit."""
        return [f"{label} {self.unit}".strip() for label in self.labels]

    def scale(self) -> alt.Scale:
        """Colour by ``rank``."""
        return alt.Scale(domain=list(range(len(self.labels))), range=self.colours)


def _shade(colour: str, by: float) -> str:
    """A colour mixed with white (``by`` below 0) or with black."""
    towards = _WHITE if by < 0 else _BLACK
    parts = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(part + abs(by) * (towards - part)):02x}" for part in parts)


def linked(
    layers: list[Any], *, height: int, tells: str, synthetic: bool, **values: list[str] | str
) -> alt.LayerChart:
    """Layers as one view, as wide as its page, with parameters that are set from outside of the chart.

    Parameters
    ----------
    layers, height, tells, synthetic
        As of the other charts.
    values
        What each parameter is at first: ``chosen`` holds the ``subject`` of every animal that is
        pointed out.
    """
    # Given at the start: altair copies a chart whole when a parameter is added.
    params = [alt.VariableParameter(name=name, value=value) for name, value in values.items()]
    band = synthetic_band() if synthetic else []
    return alt.LayerChart(
        layer=[*layers, *band], params=params, width="container", height=height, **theme(tells)
    )


def clicked(fields: list[str], *, name: str = "pick") -> Any:
    """A click on a mark, told by its fields; a click beside all marks takes it back."""
    return alt.selection_point(name=name, fields=fields, toggle=False, on="click")
