from __future__ import annotations

import re

from playwright.sync_api import expect

APP = "federation_console"


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").first.wait_for(timeout=180_000)
    expect(tab.find(".kai-answer")).to_contain_text("3 hospitals together")


def test_it_answers_moves_is_taken_home_and_speaks_korean_on_a_phone(desk):
    expect(desk.find(".kai-answer")).to_contain_text("SYNTHETIC")
    expect(desk.find(".kai-answer")).to_contain_text("toxicity reaches 30% at")
    expect(desk.find(".kai-drawing .kai-chart svg.marks")).to_have_count(2)
    expect(desk.find(".kai-details")).to_contain_text("dose-toxicity-across-sites")
    desk.shot("federation_console_en")
    desk.axe()
    name, svg = desk.download("Download SVG")
    assert name == "demonstration_curve.svg"
    assert "SYNTHETIC · 합성" in svg.decode()
    name, receipt = desk.download("Download receipt (JSON)")
    assert name == "demonstration_receipt.json"
    assert b'"certified": true' in receipt
    box = desk.page.get_by_role("spinbutton", name=re.compile("^Target probability"))
    box.fill("20")
    box.press("Enter")
    desk.page.wait_for_url(re.compile("target=20"))
    expect(desk.find(".kai-answer")).to_contain_text("toxicity reaches 20% at")
    assert desk.errors == []
    desk.find(".kai-head input[value=ko]").check()
    expect(desk.find("h1")).to_contain_text("자료를 내보내지 않고도")
    expect(desk.find(".kai-answer")).to_contain_text("독성 확률이 20%에 이르는 용량")
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.page.get_by_role("button", name="설정").click()
    desk.fits()
    desk.axe()
    desk.shot("federation_console_ko_phone")
