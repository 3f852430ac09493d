"""The record of every subject as intervals between doses, ends of infusions and observations."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._pk_events import PKEvents

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def intervals(events: PKEvents, *, states: tuple[str, ...], routes: list[str]) -> dict[str, NDArray[Any]]:
    """What :func:`._sdirk.solved` takes, and where observations lie.

    Parameters
    ----------
    events
        With amounts in the unit of the first state.
    states
        Names; a dose by ``"oral"`` enters ``"DEPOT"``, others the first.
    routes
        Of every dose.

    Returns
    -------
    dict
        ``interval_subject, length, first, amount, into`` (interval,), ``flow`` (interval, state), and of the
        observations ``interval`` (the one they end) and ``dosed`` (0 where no dose came before).

    Raises
    ------
    ModelDataError
        A dose at steady state.
    """
    doses = events.doses
    if (steady := doses["SS"].to_numpy() > 0).any():
        row = doses.row(int(np.argmax(steady)), named=True)
        where = f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}"
        raise ModelDataError("pkpd_steady_state", where=where)
    place = {"oral": states.index("DEPOT") if "DEPOT" in states else 0}
    into = [place.get(route, 0) for route in routes]
    number = {subject: at for at, subject in enumerate(events.subjects)}
    record = _Record(len(states), events.observations.height)
    own = doses.with_row_index("at").partition_by("ID", "reset", as_dict=True)
    seen = events.observations.with_row_index("at")
    for key, part in seen.partition_by("ID", "reset", as_dict=True, maintain_order=True).items():
        if key in own:
            record.add(number[key[0]], own[key].rows(named=True), part.rows(named=True), into)
    if not record.rows:
        raise ModelDataError("pkpd_no_response_after_dose", where="TIME")
    names = ("interval_subject", "length", "first", "amount", "into", "flow")
    columns = (np.array(column) for column in zip(*record.rows, strict=True))
    return {**dict(zip(names, columns, strict=True)), "interval": record.interval, "dosed": record.dosed}


class _Record:
    """Intervals, filled subject by subject."""

    def __init__(self, states: int, observations: int) -> None:
        self.states = states
        self.rows: list[tuple[int, float, int, float, int, Floats]] = []
        self.interval = np.zeros(observations, dtype=np.int64)
        self.dosed = np.zeros(observations, dtype=np.int64)

    def add(
        self, subject: int, doses: list[dict[str, Any]], seen: list[dict[str, Any]], into: list[int]
    ) -> None:
        """One subject, or what follows one of its resets."""
        lasting = [(d["TIME"], d["TIME"] + d["AMT"] / d["RATE"], d["RATE"]) for d in doses if d["RATE"] > 0]
        events: list[tuple[float, float, dict[str, Any] | None]] = [
            *((one["TIME"], one["row"], one) for one in (*doses, *seen)),
            *((end, np.inf, None) for _, end, _ in lasting),
        ]
        events.sort(key=lambda one: one[:2])
        now, began = min(d["TIME"] for d in doses), False
        amount, place, waiting = 0.0, 0, False

        def until(time: float) -> None:
            nonlocal now, began, amount, waiting
            flow = np.zeros(self.states)
            flow[0] = sum(rate for start, end, rate in lasting if start <= now < end)
            self.rows.append((subject, time - now, int(not began), amount, place, flow))
            now, began, amount, waiting = time, True, 0.0, False

        for time, _, one in events:
            if time > now or (waiting and one is not None):
                until(max(time, now))
            if one is None:
                continue
            if "AMT" not in one:
                self.interval[one["at"]] = max(len(self.rows) - 1, 0)
                self.dosed[one["at"]] = int(began)
            elif one["RATE"] <= 0:
                amount, place, waiting = one["AMT"], into[one["at"]], True


def padded(  # noqa: PLR0917, as the loops take them
    subject: Ints, length: Floats, first: Ints, amount: Floats, into: Ints, flow: Floats, *, runs: int
) -> tuple[dict[str, NDArray[Any]], Ints]:
    """The intervals as one row a subject, and the place of each in its row."""
    place = np.zeros(len(subject), dtype=np.int64)
    count = np.zeros(runs, dtype=np.int64)
    for at, s in enumerate(subject):
        place[at] = count[s]
        count[s] += 1
    shape = (runs, int(count.max(initial=1)))
    table: dict[str, NDArray[Any]] = {}
    for name, values in (("length", length), ("fresh", first > 0), ("amount", amount), ("into", into)):
        table[name] = np.zeros(shape, dtype=values.dtype)
        table[name][subject, place] = values
    table["flow"] = np.zeros((*shape, flow.shape[1]))
    table["flow"][subject, place] = flow
    return table, place
