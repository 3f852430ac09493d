from __future__ import annotations

import numpy as np
import pytest

from kai_workbench import charts, inference


def calibration(**places):
    """Ranks of 100 simulations among 99 draws, where ``places`` has them, in shares."""
    columns = {name: [] for name in ("simulation", "variable", "rank", "draws", "failed")}
    names = ("variable", "n", "distance", "band", "uniform", "p_value")
    judged = {name: [] for name in names}
    for variable, (share, uniform) in places.items():
        columns["simulation"] += list(range(100))
        columns["variable"] += [variable] * 100
        columns["rank"] += [int(99 * one) for one in share]
        columns["draws"] += [99] * 100
        columns["failed"] += [False] * 100
        for name, value in zip(names, (variable, 100, 0.5, 3.0, uniform, 0.5), strict=True):
            judged[name].append(value)
    return inference.Calibration(columns, judged, n=100, failed=7)


def test_a_line_is_the_distribution_of_ranks_less_the_uniform_one():
    even = np.linspace(0, 1, 100, endpoint=False)
    made = charts.rank_ecdf({"one": calibration(mu=(even, True), tau=(even**2, False))}, lang="ko").to_dict()
    (rows,) = made["datasets"].values()
    assert {row["panel"] for row in rows} == {"one\n모의실험 100회, p 1, 실패 7"}
    lines = {name: [row for row in rows if row.get("variable") == name] for name in ("mu", "tau")}
    assert max(abs(row["away"]) for row in lines["mu"]) < 0.02
    middle = next(row for row in lines["tau"] if row["at"] == 0.25)
    assert middle["away"] == pytest.approx(0.25, abs=0.02)  # the root of a quarter, less a quarter
    assert {row["kind"] for row in lines["tau"]} == {"95% 띠 밖"}
    band = [row for row in rows if "high" in row]
    assert max(row["high"] for row in band) == pytest.approx(3 * np.sqrt(0.25 / 100))
