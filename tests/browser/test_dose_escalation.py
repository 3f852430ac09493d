from __future__ import annotations

import re

from playwright.sync_api import expect

from kai_workbench import trials

APP = "dose_escalation"


def prepare() -> None:
    """Compile what the app begins with, once for all kernels."""
    design = trials.BOIN(doses=(1, 2, 3), max_patients=6)
    truth = trials.ToxicityScenario("any", (0.1, 0.3, 0.5))
    for exact in (None, False):
        trials.simulate(design, truth, n_trials=10, exact=exact)


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").first.wait_for(timeout=120_000)


def put(tab, name: str, value: str) -> None:
    """Type the exact value beside a slider."""
    box = tab.page.get_by_role("spinbutton", name=re.compile(f"^{re.escape(name)}"))
    box.fill(value)
    box.press("Enter")


def test_a_plan_is_answered_and_can_be_taken_home(desk):
    expect(desk.find(".kai-answer")).to_contain_text("BOIN selects 5 mg")
    expect(desk.find(".kai-answer")).to_contain_text("SYNTHETIC")
    expect(desk.find(".kai-diagnosis")).to_contain_text("Every course of the trial was counted")
    desk.shot("dose_escalation_plan_en")
    desk.axe()
    name, svg = desk.download("Download SVG")
    assert name == "boin_middle.svg"
    assert "SYNTHETIC · 합성" in svg.decode()
    name, png = desk.download("Download PNG")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    name, csv = desk.download("Download CSV")
    assert csv.startswith(b"\xef\xbb\xbfscenario,measure,of,value,mcse")
    assert desk.errors == []


def test_another_truth_makes_another_answer(desk):
    desk.page.get_by_role("radio", name="3+3").check()
    expect(desk.find(".kai-answer")).to_contain_text("3+3 selects 5 mg")
    desk.page.get_by_role("radio", name="All toxic").check()
    expect(desk.find(".kai-answer")).to_contain_text("Every dose is too toxic here")
    desk.page.wait_for_url(re.compile("scenario=toxic"))
    desk.page.get_by_role("radio", name="BOIN").check()
    expect(desk.find(".kai-answer")).to_contain_text("BOIN selects none")


def test_a_trial_is_run_cohort_by_cohort(desk):
    desk.page.get_by_role("radio", name="Run it").check()
    expect(desk.find(".kai-answer")).to_contain_text("First cohort: 3 patients at 1 mg.")
    desk.page.get_by_role("button", name="Add the cohort").click()
    expect(desk.find(".kai-answer")).to_contain_text("Next cohort: 3 patients at 2.5 mg.")
    put(desk, "With a DLT", "4")
    desk.page.get_by_role("button", name="Add the cohort").click()
    expect(desk.find(".kai-notice [role=alert]")).to_contain_text("4 DLTs among 3 patients cannot be")
    put(desk, "With a DLT", "1")
    desk.page.get_by_role("button", name="Add the cohort").click()
    expect(desk.find(".kai-answer")).to_contain_text("Of 3 treated at 2.5 mg, 1 had a DLT: stay.")
    desk.page.wait_for_url(re.compile("cohorts="))
    desk.shot("dose_escalation_run_en")
    desk.axe()
    desk.page.get_by_role("button", name="Undo the last cohort").click()
    expect(desk.find(".kai-answer")).to_contain_text("Next cohort: 3 patients at 2.5 mg.")
    assert desk.errors == []


def test_korean_on_a_phone_with_the_trial_under_way(desk):
    desk.korean("다음 환자에게는 어떤 용량을 투여할까요?")
    expect(desk.find(".kai-answer")).to_contain_text("다음 코호트: 2.5 mg에서 환자 3명.")
    desk.phone()
    desk.axe()
    desk.shot("dose_escalation_run_ko_phone")
