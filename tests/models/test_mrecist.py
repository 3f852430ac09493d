from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import catalog, models, standards


@pytest.fixture(scope="module")
def found(mirror):
    return models.mrecist(standards.pdx_volumes().frame)


def test_breast_tumours_in_mice_have_the_categories_of_the_reference(found):
    counts = dict(found["mrecist"].value_counts().rows())
    assert counts.pop(None) == 2  # nothing measured from day 10 on
    assert counts == {"CR": 20, "PR": 57, "SD": 398, "PD": 372}


def test_every_curve_has_the_best_responses_of_the_package_that_holds_the_data(found):
    told = catalog.load("pdx_brca", "response").collect()
    both = found.join(told, left_on="subject", right_on="model.id").filter(pl.col("mrecist").is_not_null())
    assert both.height == 847
    assert (both["mrecist"] == both["mRECIST"]).all()
    for own, theirs in (
        ("best_response", "best.response"),
        ("best_average_response", "best.average.response"),
        ("best_response_time", "best.response.time"),
        ("best_average_response_time", "best.average.response.time"),
    ):
        assert (both[own] - both[theirs]).abs().max() < 1e-9


def test_volumes_of_one_treatment_are_told_by_name(mirror):
    frame = standards.pdx_volumes(["paclitaxel"]).frame
    assert frame["drug"].unique().to_list() == ["paclitaxel"]
    with pytest.raises(catalog.UnknownDataset, match="paclitaxel"):
        standards.pdx_volumes(["taxol"])
