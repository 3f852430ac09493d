"""Where a response's turnover is computed: steps from each subject's first dose to its last response."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._pk_events import PKEvents
from ._turnover import AT

Floats = NDArray[np.float64]


def turnover_grid(
    events: PKEvents, *, first: float, longest: float
) -> tuple[dict[str, NDArray[Any]], pl.DataFrame]:
    """Steps, and the nodes at which concentrations are wanted.

    After every dose, and after the end of every infusion, steps double from ``first`` to ``longest``; every
    response ends one.

    Parameters
    ----------
    events
        Doses and responses.
    first, longest
        Length of steps, time.

    Returns
    -------
    steps
        ``length``, ``step_subject``, ``fresh`` (step,), see :func:`._turnover.turnover`; ``step`` (response,)
        and ``dosed`` (response,): the step that ends with a response, and 0 where no dose came before it.
    nodes
        Rows of observations, as :class:`PKEvents` has them.

    Raises
    ------
    ModelDataError
        A dose at steady state; no response after a dose.
    """
    steady = events.doses.filter(pl.col("SS") > 0)
    if steady.height:
        row = steady.row(0, named=True)
        where = f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}"
        raise ModelDataError("pkpd_steady_state", where=where)
    seen = events.observations
    number = {subject: at for at, subject in enumerate(events.subjects)}
    own = dict(events.doses.partition_by("ID", "reset", as_dict=True).items())
    lengths: list[Floats] = []
    subjects: list[int] = []
    fresh: list[int] = []
    nodes: list[pl.DataFrame] = []
    step = np.zeros(seen.height, dtype=np.int64)
    dosed = np.zeros(seen.height, dtype=np.int64)
    count = 0
    places = seen.with_row_index("place")
    for key, part in places.partition_by("ID", "reset", as_dict=True, maintain_order=True).items():
        given = own.get(key)
        if given is None:
            continue
        time = part["TIME"].to_numpy().astype(float)
        if time.max() <= given["TIME"].min():
            continue
        edges = _edges(given, time, first=first, longest=longest)
        length = np.diff(edges)
        lengths.append(length)
        subjects += [number[key[0]]] * len(length)
        fresh += [1] + [0] * (len(length) - 1)
        last = part["row"].to_list()[-1]
        inside = (edges[:-1, None] + length[:, None] * AT).ravel()
        nodes.append(
            pl.DataFrame({"TIME": inside})
            .with_columns(
                row=pl.lit(last, dtype=seen.schema["row"]),
                ID=pl.lit(key[0], dtype=seen.schema["ID"]),
                DV=pl.lit(None, dtype=pl.Float64),
                CMT=pl.lit(0.0),
                BLQ=pl.lit(value=False),
                LLOQ=pl.lit(None, dtype=pl.Float64),
                reset=pl.lit(key[1], dtype=seen.schema["reset"]),
            )
            .select(seen.columns)
        )
        after = np.searchsorted(edges, time) - 1
        places_of = part["place"].to_numpy()
        dosed[places_of] = after >= 0
        step[places_of] = count + np.maximum(after, 0)
        count += len(length)
    if not count:
        raise ModelDataError("pkpd_no_response_after_dose", where="TIME")
    steps: dict[str, NDArray[Any]] = {
        "length": np.concatenate(lengths),
        "step_subject": np.array(subjects, dtype=np.int64),
        "fresh": np.array(fresh, dtype=np.int64),
        "step": step,
        "dosed": dosed,
    }
    return steps, pl.concat(nodes)


def _edges(doses: pl.DataFrame, time: Floats, *, first: float, longest: float) -> Floats:
    """Ends of steps from the first dose to the last response; responses are among them as they are."""
    began = doses["TIME"].to_numpy().astype(float)
    rate, amount = doses["RATE"].to_numpy(), doses["AMT"].to_numpy()
    ended = (began + np.divide(amount, rate, out=np.zeros(len(began)), where=rate > 0))[rate > 0]
    end = time.max()
    breaks = np.unique(np.concatenate([began, ended]))
    breaks = breaks[breaks < end]
    found = [time[time > began.min()]]
    for start, stop in zip(breaks, np.append(breaks, end)[1:], strict=True):
        at, length = start, first
        while at < stop:
            found.append(np.array([at]))
            at, length = at + length, min(2 * length, longest)
    edges = np.unique(np.concatenate(found))
    # Times apart by rounding alone are one; a response keeps its own.
    return edges[np.append(np.diff(edges) > 1e-9 * max(1.0, float(end)), values=True)]
