from __future__ import annotations

import pathlib
import re

import polars as pl
from playwright.sync_api import expect

APP = "linked_explorer"


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").first.wait_for(timeout=120_000)


def test_it_answers_with_an_interval_and_says_that_the_data_are_invented(desk):
    expect(desk.find(".kai-answer")).to_contain_text("At 400 mg, people's exposure is")
    expect(desk.find(".kai-answer")).to_contain_text("90%")
    expect(desk.find(".kai-answer")).to_contain_text("SYNTHETIC")
    desk.fits()


def test_a_link_is_confirmed_with_name_and_reason_and_downloaded(desk):
    desk.page.get_by_role("button", name="Links and their evidence").click()
    expect(desk.find(".kai-details")).to_contain_text("temporary workspace")
    desk.page.get_by_role("button", name="Confirm", exact=True).click()
    expect(desk.find(".kai-notice")).to_contain_text("needs a name")
    desk.page.get_by_label("Your name").fill("Kim")
    desk.page.get_by_label("Reason").fill("same batch")
    desk.page.get_by_role("button", name="Confirm", exact=True).click()
    expect(desk.find(".kai-details")).to_contain_text("Confirmed by Kim")
    desk.axe()
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("button", name="Links with their history").click()
    told = pl.read_csv(pathlib.Path(waiting.value.path()))
    assert told.filter(status="confirmed")["asserted_by"].to_list() == ["Kim"]


def test_an_organ_is_chosen_with_the_keyboard_and_the_answer_and_address_follow(desk):
    expect(desk.find(".kai-answer")).to_contain_text("rat's liver")
    rat = desk.page.get_by_role("listbox").first
    rat.locator("[tabindex='0']").focus()
    desk.page.keyboard.press("End")
    for _ in range(40):
        if desk.find("[role=option]:focus").get_attribute("data-organ") == "bone_marrow":
            break
        desk.page.keyboard.press("ArrowUp")
    desk.page.keyboard.press("Enter")
    expect(desk.find(".kai-answer")).to_contain_text("rat's bone marrow")
    desk.page.wait_for_url(re.compile("organ=BONE"))


def test_what_is_weak_is_said_and_nothing_invented_is_trusted(desk):
    diagnosis = desk.find(".kai-diagnosis")
    expect(diagnosis).to_contain_text("All of it is synthetic", timeout=120_000)
    expect(diagnosis).to_contain_text("Look here")
    expect(diagnosis).not_to_contain_text("Can be trusted")
    desk.page.get_by_role("button", name="Later people: trials and hospital").click()
    expect(desk.find(".kai-details")).to_contain_text("Hospital records (OMOP)")
    expect(desk.find(".kai-details")).to_contain_text(re.compile(r"52\s/\s60 \(76\W+93%\)"))
    desk.page.get_by_role("button", name=re.compile(r"^What is weak \(\d+\)$")).click()
    expect(desk.find(".kai-details")).to_contain_text(
        "were brought to no organ and are not compared (FATIGUE)"
    )
    desk.axe()
    desk.shot("linked_explorer_weak")


def test_pictures_and_tables_can_be_taken_home(desk):
    found = {}
    for button in desk.page.get_by_role(
        "button", name=re.compile(r"Download (PNG|SVG)|Organ by organ \(CSV\)")
    ).all():
        with desk.page.expect_download() as waiting:
            button.click()
        found[waiting.value.suggested_filename] = pathlib.Path(waiting.value.path()).read_bytes()
    assert set(found) == {
        "kai-101_organ_atlas.png",
        "kai-101_organ_atlas.svg",
        "kai-101_exposure_ladder.png",
        "kai-101_exposure_ladder.svg",
        "kai-101_concordance.csv",
    }
    for name, content in found.items():
        if name.endswith(".png"):
            assert content.startswith(b"\x89PNG\r\n\x1a\n")
        elif name.endswith(".svg"):
            assert "SYNTHETIC · 합성" in content.decode()
        else:
            assert "LIVER" in content.decode("utf-8-sig")


def test_a_dose_changes_answer_and_address(desk):
    desk.page.get_by_role("radio", name="50 mg", exact=True).check(force=True)
    expect(desk.find(".kai-answer")).to_contain_text("At 50 mg")
    desk.holds("dose=50")


def test_korean_on_a_phone_keeps_the_dose(desk):
    desk.korean("사람의 노출은 동물에서 변화가 나타난 노출과 얼마나 떨어져 있을까요?")
    expect(desk.find(".kai-answer")).to_contain_text("사람의 노출은")
    expect(desk.find(".kai-answer")).to_contain_text("50 mg")
    desk.phone()
    desk.axe()
    desk.shot("linked_explorer_ko_phone")
