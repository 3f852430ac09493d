"""An invented trial with a planted truth, for where the pilot's data cannot be had."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl

ARMS = {"control": 0.0, "low dose": 1.0, "high dose": 2.0}
WEEKS, END = (8.0, 16.0, 24.0), 168.0
FIRST, A_DAY = datetime.date(2020, 1, 1), 3  # patients enter three a day


def invented_trial(
    patients: int = 240, *, effect: float = -1.0, harm: float = 6.0, seed: int = 20260101
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Patients and scores as :class:`RealTrial` has them.

    Parameters
    ----------
    patients
        Over three arms at random.
    effect
        Mean change of the score at the last visit by a unit of dose.
    harm
        Hazard ratio of the event, high dose to control.
    seed
        Of all random numbers.
    """
    rng = np.random.default_rng(seed)
    names = rng.choice(list(ARMS), patients)
    dose = np.array([ARMS[name] for name in names])
    baseline = rng.normal(25, 8, patients)
    event, stop = rng.exponential(400 / harm ** (dose / 2)), rng.exponential(300, patients)
    end = np.minimum(stop, END)
    walk = np.cumsum(rng.normal(0.3, 2.5, (patients, len(WEEKS))), axis=1)
    change = walk + effect * dose[:, None] * [0.3, 0.7, 1.0] + 0.1 * (baseline - 25)[:, None]
    subjects = [f"{seed}-{k}" for k in range(patients)]
    frame = pl.DataFrame(
        {
            "subject": subjects,
            "arm": names,
            "dose": dose,
            "start": [FIRST + datetime.timedelta(days=k // A_DAY) for k in range(patients)],
            "baseline": baseline,
            "stop_day": end + 0.5,
            "stopped": stop < END,
            "event_day": np.minimum(event, end) + 0.5,
            "event": event < end,
        }
    )
    scores = [
        (subjects[k], week, change[k, v])
        for k in range(patients)
        for v, week in enumerate(WEEKS)
        if v == 0 or stop[k] >= 7 * week
    ]
    return frame, pl.DataFrame(scores, schema=["subject", "week", "change"], orient="row")
