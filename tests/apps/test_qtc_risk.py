from __future__ import annotations

import asyncio
import dataclasses
import functools

import numpy as np
import pytest

from kai_workbench import pipelines
from kai_workbench.apps import QTcRisk
from kai_workbench.apps import _qtc_risk_views as views
from kai_workbench.apps._qtc_risk_state import Settings, read
from kai_workbench.pipelines import _qtc_synthetic as invented
from kai_workbench.standards import herg_block_template

from ._exploring import settle, text, visited


@pytest.fixture(scope="module")
def source():
    """The embedded drugs, their posteriors learnt once for all tests of this file."""
    return pipelines.qtc_source("kai-101")


@pytest.fixture(autouse=True)
def _same(request, source, monkeypatch):
    fallen = dataclasses.replace(source, fallback="offline mode forbids fetching")
    kind = type(source)
    block, slope = kind.block, kind.slope
    monkeypatch.setattr(kind, "block", lambda _, drug: block(source, drug))
    monkeypatch.setattr(kind, "slope", lambda _, drug: slope(source, drug))
    monkeypatch.setattr(pipelines, "qtc_source", lambda name=None: source if name else fallen)
    if "drawn" not in request.fixturenames:  # drawing has a test of its own
        blank = {"description": "a picture"}
        monkeypatch.setattr(
            views, "pictures", lambda *_, **__: dict.fromkeys(("curve", "dots", "cells"), blank)
        )


@pytest.fixture
def drawn():
    """Asked for by a test that looks at pictures."""


run = functools.partial(visited, QTcRisk)


def test_it_opens_with_an_answer_that_has_number_unit_interval_and_chance():
    app = run()
    answer = app.page._answer.value
    assert "KAI-101 at 1× its free Cmax" in answer
    assert f"QTc longer by {np.median(app.shown.risk.at_ms):.1f} ms (90% " in answer
    assert "the probability of more than 10 ms is under 1%" in answer
    assert "SYNTHETIC" in answer
    assert "kai data fetch cipa" in text(app, "notice")
    assert "Can be trusted" in text(app, "diagnosis")


def test_the_clinical_slope_stands_beside_the_prediction():
    app = run(drug="KAI-900", data="kai-101")
    seen = np.median(app.shown.seen_at_ms)
    top = app.source.slope("KAI-900").values
    assert seen == pytest.approx(np.median(top["active_effect"] + top["slope"] * 6.0), rel=1e-6)
    assert f"The clinic saw {seen:.2g} ms" in app.page._answer.value
    assert "agree by construction" in text(app, "diagnosis")
    assert text(app, "notice") == ""
    marks = app.shown.measured
    assert len(marks) == 10
    assert marks[-1][1] > marks[0][1]


def test_the_exposure_moves_the_answer_and_stands_in_the_address():
    before = []

    def move(app):
        before.append(np.median(app.shown.risk.at_ms))
        app._controls.sliders["times"].value = 30

    app = run(move)
    assert np.median(app.shown.risk.at_ms) > 10 * before[0]
    assert app.page.state["times"] == "30"
    assert "30× its free Cmax" in app.page._answer.value


def test_total_and_free_concentration_say_the_same():
    total = run(data="kai-101")
    assert total._controls.exposure.value == "total"
    assert total._controls.sliders["free"].layout.display == "none"
    free = run(lambda app: setattr(app._controls.exposure, "value", "free"), data="kai-101")
    assert free._controls.sliders["cmax"].layout.display == "none"
    assert free.shown.free_nM == pytest.approx(total.shown.free_nM)
    doubled = run(lambda app: setattr(app._controls.sliders["fu"], "value", 0.4063), data="kai-101")
    assert doubled.shown.free_nM == pytest.approx(total.shown.free_nM / 2, rel=0.01)


def test_numbers_of_one_s_own_take_the_cells_place():
    app = run(herg="own", ic50="500", ic50_fold="2", hill="1.2", data="kai-101")
    low, middle, high = np.quantile(app.shown.risk.ic50_nM, (0.05, 0.5, 0.95))
    assert middle == pytest.approx(500, rel=0.05)
    assert high / low == pytest.approx(4, rel=0.1)
    assert app.shown.cells is None
    assert app._controls.sliders["ic50"].layout.display is None
    korean = run(lang="ko", herg="own", times="10", ic50="20000").page._answer.value
    assert "10배" in korean
    assert "5.6배" in korean
    back = run(lambda app: app._controls.back.click(), herg="own", ic50="500", data="kai-101")
    assert np.median(back.shown.risk.ic50_nM) > 100_000
    assert not back.page.state["ic50"]


def test_more_doubt_makes_a_wider_interval_and_a_higher_bound():
    sure = run(drug="KAI-900", data="kai-101", uncertain="1", departure="1")
    doubtful = run(drug="KAI-900", data="kai-101", uncertain="3", departure="3")
    assert doubtful.shown.risk.upper_ms > 1.5 * sure.shown.risk.upper_ms


def test_own_cells_are_learnt_from_and_stay_out_of_the_address():
    app = run(lambda app: app._on_file("mine.csv", herg_block_template().encode()), data="kai-101")
    assert app.shown.drug == "mine.csv"
    assert 1500 < np.median(app.shown.risk.ic50_nM) < 4500
    assert "mine.csv: 8 cells were read" in text(app, "notice")
    assert app.page.state["drug"] == ""
    left = run(
        lambda app: app._on_file("mine.csv", herg_block_template().encode()),
        lambda app: setattr(app._controls.drug, "value", "KAI-900"),
        data="kai-101",
    )
    assert left.shown.drug == "KAI-900"


@pytest.mark.parametrize(("lang", "told"), [("en", "row 2"), ("ko", "2행")])
def test_a_bad_table_is_told_row_by_row_and_changes_nothing(lang, told):
    bad = herg_block_template().replace("0.3,9", "much,9").encode()
    app = run(lambda app: app._on_file("bad.csv", bad), lang=lang, data="kai-101")
    assert told in text(app, "notice")
    assert app.shown.drug == "KAI-101"
    assert app.own is None


def test_settings_that_make_no_sense_are_left_out_and_told():
    settings, bad = read({"fu": "2", "times": "x", "ic50": "-1", "data": "other", "herg": "?"})
    assert settings == Settings()
    assert sorted(bad) == ["data", "fu", "herg", "ic50", "times"]
    app = run(fu="<script>", drug="aspirin", data="kai-101")
    assert "left out: fu" in text(app, "notice")
    assert "no such drug here. Choose one of: KAI-101" in text(app, "notice")
    assert app.shown.drug == "KAI-101"


def test_another_current_is_told_of_and_too_few_draws_forbid_use():
    app = run(data="kai-101")
    other = dataclasses.replace(app.shown, currents={"ICaL": 45.0, "INaL": 3.0})
    verdict, _, why = views.diagnosis(other, lang="en")
    assert verdict == "look"
    assert "ICaL by 45%" in why[0]
    assert "INaL" not in why[0]
    poor = dataclasses.replace(app.shown, slope=dataclasses.replace(app.shown.slope, effective=50))
    assert views.diagnosis(poor, lang="ko")[0] == "do_not_use"


def test_korean_throughout_and_another_language_keeps_what_was_set():
    app = run(lambda app: setattr(app.page._language, "value", "ko"), data="kai-101", times="3")
    assert "비결합 Cmax의 3배" in app.page._answer.value
    assert "합성" in app.page._answer.value
    assert "안전역" in text(app, "details")
    assert "Quantity" not in text(app, "details")
    assert "믿을 수" in text(app, "diagnosis")


def test_downloads_hold_the_numbers_the_source_and_the_badge(drawn):
    app = run(drug="KAI-900", data="kai-101")
    lines = views.csv(app.shown).splitlines()
    assert lines[0].startswith("drug,multiple,free_nM,median_ms")
    assert len(lines) == 1 + len(
        pipelines.qtc_risk([1.0], [1.0], free_cmax_nM=1, sensitivity_ms=[1]).multiples
    )
    assert all(line.endswith("KAI-900,KAI-101 (synthetic),true") for line in lines[1:])
    assert "SYNTHETIC" in str(app._charts["curve"].spec)
    assert "10 ms" in app._charts["dots"].label
    assert invented.CONTROL in app._details["csv"].filename.upper()


def test_stopped_before_an_answer_can_be_started_again():
    async def story() -> QTcRisk:
        app = QTcRisk()
        app.page.open(lang="en", data="kai-101")
        await asyncio.sleep(0)
        app._worker._cancel()
        await settle(app)
        assert "Stopped before there was an answer" in app.page._answer.value
        app._again.click()
        await settle(app)
        return app

    assert asyncio.run(story()).shown is not None
