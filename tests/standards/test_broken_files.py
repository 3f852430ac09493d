"""Files that cannot be read say why in the reader's language; R tables keep days, times and labels."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import io
import json
import struct
import sys
import zipfile

import polars as pl
import pytest
from typer.testing import CliRunner

from kai_workbench import quality, standards
from kai_workbench.cli import _language, _study

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def only(path):
    (problem,) = standards.open_study(path).found
    return problem


def parquet():
    content = io.BytesIO()
    pl.DataFrame({"USUBJID": ["a"], "AGE": [3]}).write_parquet(content)
    return content.getvalue()


def ndjson(*records):
    head = {
        "datasetJSONCreationDateTime": "2026-01-01T00:00:00", "datasetJSONVersion": "1.1", "name": "DM",
        "label": "", "itemGroupOID": "IG.DM", "records": len(records),
        "columns": [{"itemOID": "IT.A", "name": "USUBJID", "label": "", "dataType": "string"}],
    }  # fmt: skip
    return "\n".join([json.dumps(head), *records]).encode()


CASES = {
    "cut.parquet": (parquet()[:-20], "ends too soon", "중간에 끊김"),
    "other.parquet": (b"nothing at all", "does not begin", "첫머리"),
    "cut.rda": (bz2.compress(b"RDX3\nX\n" + bytes(5000))[:-9], "ends too soon", "중간에 끊김"),
    "other.sas7bdat": (b"hello" * 999, "does not begin", "첫머리"),
    "cut.dsjc": (gzip.compress(ndjson('["a"]'))[:-30], "ends too soon", "중간에 끊김"),
    "crc.dsjc": (gzip.compress(ndjson('["a"]'))[:-8] + bytes(8), "check sum", "검사합"),
    "bad.ndjson": (ndjson('["a"]', '["b'), "record 2, character 2", "레코드 2의 2번째"),
    "word.ndjson": (ndjson('["a"]', "[NaN]"), "NaN, which JSON does not know", "NaN: JSON에서"),
    "bad.json": (b'{"a":\n 1,,}', "line 2, character 4", "2행 4번째"),
    "old.xls": (OLE + bytes(600), "old Excel format", "옛 엑셀 형식"),
    "renamed.xlsx": (OLE + bytes(600), "old Excel format", "옛 엑셀 형식"),
    "secret.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "password", "암호"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_reason_is_told_in_the_reader_s_language(tmp_path, name):
    content, english, korean = CASES[name]
    (tmp_path / name).write_bytes(content)
    problem = only(tmp_path / name)
    assert english in problem.say("en")
    assert korean in problem.say("ko")


def test_a_quality_table_tells_reasons_in_korean_too(tmp_path):
    (tmp_path / "dm.parquet").write_bytes(parquet()[:-20])
    (tmp_path / "lb.csv").write_text("USUBJID,LBSEQ\na,1,2\n")
    table = quality.check_study(standards.open_study(tmp_path), rules=())
    told = table.told_rows("ko").filter(check="schema.files")["detail"].to_list()
    assert any("(파일이 중간에 끊김)" in one for one in told)
    assert any("2행: 셀이 3개인데" in one for one in told)
    assert "ends too soon" in "".join(table.rows["detail"])


def test_a_file_named_dsjc_that_was_not_packed_is_read(tmp_path):
    (tmp_path / "dm.dsjc").write_bytes(ndjson('["a"]', '["b"]'))
    assert standards.open_study(tmp_path).frame("DM")["USUBJID"].to_list() == ["a", "b"]


def test_an_archive_that_lost_its_end_says_so(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("dm.csv", "USUBJID\na\n" * 50)
    (tmp_path / "cut.zip").write_bytes(content.getvalue()[:-40])
    with pytest.raises(standards.StudyError, match="ends too soon") as caught:
        standards.open_study(tmp_path / "cut.zip")
    assert "중간에 끊김" in caught.value.say("ko")


def test_columns_of_lists_are_told_and_the_others_read(tmp_path):
    pl.DataFrame({"USUBJID": ["a"], "DOSES": [[1, 2]], "AGE": [3]}).write_parquet(tmp_path / "dm.parquet")
    study = standards.open_study(tmp_path)
    assert study.frame("DM").row(0) == ("a", 3.0)
    assert study.problems["problem"].to_list() == ["nested_columns"]
    assert "DOSES" in study.problems["detail"][0]


def test_where_nothing_is_read_the_command_says_so_and_fails(tmp_path):
    (tmp_path / "dm.xpt").write_bytes(b"nothing")
    told = CliRunner().invoke(_study.app, ["read", str(tmp_path), "--lang", "ko"], env={"COLUMNS": "200"})
    assert told.exit_code == 1
    assert "읽을 수 있는 데이터셋이 없습니다." in told.output
    assert "종" not in told.output.split("dm.xpt")[0]


@pytest.mark.parametrize(
    ("words", "lang"), [(["--lang", "ko"], "ko"), (["--lang=en"], "en"), (["--lang"], "ko")]
)
def test_errors_outside_of_a_command_speak_the_language_it_was_asked_in(monkeypatch, words, lang):
    monkeypatch.setenv("KAI_LANG", "ko")
    assert _language.asked(["kai", "study", "read", "nowhere", *words]) == lang


def test_the_whole_command_tells_a_missing_path_in_korean(monkeypatch, capsys):
    from kai_workbench.cli import _main

    monkeypatch.setattr(sys, "argv", ["kai", "study", "read", "nowhere-at-all", "--lang", "ko"])
    with pytest.raises(SystemExit):
        _main.main()
    assert "그런 파일이나 폴더가 없습니다" in capsys.readouterr().err


# R's serialisation (R Internals, 1.8), as much of it as a data frame of days, times and labels needs.


def _flags(kind, *, attributes=False, tag=False):
    return struct.pack(">i", kind | (0x200 if attributes else 0) | (0x400 if tag else 0))


def _text(value):
    return struct.pack(">ii", 9 | 0x40000, len(value)) + value.encode()


def _symbol(name):
    return _flags(1) + _text(name)


def _vector(values, **attributes):
    text = isinstance(values[0], str)
    content = _flags(16 if text else 14, attributes=bool(attributes)) + struct.pack(">i", len(values))
    content += b"".join(_text(one) if text else struct.pack(">d", one) for one in values)
    return content + (_pairs(attributes) if attributes else b"")


def _pairs(values):
    packed = {name: one if isinstance(one, bytes) else _vector(one) for name, one in values.items()}
    return b"".join(_flags(2, tag=True) + _symbol(name) + one for name, one in packed.items()) + _flags(254)


def _rda(columns, name="adsl"):
    rows = next(iter(columns.values()))[1]
    frame = _flags(19, attributes=True) + struct.pack(">i", len(columns))
    frame += b"".join(one for one, _ in columns.values())
    frame += _pairs(
        {"names": list(columns), "class": ["data.frame"], "row.names": [str(i) for i in range(rows)]}
    )
    return b"RDX2\nX\n" + struct.pack(">iii", 2, 0x40300, 0x20300) + _pairs({name: frame})


def test_days_times_and_labels_of_r_are_kept(tmp_path):
    columns = {
        "USUBJID": (_vector(["a", "b"], label=["Unique Subject Identifier"]), 2),
        "TRTSDT": (
            _vector([18262.0, 18263.0], **{"class": ["Date"], "label": ["Date of First Exposure"]}),
            2,
        ),
        "ADTM": (
            _vector(
                [1577836800.0, 1577836801.5], **{"class": ["POSIXct", "POSIXt"], "tzone": ["Asia/Seoul"]}
            ),
            2,
        ),
    }
    content = _rda(columns)
    for name, packed in (("a.rda", content), ("b.RData", gzip.compress(content))):
        (tmp_path / name).write_bytes(packed)
        domain = standards.open_study(tmp_path / name)["ADSL"]
        frame = domain.frame.collect()
        assert frame["TRTSDT"].to_list() == [dt.date(2020, 1, 1), dt.date(2020, 1, 2)]
        assert frame["ADTM"][1] == dt.datetime.fromisoformat("2020-01-01T09:00:01.500")
        assert domain["TRTSDT"].label == "Date of First Exposure"
        assert domain["USUBJID"].label == "Unique Subject Identifier"


def test_an_r_file_that_unpacks_to_far_too_much_is_not_unpacked(tmp_path):
    (tmp_path / "bomb.rda").write_bytes(gzip.compress(b"RDX2\nX\n" + bytes(70 * 1024**2)))
    assert only(tmp_path / "bomb.rda").code == "not_rda"
