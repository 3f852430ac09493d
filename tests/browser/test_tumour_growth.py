from __future__ import annotations

import re

from playwright.sync_api import expect

from kai_workbench import pipelines
from kai_workbench.standards import tumour_volume_template

APP = "tumour_growth"


def prepare() -> None:
    """The fit that the app begins with, so that it is there when the page opens."""
    pipelines.tumour_source("kai-101").arm("KAI-101 30 mg/kg").fit()


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").first.wait_for(timeout=180_000)


def test_it_answers_moves_and_everything_can_be_taken_home(desk):
    expect(desk.find(".kai-answer")).to_contain_text("KAI-101 30 mg/kg, at 1.23×")
    expect(desk.find(".kai-answer")).to_contain_text("SYNTHETIC")
    expect(desk.find(".kai-drawing .kai-chart svg.marks")).to_have_count(3)
    desk.shot("tumour_growth_en")
    desk.axe()
    name, svg = desk.download("Download SVG")
    assert name == "kai-101_30_mg_kg_course.svg"
    assert "SYNTHETIC · 합성" in svg.decode()
    desk.unfold("Table and downloads")
    name, csv = desk.download("Download CSV")
    assert name == "kai-101_30_mg_kg_patients.csv"
    assert csv.startswith(b"\xef\xbb\xbftreatment,day,median_percent")
    box = desk.page.get_by_role("spinbutton", name=re.compile("^Kill at equal exposure"))
    box.fill("0.2")
    box.press("Enter")
    desk.page.wait_for_url(re.compile("factor=0.2"))
    expect(desk.find(".kai-answer")).to_contain_text(re.compile(r"above 30% has a probability of \d%"))
    assert desk.errors == []


def test_a_bad_table_of_one_s_own_is_told_row_by_row(desk, tmp_path):
    desk.unfold("A table of your own mice")
    bad = tmp_path / "bad.csv"
    bad.write_text(tumour_volume_template().replace("C1,7,262", "C1,7,big"))
    desk.find("input[type=file]").set_input_files(bad)
    expect(desk.find(".kai-notice [role=alert]")).to_contain_text("row 3")
    desk.axe()


def test_korean_on_a_phone(desk):
    desk.korean("환자에서 어느 정도의 종양 반응을 기대할 수 있을까요?")
    expect(desk.find(".kai-answer")).to_contain_text("임상시험에서는")
    desk.phone()
    desk.page.get_by_role("button", name="설정").click()
    desk.fits()
    desk.axe()
    desk.shot("tumour_growth_ko_phone")
