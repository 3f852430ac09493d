from __future__ import annotations

import re
import zipfile

from playwright.sync_api import expect

from kai_workbench import standards

APP = "study_explorer"


def ready(tab) -> None:
    pictures(tab)
    tab.find(".kai-diagnosis .kai-mark").wait_for(timeout=120_000)


def pictures(tab) -> None:
    expect(tab.find(".kai-drawing .kai-chart svg.marks")).to_have_count(4)
    tab.page.wait_for_timeout(500)


def said(tab):
    return tab.find(".kai-drawing [aria-live]")


def settled(tab) -> str:
    """What is said once it has not changed for a second: while a range is drawn it is said at every step."""
    before = None
    while (told := said(tab).inner_text()) != before:
        before = told
        tab.page.wait_for_timeout(1000)
    return told


def place(tab, picture: int, x: float, y: float) -> tuple[float, float]:
    """Where on the screen a point of a picture is: a share of its width, and pixels down."""
    marks = tab.find(".kai-drawing .kai-chart svg.marks").nth(picture)
    marks.scroll_into_view_if_needed()
    box = marks.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y


def test_it_answers_and_says_what_it_rests_on(desk):
    expect(desk.find(".kai-answer")).to_contain_text("KAI-101 in rats, 4 weeks")
    expect(desk.find(".kai-answer")).to_contain_text("SYNTHETIC")
    expect(desk.find(".kai-notice")).to_contain_text("no real one lies on this machine")
    expect(desk.find(".kai-diagnosis")).to_contain_text("checks of the data")
    desk.shot("study_explorer_en")
    desk.axe()
    assert desk.errors == []


def test_everything_can_be_taken_home(desk):
    name, png = desk.download("Picture (PNG)", exact=True)
    assert name == "kai101-t01_picture.png"
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    _, svg = desk.download("Picture (SVG)", exact=True)
    assert "SYNTHETIC · 합성" in svg.decode()
    name, csv = desk.download("Findings (CSV)", exact=True)
    assert name == "kai101-t01_findings.csv"
    assert csv.startswith(b"\xef\xbb\xbfstudy,finding,dose")
    name, report = desk.download("Quality report (HTML)", exact=True)
    assert name == "kai101-t01_quality.html"
    assert report.decode().lstrip().lower().startswith("<!doctype html")
    assert not re.search(r"(src|href)=[\"']https?://[^\"']+\.(js|css|woff2?|png)", report.decode())


def test_a_range_drawn_over_animals_points_them_out_and_stays_when_another_test_is_opened(desk):
    start, end = place(desk, 3, 0.72, 40), place(desk, 3, 0.97, 250)
    desk.page.mouse.move(*start)
    desk.page.mouse.down()
    desk.page.mouse.move(*end, steps=8)
    desk.page.mouse.up()
    expect(said(desk)).to_contain_text("animals are pointed out")
    told = settled(desk)
    before = desk.find(".kai-drawing .kai-chart svg.marks").nth(3).text_content()
    desk.page.mouse.click(*place(desk, 2, 0.5, 30 + 40 + 46 * 2 + 20))
    desk.page.wait_for_url(re.compile("test="))
    expect(desk.find(".kai-drawing .kai-chart svg.marks").nth(3)).not_to_have_text(before)
    desk.page.wait_for_timeout(1000)
    expect(said(desk)).to_have_text(told)
    desk.shot("study_explorer_range")


def test_an_animal_is_shown_whole(desk):
    box = desk.page.get_by_role("combobox", name=re.compile("^Animal"))
    box.click()
    desk.page.get_by_role("option").first.click()
    expect(desk.find(".kai-drawing")).to_contain_text("is pointed out; all of it")
    expect(desk.find(".kai-drawing")).to_contain_text("Body weight from")
    desk.page.wait_for_url(re.compile("chosen="))
    desk.axe()
    desk.shot("study_explorer_animal")


def test_a_click_in_one_picture_is_followed_by_the_others_and_by_the_address(desk):
    # The invented finding that grows most clearly stands first; its highest dose is the last cell.
    desk.page.mouse.click(*place(desk, 0, 0.9, 102))
    expect(said(desk)).to_contain_text(re.compile(r"mg/kg/day – \d+ animals: "))
    desk.page.wait_for_url(re.compile("cell="))
    desk.shot("study_explorer_cell")
    desk.page.get_by_role("button", name="Clear the choice").click()
    expect(said(desk)).to_contain_text("Click in a picture")


def test_a_package_of_one_s_own_and_what_is_none(desk, tmp_path):
    desk.page.get_by_role("button", name="A package of your own").click()
    standards.write_kai101("dog", tmp_path / "dog")
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\3\4 broken")
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("dm.xpt", b"\0" * 120_000_000)
    stranger = tmp_path / "stranger.zip"
    with zipfile.ZipFile(stranger, "w") as packed:
        packed.writestr("holiday.txt", "no study")
    short = tmp_path / "dm.xpt"
    short.write_bytes((tmp_path / "dog" / "dm.xpt").read_bytes()[:1000])
    for path, told in (
        (bad, "bad.zip: The archive is damaged"),
        (bomb, "bomb.zip: The archive of 0.1 MB would unpack to 120 MB"),
        (stranger, "stranger.zip: This is no study"),
        (short, "ends in the middle of a record"),
    ):
        desk.find("input[type=file]").set_input_files(path)
        expect(desk.find(".kai-notice [role=alert]")).to_contain_text(told)
        expect(desk.find(".kai-page")).not_to_contain_text("Traceback")
        expect(desk.find(".kai-answer")).to_contain_text("in rats")
    good = tmp_path / "good.zip"
    with zipfile.ZipFile(good, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in (tmp_path / "dog").iterdir():
            packed.write(path, path.name)
    desk.find("input[type=file]").set_input_files(good)
    expect(desk.find(".kai-answer")).to_contain_text("in dogs")
    expect(desk.find(".kai-notice")).to_contain_text("good.zip was read")
    assert "study=" not in desk.page.url


def test_korean_on_a_phone(desk):
    desk.korean("동물에서 무엇이, 어느 용량에서 달라졌습니까?")
    expect(desk.find(".kai-answer")).to_contain_text("개, 4주 투여")
    desk.phone()
    ready(desk)
    desk.axe()
    desk.shot("study_explorer_ko_phone")
    desk.page.get_by_role("button", name="설정").click()
    for name in ("용량별 노출", "시험 설계, 용량, 동물"):
        desk.unfold(name)
    expect(desk.find(".kai-details .kai-chart svg.marks")).to_have_count(1)
    desk.fits()
    desk.axe()
    desk.shot("study_explorer_ko_phone_open")
