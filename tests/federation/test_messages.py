from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from _three_sites import SITES, STUDY, job, refusal, study, toxicity

from kai_workbench import federation
from kai_workbench.federation import Refused, Site, Tampered
from kai_workbench.federation._identity import identities
from kai_workbench.federation._wire import pack, unpack

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")


@pytest.mark.parametrize(
    "header",
    [
        {"what": "keys"},
        {"what": "hello", "study": STUDY, "card": {"model": 3}},
        {"what": "hello", "study": STUDY, "tighter": [1]},
        {"what": "count", "criteria": [3]},
        {"what": ["hello"]},
    ],
)
def test_a_message_without_sense_is_answered_with_a_refusal(given, header):
    folder, _, _ = given
    session = Site(folder / "Seoul").session("job", identities(SITES)["Seoul"])
    assert "refused" in unpack(session.answer(pack(header | {"job": "job"})))[0]
    assert Site(folder / "Seoul").audit()[-1].what == "refused"


def test_what_a_model_says_of_a_row_does_not_leave_the_site(given):
    folder, model, opened = given
    path = folder / "Busan" / "patients.parquet"
    patients = pl.read_parquet(path)
    patients.with_columns(
        dose=pl.when(pl.col("subject") == "Busan-7").then(-77.5).otherwise("dose")
    ).write_parquet(path)
    error = refusal(opened, model)
    assert error.key == "federation.rows"
    assert "77.5" not in str(error)
    assert "77.5" in Site(folder / "Busan").audit()[-2].details["told"]


def test_a_message_that_was_damaged_is_refused(given):
    folder, _, _ = given
    session = Site(folder / "Seoul").session("job", identities(SITES)["Seoul"])
    whole = pack({"job": "job", "what": "round"}, {"points": np.zeros((2, 6))})
    for message in (b"", whole[:-1], whole + b"x", b"y" + whole, pack({"job": "other", "what": "hello"})):
        assert "refused" in unpack(session.answer(message))[0]


def test_a_round_that_is_replayed_is_refused(given):
    _, model, opened = given
    with job(opened) as one:
        one.begin(federation.card(model))
        points = np.zeros((2, 6))
        one.value(points)
        one.rounds -= 1
        with pytest.raises(Tampered) as error:
            one.value(points)
    assert error.value.key == "federation.round"


@pytest.mark.parametrize(
    "points", [np.zeros((2, 5)), np.full((2, 6), np.nan), np.zeros((0, 6)), np.zeros((201, 6))]
)
def test_points_that_no_model_of_the_site_has_are_refused(tmp_path, points):
    model, rows = toxicity()
    opened = study(tmp_path, model, rows, largest_round=200)
    with job(opened) as one:
        one.begin(federation.card(model))
        with pytest.raises(Refused) as error:
            one.value(points)
    assert error.value.key == "federation.points"


def test_numbers_that_single_precision_holds_travel_as_such_and_arrive_as_they_were():
    exact = np.array([[0.5, -3.25], [1e10, 0.1]]).astype(np.float32).astype(float)
    for array, size in ((exact, 4), (np.array([[0.1, 1e300]]), 8), (np.array([np.inf, 1.0]), 4)):
        message = pack({"what": "round"}, {"points": array})
        assert len(message) == len(pack({"what": "round"}, {"points": array[:0]})) + size * array.size + (
            len(str(list(array.shape))) - len(str(list(array[:0].shape)))
        )
        (back,) = unpack(message)[1].values()
        assert back.dtype == np.float64
        np.testing.assert_array_equal(back, array)
