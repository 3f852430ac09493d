from __future__ import annotations

import io
import pickle
import zipfile

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kai_workbench import standards
from kai_workbench.standards import _own_species_pk, _species_pk, _xlsx_file
from kai_workbench.text import LANGUAGES

HEADER = "compound,species,clearance,clearance_unit,volume_ss,volume_ss_unit,fraction_unbound\n"
GOOD = HEADER + "A,rat,5,mL/min/kg,1,L/kg,0.5\n"


def read(content, name="own.csv", **options):
    if isinstance(content, str):
        content = content.encode()
    return standards.read_species_pk(content, name=name, **options)


def problems(content, name="own.csv", **options):
    with pytest.raises(standards.TableError) as caught:
        read(content, name, **options)
    for lang in LANGUAGES:
        told = caught.value.say(lang)
        assert name in told
        for problem in caught.value.problems[:20]:
            assert problem.say(lang) in told
            assert "{" not in problem.say(lang)
    return [(problem.code, problem.row, problem.column, problem.value) for problem in caught.value.problems]


def xlsx(rows, *, title="Sheet1", more=()):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for other, content, state in more:
        sheet = book.create_sheet(other)
        sheet.sheet_state = state
        for row in content:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


LIST = [line.split(",") for line in GOOD.strip().split("\n")]


def test_the_template_is_read_and_its_units_are_converted():
    table = read(standards.species_pk_template())
    assert table.frame.schema == _species_pk.SCHEMA
    assert table.quality.height == 0
    second = table.frame.row(1, named=True)
    assert second["clearance_rat_mL_min_kg"] == pytest.approx(20)
    assert second["volume_ss_rat_L_kg"] == pytest.approx(1.8)
    assert table.frame["smiles"].to_list() == ["CC(=O)Nc1ccc(O)cc1", None]
    assert not table.synthetic
    assert len(table.sha256) == 64


def test_a_path_and_its_bytes_give_the_same_table(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(GOOD, encoding="utf-8")
    one, other = standards.read_species_pk(path), read(GOOD)
    assert one.frame.equals(other.frame)
    assert (one.sha256, one.source) == (other.sha256, other.source)


def test_wide_canonical_columns_are_read_back_as_written():
    table = read(standards.species_pk_template())
    assert read(table.frame.write_csv()).frame.equals(table.frame)
    buffer = io.BytesIO()
    table.frame.write_parquet(buffer)
    assert read(buffer.getvalue(), "own.parquet").frame.equals(table.frame)


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.lists(st.floats(0.02, 200).map(lambda value: float(f"{value:.6g}")), min_size=1, max_size=8),
    st.sampled_from(["mL/min/kg", "L/h/kg", "mL/h/kg", "L/min/kg"]),
)
def test_clearance_written_in_any_unit_comes_back_in_the_canonical_one(values, unit):
    factor = {"mL/min/kg": 1, "L/h/kg": 1000 / 60, "mL/h/kg": 1 / 60, "L/min/kg": 1000}[unit]
    rows = "".join(f"C{i},dog,{value / factor!r},{unit},,,\n" for i, value in enumerate(values))
    assert read(HEADER + rows).frame["clearance_dog_mL_min_kg"].to_list() == pytest.approx(values, rel=1e-12)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("A,rat,5,mL/min/kg,1,L/kg,-0.5", ("negative", 2, "fraction_unbound", "-0.5")),
        ("A,rat,-5,mL/min/kg,,,", ("negative", 2, "clearance", "-5")),
        ("A,rat,0,mL/min/kg,,,", ("zero", 2, "clearance", "0")),
        ("A,rat,0.00,mL/min/kg,,,", ("zero", 2, "clearance", "0.00")),
        ("A,rat,abc,mL/min/kg,,,", ("not_a_number", 2, "clearance", "abc")),
        ("A,rat,NaN,mL/min/kg,,,", ("not_a_number", 2, "clearance", "NaN")),
        ("A,rat,1_0,mL/min/kg,,,", ("not_a_number", 2, "clearance", "1_0")),
        ("A,rat,#DIV/0!,mL/min/kg,,,", ("not_a_number", 2, "clearance", "#DIV/0!")),
        ("A,rat,<0.05,mL/min/kg,,,", ("less_than", 2, "clearance", "<0.05")),
        ("A,rat,inf,mL/min/kg,,,", ("infinite", 2, "clearance", "inf")),
        ("A,rat,1e999,mL/min/kg,,,", ("infinite", 2, "clearance", "1e999")),
        ('A,rat,"1,234",mL/min/kg,,,', ("comma", 2, "clearance", "1,234")),
        ("A,rat,5,,,,", ("missing_unit", 2, "clearance_unit", "")),
        ("A,rat,5,furlong,,,", ("wrong_unit", 2, "clearance_unit", "furlong")),
        ("A,rat,5,L/kg,,,", ("wrong_unit", 2, "clearance_unit", "L/kg")),
        ("A,rat,5,mL/min,,,", ("unit_is_total", 2, "clearance_unit", "mL/min")),
        ("A,rat,,,5,L,", ("unit_is_total", 2, "volume_ss_unit", "L")),
        ("A,rat,,,,,12", ("percent", 2, "fraction_unbound", "12")),
        ("A,rat,,,,,12%", ("percent", 2, "fraction_unbound", "12%")),
        ("A,rat,,,,,1e5", ("above_one", 2, "fraction_unbound", "1e5")),
        (",rat,5,mL/min/kg,,,", ("no_compound", 2, "compound", "")),
        ("A,,5,mL/min/kg,,,", ("no_species", 2, "species", "")),
        ("A,axolotl,5,mL/min/kg,,,", ("unknown_species", 2, "species", "axolotl")),
        ("A,mouse,5,mL/min/kg,,,", ("unknown_species", 2, "species", "mouse")),
        ("A,beegle,5,mL/min/kg,,,", ("unknown_species_near", 2, "species", "beegle")),
        ("A,rat,5,mL/min/kg,,,,surprise", ("ragged_row", 2, "", "surprise")),
        ("A,rat,,,,,", ("no_value", 2, "", "A")),
    ],
)
def test_each_bad_cell_is_refused_with_its_row_column_and_value(cells, expected):
    assert problems(HEADER + cells + "\n") == [expected]


def test_all_problems_are_told_at_once_twenty_of_them_in_full():
    rows = "".join(f"C{i},rat,-1,mL/min/kg,,,\n" for i in range(33))
    found = problems(HEADER + rows)
    assert [row for _, row, _, _ in found] == list(range(2, 35))
    with pytest.raises(standards.TableError) as caught:
        read(HEADER + rows)
    told = str(caught.value)
    assert "33 problems" in told
    assert "13 more" in told
    assert told.count("negative") == 20
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_row_numbers_are_those_of_the_spreadsheet_blank_rows_included():
    assert problems("\n" + HEADER + "\nA,rat,5,mL/min/kg,,,\n,,,,,,\nB,rat,0,mL/min/kg,,,\n") == [
        ("zero", 6, "clearance", "0")
    ]


def test_a_duplicate_names_the_first_row_even_under_a_synonym():
    found = problems(GOOD + "B,dog,1,mL/min/kg,,,\na,Sprague-Dawley rat,6,mL/min/kg,,,\n")
    assert found == [("duplicate", 4, "species", "A, rat")]


def test_two_structures_of_one_compound_are_refused():
    text = "compound,species,clearance,clearance_unit,smiles\nA,rat,5,mL/min/kg,CC\nA,dog,5,mL/min/kg,CCC\n"
    assert problems(text) == [("structure_differs", 3, "smiles", "CCC")]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("compound,species,CL,clearance_unit", ("missing_column_near", 1, "clearance", "CL")),
        ("Drug,species,clearance,clearance_unit", ("missing_column_near", 1, "compound", "Drug")),
        ("species,clearance,clearance_unit", ("missing_column", 1, "compound", "")),
        ("compound,clearance,clearance_unit", ("missing_column", 1, "species", "")),
        ("compound,species,clearance", ("missing_unit_column", 1, "clearance_unit", "")),
        ("compound,species,clearance,clearance_unit,fu", ("column_likely", 1, "fu", "fu")),
        ("compound,clearance_rat", ("missing_column", 1, "species", "")),
    ],
)
def test_each_missing_column_is_named_with_the_one_that_may_be_meant(header, expected):
    assert expected in problems(header + "\nA,rat,5,mL/min/kg,0.5\n")


@pytest.mark.parametrize(
    ("header", "unit", "column"),
    [
        ("clearance_rat_L_h_kg", "L/h/kg", "clearance_rat_mL_min_kg"),
        ("Clearance dog (gallons/h)", "gallons/h", "clearance_dog_mL_min_kg"),
        ("volume_ss_monkey_mL_kg", "mL/kg", "volume_ss_monkey_L_kg"),
        ("CL_human_L_h", "L/h", "clearance_human_mL_min_kg"),
    ],
)
def test_another_unit_in_the_name_of_a_column_is_refused_with_what_to_convert_to(header, unit, column):
    # Merely renamed, every value would be wrong by a factor.
    assert problems(f"compound,fraction_unbound_rat,{header}\nA,.5,1\n") == [("column_unit", 1, header, unit)]
    assert "column_unit" not in {one[0] for one in problems("compound,clearance_rat_sd\nA,1\n")}
    with pytest.raises(standards.TableError, match=column):
        read(f"compound,fraction_unbound_rat,{header}\nA,.5,1\n")


def test_columns_that_stand_twice_or_mix_the_forms_are_refused():
    assert problems("compound,species,clearance,clearance,clearance_unit\n")[0][0] == "column_twice"
    mixed = "compound,species,clearance,clearance_unit,clearance_rat_mL_min_kg\n"
    assert problems(mixed)[0][0] == "long_and_wide"


def test_other_columns_are_ignored_and_said_so():
    table = read("compound,species,clearance,clearance_unit,batch\nA,rat,5,mL/min/kg,7\n")
    assert table.quality.select("check", "value").rows() == [("column_ignored", "batch")]


@pytest.mark.parametrize(
    ("word", "species"),
    [
        ("RAT", "rat"), ("Sprague-Dawley", "rat"), ("랫드", "rat"), ("beagle", "dog"), ("개", "dog"),
        ("cyno", "monkey"), ("Macaca fascicularis", "monkey"), ("원숭이", "monkey"), ("사람", "human"),
    ],
)  # fmt: skip
def test_species_go_by_many_names(word, species):
    table = read(HEADER + f"A,{word},5,mL/min/kg,,,\n")
    assert table.frame[f"clearance_{species}_mL_min_kg"].to_list() == [5.0]


def test_a_strain_is_read_as_its_species_and_said_so():
    table = read(HEADER + "A,Wistar rat,5,mL/min/kg,,,\n")
    assert table.quality.select("check", "value", "limit").rows() == [
        ("species_read_as", "Wistar rat", "rat")
    ]


KOREAN = """화합물,종,청소율,청소율 단위,분포 용적,분포용적_단위,비결합분율
아세트아미노펜,랫드,15,mL/min/kg,0.92,L/kg,0.27
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp949"])
def test_korean_files_are_read_in_every_encoding_excel_writes(encoding):
    table = read(KOREAN.encode(encoding))
    assert table.frame["compound"].to_list() == ["아세트아미노펜"]
    assert table.frame["fraction_unbound_rat"].to_list() == [0.27]
    noted = table.quality.filter(pl.col("check") == "encoding")["value"].to_list()
    assert noted == ([] if encoding.startswith("utf-8") else [encoding])


def test_text_in_no_known_encoding_is_refused():
    assert problems(HEADER.encode() + b"A\xff\xfe\xfd,rat,5,mL/min/kg,,,\n") == [("encoding", None, "", "")]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_delimiters_and_decimal_commas_are_read_and_said(mark):
    text = GOOD.replace(",", mark).replace("0.5", "0,5").replace(f"{mark}5{mark}", f"{mark}1,25e1{mark}")
    table = read(text)
    assert table.frame["fraction_unbound_rat"].to_list() == [0.5]
    assert table.frame["clearance_rat_mL_min_kg"].to_list() == [12.5]
    assert table.quality["check"].to_list() == ["delimiter", "decimal_comma"]


def test_a_thousand_or_a_decimal_comma_alone_cannot_be_told_and_is_refused():
    assert problems(GOOD.replace(",", ";").replace(";5;", ";1,234;"))[0][0] == "comma"


def test_the_separator_line_of_excel_is_understood():
    assert read("sep=;\n" + GOOD.replace(",", ";")).frame.height == 1
    assert problems("sep=;\n" + GOOD.replace(",", ";").replace(";5;", ";0;"))[0][:2] == ("zero", 3)


def test_implausible_values_stay_with_a_note_on_their_row():
    table = read(HEADER + "A,rat,1,mL/min/kg,,,\nB,rat,50,L/h/kg,,,\n")
    assert table.frame["clearance_rat_mL_min_kg"][1] == pytest.approx(50_000 / 60)
    assert table.quality.select("check", "row", "compound").rows() == [("implausible", 3, "B")]


def test_a_large_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(type(path), "open", lambda *_: pytest.fail("the file was opened"))
    with pytest.raises(standards.TableError, match=r"200\.0 MB; at most 20 MB"):
        standards.read_species_pk(path)


def test_a_large_upload_is_refused():
    assert problems(b"x" * 101, max_bytes=100)[0][0] == "too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"  \n\n", "empty_file"),
        (HEADER.encode(), "empty_file"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table"),
        (b'{"a": 1}', "not_a_table"),
        (b"<html></html>", "not_a_table"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"PAR1 cut off", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old_xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (bytes(range(32)) * 20, "encoding"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(content, code):
    assert problems(content)[0][0] == code


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(standards.TableError, match=r"cannot be read"):
        standards.read_species_pk(tmp_path / "nothing.csv")


def test_a_wrong_extension_is_read_by_content_and_said():
    table = read(xlsx(LIST), "own.csv")
    assert table.frame["clearance_rat_mL_min_kg"].to_list() == [5.0]
    assert table.quality.select("check", "value", "limit").rows() == [("extension", ".csv", "XLSX")]
    assert read(GOOD, "own.xlsx").quality["check"].to_list() == ["extension"]


def test_numbers_of_a_workbook_keep_their_value_and_names_may_be_numbers():
    table = read(xlsx([LIST[0], [6576, "rat", 12.5, "mL/min/kg", None, None, 0.1]]), "own.xlsx")
    assert table.frame["compound"].to_list() == ["6576"]
    assert table.frame["clearance_rat_mL_min_kg"].to_list() == [12.5]
    assert table.quality.height == 0


def test_every_formula_is_named_with_its_cell():
    rows = [*LIST, ["B", "rat", "=C2*2", "mL/min/kg", None, None, None], ["C", "rat", "=1/0", "mL/min/kg"]]
    assert problems(xlsx(rows), "own.xlsx") == [("formula", 3, "C", "=C2*2"), ("formula", 4, "C", "=1/0")]


def test_a_number_that_became_a_date_is_said():
    import datetime as dt

    rows = [LIST[0], ["A", "rat", dt.datetime(2026, 1, 2, tzinfo=dt.UTC).replace(tzinfo=None), "mL/min/kg"]]
    assert problems(xlsx(rows), "own.xlsx")[0][:3] == ("date", 2, "clearance")


def test_the_one_fitting_sheet_is_read_and_the_others_named():
    content = xlsx(
        [["notes"], ["x"]], title="Read me", more=[("PK", LIST, "visible"), ("Old", LIST, "hidden")]
    )
    table = read(content, "own.xlsx")
    assert table.frame.height == 1
    assert table.quality.select("check", "value", "limit").rows() == [("sheet", "PK", "Read me, Old")]


def test_two_fitting_sheets_are_refused():
    content = xlsx(LIST, more=[("Again", LIST, "visible")])
    with pytest.raises(standards.TableError, match="Sheet1, Again"):
        read(content, "own.xlsx")


def test_macros_are_not_run_and_said():
    content = io.BytesIO(xlsx(LIST))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"anything")
    assert read(content.getvalue(), "own.xlsm").quality["check"].to_list() == ["macros"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    content = io.BytesIO(xlsx(LIST))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(_xlsx_file._MAX_UNPACKED))
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    assert len(content.getvalue()) < 1024**2
    assert problems(content.getvalue(), "own.xlsx")[0][0] == "zip_bomb"


def test_another_zip_is_no_workbook():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert problems(content.getvalue(), "own.docx")[0][0] == "not_a_table"


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_or_parquet_is_damaged(cut):
    book = xlsx(LIST)
    assert problems(book[: int(len(book) * cut)], "own.xlsx")[0][0] == "damaged"
    buffer = io.BytesIO()
    read(GOOD).frame.write_parquet(buffer)
    assert problems(buffer.getvalue()[: int(buffer.tell() * cut)], "own.parquet")[0][0] == "damaged"


def test_a_table_beyond_all_reason_is_refused():
    assert problems(HEADER + "A,rat,5,mL/min/kg,,,\n" * 100_001)[0][0] == "too_many_cells"
    assert problems(",".join(f"c{i}" for i in range(300)) + "\n")[0][0] == "too_many_cells"


@settings(deadline=None)  # a busy machine is no failure
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_whatever_is_uploaded_is_read_or_refused_never_a_crash(content):
    try:
        table = read(content)
    except standards.TableError:
        return
    assert table.frame.height


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=30) | st.floats())
def test_a_cell_is_a_positive_finite_number_or_has_a_reason(cell):
    code, number = _own_species_pk.read_number(cell)
    assert (code is None) == (number > 0 and number != float("inf") and code != "percent")
