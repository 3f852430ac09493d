"""The organ atlas in a real browser: seen, pointed at, typed at, read aloud, kept."""

from __future__ import annotations

import pathlib
import re
import shutil
from xml.etree import ElementTree

import pytest
from kai_drive import Visit
from playwright.sync_api import expect

HERE = pathlib.Path(__file__).parent / "_atlas"
SPECIES = ["Rat", "Dog", "Monkey", "Human"]


@pytest.fixture(scope="module")
def atlas(serve, tmp_path_factory):
    """The server of the demo page."""
    folder = tmp_path_factory.mktemp("atlas")
    shutil.copy(HERE / "atlas.ipynb", folder)
    return serve(folder, "pool=0", imports=HERE)


@pytest.fixture(scope="module")
def shared(atlas, browser):
    """One tab for all tests, the last ones in Korean: every kernel costs seconds of a processor."""
    tab = Visit(browser)
    tab.go(f"{atlas.url}voila/render/atlas.ipynb")
    tab.find(".kai-atlas [role=listbox]").first.wait_for()
    yield tab
    tab.close()


@pytest.fixture(scope="module")
def korean(shared):
    """The same tab in another language: the atlas is made anew."""
    shared.find(".kai-head input[value=ko]").check()
    expect(figure(shared, "랫드")).to_be_visible()
    return shared


@pytest.fixture
def desk(shared):
    """The shared tab as it opened: the highest dose, nothing chosen, nothing pointed at."""
    yield shared
    shared.page.mouse.move(0, 0)
    for slider in shared.page.get_by_role("slider").all():
        slider.press("End")
    clear = shared.page.get_by_role("button", name="Clear the choice")
    if clear.is_visible():
        clear.click()


def figure(tab, species: str):
    return tab.find(f".kai-atlas [role=listbox][aria-label^='{species}']")


def organ(tab, species: str, name: str):
    return figure(tab, species).locator(f".kai-organ[data-organ='{name}']")


def paint(tab, species: str, name: str) -> str:
    return organ(tab, species, name).locator("path").first.get_attribute("fill")


def colours(tab, species: str, name: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", paint(tab, species, name))))


def cell(tab, row: str, column: int):
    return (
        tab.page.get_by_role("row")
        .filter(has=tab.page.get_by_role("rowheader", name=row, exact=True))
        .get_by_role("cell")
        .nth(column)
    )


def test_four_figures_stand_side_by_side_and_please_axe(desk):
    expect(desk.find(".kai-atlas [role=listbox]")).to_have_count(4)
    feet = [figure(desk, one).bounding_box() for one in SPECIES]
    assert max(box["y"] + box["height"] for box in feet) - min(box["y"] + box["height"] for box in feet) < 1
    assert [box["x"] for box in feet] == sorted(box["x"] for box in feet)
    desk.fits()
    desk.axe()
    assert desk.errors == []
    desk.shot("atlas_en")


def test_a_dose_recolours_its_own_species_at_once_and_reaches_python(desk):
    dark, dog = colours(desk, "Rat", "liver"), paint(desk, "Dog", "liver")
    slider = desk.page.get_by_role("slider", name="Dose, Rat")
    expect(slider).to_have_attribute("aria-valuetext", "100 mg/kg")
    slider.focus()
    desk.page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "30 mg/kg")
    light = colours(desk, "Rat", "liver")
    assert sum(light) > sum(dark)
    assert paint(desk, "Dog", "liver") == dog
    desk.page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "0 mg/kg")
    assert sum(colours(desk, "Rat", "liver")) > sum(light)
    expect(desk.find(".kai-atlas [role=status]")).to_have_text("Rat, 0 mg/kg: 0 of 14 organs affected.")
    expect(desk.find("#heard")).to_have_text("0")
    expect(organ(desk, "Rat", "liver")).to_have_attribute("aria-label", re.compile("Liver: 0 of 10 affected"))


def test_what_was_not_examined_is_hatched_and_says_so(desk):
    assert paint(desk, "Human", "adrenal").startswith("url(#")
    assert paint(desk, "Rat", "adrenal").startswith("rgb(")
    assert paint(desk, "Rat", "brain").startswith("rgb("), "examined and healthy is not the same"
    expect(organ(desk, "Human", "adrenal")).to_have_attribute("aria-label", "Adrenal: not examined")
    expect(desk.find(".kai-atlas-key")).to_have_text("not examined")


def test_organs_are_walked_and_chosen_with_the_keyboard(desk):
    rat = figure(desk, "Rat")
    expect(rat.locator("[tabindex='0']")).to_have_count(1)
    rat.locator("[tabindex='0']").focus()
    desk.page.keyboard.press("ArrowDown")
    expect(organ(desk, "Rat", "pituitary")).to_be_focused()
    desk.page.keyboard.press("ArrowLeft")
    desk.page.keyboard.press("ArrowUp")
    expect(organ(desk, "Rat", "brain")).to_be_focused()
    desk.page.keyboard.press("End")
    expect(organ(desk, "Rat", "injection_site")).to_be_focused()
    desk.page.keyboard.press("Home")
    expect(organ(desk, "Rat", "brain")).to_be_focused()
    expect(desk.find(".kai-atlas-tip")).to_contain_text("0 of 10 affected (0%)")
    expect(desk.find(".kai-atlas-focus:visible")).to_have_count(1)
    desk.page.keyboard.press("Escape")
    expect(desk.find(".kai-atlas-tip")).not_to_be_visible()
    desk.page.keyboard.press("Enter")
    for species in SPECIES:
        expect(organ(desk, species, "brain")).to_have_attribute("aria-selected", "true")
    expect(desk.find("#heard")).to_contain_text("brain")
    desk.page.keyboard.press("Space")
    expect(organ(desk, "Rat", "brain")).to_have_attribute("aria-selected", "false")


def test_a_chosen_organ_is_ringed_in_every_species_and_joined(desk):
    expect(desk.find(".kai-atlas-links ellipse")).to_have_count(0)
    organ(desk, "Dog", "heart").click()
    expect(desk.find(".kai-atlas-links ellipse")).to_have_count(8)  # each with a white edge
    expect(desk.find(".kai-atlas-links path")).to_have_count(6)
    expect(desk.find(".kai-atlas-links text")).to_have_text(["0/10", "0/4", "0/4", "0/120"])
    expect(desk.find(".kai-atlas-says")).to_contain_text("Heart: Rat (100 mg/kg) 0/10")
    for number, species in enumerate(SPECIES):
        ring = desk.find(".kai-atlas-links ellipse").nth(2 * number).bounding_box()
        heart = organ(desk, species, "heart").locator("path").first.bounding_box()
        assert abs(ring["x"] + ring["width"] / 2 - heart["x"] - heart["width"] / 2) < 4
        assert abs(ring["y"] + ring["height"] / 2 - heart["y"] - heart["height"] / 2) < 4
    desk.axe()
    desk.page.get_by_role("button", name=re.compile("^Adrenal")).first.click()
    expect(desk.find(".kai-atlas-links text")).to_have_text(["10/10", "4/4", "4/4", "not examined"])
    desk.shot("atlas_chosen")
    desk.page.get_by_role("button", name="Clear the choice").click()
    expect(desk.find(".kai-atlas-links ellipse")).to_have_count(0)
    expect(desk.find(".kai-atlas-says")).to_have_text("Choose an organ to see it in every species.")


def test_pointing_at_an_organ_tells_its_numbers_inside_the_page(desk):
    tip = desk.find(".kai-atlas-tip")
    organ(desk, "Rat", "liver").hover()
    expect(tip).to_contain_text("Liver")
    expect(tip).to_contain_text("Rat, 100 mg/kg")
    expect(tip).to_contain_text("8 of 10 affected (80%)")
    expect(tip).to_contain_text("Interval 60% – 100%")
    expect(tip).to_contain_text("Severity: moderate")
    box = tip.bounding_box()
    assert box["x"] >= 0
    desk.shot("atlas_tip", full=False)
    # Beside the eye of the right side, where only the room around it is.
    eye = organ(desk, "Human", "eye").locator("path").last.bounding_box()
    desk.page.mouse.move(eye["x"] + eye["width"] + 2, eye["y"] + eye["height"] / 2)
    expect(tip).to_contain_text("Eye")
    expect(tip).to_contain_text("not examined")
    box = tip.bounding_box()
    assert box["x"] + box["width"] <= 1280


def test_the_same_numbers_are_in_a_table_for_screen_readers(desk):
    table = desk.page.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(
        ["Organ", "Rat, 100 mg/kg", "Dog, 30 mg/kg", "Monkey, 50 mg/kg", "Human"]
    )
    expect(cell(desk, "Liver", 0)).to_have_text(
        "8 of 10 affected (80%), Interval 60% – 100%, Severity: moderate"
    )
    expect(cell(desk, "Adrenal", 3)).to_have_text("not examined")
    expect(cell(desk, "SITE, TATTOO", 0)).to_contain_text("2 of 10 affected")
    desk.page.get_by_role("slider", name="Dose, Rat").press("Home")
    expect(cell(desk, "Liver", 0)).to_contain_text("0 of 10 affected (0%)")
    assert table.bounding_box() is None or desk.find(".kai-atlas-table").bounding_box()["width"] <= 1
    desk.page.get_by_role("button", name="Show as a table").click()
    assert desk.find(".kai-atlas-table").bounding_box()["width"] > 300
    desk.axe()


def test_nothing_moves_for_those_who_asked_for_calm_and_print_has_no_controls(desk):
    path = organ(desk, "Rat", "liver").locator("path").first
    desk.page.emulate_media(reduced_motion="no-preference")
    assert path.evaluate("node => getComputedStyle(node).transitionDuration") != "0s"
    desk.page.emulate_media(reduced_motion="reduce")
    assert path.evaluate("node => getComputedStyle(node).transitionDuration") == "0s"
    desk.page.emulate_media(media="print")
    expect(desk.page.get_by_role("slider", name="Dose, Rat", include_hidden=True)).not_to_be_visible()
    expect(desk.page.get_by_role("button", name="Download PNG", include_hidden=True)).not_to_be_visible()
    expect(figure(desk, "Rat")).to_be_visible()
    desk.page.emulate_media(media="screen")


def test_what_has_no_place_in_a_figure_is_listed_and_can_be_chosen(desk):
    listed = desk.find(".kai-atlas-card").first.get_by_role("button", name=re.compile("SITE, TATTOO"))
    expect(listed).to_contain_text("2/10")
    listed.click()
    expect(listed).to_have_attribute("aria-pressed", "true")
    expect(desk.find(".kai-atlas-says")).to_contain_text("SITE, TATTOO: Rat (100 mg/kg) 2/10")
    desk.page.get_by_role("button", name="Minipig").click()
    expect(desk.find(".kai-atlas [role=listbox]")).to_have_count(1)
    minipig = desk.find(".kai-atlas-card").nth(1)
    expect(minipig).to_contain_text("There is no drawing of this species; its organs are listed.")
    expect(minipig.get_by_role("button", name=re.compile("^Liver"))).to_contain_text("3/4")
    desk.axe()
    desk.page.get_by_role("button", name="Nothing").click()
    expect(desk.find(".kai-atlas-empty")).to_have_text("There are no findings to draw yet. Choose a study.")
    expect(desk.find(".kai-atlas-legend")).not_to_be_visible()


def test_concordance_is_told_as_such(desk):
    desk.page.get_by_role("button", name="Concordance").click()
    expect(organ(desk, "Rat", "liver")).to_have_attribute("aria-label", "Liver: Concordance 75%")
    expect(desk.find(".kai-atlas-legend")).to_contain_text("Concordance between species")
    expect(desk.find(".kai-atlas-key")).to_have_text("not compared")
    expect(desk.page.get_by_role("slider")).to_have_count(0)


def test_pictures_stand_alone_with_title_legend_and_badge(korean):
    tab = korean
    organ(tab, "랫드", "liver").click()
    name, content = tab.download("SVG 내려받기")
    assert name == "atlas.svg"
    picture = ElementTree.fromstring(content)
    told = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"어느 장기에 이상이 생길까요?", "SYNTHETIC · 합성", "발생률(이상 / 검사)"} <= set(told)
    assert {"100 mg/kg", "8/10", "간  8/10"} <= set(told)
    text = content.decode()
    ids = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= ids
    assert not re.search(r'(href|src)=|style=|class="kai-near"', text)
    name, png = tab.download("PNG 내려받기")
    assert name == "atlas.png"
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(png[16:20], "big") == 2 * int(picture.attrib["width"])
    assert len(png) > 100_000
    (tab.shot("atlas_ko").parent / "atlas_download.png").write_bytes(png)
    assert tab.errors == []


def test_a_phone_shows_one_species_after_the_other(korean):
    tab = korean
    tab.phone()
    row = tab.find(".kai-atlas-row")
    assert row.evaluate("node => node.scrollWidth > 3 * node.clientWidth")
    card = tab.find(".kai-atlas-card").first.bounding_box()
    assert 300 < card["width"] < 390
    row.evaluate("node => node.scrollTo(node.clientWidth * 0.9, 0)")
    tab.page.wait_for_timeout(700)
    second = tab.find(".kai-atlas-card").nth(1).bounding_box()
    assert abs(second["x"] - card["x"]) < 3, "it rests where the next species begins"
    tab.page.get_by_role("slider", name="개 용량").press("ArrowLeft")
    expect(tab.find(".kai-atlas [role=status]")).to_have_text(re.compile("^개, 10 mg/kg: 검사한 장기"))
    organ(tab, "개", "heart").click()
    expect(tab.find(".kai-atlas-says")).to_contain_text("심장: 랫드 (100 mg/kg) 0/10")
    tab.axe()
    tab.fits()
    tab.shot("atlas_phone_ko")
