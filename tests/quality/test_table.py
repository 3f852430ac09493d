"""One table: judged by its thresholds, told in two languages, written without loss."""

from __future__ import annotations

import re

import polars as pl
import pytest

from kai_workbench.quality import QualityTable, Result, words


def line(check="a", **told):
    return Result(check, "traps", "plausibility", words("check.trap12.zero"), **told)


def table():
    rows = pl.DataFrame(
        {
            "check": ["a"] * 3,
            "domain": ["BW"] * 3,
            "row": [1, 2, 3],
            "key": ["USUBJID=<b>1</b>", "USUBJID=2", "USUBJID=3"],
            "value": ["0", "0", "0"],
            "detail": ["x"] * 3,
        }
    )
    failing = line(
        domain="BW", denominator=10, failures=3, threshold_source=words("quality.threshold.physics")
    )
    unknown = line("b", status="not evaluated", reason=words("quality.reason.scope"))
    return QualityTable.of([failing, line("c", denominator=4, failures=0), unknown], [rows])


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"denominator": 10, "failures": 0}, "passed"),
        ({"denominator": 10, "failures": 1}, "failed"),
        ({"denominator": 10, "failures": 1, "threshold": 0.1}, "passed"),
        ({"denominator": 10, "failures": 2, "threshold": 0.1}, "failed"),
        ({"denominator": 10, "failures": 10, "threshold": 1.0}, "passed"),
        ({"denominator": 0, "failures": 0}, "not applicable"),
        ({"status": "not evaluated"}, "not evaluated"),
    ],
)
def test_a_check_fails_when_more_fail_than_its_threshold_allows(told, status):
    assert QualityTable.of([line(**told)]).checks["status"].to_list() == [status]


def test_what_was_not_evaluated_is_neither_failed_nor_passed():
    unknown = QualityTable.of([line(status="not evaluated")])
    assert unknown.ok
    assert unknown.counts().row(0, named=True) == {
        "source": "traps", "failed": 0, "not evaluated": 1, "passed": 0, "not applicable": 0,
    }  # fmt: skip


def test_the_table_is_told_in_korean_and_other_texts_stay():
    korean = table().told("ko")
    assert korean["status"].to_list() == ["실패", "통과", "평가하지 않음"]
    assert korean["title"][0].startswith("함정 12")
    assert "음수" in korean["threshold_source"][0]
    assert table().told_rows("ko")["detail"].to_list() == ["x"] * 3
    plain = QualityTable.of([Result("x", "CORE", "conformance", "An English title", denominator=1)])
    assert plain.told("ko")["title"].to_list() == ["An English title"]


def test_tables_are_joined_whatever_columns_they_lack():
    first = table()
    short = QualityTable(first.checks.select("check", "status"), first.rows.select("check"))
    both = QualityTable.joined([first, short])
    assert both.checks.height == 6
    assert both.rows.height == 6
    assert both.checks.columns == first.checks.columns
    assert not both.ok


def test_it_is_written_without_loss(tmp_path):
    made = table()
    page, checks, rows = made.write(tmp_path / "deep" / "out", title="S-1")
    assert pl.read_parquet(checks).equals(made.checks)
    assert pl.read_parquet(rows).equals(made.rows)
    assert page.name == "quality.html"


def test_the_page_speaks_both_languages_and_asks_nothing_of_the_network(tmp_path):
    text = table().write(tmp_path, lang="ko", title="S-1")[0].read_text(encoding="utf-8")
    assert '<html lang="ko" data-lang="ko">' in text
    assert "1 of 2 checks failed; 1 could not be evaluated." in text
    assert "점검 2개 가운데 1개가 실패했고, 1개는 평가하지 못했습니다." in text
    assert not re.search(r"https?://|<link|src=|url\(|@import", text)
    assert "<b>1</b>" not in text, "what stands in data is text, never markup"


def test_the_page_lists_the_first_hundred_records_and_says_of_how_many(tmp_path):
    many = pl.DataFrame({"check": "a", "domain": "BW", "row": range(1, 251), "key": "k"})
    failing = QualityTable.of([line(domain="BW", denominator=250, failures=250)], [many])
    text = failing.write(tmp_path)[0].read_text(encoding="utf-8")
    assert "100 of 250 records" in text
    assert text.count("<td>k</td>") == 100
