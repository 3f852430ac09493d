"""Records that are a plain table are read as one, with the values that the parser gives."""

from __future__ import annotations

import json
import random

import pytest

from kai_workbench.standards._json_records import plain_records

COLUMNS = {"A": False, "N": True, "B": False}


def read(*lines, records=None):
    content = "\n".join(lines).encode() + b"\n"
    return plain_records(content, COLUMNS, records=len(lines) if records is None else records)


def test_texts_numbers_and_nulls_are_those_of_the_parser():
    chance = random.Random(7)
    numbers = [None, 0, -3, *(chance.uniform(-1, 1) * 10 ** chance.randint(-300, 300) for _ in range(500))]
    rows = [
        [
            chance.choice(["", "가, 나", "a]", "[1,2]", "NULL", None, "x,1", "5", "1e5"]),
            chance.choice(numbers),
            chance.choice(["b", None, "b,,"]),
        ]
        for _ in range(2_000)
    ]
    found = read(*(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows))
    assert found is not None
    assert [list(row) for row in found.rows()] == rows


@pytest.mark.parametrize(
    "line",
    [
        '["a",1]',  # too short
        '["a",1,"b",2]',
        '["a",1,"b","c"]',
        '["a","1","b"]',  # a text among numbers
        '[5,1,"b"]',  # a number among texts
        '["a",1,[2]]',
        '["a",1,{"c":2}]',
        '["a",1,true]',
        '["a",NaN,"b"]',
        '["a",inf,"b"]',
        '["a",Infinity,"b"]',
        '["null",1,"b"]',
        '["a\\"",1,"b"]',  # an escape
        '["\\u0041",1,"b"]',
        '["a", 1, "b"]',
        '[ "a",1,"b" ]',
        '["a" ,1,"b"]',
        '["a",1,"b"',
        '"a",1,"b"]',
        '["a",1,"b"]["a",1,"b"]',
        '["a",1,null ]',
        "",
    ],
)
def test_what_is_no_plain_table_is_left_to_the_parser(line):
    plain = '["a",1,"b"]'
    assert read(plain, plain, plain) is not None
    assert read(plain, line, plain) is None
    assert read(line, plain) is None
    assert read(plain, line) is None or not line


def test_another_number_of_records_than_told_is_left_to_the_parser():
    assert read('["a",1,"b"]', records=2) is None
    assert read(records=0) is None
