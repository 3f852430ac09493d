from __future__ import annotations

import re

from playwright.sync_api import expect

APP = "prior_elicitation"


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").first.wait_for(timeout=120_000)


def test_quantiles_and_chips_make_a_prior(desk):
    expect(desk.find(".kai-answer")).to_contain_text("Human clearance: lognormal with median 4.0")
    box = desk.page.get_by_role("spinbutton", name=re.compile("^Hardly more than"))
    box.fill("90")
    box.press("Enter")
    expect(desk.find(".kai-answer")).to_contain_text("Human clearance: no prior yet.")
    desk.shot("prior_elicitation_none_en")
    box.fill("25")
    box.press("Enter")
    expect(desk.find(".kai-answer")).to_contain_text(re.compile("90% between .* and [234]"))
    desk.axe()
    desk.shot("prior_elicitation_en")
    name, csv = desk.download("Download CSV")
    assert name == "prior.csv"
    assert csv.decode("utf-8-sig").startswith("quantity,unit,family")
    desk.page.get_by_role("radio", name="Chips").check()
    expect(desk.find(".kai-answer")).to_contain_text("Lay them into two or more")
    stacks = desk.find(".kai-roulette-stack")
    for column, height in ((4, 3), (5, 6), (6, 4)):
        stacks.nth(column).locator(".kai-roulette-cell").nth(10 - height).click()
    field = desk.page.get_by_role("spinbutton", name=re.compile(": chips")).nth(7)
    field.fill("2")
    field.press("Tab")
    expect(desk.find(".kai-roulette-count")).to_have_text("15 chips laid")
    expect(desk.find(".kai-answer")).to_contain_text("Human clearance: lognormal")
    desk.page.wait_for_url(re.compile("chips=0-0-0-0-3-6-4-2-0-0"))
    desk.axe()
    assert desk.errors == []


def test_korean_on_a_phone_keeps_the_chips(desk):
    desk.korean("자료를 보기 전에 우리는 무엇을 믿나요?")
    expect(desk.find(".kai-answer")).to_contain_text("사람의 청소율: 로그정규분포")
    expect(desk.find(".kai-roulette-count")).to_contain_text("15")
    desk.phone()
    desk.axe()
    desk.shot("prior_elicitation_ko_phone")
