from __future__ import annotations

import dataclasses
import functools
import types

import numpy as np
import pytest

from kai_workbench import pipelines
from kai_workbench.apps import ProgrammePoS
from kai_workbench.apps import _programme_pos_views as views
from kai_workbench.apps._programme_pos_state import Settings, read
from kai_workbench.inference import Progress
from kai_workbench.trials import UncertainEffect

from ._exploring import text, visited


@dataclasses.dataclass
class Ended:
    """A job with its fit, or one that was stopped."""

    fit: object
    stage: str = "done"

    @property
    def progress(self) -> Progress:
        return Progress(stage=self.stage)

    def cancel(self) -> None:
        self.stage = "cancelled"

    def result(self, timeout=None):  # noqa: ARG002
        return self.fit


def planted(fit, *, source, arm, ratio=1.0):
    rng = np.random.default_rng(1)
    kill = rng.lognormal(-3.5, 0.2, 300)
    treated = np.clip(rng.beta(6, 3, 300) * min(ratio, 1.0), 0.001, 0.999)
    return UncertainEffect.of_rates(
        treated, rng.beta(3, 52, 300), parts={"kill": kill}, source="KAI-101 30 mg/kg, KAI-101 (synthetic)"
    )


@pytest.fixture(autouse=True)
def _light(request, monkeypatch):
    arm = types.SimpleNamespace(start=lambda **_: Ended(types.SimpleNamespace(trusted=True)))
    monkeypatch.setattr(
        pipelines,
        "tumour_source",
        lambda _: types.SimpleNamespace(arm=lambda name: arm),  # noqa: ARG005
    )
    monkeypatch.setattr(pipelines, "programme_effect", planted)
    if "drawn" not in request.fixturenames:  # drawing has a test of its own
        blank = {"description": "a picture"}
        monkeypatch.setattr(
            views, "pictures", lambda *_, **__: dict.fromkeys(("funnel", "size", "effect"), blank)
        )


@pytest.fixture
def drawn():
    """Asked for by a test that looks at pictures."""


run = functools.partial(visited, ProgrammePoS)


def success(app: ProgrammePoS) -> float:
    return app.shown.outlook.measure("success").value


def test_it_opens_with_a_probability_and_what_a_power_would_promise():
    app = run()
    answer = app.page._answer.value
    assert f"succeeds with probability {100 * success(app):.0f}%" in answer
    assert "Were the effect surely 15 percentage points" in answer
    assert "median 15 percentage points, 90% -3 to 33".replace("-", "−") in answer
    assert "without Monte-Carlo error" in answer
    assert app.shown.outlook.if_known > success(app)
    assert "patients an arm lose least" in text(app, "diagnosis")
    assert "Phase III alone" in text(app, "details")


def test_sliders_move_the_answer_and_stand_in_the_address():
    before = success(run())
    app = run(lambda app: setattr(app._controls.sliders["q05"], "value", 5))
    assert success(app) > before
    assert app.page.state["q05"] == "5"
    big = run(lambda app: setattr(app._controls.sliders["phase2"], "value", 200))
    assert big.shown.outlook.plan.phase2 == 200
    back = run(lambda app: app._controls.back.click(), phase2="200", q05="5")
    assert success(back) == pytest.approx(before)


def test_quantiles_or_rules_out_of_order_are_told_and_mended():
    seen = []
    app = run(
        lambda app: setattr(app._controls.sliders["q50"], "value", 50),
        lambda app: seen.append((app.shown, app.page._answer.value)),
        lambda app: setattr(app._controls.sliders["q50"], "value", 20),
        lambda app: setattr(app._controls.sliders["target"], "value", -5),
        lambda app: seen.append((app.shown, app.page._answer.value)),
        lambda app: setattr(app._controls.sliders["target"], "value", 20),
    )
    assert seen[0][0] is None
    assert "do not rise" in seen[0][1]
    assert "minimum, target" in seen[1][1]
    assert app.shown is not None


def test_the_mice_are_fitted_once_and_their_parts_are_told():
    def less(app):
        app._controls.sliders["ratio"].value = 0.5

    app = run(less, data="kai-101")
    assert "SYNTHETIC" in app.page._answer.value
    assert "300 draws, seed 20260101; Monte-Carlo standard error" in app.page._answer.value
    assert "kill in mice" in text(app, "diagnosis")
    assert set(app._effects) == {0.5, 1.0}
    assert app._controls.sliders["q50"].layout.display == "none"
    own = run(lambda app: setattr(app._controls.data, "value", "own"), data="kai-101")
    assert not own.shown.synthetic


def test_settings_that_make_no_sense_are_left_out_and_told():
    settings, bad = read({"phase2": "0", "alpha": "x", "data": "other"})
    assert settings == Settings()
    assert sorted(bad) == ["alpha", "data", "phase2"]
    assert "left out: trials" in text(run(trials="<script>"), "notice")


def test_korean_throughout_and_another_language_keeps_what_was_set():
    app = run(lambda app: setattr(app.page._language, "value", "ko"), phase2="90")
    assert "프로그램이 성공할 확률은" in app.page._answer.value
    assert app.shown.outlook.plan.phase2 == 90
    assert "Quantity" not in text(app, "details")


def test_pictures_and_downloads_hold_the_numbers_the_source_and_the_badge(drawn):
    app = run(data="kai-101")
    for chart in app._charts.values():
        assert "SYNTHETIC" in str(chart.spec)
    assert "rightly stopped" in app._charts["funnel"].label
    lines = views.csv(app.shown).splitlines()
    assert lines[0].startswith("quantity,value,mcse,unit,prior_median")
    assert all(line.endswith('20260101,"KAI-101 30 mg/kg, KAI-101 (synthetic)",true') for line in lines[1:])
    assert len(views.sizes_csv(app.shown).splitlines()) >= 12
