from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from kai_workbench import models, pipelines, standards
from kai_workbench.models import ModelDataError
from kai_workbench.pipelines import _tumour_synthetic as invented

ARM = "KAI-101 30 mg/kg"


@pytest.fixture(scope="module")
def source():
    return pipelines.tumour_source("kai-101")


@pytest.fixture(scope="module")
def fit(source):
    return source.arm(ARM).fit()


@pytest.fixture
def rates():
    """Draws of mice whose planted truth is that of the arm, known within a tenth."""
    truth, rng = invented.mouse_truth(30), np.random.default_rng(3)
    return [truth[name] * np.exp(0.1 * rng.standard_normal(200)) for name in ("growth", "kill")]


def test_the_planted_growth_and_kill_of_the_mice_are_found(fit):
    assert fit.trusted
    truth = invented.mouse_truth(30)
    for name, draws in zip(("growth", "kill"), pipelines.mouse_rates(fit), strict=True):
        low, high = np.quantile(draws, (0.05, 0.95))
        assert low < truth[name] < high
        assert high / low < 4


def test_the_translation_gives_the_planted_rates_of_patients(source, rates):
    arm, human = source.arm(ARM), invented.planted()
    found = pipelines.tumour_response(
        *rates, clinic=source.clinic, ratio=1.0, kill_fold=1.0, growth_from="mice"
    )
    auc = 30 * invented.FREE_AUC_PER_MG_KG
    assert np.median(found.kill) == pytest.approx(
        human["kill_max"] * auc / (human["kill_x50"] + auc), rel=0.03
    )
    assert np.median(found.growth) == pytest.approx(human["growth"], rel=0.15)  # the exponent's SD is 0.1
    assert arm.patient_ratio == pytest.approx(22063.1 / auc)


def test_the_response_foretold_holds_what_phase_2_saw(source, fit):
    arm = source.arm(ARM)
    found = pipelines.tumour_response(
        *pipelines.mouse_rates(fit), clinic=source.clinic, ratio=arm.patient_ratio
    )
    rate, patients, changes = arm.seen_response
    low, high = np.quantile(found.response_rate, (0.05, 0.95))
    assert low < rate < high
    assert patients == changes["subject"].n_unique() > 40
    # Most patients' sums at the second scan lie in the band of 90%.
    at = np.argmin(abs(found.days - 112))
    inside = changes.filter(pl.col("time").is_between(100, 124))["change_percent"]
    lo, hi = np.quantile(found.change_percent[..., at], (0.05, 0.95))
    assert inside.is_between(lo, hi).mean() > 0.8


def test_more_exposure_or_kill_means_more_response_and_more_doubt_a_wider_interval(source, rates):
    def rate(**changed):
        return pipelines.tumour_response(*rates, clinic=source.clinic, **changed).response_rate

    assert np.median(rate(ratio=2)) > np.median(rate(ratio=1)) > np.median(rate(ratio=0.3))
    assert rate(kill_factor=0.5) == pytest.approx(rate(ratio=0.5))
    assert np.ptp(np.quantile(rate(kill_fold=5), (0.05, 0.95))) > np.ptp(
        np.quantile(rate(kill_fold=1), (0.05, 0.95))
    )


def test_response_and_progression_are_those_of_recist(source, rates):
    found = pipelines.tumour_response(*rates, clinic=source.clinic, patients=12, weeks=24)
    assert found.visit_days.tolist() == [56, 112, 168]
    assert found.response.best.shape == (200, 12) == found.waterfall.shape
    assert found.response_rate == pytest.approx(np.isin(found.response.best, ("CR", "PR")).mean(1))
    assert (np.diff(found.waterfall, axis=1) <= 0).all()
    assert (np.diff(found.progression_free(), axis=1) <= 0).all()
    # With no spread and no error a patient is the curve itself.
    same = dataclasses.replace(
        source.clinic, base=(60.0, 0.0), omega_growth=0.0, omega_kill=0.0, sigma_log=0.0
    )
    plain = pipelines.tumour_response([0.05], [0.03], clinic=same, kill_fold=1, growth_fold=1, patients=1)
    curve = models.stein_fojo(plain.days, base=1.0, growth=source.clinic.growth, kill=0.01)
    assert plain.change_percent[0, 0] == pytest.approx(100 * (curve - 1))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [({"ratio": 0}, "ratio"), ({"kill_fold": 0.5}, "kill_fold"), ({"visit_weeks": 60.0}, "weeks")],
)
def test_numbers_that_make_no_sense_are_refused(source, rates, wrong, where):
    with pytest.raises(ModelDataError, match=where):
        pipelines.tumour_response(*rates, clinic=source.clinic, **wrong)


def test_an_unknown_treatment_tells_those_that_there_are(source):
    assert source.arm(" kai-101 30 MG/KG ").name == ARM
    with pytest.raises(ModelDataError, match="KAI-101 10 mg/kg"):
        source.arm("aspirin")


def test_the_real_mice_are_those_under_treatment(mirror):
    source = pipelines.tumour_source("pdx_erlotinib")
    sizes = source.arm("erlotinib 25 mg/kg").sizes
    assert not source.synthetic
    assert sizes.filter(pl.col("exposure") == 1)["subject"].n_unique() == 8
    assert sizes["time"].min() == 0 or sizes["time"].min() == 1
    assert sizes["time"].max() <= 14
    assert 30 < sizes["size"].median() < 1000  # mm³


def test_a_table_of_one_s_own_becomes_an_arm_an_exposure():
    text = standards.tumour_volume_template()
    again = text + "".join(
        line.replace("T", "H").replace(",12000", ",24000") + "\n"
        for line in text.splitlines()
        if line.startswith("T")
    )
    sizes = standards.read_tumour_volume(again.encode(), name="mine.csv")
    arms = pipelines.own_xenografts(sizes, name="mine.csv")
    assert list(arms) == ["mine.csv, 12000", "mine.csv, 24000"]
    assert arms["mine.csv, 24000"].sizes["exposure"].unique().sort().to_list() == [0, 1]
    assert arms["mine.csv, 24000"].sizes["subject"].n_unique() == 6
    pipelines.mouse_model().inputs(arms["mine.csv, 12000"].sizes)
