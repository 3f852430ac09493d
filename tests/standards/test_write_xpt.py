from __future__ import annotations

import datetime
import math
import string

import numpy as np
import polars as pl
import polars_readstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from kai_workbench.standards import WriteError, write_xpt
from kai_workbench.standards._ibm_float import LARGEST, SMALLEST, to_ibm

pyreadstat = pytest.importorskip("pyreadstat")
WHEN = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
NAIVE = datetime.datetime(1950, 1, 2, 3, 4, 5)  # noqa: DTZ001 - SAS knows no time zones

numbers = st.one_of(
    st.none(),
    st.just(0.0),
    st.floats(min_value=-LARGEST, max_value=LARGEST, allow_nan=False).filter(
        lambda x: x == 0 or abs(x) >= SMALLEST
    ),
)
words = st.text(alphabet=string.printable[:95], max_size=60).map(str.rstrip)


@st.composite
def tables(draw):
    rows = draw(st.integers(1, 30))
    columns: dict[str, object] = {"N0": pl.Series(draw(st.lists(numbers, min_size=rows, max_size=rows)))}
    for i in range(draw(st.integers(0, 3))):
        columns[f"N{i + 1}"] = draw(st.lists(numbers, min_size=rows, max_size=rows))
    for i in range(draw(st.integers(0, 4))):
        columns[f"T{i}"] = draw(st.lists(words, min_size=rows, max_size=rows))
    schema = {name: pl.Float64 if name[0] == "N" else pl.String for name in columns}
    return pl.DataFrame(columns, schema=schema)


def ours_to_float(raw: bytes) -> float:
    whole = int.from_bytes(raw, "big")
    fraction = whole & ((1 << 56) - 1)
    return math.copysign(math.ldexp(fraction, 4 * ((whole >> 56 & 0x7F) - 64) - 56), -1 if whole >> 63 else 1)


@given(st.lists(numbers.filter(lambda x: x is not None), min_size=1))
def test_an_ibm_number_is_the_very_number(values):
    written = to_ibm(np.array(values))
    assert [ours_to_float(bytes(raw)) for raw in written] == values


def test_known_numbers_have_the_bytes_of_the_published_layout():
    known = {1.0: "4110000000000000", -1.0: "c110000000000000", 2.0: "4120000000000000", 0.0: "00" * 8}
    known |= {-118.625: "c276a00000000000", 0.1: "401999999999999a", math.nan: "2e00000000000000"}
    for value, told in known.items():
        assert bytes(to_ibm(np.array([value]))[0]).hex() == told


@pytest.mark.parametrize("version", [5, 8])
@settings(max_examples=60, deadline=None)
@given(frame=tables())
def test_what_is_written_is_read_back_by_two_readers(tmp_path_factory, version, frame):
    path = tmp_path_factory.mktemp("xpt") / "t.xpt"
    write_xpt(frame, path, name="T", version=version)
    ours = polars_readstat.scan_readstat(str(path), preserve_order=True).collect()
    assert_frame_equal(ours.with_columns(pl.col(pl.String).fill_null("")), frame)
    theirs, _ = pyreadstat.read_xport(str(path), output_format="dict")
    for name, series in frame.to_dict(as_series=True).items():
        told = [None if isinstance(x, float) and math.isnan(x) else x for x in theirs[name]]
        assert told == series.to_list()


@pytest.mark.parametrize("version", [5, 8])
def test_labels_formats_and_dates_are_kept(tmp_path, version):
    day = datetime.date(2026, 5, 17)
    frame = pl.DataFrame(
        {
            "DAY": [day, None],
            "AT": [NAIVE, None],
            "CLOCK": [datetime.time(13, 30), None],
            "AVAL": [1.25, None],
            "FLAG": [True, False],
            "WORD": pl.Series(["a", "bcd"], dtype=pl.Categorical),
        }
    )
    path = write_xpt(
        frame,
        tmp_path / "adlb.xpt",
        name="ADLB",
        label="Laboratory, synthetic",
        labels={"AVAL": "Analysis Value"},
        formats={"AVAL": "8.2"},
        lengths={"WORD": 12},
        version=version,
        created=WHEN,
    )
    values, told = pyreadstat.read_xport(str(path), output_format="dict")
    assert told.file_label == "Laboratory, synthetic"
    assert told.table_name == "ADLB"
    assert told.column_names_to_labels["AVAL"] == "Analysis Value"
    assert told.variable_storage_width["WORD"] == 12
    assert {name: told.original_variable_types[name] for name in ("DAY", "AT", "CLOCK", "AVAL")} == {
        "DAY": "DATE9",
        "AT": "DATETIME20",
        "CLOCK": "TIME8",
        "AVAL": "8.2",
    }
    assert values["DAY"][0] == day
    assert values["AT"][0] == NAIVE
    assert values["CLOCK"][0] == datetime.time(13, 30)
    assert list(values["FLAG"]) == [1, 0]
    assert list(values["WORD"]) == ["a", "bcd"]


def test_long_labels_names_and_texts_go_into_version_8(tmp_path):
    frame = pl.DataFrame({"A_NAME_OF_TWENTY_FOUR_LE": ["x" * 5000], "B": [2.0]})
    label = "A label that is longer than forty bytes, said again and again"
    path = write_xpt(
        frame, tmp_path / "t.xpt", name="LONGNAMEDSET", labels={"A_NAME_OF_TWENTY_FOUR_LE": label}, version=8
    )
    values, told = pyreadstat.read_xport(str(path), output_format="dict")
    assert told.column_labels == [label, None]
    assert values["A_NAME_OF_TWENTY_FOUR_LE"] == ["x" * 5000]
    assert b"OBSV8   HEADER RECORD!!!!!!!              1" in path.read_bytes()


def test_korean_text_in_a_given_encoding(tmp_path):
    frame = pl.DataFrame({"SITE": ["서울", "Busan", None, "서울"]})
    path = write_xpt(frame, tmp_path / "t.xpt", name="T", encoding="cp949")
    values, _ = pyreadstat.read_xport(str(path), encoding="CP949", output_format="dict")
    assert values["SITE"] == ["서울", "Busan", "", "서울"]


def test_the_same_frame_and_time_give_the_same_bytes(tmp_path):
    frame = pl.DataFrame({"A": ["x", "y"], "B": [1, 2]})
    first = write_xpt(frame, tmp_path / "1.xpt", name="T", created=WHEN).read_bytes()
    assert first == write_xpt(frame.lazy(), tmp_path / "2.xpt", name="T", created=WHEN).read_bytes()
    assert len(first) % 80 == 0


def test_batches_join_to_one_table(tmp_path, monkeypatch):
    frame = pl.DataFrame({"A": [f"w{i}" for i in range(1000)], "B": range(1000)})
    whole = write_xpt(frame, tmp_path / "1.xpt", name="T", created=WHEN).read_bytes()
    monkeypatch.setattr("kai_workbench.standards._writing.BATCH", 7)
    assert write_xpt(frame, tmp_path / "2.xpt", name="T", created=WHEN).read_bytes() == whole
    assert write_xpt(frame.lazy(), tmp_path / "3.xpt", name="T", created=WHEN).read_bytes() == whole


def test_no_rows_is_a_table_too(tmp_path):
    path = write_xpt(pl.DataFrame(schema={"A": pl.String, "B": pl.Float64}), tmp_path / "t.xpt", name="T")
    assert polars_readstat.scan_readstat(str(path)).collect().shape == (0, 2)


@pytest.mark.parametrize(
    ("frame", "more", "told"),
    [
        ({"NINELETTE": [1]}, {}, "at most 8"),
        ({"1A": [1]}, {}, "begin with no digit"),
        ({"A": [1], "a": [2]}, {}, "Two columns"),
        ({}, {}, "no columns"),
        ({"A": [1]}, {"name": "NINELETTE"}, "at most 8"),
        ({"A": [1]}, {"label": "x" * 41}, "40 bytes"),
        ({"A": [1]}, {"labels": {"A": "x" * 41}}, "40 bytes"),
        ({"A": ["x", "y" * 201]}, {}, "needs 201 bytes, and the file allows 200"),
        ({"A": ["x", "µg"]}, {}, 't.xpt, A, row 2: The letter "µ"'),
        ({"A": [1.0, None, 1e76]}, {}, r"t.xpt, A, row 3: The number 1e\+76"),
        ({"A": [1e-80]}, {}, "row 1: The number 1e-80"),
        ({"A": [1, 2**53 + 1]}, {}, "row 2: The number 9007199254740993"),
        ({"A": [0.0, math.nan]}, {}, "row 2: nan"),
        ({"A": [math.inf]}, {}, "row 1: inf"),
        ({"A": [[1]]}, {}, "does not know"),
        ({"A": [1]}, {"formats": {"A": "no format"}}, "no SAS format"),
        ({"A": ["x", ""]}, {}, "Row 2, the last one, is blank"),
    ],
)
def test_what_the_format_cannot_hold_is_refused_and_nothing_is_written(tmp_path, frame, more, told):
    with pytest.raises(WriteError, match=told):
        write_xpt(pl.DataFrame(frame), tmp_path / "t.xpt", **{"name": "T", **more})
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_stands_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "t.xpt"
    write_xpt(pl.DataFrame({"A": [1]}), path, name="T")
    before = path.read_bytes()
    with pytest.raises(WriteError):
        write_xpt(pl.DataFrame({"A": [math.inf]}), path, name="T")
    assert path.read_bytes() == before


def test_a_frame_read_from_a_real_package_is_written_as_it_was(tmp_path, mirror):
    source = mirror / "send" / "scoreSEND-87497" / "lb.xpt"
    if not source.is_file():
        pytest.skip("the mirror holds the catalog alone")
    frame = polars_readstat.scan_readstat(str(source), preserve_order=True).collect()
    path = write_xpt(frame, tmp_path / "lb.xpt", name="LB", encoding="windows-1252")
    again = polars_readstat.scan_readstat(str(path), preserve_order=True).collect()
    assert_frame_equal(again, frame)
