"""Dataset-JSON 1.1 in its three spellings, and what may be wrong with a file."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from collections.abc import Callable

import polars as pl
import pytest

from kai_workbench import standards

HEAD = {
    "datasetJSONCreationDateTime": "2026-01-01T00:00:00",
    "datasetJSONVersion": "1.1.0",
    "itemGroupOID": "IG.VS",
    "records": 2,
    "name": "VS",
    "label": "Vital Signs",
    "columns": [
        {"itemOID": "a", "name": "USUBJID", "label": "Subject", "dataType": "string", "length": 5},
        {"itemOID": "b", "name": "VSSEQ", "label": "Sequence", "dataType": "integer"},
        {"itemOID": "c", "name": "VSSTRESN", "label": "Result", "dataType": "float"},
        {"itemOID": "d", "name": "VSDTC", "label": "Date", "dataType": "datetime"},
        {"itemOID": "e", "name": "ADT", "label": "Day", "dataType": "date", "targetDataType": "integer"},
        {"itemOID": "f", "name": "DOSE", "label": "", "dataType": "decimal", "targetDataType": "decimal"},
        {"itemOID": "g", "name": "FLAG", "label": "", "dataType": "boolean"},
    ],
}
ROWS = [
    ["환자1", 1, 1.5, "2026-01", "2026-01-02", "0.10", True],
    ["", 2, None, None, None, None, None],
]


def spelled(head: dict, rows: list, suffix: str) -> bytes:
    if suffix == ".json":
        return json.dumps(head | {"rows": rows}).encode()
    lines = [json.dumps(head), *(json.dumps(row) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


SPELLINGS = [
    (".json", bytes),
    (".ndjson", bytes),
    (".dsjc", gzip.compress),
    (".dsjc", zlib.compress),
]


@pytest.mark.parametrize(("suffix", "pack"), SPELLINGS)
def test_all_spellings_give_the_same_records(tmp_path, suffix, pack: Callable[[bytes], bytes]):
    path = tmp_path / f"vs{suffix}"
    path.write_bytes(pack(spelled(HEAD, ROWS, suffix)))
    domain = standards.open_study(path)["VS"]
    assert (domain.label, domain.rows, domain.format) == ("Vital Signs", 2, "dataset-json")
    assert domain["VSSEQ"].type == "number"
    assert domain["USUBJID"].length == 5
    expected = pl.DataFrame(
        {
            "USUBJID": ["환자1", None],
            "VSSEQ": [1.0, 2.0],
            "VSSTRESN": [1.5, None],
            "VSDTC": ["2026-01", None],
            "ADT": [dt.date(2026, 1, 2), None],
            "DOSE": [0.1, None],
            "FLAG": ["true", None],
        }
    )
    assert domain.frame.collect().equals(expected)


def spoil(**changes: object) -> dict:
    return HEAD | changes


@pytest.mark.parametrize(
    ("head", "rows", "problem"),
    [
        (spoil(datasetJSONVersion="1.0.0"), ROWS, "json_version"),
        (spoil(records=3), ROWS, "json_records"),
        (spoil(columns="none"), ROWS, "json_structure"),
        (spoil(name=None), ROWS, "json_structure"),
        (spoil(columns=HEAD["columns"] * 2), ROWS, "json_structure"),
        (HEAD, [ROWS[0], ROWS[1][:-1]], "json_row"),
        (HEAD, [ROWS[0], {"a": 1}], "json_row"),
        (HEAD, [ROWS[0], ["b", "two", *ROWS[1][2:]]], "json_value"),
        (HEAD, [ROWS[0], [5, *ROWS[1][1:]]], "json_value"),
        (HEAD, [ROWS[0], [*ROWS[1][:4], "2026-13-01", None, None]], "json_value"),
    ],
)
@pytest.mark.parametrize("suffix", [".json", ".ndjson"])
def test_a_file_that_breaks_the_structure_is_told_and_not_used(tmp_path, head, rows, problem, suffix):
    path = tmp_path / f"vs{suffix}"
    path.write_bytes(spelled(head, rows, suffix))
    study = standards.open_study(path)
    assert not study.domains
    assert study.problems["problem"].to_list() == [problem]
    assert study.found[0].say("ko")


def test_the_row_and_the_column_of_a_wrong_value_are_told(tmp_path):
    path = tmp_path / "vs.ndjson"
    path.write_bytes(spelled(HEAD, [ROWS[0], ["b", "two", *ROWS[1][2:]]], ".ndjson"))
    detail = standards.open_study(path).problems["detail"][0]
    assert "Record 2, VSSEQ" in detail
    assert '"two"' in detail


def test_an_integer_that_is_none_is_told_and_kept(tmp_path):
    path = tmp_path / "vs.json"
    path.write_bytes(spelled(HEAD, [ROWS[0], ["b", 2.5, *ROWS[1][2:]]], ".json"))
    study = standards.open_study(path)
    assert study.problems["problem"].to_list() == ["json_not_whole"]
    assert study.frame("VS")["VSSEQ"].to_list() == [1.0, 2.5]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "bad_json"),
        (b'{"a": NaN}', "bad_json"),
        (b'"text"', "json_structure"),
        (b'{"a": "\xff"}', "not_text"),
    ],
)
def test_what_is_no_json_is_told(tmp_path, content, problem):
    (tmp_path / "vs.json").write_bytes(content)
    assert standards.open_study(tmp_path / "vs.json").problems["problem"].to_list() == [problem]


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_cut_or_exploding_packed_file_is_told(tmp_path, pack):
    packed = pack(spelled(HEAD, ROWS, ".dsjc"))
    (tmp_path / "vs.dsjc").write_bytes(packed[: len(packed) // 2])
    assert standards.open_study(tmp_path).problems["problem"].to_list()[0] in {"json_packed", "bad_json"}
    (tmp_path / "vs.dsjc").write_bytes(pack(b" " * (80 * 1024**2)))
    assert standards.open_study(tmp_path).problems["problem"].to_list() == ["json_bomb"]


def test_every_example_of_cdisc_is_read(mirror):
    for name in ("sdtm", "adam", "send", "i18n"):
        for path in sorted((mirror / "dataset_json" / name).iterdir()):
            if path.suffix == ".xml":
                continue
            study = standards.open_study(path)
            # The example of AE types six codes of MedDRA as text, all empty.
            differing = 6 if path.stem.lower() == "ae" and name == "sdtm" else 0
            assert [one.code for one in study.found] == ["type_differs"] * differing, path
            assert len(study.domains) == 1


def test_a_data_set_is_the_same_in_all_three_spellings_of_cdisc(mirror):
    for name in ("ae", "dm", "lb"):
        paths = [mirror / "dataset_json/sdtm" / f"{name}{suffix}" for suffix in (".json", ".ndjson", ".dsjc")]
        frames = [standards.open_study(path).frame(name) for path in paths]
        assert frames[0].equals(frames[1])
        assert frames[0].equals(frames[2])
