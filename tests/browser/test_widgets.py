from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

APP = "voila/render/widgets.ipynb"


@pytest.fixture
def page(demo, visit):
    """The demo in English, warm."""

    def start(query: str = "", **options):
        demo.warm("widgets.ipynb")
        tab = visit(**options)
        tab.go(f"{demo.url}{APP}{query}")
        tab.find(".kai-chart svg.marks").wait_for()
        return tab

    return start


def download(tab, press) -> tuple[str, bytes]:
    with tab.page.expect_download() as waiting:
        press()
    file = waiting.value
    with open(file.path(), "rb") as content:  # noqa: PTH123  playwright gives a string-like path
        return file.suggested_filename, content.read()


def test_the_page_asks_nothing_of_the_outside_and_pleases_axe(page):
    tab = page()
    tab.shot("widgets_en")
    tab.axe()
    assert tab.errors == []
    expect(tab.find("main, [role=main]")).to_have_count(1)
    expect(tab.find("h1")).to_have_count(1)


def test_a_korean_browser_gets_korean_and_can_switch(page):
    tab = page(locale="ko-KR")
    assert tab.page.evaluate("document.documentElement.lang") == "ko"
    expect(tab.find("h1")).to_have_text("모든 위젯이 움직일까요?")
    expect(tab.find(".kai-answer")).to_contain_text("사람 청소율")
    tab.shot("widgets_ko")
    tab.find(".kai-head input[value=en]").check()
    expect(tab.find("h1")).to_have_text("Does every widget work?")
    expect(tab.find(".kai-answer")).to_contain_text("Human clearance")
    assert tab.page.evaluate("document.documentElement.lang") == "en"
    assert "lang=en" in tab.page.url
    assert tab.page.title() == "Does every widget work?"


def test_a_brush_arrives_in_python_and_stays_when_only_data_change(page):
    tab = page()
    plot = tab.find(".kai-chart svg.marks .background").first.bounding_box()
    tab.page.mouse.move(plot["x"] + 60, plot["y"] + 40)
    tab.page.mouse.down()
    tab.page.mouse.move(plot["x"] + 320, plot["y"] + 220, steps=8)
    tab.page.mouse.up()
    expect(tab.find("#picked")).not_to_have_text("0")
    tab.page.wait_for_timeout(600)  # the last of a drag's selections is on its way
    picked = tab.find("#picked").inner_text()
    tab.shot("widgets_brush", full=False)
    tab.find(".kai-chart-view").evaluate("node => { node.dataset.same = 'yes'; }")
    tab.page.get_by_role("button", name="Tests").click()
    before = tab.find(".kai-chart .mark-symbol path").first.get_attribute("transform")
    tab.page.get_by_role("button", name="New data").click()
    expect(tab.find(".kai-chart .mark-symbol path").first).not_to_have_attribute("transform", before)
    expect(tab.find(".kai-chart-view")).to_have_attribute("data-same", "yes")
    expect(tab.find("#picked")).to_have_text(picked)


def test_pictures_and_files_download_whole(page):
    tab = page(locale="ko-KR")
    name, png = download(tab, lambda: tab.page.get_by_role("button", name="PNG 내려받기").click())
    assert name == "points.png"
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(png) > 10_000
    name, svg = download(tab, lambda: tab.page.get_by_role("button", name="SVG 내려받기").click())
    assert name == "points.svg"
    assert svg.startswith(b"<svg")
    assert "청소율 (mL/min/kg)" in svg.decode()
    name, csv = download(tab, lambda: tab.page.get_by_role("button", name="CSV").click())
    assert name == "table.csv"
    assert csv == b"\xef\xbb\xbf" + "이름,값\n가,1\n".encode()
    _, big = download(tab, lambda: tab.page.get_by_role("button", name="Big").click())
    assert big == bytes(range(256)) * 8192


def test_a_download_that_fails_says_so(page):
    tab = page()
    tab.page.get_by_role("button", name="Bad").click()
    expect(tab.find(".kai-download [role=alert]:visible")).to_contain_text("could not be made")
    expect(tab.find(".kai-notice [role=alert]")).to_contain_text("ZeroDivisionError")


def test_the_slider_moves_by_keyboard_and_the_address_brings_it_back(page):
    tab = page()
    slider = tab.page.get_by_role("slider", name="Clearance")
    slider.focus()
    slider.press("ArrowRight")
    expect(tab.find(".kai-answer")).to_contain_text("3.05")
    assert slider.get_attribute("aria-valuetext") == "3.05 mL/min/kg"
    slider.press("End")
    expect(tab.find(".kai-answer")).to_contain_text("100")
    box = tab.page.get_by_role("spinbutton")
    box.fill("0.00001")
    box.press("Enter")
    expect(tab.find(".kai-answer")).to_contain_text("0.1 ")
    box.fill("12")
    box.press("Enter")
    expect(tab.find(".kai-answer")).to_contain_text("12 ")
    tab.page.wait_for_url(re.compile("clearance=12"))
    tab.page.reload()
    tab.find(".kai-chart svg.marks").wait_for()
    expect(tab.find(".kai-answer")).to_contain_text("12 ")


def test_the_choice_is_searched_by_typing(page):
    tab = page("?compound=c7")
    choice = tab.page.get_by_role("combobox", name="Compound")
    expect(choice).to_have_value("Compound 7")
    choice.click()
    choice.fill("paracet")
    tab.shot("widgets_choice", full=False)
    expect(tab.page.get_by_role("option")).to_have_count(1)
    choice.press("Enter")
    expect(choice).to_have_value("Acetaminophen")
    expect(tab.find("#heard")).to_have_text("apap")
    tab.page.wait_for_url(re.compile("compound=apap"))
    choice.fill("nothing like it")
    expect(tab.page.get_by_role("option")).to_have_text("Nothing found")
    tab.axe()
    choice.press("Escape")
    expect(choice).to_have_value("Acetaminophen")


def test_segments_are_radio_buttons(page):
    tab = page()
    tab.page.get_by_role("radio", name="Joint").focus()
    tab.page.keyboard.press("ArrowRight")
    expect(tab.find("#heard")).to_have_text("tang")


def test_a_file_too_large_is_refused_before_it_is_read(page, tmp_path):
    tab = page()
    big = tmp_path / "huge.csv"
    big.write_bytes(b"0" * (4 * 1024 * 1024))
    tab.find("input[type=file]").set_input_files(big)
    expect(tab.find(".kai-drop [role=alert]")).to_contain_text("huge.csv has 4.0 MB; at most 3.0 MB")
    tab.shot("widgets_too_large", full=False)
    tab.axe()
    expect(tab.find("#heard")).to_have_text("")


def test_a_file_arrives_whole_in_pieces(page, tmp_path):
    tab = page()
    content = bytes(range(256)) * 9000
    file = tmp_path / "자료.bin"
    file.write_bytes(content)
    tab.find("input[type=file]").set_input_files(file)
    expect(tab.find("#heard")).to_have_text(f"자료.bin: {len(content)} bytes, sum {sum(content) % 1000}")


def test_a_callback_s_error_is_shown_in_the_reader_s_language(page, tmp_path):
    tab = page(locale="ko-KR")
    file = tmp_path / "x.bad"
    file.write_bytes(b"1")
    tab.find("input[type=file]").set_input_files(file)
    expect(tab.find(".kai-notice [role=alert]")).to_contain_text("x.bad: 그럴 수 없습니다. 다른 것을 하세요.")
    tab.page.get_by_role("button", name="시험").click()
    tab.page.get_by_role("button", name="Boom").click()
    expect(tab.find(".kai-notice [role=alert]")).to_contain_text("ValueError: nobody guarded this")
    tab.shot("widgets_error_ko")
    tab.axe()


def test_a_fit_shows_its_progress_and_ends(page):
    tab = page()
    tab.page.get_by_role("button", name="Tests").click()
    expect(tab.find(".kai-monitor")).not_to_be_visible()
    tab.page.get_by_role("button", name="Fit", exact=True).click()
    expect(tab.find(".kai-monitor-stage")).to_have_text("Sampling from the posterior")
    bar = tab.page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuemax", "40")
    expect(tab.find(".kai-monitor-facts")).to_contain_text("2 divergent transitions")
    tab.shot("widgets_fit", full=False)
    tab.axe()
    expect(tab.find("#heard")).to_have_text("result", timeout=10_000)
    expect(tab.find(".kai-monitor")).not_to_be_visible()


def test_a_fit_can_be_stopped(page):
    tab = page()
    tab.page.get_by_role("button", name="Tests").click()
    tab.page.get_by_role("button", name="Fit", exact=True).click()
    tab.page.get_by_role("button", name="Stop").click()
    expect(tab.find(".kai-notice")).to_contain_text("Stopped. Nothing was changed.")
    expect(tab.find(".kai-monitor")).not_to_be_visible()
    expect(tab.find("#heard")).to_have_text("")


def test_a_fit_that_fails_says_why(page):
    tab = page()
    tab.page.get_by_role("button", name="Tests").click()
    tab.page.get_by_role("button", name="Fail", exact=True).click()
    expect(tab.find(".kai-notice [role=alert]")).to_contain_text("job: This cannot be. Do something else.")


def test_a_chart_that_cannot_be_drawn_says_so_in_its_place(page):
    tab = page()
    tab.page.get_by_role("button", name="Tests").click()
    tab.page.get_by_role("button", name="Broken chart").click()
    expect(tab.find(".kai-chart [role=alert]")).to_contain_text("could not be drawn")
    expect(tab.find(".kai-chart svg")).to_have_count(0)


def test_a_chart_in_a_plain_notebook_gets_its_script_from_python(demo, visit):
    demo.warm("bare.ipynb")
    tab = visit()
    tab.go(f"{demo.url}voila/render/bare.ipynb", wait=".kai-chart svg.marks")
    expect(tab.find(".kai-chart [role=img]")).to_be_visible()
    expect(tab.find("#kai-skeleton")).to_have_count(0)
    assert tab.errors == []


def test_a_dead_kernel_is_reported(page):
    tab = page(locale="ko-KR")
    tab.page.get_by_role("button", name="시험").click()
    tab.page.get_by_role("button", name="Die").click()
    expect(tab.find(".kai-pulse")).to_contain_text("이 화면의 계산이 끝났습니다", timeout=30_000)
    tab.shot("widgets_pulse", full=False)
    tab.axe()


def test_a_phone_scrolls_down_only_and_folds_the_settings(page):
    tab = page(width=390, height=844)
    tab.fits()
    slider = tab.page.get_by_role("slider")
    expect(slider).not_to_be_visible()
    tab.page.get_by_role("button", name="Settings").click()
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


def test_print_shows_the_whole_page_without_controls(page):
    tab = page()
    tab.page.emulate_media(media="print")
    expect(tab.find(".kai-side")).not_to_be_visible()
    expect(tab.find(".kai-answer")).to_be_visible()
    height = tab.page.evaluate("document.documentElement.scrollHeight")
    last = tab.find(".kai-details").evaluate("node => node.getBoundingClientRect().bottom + scrollY")
    assert height >= last - 1
