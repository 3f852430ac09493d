from __future__ import annotations

import datetime
import gzip
import json
import math

import jsonschema
import polars as pl
import pytest

from kai_workbench.standards import WriteError, write_dataset_json

WHEN = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
FRAME = pl.DataFrame(
    {
        "USUBJID": ["S-1", "S-2", "서울-3"],
        "AGE": [61, None, 48],
        "AVAL": [1.5, 1e-300, None],
        "TRTSDT": [datetime.date(2026, 1, 2), None, datetime.date(2026, 2, 3)],
        "AT": [WHEN.replace(tzinfo=None), None, None],
        "OK": [True, False, None],
        "NOTE": [None, 'a "quoted"\nline', ""],
    }
)


def written(tmp_path, suffix, frame=FRAME, **more):
    told = {"name": "ADSL", "label": "Subjects", "keys": ("USUBJID",), "study": "KAI", "created": WHEN}
    return write_dataset_json(frame, tmp_path / f"adsl{suffix}", **told | more)


def parsed(path):
    """Description and rows, whatever the dress."""
    if path.suffix == ".json":
        told = json.loads(path.read_text(encoding="utf-8"))
        return told, told["rows"]
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".dsjc" else path.read_bytes()
    first, *rows = content.decode().splitlines()
    return json.loads(first), [json.loads(row) for row in rows]


@pytest.mark.parametrize("suffix", [".json", ".ndjson", ".dsjc"])
def test_rows_and_description_are_read_back(tmp_path, suffix):
    told, rows = parsed(written(tmp_path, suffix))
    assert rows == [
        ["S-1", 61, 1.5, "2026-01-02", "2026-01-02T03:04:05", True, None],
        ["S-2", None, 1e-300, None, None, False, 'a "quoted"\nline'],
        ["서울-3", 48, None, "2026-02-03", None, None, ""],
    ]
    assert told["records"] == 3
    assert told["datasetJSONVersion"] == "1.1.0"
    assert told["datasetJSONCreationDateTime"] == "2026-01-02T03:04:05"
    assert told["itemGroupOID"] == "IG.ADSL"
    columns = {column["name"]: column for column in told["columns"]}
    assert columns["USUBJID"]["keySequence"] == 1
    assert columns["USUBJID"]["length"] == 4
    assert columns["TRTSDT"]["targetDataType"] == "integer"
    assert [column["dataType"] for column in told["columns"]] == [
        "string", "integer", "double", "date", "datetime", "boolean", "string",
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", [".json", ".ndjson"])
def test_it_is_valid_against_the_published_schema(tmp_path, mirror, suffix):
    folder = mirror / "dataset_json" / "schema"
    if not folder.is_dir():
        pytest.skip("the mirror holds the catalog alone")
    told, rows = parsed(written(tmp_path, suffix))
    # The description in front of the lines is the same object without its rows; the schema of its
    # own that is published for it refers to parts that it does not hold.
    schema = json.loads((folder / "dataset.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft201909Validator(schema).validate(told)
    assert all(isinstance(row, list) and len(row) == 7 for row in rows)


@pytest.mark.parametrize("suffix", [".json", ".ndjson", ".dsjc"])
def test_the_same_frame_and_time_give_the_same_bytes(tmp_path, suffix):
    first = written(tmp_path, suffix).read_bytes()
    assert written(tmp_path, suffix).read_bytes() == first
    assert written(tmp_path, suffix, frame=FRAME.lazy()).read_bytes() == first


@pytest.mark.parametrize("suffix", [".json", ".ndjson", ".dsjc"])
def test_batches_join_to_one_table(tmp_path, suffix, monkeypatch):
    whole = parsed(written(tmp_path, suffix))
    monkeypatch.setattr("kai_workbench.standards._writing.BATCH", 2)
    assert parsed(written(tmp_path, suffix)) == whole


@pytest.mark.parametrize("suffix", [".json", ".ndjson", ".dsjc"])
def test_no_rows_is_a_table_too(tmp_path, suffix):
    told, rows = parsed(written(tmp_path, suffix, frame=FRAME.clear()))
    assert rows == []
    assert told["records"] == 0


@pytest.mark.parametrize(
    ("suffix", "frame", "more", "told"),
    [
        (".xpt", {"USUBJID": ["a"]}, {}, 'does not end in ".xpt"'),
        (".json", {"USUBJID": ["a"], "A": [math.nan]}, {}, "adsl.json, A, row 1: nan"),
        (".dsjc", {"USUBJID": ["a", "b"], "A": [0.0, math.inf]}, {}, "adsl.dsjc, A, row 2: inf"),
        (".json", {}, {}, "no columns"),
        (".json", {"A": [1]}, {}, '"USUBJID" is named as a key'),
        (".json", {"USUBJID": [[1]]}, {}, "does not know"),
    ],
)
def test_what_the_format_cannot_hold_is_refused_and_nothing_is_written(tmp_path, suffix, frame, more, told):
    with pytest.raises(WriteError, match=told):
        written(tmp_path, suffix, frame=pl.DataFrame(frame), **more)
    assert list(tmp_path.iterdir()) == []
