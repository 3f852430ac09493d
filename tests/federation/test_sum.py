from __future__ import annotations

import numpy as np
import pytest
from _three_sites import SITES, bridge, concentrations, responses, study, survival, toxicity

from kai_workbench import federation, inference
from kai_workbench.federation._coordinator import Coordinator
from kai_workbench.federation._declared import no_rows

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")
CASES = {
    "dose-toxicity": toxicity,
    "survival": lambda: survival(site_effects=True),
    "map": responses,
    "population-pk": concentrations,
    "species-bridge": bridge,
}


@pytest.mark.parametrize("case", CASES)
def test_the_sum_over_sites_is_the_pooled_log_likelihood(case, tmp_path):
    model, rows = CASES[case]()
    opened = study(tmp_path, model, rows, minimum_n=10)
    whole = model.across(SITES)
    pooled, prior = inference.Likelihood(whole, rows), inference.Prior(whole, no_rows(whole))
    points = prior.start() + np.random.default_rng(1).normal(scale=0.7, size=(100, pooled.n_dim))
    with Coordinator(opened.opener, opened.name) as job:
        job.begin(federation.card(model))
        found = job.value(points)
        slopes = job.slope(points[:10])
    np.testing.assert_allclose(found, pooled.value(points), rtol=0, atol=1e-8)
    np.testing.assert_allclose(slopes, pooled.slope(points[:10]), rtol=0, atol=1e-8)


def test_the_prior_is_counted_once():
    model, rows = responses()
    whole = model.across(SITES)
    likelihood, prior = inference.Likelihood(whole, rows), inference.Prior(whole, no_rows(whole))
    point = np.random.default_rng(1).normal(size=likelihood.n_dim)
    with whole.build(rows) as built:
        logp = built.compile_logp(jacobian=True, mode="FAST_COMPILE")
        start = built.initial_point()
    at, given = 0, {}
    for value in (built.rvs_to_values[one] for one in built.free_RVs):
        shape = np.shape(start[value.name])
        size = int(np.prod(shape, dtype=int))
        given[value.name] = point[at : at + size].reshape(shape)
        at += size
    both = likelihood.value(point)[0] + prior.value(point)[0]
    assert both == pytest.approx(float(logp(given)), abs=1e-8)


def test_a_point_that_no_row_could_come_from_is_as_low_as_a_sum_can_hold(tmp_path):
    model, rows = survival(site_effects=True)
    opened = study(tmp_path, model, rows)
    far = np.full((2, 8), 30.0)
    far[1] = inference.Prior(model.across(SITES), no_rows(model.across(SITES))).start()
    with Coordinator(opened.opener, opened.name) as job:
        job.begin(federation.card(model))
        found = job.value(far)
        with pytest.raises(federation.FederationError) as error:
            job.value(far[:1])
    assert found[0] < -6e7 < found[1]
    assert error.value.key == "federation.out_of_reach"
