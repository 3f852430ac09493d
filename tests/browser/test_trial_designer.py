from __future__ import annotations

import json
import re

from playwright.sync_api import expect

APP = "trial_designer"


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").first.wait_for(timeout=180_000)


def test_a_question_is_put_answered_and_taken_home_in_two_languages(desk):
    expect(desk.find(".kai-answer")).to_contain_text("BOIN finds it in 58% of trials")
    expect(desk.find(".kai-details svg.marks")).to_have_count(1)
    desk.shot("trial_designer_en")
    desk.axe()

    name, page = desk.download("Report (HTML)", exact=True)
    assert name == "dose_boin_3plus3.html"
    assert b"Correct selection" in page
    assert json.loads(desk.download("Plan (USDM JSON)", exact=True)[1])["usdmVersion"].startswith("4.0")
    assert desk.download("Report (Word)", exact=True)[1].startswith(b"PK")
    name, table = desk.download("Table (CSV)", exact=True)
    assert table.startswith(b"\xef\xbb\xbfdesign,scenario,measure,of,value,mcse")

    box = desk.page.get_by_role("spinbutton", name=re.compile("^Patients at most"))
    box.fill("18")
    box.press("Enter")
    desk.page.wait_for_url(re.compile("most=18"))
    expect(desk.find(".kai-answer")).to_contain_text("with 18 patients")
    desk.page.get_by_role("radio", name="Unlucky").check(force=True)
    expect(desk.find(".kai-details")).to_contain_text("The conclusion is wrong")

    doses = desk.page.get_by_role("textbox", name="Doses, with their unit")
    doses.fill("5, 2 mg")
    doses.press("Enter")
    expect(desk.find(".kai-notice [role=alert]")).to_contain_text("does not rise")
    expect(desk.find(".kai-details svg.marks")).to_have_count(0)
    doses.fill("1, 2, 4, 8 mg")
    doses.press("Enter")
    expect(desk.find(".kai-answer")).to_contain_text("BOIN finds it in")
    expect(desk.find(".kai-details svg.marks")).to_have_count(1)

    desk.page.get_by_role("radio", name="한국어").check(force=True)
    expect(desk.find("h1")).to_have_text("어떤 임상시험을 해야 할까요?")
    expect(desk.find(".kai-answer")).to_contain_text("중간 용량이 알맞다면")
    desk.page.set_viewport_size({"width": 390, "height": 844})
    expect(desk.find(".kai-details svg.marks")).to_have_count(1)
    desk.fits()
    desk.axe()
    desk.shot("trial_designer_ko_phone")
    assert desk.errors == []
