"""Which doses reach which observation, as arrays of (observation, dose)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from ._errors import ModelDataError
from ._pk_events import PKEvents

if TYPE_CHECKING:
    from numpy.typing import NDArray

Route = Literal["oral", "bolus", "infusion"]
ROUTES: tuple[Route, ...] = ("oral", "bolus", "infusion")


def dose_arrays(events: PKEvents, routes: tuple[Route, ...]) -> dict[str, NDArray[np.float64]]:
    """Doses given before each observation, since the last reset or steady-state dose.

    At the same time records count in the table's order: an observation recorded before a dose is a
    trough. Additional doses (ADDL) are given before an observation at their time, as mrgsolve has it
    (``recsort = 1``).

    Returns
    -------
    dict
        For every route ``<route>_elapsed`` (time since the dose), ``<route>_amount`` and
        ``<route>_interval`` (0 unless at steady state), of shape (observation, dose), 0 where an
        observation has fewer doses; ``infusion_duration`` (1 where there is none) for infusions.

    Raises
    ------
    ModelDataError
        A dose of a route that the model does not declare; a compartment that the route does not
        have; an infusion into the depot.
    """
    doses = events.doses.with_columns(pl.Series("route", routes_of(events.doses, routes), dtype=pl.String))
    check_observed(events.observations, routes)
    own = {key[0]: part for key, part in doses.partition_by("ID", as_dict=True).items()}
    parts: dict[Route, list[NDArray[np.float64]]] = {route: [] for route in routes}
    # Observations come subject by subject, in the table's order.
    for seen in events.observations.partition_by("ID", maintain_order=True):
        reaching = _reaching(own.get(seen["ID"][0], doses.clear()), seen)
        for route in routes:
            parts[route].append(reaching(route))
    out: dict[str, NDArray[np.float64]] = {}
    names = ("elapsed", "amount", "duration", "interval")
    for route, blocks in parts.items():
        width = max(1, *(block.shape[2] for block in blocks))
        padded = [np.pad(block, ((0, 0), (0, 0), (0, width - block.shape[2]))) for block in blocks]
        grid = dict(zip(names, np.concatenate(padded, axis=1), strict=True))
        out |= {f"{route}_{name}": grid[name] for name in ("elapsed", "amount", "interval")}
        if route == "infusion":
            out["infusion_duration"] = np.where(grid["duration"] > 0, grid["duration"], 1.0)
    return out


def _reaching(doses: pl.DataFrame, seen: pl.DataFrame) -> Callable[[Route], NDArray[np.float64]]:
    """Of one subject and a route: elapsed, amount, duration, interval as (4, observation, dose)."""
    time, reset, row = (seen[name].to_numpy()[:, None] for name in ("TIME", "reset", "row"))
    names = ("TIME", "AMT", "RATE", "II", "SS", "reset", "row")
    column = {name: doses[name].to_numpy() for name in names}
    # 3 x 0.1 h is not quite 0.3 h: times that differ by rounding are the same
    at_once = np.isclose(column["TIME"], time, rtol=1e-12, atol=0)
    earlier = np.where(at_once, column["row"] < row, column["TIME"] < time)
    before = earlier & (column["reset"] == reset)
    # SS = 1 empties the compartments before it fills them; SS = 2 adds to what is there.
    number = np.arange(doses.height)
    filled = np.max(np.where(before & (column["SS"] == 1), number, -1), axis=1, initial=-1)
    before &= number >= filled[:, None]
    rate, amount = column["RATE"], column["AMT"]
    duration = np.divide(amount, rate, out=np.zeros(doses.height), where=rate > 0)
    interval = np.where(column["SS"] > 0, column["II"], 0.0)
    all_routes = doses["route"].to_numpy()

    def of(route: Route) -> NDArray[np.float64]:
        mine = all_routes == route
        reach = before[:, mine]
        # Those that reach an observation first, so that the padding stands behind them.
        order = np.argsort(~reach, axis=1, kind="stable")
        kept = np.take_along_axis(reach, order, axis=1)
        values = [
            np.maximum(time - column["TIME"][mine], 0.0),
            *(np.broadcast_to(x[mine], reach.shape) for x in (amount, duration, interval)),
        ]
        block = np.stack([np.where(kept, np.take_along_axis(x, order, axis=1), 0.0) for x in values])
        return block[:, :, : int(kept.sum(axis=1).max(initial=0))]

    return of


def routes_of(doses: pl.DataFrame, routes: tuple[Route, ...]) -> list[str]:
    """The route of every dose: with a depot it is compartment 1 and the central one 2, else 1."""
    depot = "oral" in routes
    default = 1
    found: list[str] = []
    for row in doses.iter_rows(named=True):
        compartment = int(row["CMT"] or default)
        if compartment > (2 if depot else 1):
            raise ModelDataError("pk_no_such_compartment", where=_where_row(row), value=compartment)
        into_depot = depot and compartment == 1
        if into_depot and row["RATE"] > 0:
            raise ModelDataError("pk_infusion_into_depot", where=_where_row(row))
        route = "oral" if into_depot else ("infusion" if row["RATE"] > 0 else "bolus")
        if route not in routes:
            raise ModelDataError(
                "pk_route_undeclared", where=_where_row(row), route=route, routes=", ".join(routes)
            )
        found.append(route)
    return found


def check_observed(observations: pl.DataFrame, routes: tuple[Route, ...]) -> None:
    """Refuse an observation of another compartment than the central one."""
    central = 2 if "oral" in routes else 1
    wrong = observations.filter(~pl.col("CMT").fill_null(0).is_in([0.0, float(central)]))
    if wrong.height:
        raise ModelDataError("pk_observed_compartment", where=_where(wrong), central=central)


def _where(rows: pl.DataFrame) -> str:
    return _where_row(rows.row(0, named=True))


def _where_row(row: dict[str, Any]) -> str:
    return f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}"
