from __future__ import annotations

import asyncio

import numpy as np
import polars as pl
import pytest

from kai_workbench.apps import PriorElicitation
from kai_workbench.apps import _prior_elicitation as room
from kai_workbench.apps._prior_elicitation_state import Settings, read

from ._exploring import text

CHIPS = "0-0-0-1-3-5-4-2-1-0"


@pytest.fixture(autouse=True)
def _blank(request, monkeypatch):
    if "drawn" not in request.fixturenames:  # drawing has a test of its own
        monkeypatch.setattr(room, "picture", lambda *_, **__: {"description": "a picture"})


@pytest.fixture
def drawn():
    """Asked for by a test that looks at pictures."""


def run(*steps, lang: str = "en", **address: str) -> PriorElicitation:
    """Open the app at an address and do the steps."""

    async def live() -> PriorElicitation:
        app = PriorElicitation()
        app.page.open(lang=lang, **address)
        for step in steps:
            step(app)
        return app

    return asyncio.run(live())


def test_it_opens_with_a_prior_in_a_sentence_and_a_line_of_code():
    app = run()
    assert (
        "Human clearance: lognormal with median 4.0 mL/min/kg, 90% between 1.0 and 16."
        in app.page._answer.value
    )
    assert "pm.LogNormal(&quot;clearance&quot;, mu=1.386, sigma=0.8428)" in app.page._answer.value
    assert "Can be trusted" in text(app, "diagnosis")
    assert "Would that surprise you?" in text(app, "diagnosis")


def test_a_moved_quantile_moves_the_prior_and_stands_in_the_address():
    app = run(lambda app: setattr(app.sliders["q95"], "value", 64))
    assert app.page.state["q95"] == "64"
    assert app.settings.said[2] == (0.95, 64.0)
    assert app.priors[0].quantile(0.95) > 30


def test_quantiles_out_of_order_are_told_and_mended():
    seen = []
    app = run(
        lambda app: setattr(app.sliders["q05"], "value", 8),
        lambda app: seen.append((app.page._answer.value, app._chart.layout.display)),
        lambda app: setattr(app.sliders["q05"], "value", 2),
    )
    assert "do not rise" in seen[0][0]
    assert seen[0][1] == "none"
    assert app.priors
    assert app._chart.layout.display is None


def test_chips_make_a_prior_and_stand_in_the_address():
    app = run(lambda app: setattr(app.roulette, "chips", [0, 0, 0, 1, 3, 5, 4, 2, 1, 0]), way="chips")
    assert app.page.state["chips"] == CHIPS
    assert 4 < app.priors[0].quantile(0.5) < 8
    assert app._quantiles.layout.display == "none"
    again = run(way="chips", chips=CHIPS)
    assert again.roulette.chips == app.roulette.chips
    np.testing.assert_allclose(again.priors[0].quantile(0.5), app.priors[0].quantile(0.5))


def test_no_chips_yet_say_what_to_do():
    app = run(way="chips")
    assert "Lay them into two or more" in app.page._answer.value
    assert app._laid.layout.display is None


def test_two_humps_are_not_passed_off_as_one():
    app = run(way="chips", chips="0-9-0-0-0-0-0-0-9-0")
    assert "Are there two humps" in text(app, "diagnosis")
    assert "Do not use" in text(app, "diagnosis")
    assert "no prior yet" in app.page._answer.value
    assert "median" not in app.page._answer.value
    assert "pm." not in app.page._answer.value
    assert set(pl.read_csv(app.csv().encode())["verdict"]) == {"do_not_use"}


def test_another_quantity_begins_anew_with_its_own_unit_and_family():
    app = run(lambda app: setattr(app._quantity, "value", "fraction"), q50="5")
    assert app.priors[0].family == "beta"
    assert "Response rate" in app.page._answer.value
    assert app.page.state["q50"] == ""
    assert app._family.children == ()


def test_a_family_can_be_chosen_and_all_stand_in_the_table():
    app = run(lambda app: setattr(app._family.children[0], "value", "gamma"))
    assert [one.family for one in app.priors] == ["gamma"]
    assert "gamma with median" in app.page._answer.value
    both = run()
    assert "lognormal" in text(both, "details")
    assert "gamma" in text(both, "details")
    lines = both.csv().splitlines()
    assert lines[0].startswith("quantity,unit,family,pymc,miss,verdict,source,q01")
    assert len(lines) == 3


def test_settings_that_make_no_sense_are_left_out_and_told():
    settings, bad = read({"quantity": "x", "way": "y", "q50": "-1", "chips": "1-2-x", "family": "cauchy"})
    assert settings == Settings()
    assert sorted(bad) == ["chips", "family", "q50", "quantity", "way"]
    assert read({"chips": "-".join(["99"] * 10)})[1] == ["chips"]
    assert "left out: chips" in text(run(chips="<script>"), "notice")


def test_korean_throughout_and_another_language_keeps_what_was_said():
    app = run(lambda app: setattr(app.page._language, "value", "ko"), way="chips", chips=CHIPS)
    assert "사람의 청소율: 로그정규분포" in app.page._answer.value
    assert app.roulette.chips == [0, 0, 0, 1, 3, 5, 4, 2, 1, 0]
    assert "칩" in app.roulette.labels["count"]
    assert "Probability" not in text(app, "details")


def test_the_picture_holds_what_was_said(drawn):
    app = run()
    assert app._chart.label.startswith("Human clearance: lognormal prior, median 4.00")
    assert "5%" in str(app._chart.spec["datasets"])
    laid = run(way="chips", chips=CHIPS)
    assert (
        len([rows for rows in laid._chart.spec["datasets"].values() if len(rows) == 6 and "x2" in rows[0]])
        == 1
    )
    shares = run(quantity="fraction")
    assert "beta prior" in shares._chart.label
