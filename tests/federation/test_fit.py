from __future__ import annotations

import dataclasses
import json

import numpy as np
import polars as pl
import pytest
from _three_sites import SITES, bridge, concentrations, responses, study, survival

from kai_workbench import federation, inference
from kai_workbench.federation import FederationError, SiteLost, Tampered, _fit
from kai_workbench.federation._smc import population
from kai_workbench.text import LANGUAGES

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")


@pytest.fixture(scope="module")
def countries(tmp_path_factory):
    model, rows = responses()
    return model, rows, study(tmp_path_factory.mktemp("countries"), model, rows)


@pytest.fixture(scope="module")
def certified(countries):
    model, _, opened = countries
    return federation.fit(model, opened)


def test_the_certified_fit_is_the_pooled_posterior(countries, certified):
    """Against integration on a grid, which has no Monte-Carlo error of its own."""
    model, rows, _ = countries
    counted = rows.group_by("study", maintain_order=True).agg(
        n=pl.len().cast(pl.Int64), r=pl.col("response").sum()
    )
    exact = model.integrate(counted)
    table = {row["variable"]: row for row in certified.diagnosis.table().iter_rows(named=True)}
    new = table["rate_new"]
    assert abs(new["mean"] - exact.mean) < 4 * new["sd"] / np.sqrt(new["ess_bulk"])
    assert new["sd"] == pytest.approx(exact.sd, rel=0.1)
    tau = certified.posterior["tau"].to_numpy().ravel()
    for q in (0.05, 0.5, 0.95):
        error = np.sqrt(q * (1 - q) / table["tau"]["ess_tail" if q != 0.5 else "ess_bulk"])
        below = (tau < exact.tau_quantile(q)).mean()
        assert abs(below - q) < 4 * error, q
    assert certified.trusted
    assert certified.receipt.certified


def test_the_negative_control_fails(countries, certified):
    """A normal at the mode is not the posterior: the SD between countries comes out wrong, and is refused."""
    model, _, opened = countries
    preview = federation.fit(model, opened, method="laplace")
    rows = {row["variable"]: row for row in preview.diagnosis.table().iter_rows(named=True)}
    true = {row["variable"]: row for row in certified.diagnosis.table().iter_rows(named=True)}
    standard_error = np.hypot(
        rows["tau"]["sd"] / np.sqrt(rows["tau"]["ess_bulk"]),
        true["tau"]["sd"] / np.sqrt(true["tau"]["ess_bulk"]),
    )
    assert abs(rows["tau"]["mean"] - true["tau"]["mean"]) > 10 * standard_error
    assert not preview.trusted
    assert not preview.receipt.certified
    with pytest.raises(inference.UntrustedFit):
        preview.require()


def by_integration(model, rows):
    """Posterior of the log SD between species: grid (point,), probabilities (point,).

    Given the SDs the model is linear and normal, so that all else is integrated out in closed form; the four
    SDs are on a grid.
    """
    given = model.across(SITES).inputs(rows)
    species, human = given["species_index"], given["species_index"] == 0
    n, n_species = rows.height, len(model.species) + 1
    design = np.zeros((n, 2 + n_species + len(SITES)))
    design[:, 0], design[:, 1] = 1.0, given["log_weight"]
    design[np.arange(n), 2 + species] = 1.0
    design[human, 2 + n_species + given["site_index"][human]] = 1.0
    (middle, wide), (slope, slope_sd) = given["typical_prior"], given["exponent_prior"]
    left = given["log_value"] - middle - slope * given["log_weight"]
    kinds = (human, ~human)
    squares = [design[one].T @ design[one] for one in kinds]
    crossed = [design[one].T @ left[one] for one in kinds]
    axes = (np.linspace(-8, 1.2, 47), np.linspace(-7, 1.2, 25), *[np.linspace(-2.4, 0.4, 15)] * 2)
    upsilon, tau, *sigmas = (np.exp(one) for one in np.meshgrid(*axes, indexing="ij"))
    scale = np.empty((*upsilon.shape, design.shape[1]))
    scale[..., 0], scale[..., 1] = wide, slope_sd
    scale[..., 2 : 2 + n_species], scale[..., 2 + n_species :] = upsilon[..., None], tau[..., None]
    precision, pulled, log = np.eye(design.shape[1]), 0.0, 0.0
    for one, square, cross, sigma in zip(kinds, squares, crossed, sigmas, strict=True):
        precision = precision + square / sigma[..., None, None] ** 2 * scale[..., None] * scale[..., None, :]
        pulled = pulled + cross / sigma[..., None] ** 2 * scale
        log = log - 0.5 * np.square(left[one]).sum() / sigma**2 - one.sum() * np.log(sigma)
        log = log - 0.5 * (sigma / model.spread) ** 2 + np.log(sigma)
    found = np.linalg.solve(precision, pulled[..., None])[..., 0]
    log = log + 0.5 * (found * pulled).sum(axis=-1) - 0.5 * np.linalg.slogdet(precision)[1]
    log = log - 0.5 * (upsilon / model.departure) ** 2 - 0.5 * (tau / model.heterogeneity) ** 2
    weights = np.exp(log + np.log(upsilon * tau) - log.max()).sum(axis=(1, 2, 3))
    return axes[0], weights / weights.sum()


@pytest.fixture(scope="module")
def animals(tmp_path_factory):
    model, rows = bridge()
    opened = study(tmp_path_factory.mktemp("animals"), model, rows, minimum_n=10)
    return model, rows, opened, federation.fit(model, opened)


def test_from_animals_to_patients_it_is_the_posterior_to_its_tails_here_and_not_certified(animals):
    model, rows, _, found = animals
    # on rows drawn from wide priors its population was narrower than integration with every check passed
    assert not found.receipt.certified
    assert [one.code for one in found.diagnosis.findings] == ["tail_unreached"]
    assert all(inference.explain(found, lang).headline for lang in LANGUAGES)
    grid, probability = by_integration(model, rows)
    upsilon = np.log(found.posterior["upsilon"].to_numpy())
    table = found.diagnosis.table().row(by_predicate=pl.col("variable") == "upsilon", named=True)
    mean = probability @ np.exp(grid)
    sd = np.sqrt(probability @ np.exp(2 * grid) - mean**2)
    assert abs(table["mean"] - mean) < 4 * sd / np.sqrt(table["ess_bulk"])
    assert table["sd"] == pytest.approx(sd, rel=0.08)
    edges = np.cumsum(probability) - probability / 2
    for q in (0.01, 0.05, 0.5, 0.95, 0.99):
        below = (upsilon < np.interp(q, edges, grid)).mean()
        assert abs(below - q) < 4 * np.sqrt(q * (1 - q) / table["ess_tail"]), q


def test_a_population_that_stops_short_of_the_tail_is_not_certified(animals, monkeypatch):
    model, _, opened, found = animals

    def narrow(*given, **settings):
        made = population(*given, **settings)
        middle = np.median(made.points, axis=(0, 1))
        return dataclasses.replace(made, points=middle + 0.7 * (made.points - middle))

    monkeypatch.setattr(_fit, "population", narrow)
    short = federation.fit(model, opened, draws=500)
    (finding,) = (one for one in short.diagnosis.findings if one.code == "apart")
    assert finding.value > finding.limit > found.receipt.details["apart"]
    assert not short.receipt.certified
    assert all(inference.explain(short, lang).headline for lang in LANGUAGES)


def test_the_negative_control_fails_from_animals_to_patients(animals):
    model, _, opened, found = animals
    preview = federation.fit(model, opened, method="laplace", draws=250)
    apart = federation.compared(preview, found).filter(pl.col("variable").is_in(["tau", "upsilon"]))
    assert (apart["mean_z"].abs() > 4).any()
    assert not preview.trusted


def test_patients_with_several_rows_are_counted_as_patients(tmp_path):
    model, rows = concentrations()
    opened = study(tmp_path, model, rows, minimum_n=12)
    assert federation.Site(tmp_path / SITES[0]).rows().people == 11
    with pytest.raises(federation.Refused) as error:
        federation.fit(model, opened)
    assert error.value.key == "federation.few_people"


def test_importance_sampling_passes_its_gate_and_is_not_certified(countries, certified):
    model, _, opened = countries
    found = federation.fit(model, opened, method="importance")
    assert found.receipt.details["pareto_k"] < 0.7
    assert found.receipt.rounds < 30 < certified.receipt.rounds
    assert not found.receipt.certified
    a, b = (
        one.diagnosis.table().filter(pl.col("variable") == "mu").row(0, named=True)
        for one in (found, certified)
    )
    error = np.hypot(
        a["sd"] / np.sqrt(found.receipt.details["effective_points"]), b["sd"] / np.sqrt(b["ess_bulk"])
    )
    assert abs(a["mean"] - b["mean"]) < 4 * error


def test_it_is_a_fit_like_any_other(countries, certified):
    model, _, _ = countries
    assert isinstance(certified, inference.Fit)
    assert certified.posterior["z"].dims == ("chain", "draw", "study")
    assert list(certified.posterior["study"].to_numpy()) == list(SITES)
    assert model.across(SITES).predict(certified).attrs["source"] == certified.key
    assert certified.require() is certified
    assert not certified.tree["observed_data"].to_dataset()
    for lang in LANGUAGES:
        assert inference.explain(certified, lang).headline


def test_the_receipt_tells_what_left_each_site(certified):
    receipt = certified.receipt
    table = receipt.table()
    assert table["site"].to_list() == list(SITES)
    assert (table["messages"] == receipt.rounds).all()
    assert (table["numbers"] == receipt.points + receipt.rounds).all()
    assert (table["bytes"] == 8 * table["numbers"]).all()
    assert receipt.points == 4000 * receipt.rounds
    assert len(set(receipt.certificates.values())) == 3
    assert len(set(receipt.rows.values())) == 3
    assert receipt.rounding < 1e-9
    assert json.loads(certified.tree.attrs["receipt"])["job"] == receipt.job
    for lang in LANGUAGES:
        assert f"{receipt.rounds}" in receipt.told(lang)


def test_the_same_seed_gives_the_same_draws_and_every_job_its_own_masks(countries, certified):
    model, _, opened = countries
    small = [federation.fit(model, opened, draws=100, seed=1) for _ in range(2)]
    np.testing.assert_array_equal(small[0].posterior["tau"], small[1].posterior["tau"])
    assert small[0].key == small[1].key != certified.key
    assert small[0].receipt.job != small[1].receipt.job
    assert small[0].receipt.certificates != small[1].receipt.certificates


def test_sums_are_enough_where_sites_do_not_differ(tmp_path):
    model, rows = survival(site_effects=False)
    opened = study(tmp_path, model, rows)
    found = federation.fit(model, opened, draws=500)
    assert found.receipt.method == "sufficient"
    assert found.receipt.rounds == 1
    assert found.receipt.certified
    pooled = inference.fit(model.across(SITES), rows, draws=500)
    table = found.diagnosis.table().join(pooled.diagnosis.table(), on="variable", suffix="_pooled")
    error = (table["sd"] ** 2 / table["ess_bulk"] + table["sd_pooled"] ** 2 / table["ess_bulk_pooled"]).sqrt()
    assert ((table["mean"] - table["mean_pooled"]).abs() < 4 * error).all()


def test_a_table_with_a_cell_of_few_people_is_refused(tmp_path):
    model, rows = survival(site_effects=False)
    opened = study(tmp_path, model, rows, minimum_count=41)
    with pytest.raises(FederationError) as error:
        federation.fit(model, opened)
    assert error.value.key == "federation.small_cell"


def test_a_cell_that_one_person_holds_is_refused(tmp_path):
    model, rows = survival(site_effects=False)
    opened = study(tmp_path, model, rows, dominance=0.05)
    with pytest.raises(FederationError) as error:
        federation.fit(model, opened)
    assert error.value.key == "federation.dominance"


def test_a_lost_site_ends_the_job_with_its_name(countries, monkeypatch):
    model, _, opened = countries
    answered = federation.Session.answer

    def answer(session, message):
        if session.site.name == "Busan" and b'"round"' in message:
            raise ConnectionResetError("gone")
        return answered(session, message)

    monkeypatch.setattr(federation.Session, "answer", answer)
    with pytest.raises(SiteLost) as error:
        federation.fit(model, opened)
    assert error.value.where == "Busan"


def test_an_answer_that_was_altered_opens_nothing(countries, monkeypatch):
    model, _, opened = countries
    answered = federation.Session.answer

    def answer(session, message):
        found = answered(session, message)
        if session.site.name == "Busan" and b'"round"' in message:
            return found[:-1] + bytes([found[-1] ^ 1])
        return found

    monkeypatch.setattr(federation.Session, "answer", answer)
    with pytest.raises(Tampered) as error:
        federation.fit(model, opened)
    assert error.value.key == "federation.not_cancelled"


def test_whoever_watches_may_stop_the_job(countries):
    model, _, opened = countries
    seen = []

    def watch(step):
        seen.append((step.rounds, step.points, step.temperature, bool(step.quantiles)))
        if step.rounds == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        federation.fit(model, opened, progress=watch, draws=100)
    start = (1, 400, 0.0, True)  # the population before it has moved
    assert seen == [(1, 400, None, False), start, (2, 800, 0.0, False), (3, 1200, 0.0, False)]


def test_a_method_that_does_not_suit_is_refused(countries):
    model, _, opened = countries
    for method, key in (("sufficient", "not_sufficient"), ("guess", "method")):
        with pytest.raises(FederationError) as error:
            federation.fit(model, opened, method=method)
        assert error.value.key == f"federation.{key}"
