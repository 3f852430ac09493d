from __future__ import annotations

import re
import shutil

import pytest
from kai_drive import HERE, Visit
from playwright.sync_api import expect

TITLES = {"ko": "모든 위젯이 움직일까요?", "en": "Does every widget work?"}


@pytest.fixture(scope="module")
def demo(serve, tmp_path_factory):
    """The server of the demo pages; no kernel starts before it is asked for."""
    folder = tmp_path_factory.mktemp("widgets")
    for name in ("widgets.ipynb", "bare.ipynb"):
        shutil.copy(HERE / "_demo" / name, folder)
    return serve(folder, "pool=0", imports=HERE / "_demo")


@pytest.fixture(scope="module")
def shared(demo, browser):
    """One tab of a Korean browser for all tests, one after the other: every kernel costs seconds."""
    tab = Visit(browser, locale="ko-KR")
    tab.go(f"{demo.url}voila/render/widgets.ipynb")
    tab.find(".kai-chart svg.marks").wait_for()
    yield tab
    tab.close()


def spoken(tab, lang):
    """The tab in a language; everything but what the address holds is made anew."""
    if tab.find("h1").inner_text() != TITLES[lang]:
        tab.find(f".kai-head input[value={lang}]").check()
        expect(tab.find("h1")).to_have_text(TITLES[lang])
        expect(tab.find(".kai-chart svg.marks")).to_contain_text({"ko": "청소율", "en": "Clearance"}[lang])
    return tab


@pytest.fixture
def english(shared):
    return spoken(shared, "en")


@pytest.fixture
def korean(shared):
    return spoken(shared, "ko")


def test_a_korean_browser_gets_korean_and_can_switch(korean):
    assert korean.page.evaluate("document.documentElement.lang") == "ko"
    expect(korean.find("h1")).to_have_text("모든 위젯이 움직일까요?")
    expect(korean.find(".kai-answer")).to_contain_text("사람 청소율")
    korean.shot("widgets_ko")
    korean.find(".kai-head input[value=en]").check()
    expect(korean.find("h1")).to_have_text("Does every widget work?")
    expect(korean.find(".kai-answer")).to_contain_text("Human clearance")
    assert korean.page.evaluate("document.documentElement.lang") == "en"
    assert "lang=en" in korean.page.url
    assert korean.page.title() == "Does every widget work?"
    korean.find(".kai-head input[value=ko]").check()
    expect(korean.find("h1")).to_have_text("모든 위젯이 움직일까요?")


def test_pictures_and_files_download_whole(korean):
    name, png = korean.download("PNG 내려받기")
    assert name == "points.png"
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(png) > 10_000
    name, svg = korean.download("SVG 내려받기")
    assert name == "points.svg"
    assert svg.startswith(b"<svg")
    assert "청소율 (mL/min/kg)" in svg.decode()
    name, csv = korean.download("CSV")
    assert name == "table.csv"
    assert csv == b"\xef\xbb\xbf" + "이름,값\n가,1\n".encode()
    _, big = korean.download("Big")
    assert big == bytes(range(256)) * 8192


def test_the_page_asks_nothing_of_the_outside_and_pleases_axe(english):
    english.shot("widgets_en")
    english.axe()
    assert english.errors == []
    expect(english.find("main, [role=main]")).to_have_count(1)
    expect(english.find("h1")).to_have_count(1)


def test_print_shows_the_whole_page_without_controls(english):
    english.page.emulate_media(media="print")
    expect(english.find(".kai-side")).not_to_be_visible()
    expect(english.find(".kai-answer")).to_be_visible()
    height = english.page.evaluate("document.documentElement.scrollHeight")
    last = english.find(".kai-details").evaluate("node => node.getBoundingClientRect().bottom + scrollY")
    assert height >= last - 1
    english.page.emulate_media(media="screen")


def test_a_download_that_fails_says_so(english):
    english.page.get_by_role("button", name="Bad").click()
    expect(english.find(".kai-download [role=alert]:visible")).to_contain_text("could not be made")
    expect(english.find(".kai-notice [role=alert]")).to_contain_text("ZeroDivisionError")


def test_segments_are_radio_buttons(english):
    english.page.get_by_role("radio", name="Joint").focus()
    english.page.keyboard.press("ArrowRight")
    expect(english.find("#heard")).to_have_text("tang")


def test_a_file_too_large_is_refused_before_it_is_read(english, tmp_path):
    heard = english.find("#heard").inner_text()
    big = tmp_path / "huge.csv"
    big.write_bytes(b"0" * (4 * 1024 * 1024))
    english.find("input[type=file]").set_input_files(big)
    expect(english.find(".kai-drop [role=alert]")).to_contain_text("huge.csv has 4.0 MB; at most 3.0 MB")
    english.shot("widgets_too_large", full=False)
    english.axe()
    expect(english.find("#heard")).to_have_text(heard)


def test_a_file_arrives_whole_in_pieces(english, tmp_path):
    content = bytes(range(256)) * 9000
    file = tmp_path / "자료.bin"
    file.write_bytes(content)
    english.find("input[type=file]").set_input_files(file)
    expect(english.find("#heard")).to_have_text(f"자료.bin: {len(content)} bytes, sum {sum(content) % 1000}")


def test_a_fit_can_be_stopped(english):
    english.unfold("Tests")
    heard = english.find("#heard").inner_text()
    english.page.get_by_role("button", name="Fit", exact=True).click()
    english.page.get_by_role("button", name="Stop").click()
    expect(english.find(".kai-notice")).to_contain_text("Stopped. Nothing was changed.")
    expect(english.find(".kai-monitor")).not_to_be_visible()
    expect(english.find("#heard")).to_have_text(heard)


def test_a_fit_shows_its_progress_and_ends(english):
    english.unfold("Tests")
    expect(english.find(".kai-monitor")).not_to_be_visible()
    english.page.get_by_role("button", name="Fit", exact=True).click()
    expect(english.find(".kai-monitor-stage")).to_have_text("Sampling from the posterior")
    bar = english.page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuemax", "40")
    expect(english.find(".kai-monitor-facts")).to_contain_text("2 divergent transitions")
    english.shot("widgets_fit", full=False)
    english.axe()
    expect(english.find("#heard")).to_have_text("result", timeout=90_000)
    expect(english.find(".kai-monitor")).not_to_be_visible()


def test_a_fit_that_fails_says_why(english):
    english.unfold("Tests")
    english.page.get_by_role("button", name="Fail", exact=True).click()
    expect(english.find(".kai-notice [role=alert]")).to_contain_text(
        "job: This cannot be. Do something else."
    )


def test_the_slider_moves_by_keyboard_and_the_address_brings_it_back(english):
    slider = english.page.get_by_role("slider", name="Clearance")
    slider.focus()
    slider.press("ArrowRight")
    expect(english.find(".kai-answer")).to_contain_text("3.05")
    assert slider.get_attribute("aria-valuetext") == "3.05 mL/min/kg"
    slider.press("End")
    expect(english.find(".kai-answer")).to_contain_text("100")
    box = english.page.get_by_role("spinbutton")
    box.fill("0.00001")
    box.press("Enter")
    expect(english.find(".kai-answer")).to_contain_text("0.1 ")
    box.fill("12")
    box.press("Enter")
    expect(english.find(".kai-answer")).to_contain_text("12 ")
    choice = english.page.get_by_role("combobox", name="Compound")
    choice.fill("Compound 7")
    choice.press("Enter")
    english.page.wait_for_url(re.compile("clearance=12.*compound=c7|compound=c7.*clearance=12"))
    english.page.reload()
    english.find(".kai-chart svg.marks").wait_for()
    expect(english.find(".kai-answer")).to_contain_text("12 ")
    expect(choice).to_have_value("Compound 7")


def test_the_choice_is_searched_by_typing(english):
    choice = english.page.get_by_role("combobox", name="Compound")
    choice.click()
    choice.fill("paracet")
    english.shot("widgets_choice", full=False)
    expect(english.page.get_by_role("option")).to_have_count(1)
    choice.press("Enter")
    expect(choice).to_have_value("Acetaminophen")
    expect(english.find("#heard")).to_have_text("apap")
    english.page.wait_for_url(re.compile("compound=apap"))
    choice.fill("nothing like it")
    expect(english.page.get_by_role("option")).to_have_text("Nothing found")
    english.axe()
    choice.press("Escape")
    expect(choice).to_have_value("Acetaminophen")


def test_a_brush_arrives_in_python_and_stays_when_only_data_change(english):
    plot = english.find(".kai-chart svg.marks .background").first.bounding_box()
    english.page.mouse.move(plot["x"] + 60, plot["y"] + 40)
    english.page.mouse.down()
    english.page.mouse.move(plot["x"] + 320, plot["y"] + 220, steps=8)
    english.page.mouse.up()
    expect(english.find("#picked")).not_to_have_text("0")
    english.page.wait_for_timeout(600)  # the last of a drag's selections is on its way
    picked = english.find("#picked").inner_text()
    english.shot("widgets_brush", full=False)
    english.find(".kai-chart-view").evaluate("node => { node.dataset.same = 'yes'; }")
    english.unfold("Tests")
    before = english.find(".kai-chart .mark-symbol path").first.get_attribute("transform")
    english.page.get_by_role("button", name="New data").click()
    expect(english.find(".kai-chart .mark-symbol path").first).not_to_have_attribute("transform", before)
    expect(english.find(".kai-chart-view")).to_have_attribute("data-same", "yes")
    expect(english.find("#picked")).to_have_text(picked)


def test_a_chart_that_cannot_be_drawn_says_so_in_its_place(english):
    english.unfold("Tests")
    english.page.get_by_role("button", name="Broken chart").click()
    expect(english.find(".kai-chart [role=alert]")).to_contain_text("could not be drawn")
    expect(english.find(".kai-chart svg")).to_have_count(0)


def test_a_callback_s_error_is_shown_in_the_reader_s_language(korean, tmp_path):
    file = tmp_path / "x.bad"
    file.write_bytes(b"1")
    korean.find("input[type=file]").set_input_files(file)
    expect(korean.find(".kai-notice [role=alert]")).to_contain_text(
        "x.bad: 그럴 수 없습니다. 다른 것을 하세요."
    )
    korean.unfold("시험")
    korean.page.get_by_role("button", name="Boom").click()
    expect(korean.find(".kai-notice [role=alert]")).to_contain_text("ValueError: nobody guarded this")
    korean.shot("widgets_error_ko")
    korean.axe()


def test_a_phone_scrolls_down_only_and_folds_the_settings(korean):
    tab = korean
    tab.phone()
    slider = tab.page.get_by_role("slider")
    expect(slider).not_to_be_visible()
    tab.page.get_by_role("button", name="설정").click()
    expect(slider).to_be_visible()
    tab.fits()
    tab.shot("widgets_phone")
    tab.axe()
    small = tab.page.evaluate(
        """[...document.querySelectorAll(
            ".kai-page button, .kai-page input:not([type=file]), .kai-page .kai-segments label")]
        .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 41.5)
        .map((node) => node.outerHTML.slice(0, 90))"""
    )
    assert [one for one in small if "kai-" in one] == []


def test_a_dead_kernel_is_reported(korean):
    korean.unfold("시험")
    korean.page.get_by_role("button", name="Die").click()
    expect(korean.find(".kai-pulse")).to_contain_text("이 화면의 계산이 끝났습니다", timeout=90_000)
    korean.shot("widgets_pulse", full=False)
    korean.axe()


def test_charts_in_a_plain_notebook_get_their_script_from_python(demo, visit):
    tab = visit()
    tab.go(f"{demo.url}voila/render/bare.ipynb", wait=".kai-chart svg.marks")
    expect(tab.find(".kai-chart svg.marks")).to_have_count(2)
    expect(tab.page.get_by_role("img", name="Squares")).to_be_visible()  # altair's, by charts.offline
    expect(tab.find("#kai-skeleton")).to_have_count(0)
    assert tab.errors == []
