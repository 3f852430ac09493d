"""Species against species, linked: brush some compounds in one panel and see them in the others."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import altair as alt
import polars as pl

from ..errors import KaiError
from ..models import BODY_WEIGHT_KG, CrossSpecies, Parameter, column
from ..text import Lang, say
from ._look import HUMAN, INK, PRIOR, STOP, synthetic_band, theme
from ._numbers import span, ticks
from ._prediction import unit

_SIDE, _BRUSH = 196, "brush"


def species_grid(
    frame: pl.DataFrame,
    *,
    parameter: Parameter = "clearance",
    lang: Lang = "en",
    synthetic: bool = False,
    highlight: str | None = None,
    against: str | None = None,
) -> alt.ConcatChart:
    """Scatter plots of a quantity, each pair of species, on logarithmic axes.

    Parameters
    ----------
    frame
        A species PK table (:class:`kai_workbench.standards.SpeciesPK`).
    parameter
        ``"clearance"`` or ``"volume_ss"``.
    lang
        Language of the words.
    synthetic
        Whether the compounds are invented.
    highlight
        A compound to point out.
    against
        Only the pairs with this species, ``"human"`` say; by default all six.

    Returns
    -------
    altair.ConcatChart
        The selection ``brush`` is shared by the panels. Dashed: where a compound lies whose values
        follow allometry; solid: equal values per kg.

    Raises
    ------
    kai_workbench.errors.KaiError
        No pair of species has a compound in common.
    """
    names = {species: column(parameter, species) for species in ("rat", "dog", "monkey", "human")}
    measured = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int8) for name in names.values())
    table = frame.select("compound", *names.values()).filter(measured > 1)
    pairs = [
        pair
        for pair in itertools.combinations(names, 2)
        if (against is None or against in pair) and table.drop_nulls([names[one] for one in pair]).height
    ]
    if not pairs:
        raise KaiError("chart_nothing")
    values = [value for name in names.values() for value in table[name].drop_nulls()]
    grid = _Grid(table, names, span(values), CrossSpecies(parameter=parameter), lang)
    quantity = say(f"quantity.{parameter}", lang)
    panels = []
    for pair in pairs:
        layers: list[Any] = [*grid.lines(pair), grid.points(pair)]
        layers += grid.ring(pair, highlight) if highlight else []
        layers += synthetic_band() if synthetic else []
        panels.append(alt.layer(*layers, width=_SIDE, height=_SIDE))
    return alt.concat(
        *panels,
        columns=3,
        spacing=24,
        data=table,
        # Declared once for all panels: altair warns when each declares it.
        params=[
            alt.TopLevelSelectionParameter(
                name=_BRUSH,
                select={"type": "interval", "resolve": "global"},
                views=[f"{'_'.join(pair)}_{k}" for k, pair in enumerate(pairs)],  # as altair names them
            )
        ],
        title=f"{quantity} ({unit(grid.model.unit)})",
        **theme(say("chart.tells.species_grid", lang, quantity=quantity, n=table.height)),
    )


@dataclasses.dataclass(frozen=True)
class _Grid:
    """What the panels have in common."""

    table: pl.DataFrame
    names: dict[str, str]
    limits: tuple[float, float]
    model: CrossSpecies
    lang: Lang

    def points(self, pair: tuple[str, str]) -> alt.Chart:
        first, second = (self.names[one] for one in pair)
        here = {"param": _BRUSH}
        tooltip = [alt.Tooltip("compound:N", title=say("chart.compound", self.lang))]
        for one, name in self.names.items():
            title = f"{say(f'species.{one}', self.lang)} ({unit(self.model.unit)})"
            tooltip.append(alt.Tooltip(f"{name}:Q", title=title, format=",.3~r"))
        return (
            alt.Chart()
            .transform_filter(f"isValid(datum['{first}']) && isValid(datum['{second}'])")
            .mark_point(filled=True, size=42, aria=False)
            .encode(
                x=self._axis(alt.X, pair[0]),
                y=self._axis(alt.Y, pair[1]),
                color={"condition": here | {"value": HUMAN}, "value": PRIOR},
                opacity={"condition": here | {"value": 0.7}, "value": 0.25},
                tooltip=tooltip,
            )
            .properties(name="_".join(pair))
        )

    def lines(self, pair: tuple[str, str]) -> list[alt.Chart]:
        """Equal values per kg, and values that follow allometry."""
        first, second = pair
        assert self.model.exponent is not None
        ratio = (BODY_WEIGHT_KG[second] / BODY_WEIGHT_KG[first]) ** (self.model.exponent - 1)
        drawn = []
        for fold, dash, colour in ((1.0, [1, 0], PRIOR), (ratio, [5, 3], INK)):
            low, high = max(self.limits[0], self.limits[0] / fold), min(self.limits[1], self.limits[1] / fold)
            ends = [{self.names[first]: at, self.names[second]: at * fold} for at in (low, high)]
            line = alt.Chart(pl.DataFrame(ends)).mark_line(
                color=colour, strokeDash=dash, strokeWidth=1.2, aria=False
            )
            drawn.append(line.encode(x=alt.X(f"{self.names[first]}:Q"), y=alt.Y(f"{self.names[second]}:Q")))
        return drawn

    def ring(self, pair: tuple[str, str], compound: str) -> list[alt.Chart]:
        """A ring and the name around one compound, if it has both values."""
        first, second = (self.names[one] for one in pair)
        row = self.table.filter(pl.col("compound") == compound).drop_nulls([first, second])
        if not row.height:
            return []
        base = alt.Chart(row.select(first, second, "compound")).encode(
            x=alt.X(f"{first}:Q"), y=alt.Y(f"{second}:Q")
        )
        return [
            base.mark_point(size=170, color=STOP, strokeWidth=2.5, filled=False, aria=False),
            base.mark_text(dy=-15, fontWeight="bold", fontSize=12, color=STOP, aria=False).encode(
                text=alt.Text("compound:N")
            ),
        ]

    def _axis(self, kind: Any, species: str) -> Any:
        axis = {
            "title": say(f"species.{species}", self.lang),
            "values": ticks(*self.limits, most=5),
            "labelExpr": "format(datum.value, ',.3~r')",
        }
        scale = {"type": "log", "domain": list(self.limits), "nice": False}
        return kind(f"{self.names[species]}:Q", scale=scale, axis=axis)
