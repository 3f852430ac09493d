from __future__ import annotations

import re

from playwright.sync_api import expect

APP = "programme_pos"


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").nth(2).wait_for(timeout=180_000)


def test_one_visit_answers_moves_and_everything_can_be_taken_home(desk):
    answer = desk.find(".kai-answer")
    expect(answer).to_contain_text("The programme succeeds with probability")
    desk.shot("programme_pos_en")
    desk.axe()
    name, svg = desk.download("Download SVG")
    assert name == "programme_funnel.svg"
    assert svg.startswith(b"<svg")
    desk.unfold("Table and downloads")
    name, csv = desk.download("Probabilities (CSV)")
    assert name == "programme_probabilities.csv"
    assert csv.startswith(b"\xef\xbb\xbfquantity,value,mcse")
    before = answer.inner_text()
    box = desk.page.get_by_role("spinbutton", name=re.compile("^Hardly more than"))
    box.fill("50")
    box.press("Enter")
    desk.page.wait_for_url(re.compile("q95=50"))
    expect(answer).not_to_have_text(before)
    desk.page.get_by_role("radio", name="한국어").check()
    expect(desk.find("h1")).to_have_text("이 개발 프로그램은 성공할까요?")
    expect(answer).to_contain_text("프로그램이 성공할 확률은")
    expect(desk.find(".kai-drawing .kai-chart svg.marks")).to_have_count(3)
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.page.get_by_role("button", name="설정").click()
    expect(desk.page.get_by_role("spinbutton", name=re.compile("^거의 이보다 크지 않음"))).to_have_value("50")
    desk.fits()
    desk.axe()
    desk.shot("programme_pos_ko_phone")
    assert desk.errors == []
