"""Designs of simulated studies with a response."""

import polars as pl


def study(subjects, concentrations, responses, *, amount=100.0, rate=0.0, lloq=None, **dose):
    """A dose at 0, and the times of concentrations and responses; those at 0 come before it."""
    rows = []
    seen = sorted([(float(t), 1) for t in concentrations] + [(float(t), 2) for t in responses])
    for subject in range(1, subjects + 1):
        head = {"ID": subject, "LLOQ": lloq}

        def observation(time, kind, head=head):
            return head | {"TIME": time, "EVID": 0, "AMT": 0.0, "RATE": 0.0, "DVID": kind}

        rows += [observation(t, kind) for t, kind in seen if t == 0]
        rows.append(head | {"TIME": 0.0, "EVID": 1, "AMT": amount, "RATE": rate, "DVID": None} | dose)
        rows += [observation(t, kind) for t, kind in seen if t > 0]
    return pl.DataFrame(rows, infer_schema_length=None)
