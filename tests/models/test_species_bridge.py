from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import inference
from kai_workbench.models import ModelDataError, SpeciesBridge
from kai_workbench.text import LANGUAGES

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")
SITES = ("company", "Seoul", "Busan")
MODEL = SpeciesBridge(typical=(10.0, 1.0), sites=SITES)
ROWS = pl.DataFrame(
    {
        "site": ["company", "company", "Seoul", "Busan"],
        "species": ["rat", "monkey", "human", "human"],
        "body_weight_kg": [0.25, 5.0, 60.0, 80.0],
        "value": [0.2, 1.5, 9.0, 14.0],
    }
)


def test_the_likelihood_is_that_of_every_row():
    typical, exponent, upsilon, tau = 2.0, 0.7, 0.4, 0.2
    d, z, sigma = np.array([0.3, -1.0, 0.5, 1.5]), np.array([5.0, 0.4, -0.8]), (0.5, 0.25)
    point = np.concatenate([[typical, exponent, np.log(upsilon)], d, [np.log(tau)], z, np.log(sigma)])
    expected = 0.0
    for site, species, weight, value in ROWS.iter_rows():
        human = species == "human"
        mean = (
            typical + exponent * np.log(weight / 70) + upsilon * d[["human", *MODEL.species].index(species)]
        )
        mean += tau * z[SITES.index(site)] if human else 0.0  # a company's animals have no hospital
        expected += scipy.stats.norm.logpdf(np.log(value), mean, sigma[0 if human else 1])
    assert inference.Likelihood(MODEL, ROWS).value(point)[0] == pytest.approx(expected, abs=1e-10)


def test_simulated_values_lie_where_they_were_put():
    design = pl.DataFrame(
        {"site": ["Seoul"] * 4000 + ["company"] * 4000, "species": ["human"] * 4000 + ["rat"] * 4000}
    ).with_columns(body_weight_kg=pl.when(pl.col("species") == "rat").then(0.25).otherwise(70.0))
    truth = {
        "typical": 10.0,
        "exponent": 0.75,
        "departure": {"human": 0.2, "rat": -0.1, "dog": 0.0, "monkey": 0.0},
        "site_effect": {"Seoul": 0.1, "company": 9.0},
        "sigma": (0.3, 0.15),
    }
    log = MODEL.simulate(truth, design, seed=2)["value"].log().to_numpy()
    assert log[:4000].mean() == pytest.approx(np.log(10) + 0.3, abs=0.02)
    assert log[4000:].mean() == pytest.approx(np.log(10) + 0.75 * np.log(0.25 / 70) - 0.1, abs=0.01)
    assert (log[:4000].std(), log[4000:].std()) == (
        pytest.approx(0.3, rel=0.05),
        pytest.approx(0.15, rel=0.05),
    )


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"species": "cat"}, "model_option_unknown"),
        ({"species": None}, "model_option_unknown"),
        ({"value": 0.0}, "model_not_above"),
        ({"body_weight_kg": float("inf")}, "model_value_not_finite"),
        ({"site": "Jeju"}, "site_unknown"),
    ],
)
def test_rows_that_cannot_be_are_refused_in_both_languages(change, key):
    bad = ROWS.with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(ModelDataError) as error:
        MODEL.inputs(bad)
    assert error.value.key == key
    assert all(error.value.say(lang) for lang in LANGUAGES)


def test_settings_that_cannot_be_are_refused():
    for change in (
        {"species": ()},
        {"species": ("rat", "human")},
        {"departure": 0.0},
        {"typical": (-1.0, 1.0)},
    ):
        with pytest.raises(ModelDataError):
            SpeciesBridge(**({"typical": (10.0, 1.0)} | change))
