from __future__ import annotations

import re

from playwright.sync_api import expect

APP = "borrowing"


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").nth(2).wait_for(timeout=180_000)


def test_one_visit_answers_moves_and_everything_can_be_taken_home(desk):
    answer = desk.find(".kai-answer")
    expect(answer).to_contain_text("treatment is better by 34 percentage points")
    desk.shot("borrowing_en")
    desk.axe()
    name, svg = desk.download("Download SVG")
    assert name == "borrowing_as_effect.svg"
    assert svg.startswith(b"<svg")
    desk.unfold("Every way to borrow, and downloads")
    name, csv = desk.download("Ways (CSV)")
    assert name == "borrowing_csv.csv"
    assert csv.startswith(b"\xef\xbb\xbfway,mean")
    box = desk.page.get_by_role("spinbutton", name=re.compile("^Control: responders"))
    box.fill("3")
    box.press("Enter")
    desk.page.wait_for_url(re.compile("control_r=3"))
    expect(answer).to_contain_text(re.compile("Without borrowing it is .*: no success"))
    desk.page.get_by_role("radio", name="한국어").check()
    expect(desk.find("h1")).to_have_text("이 시험은 과거대조군에서 얼마나 정보를 차용해도 될까요?")
    expect(answer).to_contain_text("정보를 차용하면")
    expect(desk.find(".kai-drawing .kai-chart svg.marks")).to_have_count(3)
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.page.get_by_role("button", name="설정").click()
    expect(desk.page.get_by_role("spinbutton", name=re.compile("^대조군: 반응자 수"))).to_have_value("3")
    desk.fits()
    desk.axe()
    desk.shot("borrowing_ko_phone")
    assert desk.errors == []
