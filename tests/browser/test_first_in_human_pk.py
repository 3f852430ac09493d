from __future__ import annotations

import pathlib
import re
import shutil

import pytest
from playwright.sync_api import expect

from kai_workbench import pipelines
from kai_workbench.standards import species_pk_template

ROOT = pathlib.Path(__file__).parents[2]
APP = "voila/render/first_in_human_pk.ipynb"
DRAWS = "200"


@pytest.fixture(scope="module")
def app(serve, tmp_path_factory):
    """The app with nothing but the synthetic compounds, its fit made once before."""
    patch = pytest.MonkeyPatch()
    patch.setenv("KAI_OFFLINE", "1")
    patch.delenv("KAI_DATA_MIRROR", raising=False)
    patch.setenv("KAI_DRAWS", DRAWS)
    pipelines.HumanPKModel().fit(pipelines.reference("kai-101"))
    folder = tmp_path_factory.mktemp("first_in_human")
    shutil.copy(ROOT / "notebooks" / "apps" / "first_in_human_pk.ipynb", folder)
    yield serve(folder, "pool=1")
    patch.undo()


@pytest.fixture(scope="module", autouse=True)
def _patient():
    """A busy machine takes its time; what is waited for here is not how fast it is."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def page(app, visit):
    """The app, opened, with its first prediction."""

    def start(query: str = "?lang=en", *, wait: bool = True, **options):
        app.warm("first_in_human_pk.ipynb")
        tab = visit(**options)
        tab.go(f"{app.url}{APP}{query}")
        if wait:
            answered(tab)
        return tab

    return start


def answered(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").first.wait_for(timeout=120_000)


def fold(tab, name: str) -> None:
    tab.page.get_by_role("button", name=name, exact=True).click()


def slide(tab, name: str, value: str) -> None:
    """Type the exact value beside a slider."""
    box = tab.page.get_by_role("spinbutton", name=re.compile(f"^{re.escape(name)}"))
    box.fill(value)
    box.press("Enter")


def download(tab, name: str) -> tuple[str, bytes]:
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("button", name=name).first.click()
    return waiting.value.suggested_filename, pathlib.Path(waiting.value.path()).read_bytes()


def test_it_answers_at_once_and_says_what_it_rests_on(page):
    tab = page()
    expect(tab.find(".kai-answer")).to_contain_text("KAI-101 in people: clearance")
    expect(tab.find(".kai-answer")).to_contain_text("SYNTHETIC")
    expect(tab.find(".kai-notice")).to_contain_text("These compounds are invented")
    expect(tab.find(".kai-diagnosis")).to_contain_text(re.compile("Can be trusted|Look here"))
    tab.page.wait_for_timeout(1500)
    tab.shot("first_in_human_pk_en")
    tab.axe()
    assert tab.errors == []


def test_the_dose_and_a_limit_change_the_answer_without_a_fit(page):
    tab = page()
    slide(tab, "Dose", "250")
    expect(tab.find(".kai-answer")).to_contain_text("after 250 mg")
    expect(tab.find(".kai-monitor")).not_to_be_visible()
    tab.page.get_by_role("radio", name="Set a limit").check()
    expect(tab.find(".kai-answer")).to_contain_text("with 95% probability")
    expect(tab.find(".kai-drawing .kai-chart svg.marks:visible")).to_have_count(2)
    slide(tab, "Limit of the AUC", "60000")
    expect(tab.find(".kai-answer")).to_contain_text("below 60,000")
    tab.shot("first_in_human_pk_limit")
    tab.page.wait_for_url(re.compile("limit=60000"))
    tab.page.reload()
    answered(tab)
    expect(tab.find(".kai-answer")).to_contain_text("after 250 mg")
    expect(tab.find(".kai-answer")).to_contain_text("below 60,000")
    tab.axe()


def test_a_moved_prior_is_fitted_again_with_its_progress_shown(page):
    tab = page()
    before = tab.find(".kai-answer").inner_text()
    fold(tab, "Prior distributions (for experts)")
    slide(tab, "Animals' departure from allometry", "0.1")
    tab.find(".kai-monitor").wait_for(timeout=20_000)
    expect(tab.find(".kai-monitor")).to_be_hidden(timeout=120_000)
    expect(tab.find(".kai-answer")).not_to_have_text(before)
    assert "departure=0.1" in tab.page.url


def test_a_refit_can_be_stopped_and_the_priors_go_back(page):
    tab = page("?lang=en&data=kai-101")
    before = tab.find(".kai-answer").inner_text()
    fold(tab, "Prior distributions (for experts)")
    slide(tab, "Spread between compounds", "0.9")
    tab.page.get_by_role("button", name="Stop").click(timeout=20_000)
    expect(tab.find(".kai-notice")).to_contain_text("Stopped. Nothing was changed.", timeout=60_000)
    box = tab.page.get_by_role("spinbutton", name=re.compile("^Spread"))
    expect(box).to_have_value("1.5")
    assert tab.find(".kai-answer").inner_text() == before
    assert "spread" not in tab.page.url


def test_a_brush_over_one_pair_of_species_names_the_compounds(page):
    tab = page()
    fold(tab, "The animals' data, beside all compounds")
    grid = tab.find(".kai-details .kai-chart").first
    grid.scroll_into_view_if_needed()
    area = grid.locator("svg.marks .background").nth(1)
    area.wait_for()
    box = area.bounding_box()
    tab.page.mouse.move(box["x"] + 40, box["y"] + 30)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + 150, box["y"] + 140, steps=8)
    tab.page.mouse.up()
    expect(tab.find(".kai-details [aria-live]")).to_contain_text("compounds chosen")
    tab.shot("first_in_human_pk_brush", full=False)


def test_korean_on_a_phone(page):
    tab = page("", locale="ko-KR", width=390, height=844)
    expect(tab.find("h1")).to_have_text("사람에서는 청소율, 반감기, 노출이 얼마나 될까요?")
    expect(tab.find(".kai-answer")).to_contain_text("사람에서 KAI-101: 청소율")
    tab.page.wait_for_timeout(1500)
    tab.fits()
    tab.axe()
    tab.shot("first_in_human_pk_ko_phone")
    tab.page.get_by_role("button", name="설정").click()
    for name in ("동물 자료와 다른 화합물", "다른 방법과 비교", "사전분포에서 사후분포로", "자료와 품질"):
        fold(tab, name)
    tab.find(".kai-details .kai-chart svg.marks").nth(4).wait_for()
    tab.page.wait_for_timeout(500)
    tab.fits()
    tab.axe()
    tab.shot("first_in_human_pk_ko_phone_open")


def test_another_language_keeps_what_was_set(page):
    tab = page("?lang=en&dose=33")
    tab.find(".kai-head input[value=ko]").check()
    expect(tab.find(".kai-answer")).to_contain_text("33 mg 투여 후")
    answered(tab)
    expect(tab.find(".kai-drawing svg.marks").first).to_contain_text("청소율")
    tab.page.wait_for_timeout(1500)
    tab.shot("first_in_human_pk_ko")


def test_a_table_of_one_s_own_and_a_bad_one(page, tmp_path):
    tab = page()
    fold(tab, "A table of your own")
    before = tab.find(".kai-answer").inner_text()
    bad = tmp_path / "bad.csv"
    bad.write_text(species_pk_template().replace("dog,4,", "dog,-4,"))
    tab.find("input[type=file]").set_input_files(bad)
    expect(tab.find(".kai-notice [role=alert]")).to_contain_text('bad.csv: row 3, column "clearance"')
    assert tab.find(".kai-answer").inner_text() == before
    tab.shot("first_in_human_pk_bad_table", full=False)
    tab.axe()
    good = tmp_path / "good.csv"
    good.write_text(species_pk_template())
    tab.find("input[type=file]").set_input_files(good)
    expect(tab.find(".kai-answer")).to_contain_text("Example-1 in people")
    expect(tab.find(".kai-notice")).to_contain_text("good.csv: 2 compounds were read")
    assert "compound=" not in tab.page.url
    name, template = download(tab, "Download a template")
    assert name == "species_pk_template.csv"
    assert template.decode("utf-8-sig") == species_pk_template()


def test_everything_can_be_taken_home(page):
    tab = page()
    name, png = download(tab, "Download PNG")
    assert name == "kai-101_human_pk.png"
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    name, svg = download(tab, "Download SVG")
    assert svg.startswith(b"<svg")
    assert "SYNTHETIC · 합성" in svg.decode()
    name, csv = download(tab, "Download CSV")
    assert name == "kai-101.csv"
    assert csv.startswith(b"\xef\xbb\xbfcompound,dose_mg")
    assert csv.decode().count("KAI-101,100.0") == 4
    name, report = download(tab, "Download the report")
    assert name == "kai-101.html"
    text = report.decode().lower()
    assert text.lstrip().startswith("<!doctype html")
    assert "synthetic" in text
    assert not re.search(r"(src|href)=[\"']https?://[^\"']+\.(js|css|woff2?|png)", text)
