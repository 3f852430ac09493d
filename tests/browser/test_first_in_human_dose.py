from __future__ import annotations

import re

from playwright.sync_api import expect

from kai_workbench import pipelines

APP = "first_in_human_dose"
SET = "planned=2&factor=50"  # as the address says what the tests set


def prepare() -> None:
    """The fit of human kinetics, so that it is there when the page opens."""
    pipelines.HumanPKModel().fit(pipelines.reference("kai-101"))


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").first.wait_for(timeout=120_000)
    expect(tab.find(".kai-details")).to_contain_text("MABEL")  # human kinetics are there


def slide(tab, name: str, value: str) -> None:
    """Type the exact value beside a slider."""
    box = tab.page.get_by_role("spinbutton", name=re.compile(f"^{re.escape(name)}"))
    box.fill(value)
    box.press("Enter")


def test_it_answers_and_everything_can_be_taken_home(desk):
    expect(desk.find(".kai-answer")).to_contain_text("Start KAI-101 at")
    expect(desk.find(".kai-answer")).to_contain_text("SYNTHETIC")
    expect(desk.find(".kai-drawing .kai-chart svg.marks")).to_have_count(2)
    expect(desk.find(".kai-details")).to_contain_text("AUC at the NOAEL, over 10")
    desk.shot("first_in_human_dose_en")
    desk.axe()
    name, png = desk.download("Download PNG")
    assert name == "kai-101_limits.png"
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    name, svg = desk.download("Download SVG")
    assert "SYNTHETIC · 합성" in svg.decode()
    name, csv = desk.download("Download CSV")
    assert name == "kai-101_first_dose.csv"
    assert csv.decode("utf-8-sig").startswith("compound,limit,species")
    assert desk.errors == []


def test_what_is_set_changes_the_answer_and_stands_in_the_address(desk):
    desk.unfold("Safety factor, margin, body weight")
    slide(desk, "Safety factor", "50")
    expect(desk.find(".kai-answer")).to_contain_text("over 50")
    desk.page.get_by_role("radio", name="Set a dose").check()
    slide(desk, "Planned dose", "2")
    expect(desk.find(".kai-answer")).to_contain_text("The planned 2 mg")
    desk.page.get_by_role("radio", name="Leave it out").check()
    expect(desk.find(".kai-diagnosis")).to_contain_text("Receptor occupancy is left out")
    desk.page.get_by_role("radio", name="Use it").check()
    expect(desk.find(".kai-diagnosis")).not_to_contain_text("Receptor occupancy is left out")
    desk.holds(SET)
    desk.unfold("Kinetics and molecule (for experts)")
    desk.axe()


def test_korean_on_a_phone_keeps_what_was_set(desk):
    desk.korean("처음 사람에게 얼마까지 투여할 수 있을까요?")
    expect(desk.find(".kai-answer")).to_contain_text("50")
    expect(desk.find(".kai-answer")).to_contain_text("2 mg")
    desk.phone()
    desk.page.get_by_role("button", name="설정").click()
    desk.fits()
    desk.axe()
    desk.shot("first_in_human_dose_ko_phone")
