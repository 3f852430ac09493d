"""What a console needs: how far a job is, how sites stand, and what synthetic rows say pooled."""

from __future__ import annotations

import numpy as np
import pytest
from _three_sites import SITES, responses, study

from kai_workbench import federation, inference, reports
from kai_workbench.federation import FederationError
from kai_workbench.text import LANGUAGES

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A fit of synthetic rows, and every step of it."""
    model, rows = responses()
    opened = study(tmp_path_factory.mktemp("countries"), model, rows)
    path = opened.folders["Seoul"].parent / "study.yml"
    path.write_text(path.read_text() + "synthetic: true\n")
    steps: list[federation.Step] = []
    synthetic = federation.open(path)
    return model, opened, synthetic, federation.fit(model, synthetic, draws=250, progress=steps.append), steps


def test_a_job_tells_rounds_temperature_and_budget(watched):
    *_, fit, steps = watched
    reached = [one for one in steps if one.quantiles]
    assert [one.temperature for one in reached] == pytest.approx(fit.receipt.details["temperatures"])
    assert steps[-1].rounds == fit.receipt.rounds
    assert dict(steps[-1].spent) == fit.receipt.budget
    assert sorted({one.rounds for one in steps}) == list(range(1, fit.receipt.rounds + 1))


def test_the_last_population_is_the_posterior(watched):
    *_, fit, steps = watched
    names, draws = inference.scalars(fit.posterior)
    last = steps[-1].quantiles
    assert list(last) == names
    for k, name in enumerate(names):
        np.testing.assert_allclose(last[name], np.quantile(draws[..., k], (0.05, 0.25, 0.5, 0.75, 0.95)))


def test_sites_tell_what_they_approved_and_what_is_left(watched):
    model, opened, *_ = watched
    found = federation.states(opened)
    assert tuple(one.site for one in found) == SITES
    assert federation.approved_by_all(found) == (federation.card(model),)
    federation.Site(opened.folders["Busan"]).withdraw(federation.card(model).hash)
    again = federation.states(opened)
    assert federation.approved_by_all(again) == ()
    assert all(one.spent == before.spent and one.ready for one, before in zip(again, found, strict=True))
    federation.Site(opened.folders["Busan"]).approve(federation.card(model))


def test_synthetic_rows_alone_are_pooled(watched):
    model, opened, synthetic, fit, _ = watched
    pooled = federation.pooled(model, synthetic, draws=250)
    table = federation.compared(fit, pooled)
    for name in ("mean_z", "q05_z", "q50_z", "q95_z"):
        assert table[name].abs().max() < 4, name
    without = federation.pooled(model, synthetic, without="Seoul", draws=250)
    shift = federation.compared(without, pooled).filter(variable="theta[Seoul]")
    assert shift["sd"][0] > 2 * shift["sd_other"][0]  # its own rows say most about it
    with pytest.raises(FederationError) as error:
        federation.pooled(model, opened)
    assert error.value.key == "federation.not_synthetic"
    with pytest.raises(FederationError) as error:
        federation.pooled(model, synthetic, without="Ulsan")
    assert error.value.key == "federation.no_site"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_receipt_as_a_page(watched, lang):
    *_, fit, _ = watched
    page = reports.to_html(reports.federation_receipt(fit, lang=lang, synthetic=True))
    for told in (fit.receipt.job, *fit.receipt.certificates.values(), fit.receipt.audit["Busan"][1]):
        assert told in page


def test_nuts_asks_for_gradients_one_by_one_and_stops_when_told():
    """Against a normal whose moments are known; what the density raises is raised."""
    mean, sd = np.array([1.0, -2.0]), np.array([0.5, 2.0])

    def slope(points):
        away = (points - mean) / sd
        return np.column_stack([-0.5 * (away**2).sum(axis=1), -away / sd])

    settings = inference.Settings(draws=500, tune=300, chains=2, seed=1)
    points, stats = inference.sample_from_slope(slope, np.zeros(2), settings=settings)
    assert points.shape == (2, 500, 2)
    np.testing.assert_allclose(points.mean(axis=(0, 1)), mean, atol=0.25)
    np.testing.assert_allclose(points.std(axis=(0, 1)), sd, rtol=0.15)
    assert not stats["diverging"].any()

    def lost(points):
        raise federation.SiteLost("federation.lost", where="Busan", site="Busan", reason="-")

    with pytest.raises(federation.SiteLost):
        inference.sample_from_slope(lost, np.zeros(2), settings=settings)
