"""A table of any columns: numbers are numbers, and what is neither is told by row."""

from __future__ import annotations

import io

import openpyxl
import polars as pl
import pytest

from kai_workbench.standards import TableError, read_own_table


def test_numbers_missing_values_and_labels():
    table = read_own_table(b"ID,TIME,DV,arm,note\n1,0,.,A,\n2,1.5,-2,B,NA\n2,2,1e-3,B,\n", name="t.csv")
    assert table.frame.schema == {
        "ID": pl.Int64,
        "TIME": pl.Float64,
        "DV": pl.Float64,
        "arm": pl.String,
        "note": pl.Float64,
    }
    assert table.frame["DV"].to_list() == [None, -2.0, 0.001]
    assert table.frame["note"].null_count() == 3
    assert table.name == "t.csv"


def test_a_decimal_comma_is_read_where_the_table_has_it():
    table = read_own_table(b"subject;dose\nA;1,5\nB;2,25\n", name="t.csv")
    assert table.frame["dose"].to_list() == [1.5, 2.25]


def test_something_among_numbers_is_told_by_row_and_column():
    with pytest.raises(TableError) as told:
        read_own_table(b"ID,DV\n1,2.0\n1,<0.5\n1,3.0\n", name="t.csv")
    (problem,) = told.value.problems
    assert (problem.code, problem.row, problem.column, problem.value) == ("not_a_number", 3, "DV", "<0.5")


def test_subjects_may_be_named_as_they_are():
    assert read_own_table(b"ID,DV\n1,2.0\nS-02,3.0\n3,1\n").frame["ID"].to_list() == ["1", "S-02", "3"]


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(TableError) as told:
        read_own_table(b"ID,DV,DV\n1,2,3\n")
    assert told.value.problems[0].code == "column_twice"


def test_a_header_without_rows_is_no_table():
    with pytest.raises(TableError) as told:
        read_own_table(b"site,dose,toxicity\n", name="t.csv")
    assert told.value.problems[0].code == "empty_file"


def test_parquet_gives_the_same_frame():
    frame = pl.DataFrame({"study": ["a", "b"], "n": [10.0, 20.0], "r": [1.0, None]})
    parquet = io.BytesIO()
    frame.write_parquet(parquet)
    for content in (frame.write_csv().encode(), parquet.getvalue()):
        assert read_own_table(content).frame.equals(frame)


def test_merged_cells_are_named():
    book = openpyxl.Workbook()
    for row in (["Compounds of 2026"], ["compound", "species"], ["a", "rat"], ["", "dog"]):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("A3:A4")
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(TableError, match=r"merged \(A1:B1, A3:A4\)"):
        read_own_table(content.getvalue(), name="mine.xlsx")
