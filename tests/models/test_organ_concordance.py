from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from _tumour_study import thinned

from kai_workbench import catalog, inference, linkage, standards
from kai_workbench.models import ModelDataError, OrganConcordance, concordance_pairs

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")

TRUTH = {"sensitivity": 0.6, "false_positive": 0.15, "prevalence": 0.3, "organs": 0.4, "species": 0.2}
ORGANS = ("LIVER", "KIDNEY", "HEART", "BONE MARROW", "SKIN")
DESIGN = pl.DataFrame(
    [(organ, species, 120) for organ in ORGANS for species in ("rat", "dog")],
    schema=["organ", "species", "n"],
    orient="row",
)


@pytest.fixture(scope="module")
def table():
    return OrganConcordance().simulate(TRUTH, DESIGN, seed=1)


@pytest.fixture(scope="module")
def fit(table):
    return inference.fit(OrganConcordance(), table, draws=500, tune=500, target_accept=0.95)


def test_planted_rates_and_ratios_are_recovered(table, fit):
    model = OrganConcordance()
    posterior = fit.require().posterior
    for index, name in enumerate(("sensitivity", "false_positive")):
        low, high = np.quantile(posterior["typical_rate"][..., index], [0.005, 0.995])
        assert low < TRUTH[name] < high
    rates = model.rates(fit)
    crude = (table["both"] / (table["both"] + table["human_only"])).to_numpy()
    own = rates.sel(rate="sensitivity").mean("sample").to_numpy()
    assert np.abs(own - own.mean()).sum() < np.abs(crude - crude.mean()).sum()  # shrunk together
    np.testing.assert_allclose(own, crude, atol=0.15)
    up = model.likelihood_ratio(fit, animal="positive")
    down = model.likelihood_ratio(fit, animal="negative")
    assert up.dims == ("pair", "sample")
    assert up.attrs["unit"] == "1"
    assert float(np.median(up)) == pytest.approx(0.6 / 0.15, rel=0.35)
    assert float(np.median(down)) == pytest.approx(0.4 / 0.85, rel=0.25)


def test_risk_is_bayes_theorem(fit):
    model = OrganConcordance()
    rates = model.rates(fit).to_numpy()
    here = model.risk(fit, animal="positive", prevalence=0.2).to_numpy()
    np.testing.assert_allclose(here, 0.2 * rates[0] / (0.2 * rates[0] + 0.8 * rates[1]))
    # odds after = odds before x likelihood ratio, with the table's own prevalence
    own = model.risk(fit, animal="negative")
    prevalence = fit.posterior["prevalence"].sel(organ="HEART").to_numpy().ravel()
    ratio = model.likelihood_ratio(fit, animal="negative").sel(pair="HEART, dog").to_numpy()
    risk = own.sel(pair="HEART, dog").to_numpy()
    np.testing.assert_allclose(risk / (1 - risk), prevalence / (1 - prevalence) * ratio)
    with pytest.raises(ModelDataError, match="between 0 and 1"):
        model.risk(fit, animal="positive", prevalence=1.0)


def test_prior_and_posterior_predictive_hold_the_data(table, fit):
    before = inference.prior_predictive(OrganConcordance(), table, draws=100)["prior_predictive"]
    share = before["observed_both"] / (table["both"] + table["human_only"]).to_numpy()
    assert float(share.mean()) == pytest.approx(0.5, abs=0.06)  # Beta(1, 1) at the top
    assert float(share.std()) > 0.25
    after = inference.posterior_predictive(thinned(fit, 4), table)["posterior_predictive"]
    for name, seen in (("observed_both", "both"), ("observed_animal_only", "animal_only")):
        low, high = np.quantile(after[name], [0.005, 0.995], axis=(0, 1))
        assert ((low <= table[seen].to_numpy()) & (table[seen].to_numpy() <= high)).all()


def test_the_model_is_calibrated():
    small = OrganConcordance().simulate(TRUTH, DESIGN.with_columns(n=40))
    names = ("typical_rate", "typical_prevalence", "between_organs")
    found = inference.calibrate(OrganConcordance(), small, n=8, draws=100, variables=names)
    assert found.p_value > 0.01, found.summary


def test_pairs_of_compounds_are_their_counts(table):
    rows = []
    for organ, species, *counts in table.iter_rows():
        flags = [(True, True), (True, False), (False, True), (False, False)]
        # who harms people is the same compound in every species: the harmful ones first
        harmed = [f for f, n in zip(flags, counts, strict=True) for _ in range(n) if f[1]]
        spared = [f for f, n in zip(flags, counts, strict=True) for _ in range(n) if not f[1]]
        rows += [(f"c{i}", organ, species, *flag) for i, flag in enumerate(harmed + spared)]
    pairs = pl.DataFrame(rows, schema=["compound", "organ", "species", "animal", "human"], orient="row")
    one, other = OrganConcordance().inputs(pairs), OrganConcordance().inputs(table)
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def test_kai_101_says_what_was_planted():
    found = {
        species: linkage.findings(standards.open_study(catalog.fetch("kai-101", resource=species)[species]))
        for species in ("rat", "dog")
    }
    # planted in every species alike: liver and bone marrow; nothing else
    known = pl.DataFrame(
        {"organ": ["LIVER", "BONE MARROW, STERNUM", "KIDNEY", "HEART", "LUNG"],
         "affected": [True, True, False, False, False], "evidence": ["planted"] * 5}
    )  # fmt: skip
    pairs = concordance_pairs(linkage.concordance(found, human=known), compound="KAI-101")
    given = OrganConcordance().inputs(pairs)
    assert given["harmful"].sum() == 4
    assert given["both"].sum() >= 3
    assert given["harmless"].sum() == 6
    assert given["animal_only"].sum() <= 1


# --- what is refused


def test_a_table_of_positives_only_is_refused():
    # Olson 2000, table of concordance: 71% of human toxicities seen in any species, 63% in non-rodents,
    # 43% in rodents. All pairs are of compounds that harmed people.
    olson = pl.DataFrame(
        {"organ": ["ANY"] * 3, "species": ["any", "non-rodent", "rodent"], "both": [71, 63, 43],
         "animal_only": [0, 0, 0], "human_only": [29, 37, 57], "neither": [0, 0, 0]}
    )  # fmt: skip
    with pytest.raises(ModelDataError, match="no likelihood ratio") as error:
        inference.start(OrganConcordance(), olson)
    assert error.value.key == "concordance_positives_only"
    assert "우도비" in error.value.say("ko")
    without = olson.drop("animal_only", "neither")
    with pytest.raises(ModelDataError, match="no such column"):
        OrganConcordance().inputs(without)
    empty = olson.with_columns(animal_only=pl.lit(None), neither=pl.lit(None))
    with pytest.raises(ModelDataError, match="not the same as not affected"):
        OrganConcordance().inputs(empty)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"both": 0, "human_only": 0}, "concordance_negatives_only"),
        ({"both": -1}, "concordance_count"),
        ({"both": 2.5}, "concordance_count"),
        ({"species": "rat"}, "concordance_twice"),
    ],
)
def test_tables_that_cannot_be_are_refused_in_words(table, change, key):
    bad = table.with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(ModelDataError) as error:
        OrganConcordance().inputs(bad)
    assert error.value.key == key


def test_two_answers_about_people_are_refused():
    pairs = pl.DataFrame(
        {"compound": ["a", "a"], "organ": ["LIVER"] * 2, "species": ["rat", "dog"],
         "animal": [True, False], "human": [True, False]}
    )  # fmt: skip
    with pytest.raises(ModelDataError, match="different things"):
        OrganConcordance().inputs(pairs)
