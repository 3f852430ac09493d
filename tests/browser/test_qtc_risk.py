from __future__ import annotations

import re

from playwright.sync_api import expect

from kai_workbench.standards import herg_block_template

APP = "qtc_risk"
SET = "herg=own&times=10&ic50=20000"  # as the address says it
QUERY = f"?lang=en&{SET}"


def ready(tab) -> None:
    tab.find(".kai-drawing .kai-chart svg.marks").first.wait_for(timeout=120_000)


def slide(tab, name: str, value: str) -> None:
    """Type the exact value beside a slider."""
    box = tab.page.get_by_role("spinbutton", name=re.compile(f"^{re.escape(name)}"))
    box.fill(value)
    box.press("Enter")


def test_an_address_brings_back_what_was_set_and_it_can_be_put_back(desk):
    expect(desk.find(".kai-answer")).to_contain_text("10× its free Cmax")
    expect(desk.find(".kai-answer")).to_contain_text("IC50 is 5.6 times the free Cmax")
    slide(desk, "IC50,", "40000")
    expect(desk.find(".kai-answer")).to_contain_text("IC50 is 11 times the free Cmax")
    desk.holds("ic50=40000")
    desk.page.get_by_role("button", name="Put the drug’s own values back").click()
    expect(desk.find(".kai-answer")).to_contain_text("KAI-101 at 1× its free Cmax")


def test_it_answers_and_everything_can_be_taken_home(desk):
    expect(desk.find(".kai-answer")).to_contain_text("SYNTHETIC")
    expect(desk.find(".kai-notice")).to_contain_text("These drugs are invented")
    expect(desk.find(".kai-diagnosis")).to_contain_text("Can be trusted")
    expect(desk.find(".kai-drawing .kai-chart svg.marks")).to_have_count(2)
    desk.shot("qtc_risk_en")
    desk.axe()
    name, png = desk.download("Download PNG")
    assert name == "kai-101_curve.png"
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    name, svg = desk.download("Download SVG")
    assert "SYNTHETIC · 합성" in svg.decode()
    name, csv = desk.download("Download CSV")
    assert name == "kai-101_qtc.csv"
    assert csv.startswith(b"\xef\xbb\xbfdrug,multiple,free_nM")
    assert desk.errors == []


def test_cells_of_one_s_own_and_a_bad_table(desk, tmp_path):
    desk.unfold("A table of your own cells")
    bad = tmp_path / "bad.csv"
    bad.write_text(herg_block_template().replace("0.3,9", "much,9"))
    desk.find("input[type=file]").set_input_files(bad)
    expect(desk.find(".kai-notice [role=alert]")).to_contain_text("row 2")
    desk.axe()
    good = tmp_path / "good.csv"
    good.write_text(herg_block_template())
    desk.find("input[type=file]").set_input_files(good)
    expect(desk.find(".kai-answer")).to_contain_text("good.csv at 1×")


def test_korean_on_a_phone(desk):
    desk.korean("이 약은 임상 노출에서 QTc를 연장시킬까요?")
    expect(desk.find(".kai-answer")).to_contain_text("good.csv")
    desk.phone()
    desk.page.get_by_role("button", name="설정").click()
    desk.unfold("세포에서 잰 hERG 차단")
    desk.find(".kai-details .kai-chart svg.marks").first.wait_for()
    desk.fits()
    desk.axe()
    desk.shot("qtc_risk_ko_phone")
