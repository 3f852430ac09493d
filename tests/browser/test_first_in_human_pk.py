from __future__ import annotations

import re

from playwright.sync_api import expect

from kai_workbench import pipelines
from kai_workbench.standards import species_pk_template

APP = "first_in_human_pk"
SET = "dose=250&limit=60000"  # as the address says what the tests set


def prepare() -> None:
    """The fit that the app begins with, so that it is there when the page opens."""
    pipelines.HumanPKModel().fit(pipelines.reference("kai-101"))


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").first.wait_for(timeout=120_000)


def slide(tab, name: str, value: str) -> None:
    """Type the exact value beside a slider."""
    box = tab.page.get_by_role("spinbutton", name=re.compile(f"^{re.escape(name)}"))
    box.fill(value)
    box.press("Enter")


def test_it_answers_at_once_and_says_what_it_rests_on(desk):
    expect(desk.find(".kai-answer")).to_contain_text("KAI-101 in people: clearance")
    expect(desk.find(".kai-answer")).to_contain_text("SYNTHETIC")
    expect(desk.find(".kai-notice")).to_contain_text("These compounds are invented")
    expect(desk.find(".kai-diagnosis")).to_contain_text(re.compile("Can be trusted|Look here"))
    desk.shot("first_in_human_pk_en")
    desk.axe()
    assert desk.errors == []


def test_everything_can_be_taken_home(desk):
    name, png = desk.download("Download PNG")
    assert name == "kai-101_human_pk.png"
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    name, svg = desk.download("Download SVG")
    assert svg.startswith(b"<svg")
    assert "SYNTHETIC · 합성" in svg.decode()
    name, csv = desk.download("Download CSV")
    assert name == "kai-101.csv"
    assert csv.startswith(b"\xef\xbb\xbfcompound,dose_mg")
    assert csv.decode().count("KAI-101,100.0") == 4
    name, report = desk.download("Download the report")
    assert name == "kai-101.html"
    text = report.decode().lower()
    assert text.lstrip().startswith("<!doctype html")
    assert "synthetic" in text
    assert not re.search(r"(src|href)=[\"']https?://[^\"']+\.(js|css|woff2?|png)", text)


def test_a_brush_over_one_pair_of_species_names_the_compounds(desk):
    desk.unfold("The animals' data, beside all compounds")
    grid = desk.find(".kai-details .kai-chart").first
    grid.scroll_into_view_if_needed()
    area = grid.locator("svg.marks .background").nth(1)
    area.wait_for()
    box = area.bounding_box()
    desk.page.mouse.move(box["x"] + 40, box["y"] + 30)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + 150, box["y"] + 140, steps=8)
    desk.page.mouse.up()
    expect(desk.find(".kai-details [aria-live]")).to_contain_text("compounds chosen")
    desk.shot("first_in_human_pk_brush", full=False)


def test_the_dose_and_a_limit_change_the_answer_without_a_fit(desk):
    slide(desk, "Dose", "250")
    expect(desk.find(".kai-answer")).to_contain_text("after 250 mg")
    expect(desk.find(".kai-monitor")).not_to_be_visible()
    desk.page.get_by_role("radio", name="Set a limit").check()
    expect(desk.find(".kai-answer")).to_contain_text("with 95% probability")
    expect(desk.find(".kai-drawing .kai-chart svg.marks:visible")).to_have_count(2)
    slide(desk, "Limit of the AUC", "60000")
    expect(desk.find(".kai-answer")).to_contain_text("below 60,000")
    desk.shot("first_in_human_pk_limit")
    desk.holds(SET)
    desk.axe()


def test_a_refit_can_be_stopped_and_the_priors_go_back(desk):
    before = desk.find(".kai-answer").inner_text()
    desk.unfold("Prior distributions (for experts)")
    slide(desk, "Spread between compounds", "0.9")
    desk.page.get_by_role("button", name="Stop").click(timeout=90_000)
    expect(desk.find(".kai-notice")).to_contain_text("Stopped. Nothing was changed.", timeout=90_000)
    box = desk.page.get_by_role("spinbutton", name=re.compile("^Spread"))
    expect(box).to_have_value("1.5")
    assert desk.find(".kai-answer").inner_text() == before
    assert "spread" not in desk.page.url


def test_a_moved_prior_is_fitted_again_with_its_progress_shown(desk):
    before = desk.find(".kai-answer").inner_text()
    desk.unfold("Prior distributions (for experts)")
    slide(desk, "Animals' departure from allometry", "0.1")
    desk.find(".kai-monitor").wait_for(timeout=90_000)
    expect(desk.find(".kai-monitor")).to_be_hidden(timeout=120_000)
    expect(desk.find(".kai-answer")).not_to_have_text(before)
    assert "departure=0.1" in desk.page.url


def test_a_table_of_one_s_own_and_a_bad_one(desk, tmp_path):
    desk.unfold("A table of your own")
    before = desk.find(".kai-answer").inner_text()
    bad = tmp_path / "bad.csv"
    bad.write_text(species_pk_template().replace("dog,4,", "dog,-4,"))
    desk.find("input[type=file]").set_input_files(bad)
    expect(desk.find(".kai-notice [role=alert]")).to_contain_text('bad.csv: row 3, column "clearance"')
    assert desk.find(".kai-answer").inner_text() == before
    desk.shot("first_in_human_pk_bad_table", full=False)
    desk.axe()
    good = tmp_path / "good.csv"
    good.write_text(species_pk_template())
    desk.find("input[type=file]").set_input_files(good)
    expect(desk.find(".kai-answer")).to_contain_text("Example-1 in people")
    expect(desk.find(".kai-notice")).to_contain_text("good.csv: 2 compounds were read")
    assert "compound=" not in desk.page.url
    name, template = desk.download("Download a template")
    assert name == "species_pk_template.csv"
    assert template.decode("utf-8-sig") == species_pk_template()


def test_korean_on_a_phone(desk):
    desk.korean("사람에서는 청소율, 반감기, 노출이 얼마나 될까요?")
    expect(desk.find(".kai-answer")).to_contain_text("250 mg")
    expect(desk.find(".kai-answer")).to_contain_text("60,000")
    expect(desk.find(".kai-drawing svg.marks").first).to_contain_text("청소율")
    desk.phone()
    desk.axe()
    desk.shot("first_in_human_pk_ko_phone")
    desk.page.get_by_role("button", name="설정").click()
    for name in ("동물 자료와 다른 화합물", "다른 방법과 비교", "사전분포에서 사후분포로", "자료와 품질"):
        desk.unfold(name)
    desk.find(".kai-details .kai-chart svg.marks").nth(4).wait_for()
    desk.fits()
    desk.axe()
    desk.shot("first_in_human_pk_ko_phone_open")
