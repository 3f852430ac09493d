"""A fit where the rows stay where they are."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np

from .. import inference
from ..inference import PARETO_LIMIT, Diagnosis, Finding, Peak, Student, adapt, chosen
from ._coordinator import Coordinator
from ._declared import Card, FactorsOverSites, card, declared, no_rows
from ._errors import FederationError
from ._laplace import climb
from ._masks import rounding
from ._receipt import Method, Receipt
from ._smc import Population, population
from ._step import LEVELS, Step
from ._study import Study

_CORRELATION, _CORRELATION_STOP = 0.4, 0.7
_APART = 4.0  # standard errors between the population and what was drawn anew
_WIDE = 1.5
_TUNE, _ACCEPT = 500, 0.95
Listener = Callable[[Step], object]


@dataclasses.dataclass(frozen=True, repr=False, kw_only=True)
class FederatedFit(inference.Fit):
    """A fit like any other, with the record of how it was made.

    Attributes
    ----------
    receipt
        See :class:`Receipt`.
    """

    receipt: Receipt


def fit(
    model: object,
    data: Study,
    *,
    method: Method | None = None,
    draws: int = 1000,
    chains: int = 4,
    seed: int = 20260101,
    progress: Listener | None = None,
) -> FederatedFit:
    """The posterior of a model given the rows of all sites, of which none leaves its site.

    Parameters
    ----------
    model
        One that declares that its likelihood factors over sites (:class:`FactorsOverSites`), and that
        every site has approved.
    data
        From :func:`open`.
    method
        In rising cost: ``sufficient`` (one round, where sums of the rows hold all they say), ``laplace``
        (a preview: the mode and its curvature), ``importance`` (adaptive importance sampling, refused by
        its diagnosis where Pareto k is 0.7 or more), ``smc`` (sequential Monte Carlo, the certified
        method), ``nuts`` (a round for every gradient, tens of thousands of them: a cross-check, for sites
        in one process). By default ``sufficient`` where the model offers it, else ``smc``.
    draws, chains
        Kept; ``KAI_DRAWS`` lowers ``draws``. A round of ``smc`` evaluates as many points.
    seed
        Fixes the draws for one set of compiled code.
    progress
        Called after each round with how far the job is (:class:`Step`), and at each temperature with
        quantiles of the population, too; raises to stop the job.

    Returns
    -------
    FederatedFit
        The groups ``observed_data`` and ``constant_data`` of its tree are empty: what was observed stayed
        where it was.

    Raises
    ------
    Refused
        A site refuses; its name and reason are told.
    SiteLost
        A site did not answer. Nothing is put in its place.
    Tampered
        A key, a message, an answer or a log is not what its maker made.
    FederationError
        The model or the study cannot federate as it is.
    """
    began = time.perf_counter()
    factoring = declared(model)
    settings = _settings(draws, chains, seed)
    sufficient = bool(getattr(factoring, "sufficient", ()))
    method = method or ("sufficient" if sufficient else "smc")
    if method not in _METHODS:
        raise FederationError("federation.method", where=str(method), known=", ".join(_METHODS))
    if method == "sufficient" and not sufficient:
        raise FederationError("federation.not_sufficient", where=factoring.name)
    asked = card(factoring)
    whole = factoring.across(data.sites)
    with Coordinator(data.opener, data.name, tighter=data.tighter, report=progress) as job:
        job.begin(asked, how="sums" if method == "sufficient" else "points")
        made = _METHODS[method](whole, job, settings, progress)
        job.end()
    receipt = receipt_of(
        data,
        asked,
        method,
        job,
        began,
        certified=made.certified,
        reason=made.reason,
        details=made.details,
    )
    key = _key(asked, job, method, settings)
    tree = made.tree
    tree.attrs = {
        "model": whole.name,
        "model_version": whole.version,
        "key": key,
        "receipt": json.dumps(receipt.to_json()),
    }
    return FederatedFit(
        tree=tree,
        model=whole,
        key=key,
        data_hash=_hash(job.rows),
        seed=seed,
        versions=inference.versions(),
        diagnosis=made.diagnosis,
        from_cache=False,
        seconds=time.perf_counter() - began,
        code=made.code,
        timings={"rounds": float(sum(job.seconds))},
        receipt=receipt,
    )


@dataclasses.dataclass(frozen=True)
class _Made:
    """What a method gives."""

    tree: Any
    diagnosis: Diagnosis
    certified: bool
    reason: str
    code: str
    details: dict[str, Any]


Settings = Mapping[str, int]


def _settings(draws: int, chains: int, seed: int) -> dict[str, int]:
    scaled = inference.Settings(draws=draws, chains=chains, seed=seed).scaled()
    return {"draws": scaled.draws, "chains": scaled.chains, "seed": scaled.seed}


def _prior(model: FactorsOverSites, job: Coordinator) -> inference.Prior:
    """The half that is evaluated here, once; refused if the sites hold another model's other half."""
    prior = inference.Prior(model, no_rows(model))
    if prior.layout != job.layout:
        raise FederationError("federation.layouts", where=model.name)
    return prior


def _peak(prior: inference.Prior, job: Coordinator) -> Peak:
    return climb(lambda points: job.slope(points) + prior.slope(points), prior.start())


def _sufficient(model: FactorsOverSites, job: Coordinator, settings: Settings, _: Listener | None) -> _Made:
    """One round of sums, and then a fit as of any table."""
    names: tuple[str, ...] = model.sufficient  # type: ignore[attr-defined]  # fit() asked
    example = model.inputs(no_rows(model))
    shapes = [np.shape(example[name]) for name in names]
    flat = job.sums()
    parts = np.split(flat, np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1])
    sums = {name: part.reshape(shape) for name, part, shape in zip(names, parts, shapes, strict=True)}
    table = model.from_sufficient(sums)  # type: ignore[attr-defined]  # belongs to ``sufficient``
    chains, draws, seed = (settings[name] for name in ("chains", "draws", "seed"))
    fitted = inference.fit(model, table, chains=chains, draws=draws, seed=seed)
    return _Made(
        fitted.tree,
        fitted.diagnosis,
        certified=fitted.trusted,
        reason="sufficient" if fitted.trusted else "checks",
        code=fitted.code,
        details={"numbers": int(flat.size)},
    )


def _laplace(model: FactorsOverSites, job: Coordinator, settings: Settings, _: Listener | None) -> _Made:
    prior = _prior(model, job)
    peak = _peak(prior, job)
    rng = np.random.default_rng(settings["seed"])
    shape = (settings["chains"], settings["draws"], prior.n_dim)
    points = peak.mode + rng.normal(size=shape) @ np.linalg.cholesky(peak.covariance).T
    tree = prior.tree(points, {})
    preview = Finding("preview", "do_not_use", "", 0.0, 0.0)
    return _Made(
        tree,
        _diagnosed(tree, [preview]),
        certified=False,
        reason="laplace",
        code=prior.identity,
        details={"mode_found": peak.found, "mode": peak.mode.tolist()},
    )


def _importance(model: FactorsOverSites, job: Coordinator, settings: Settings, _: Listener | None) -> _Made:
    prior = _prior(model, job)
    peak = _peak(prior, job)
    n = settings["chains"] * settings["draws"]
    found = adapt(lambda points: job.value(points) + prior.value(points), peak, size=n, seed=settings["seed"])
    points = chosen(found, n=n, seed=settings["seed"] + 1)
    tree = prior.tree(points.reshape(settings["chains"], settings["draws"], -1), {})
    heavy = (
        [Finding("pareto_k", "do_not_use", "", found.k, PARETO_LIMIT)] if not found.k < PARETO_LIMIT else []
    )
    fewest = inference.Limits().ess_per_chain * settings["chains"]
    few = (
        [Finding("effective_points", "look", "", found.effective, fewest)] if found.effective < fewest else []
    )
    return _Made(
        tree,
        _diagnosed(tree, [*heavy, *few]),
        certified=False,
        reason="importance_heavy" if heavy else "importance",
        code=prior.identity,
        details={"pareto_k": found.k, "effective_points": found.effective, "adaptations": found.rounds},
    )


def _smc(model: FactorsOverSites, job: Coordinator, settings: Settings, progress: Listener | None) -> _Made:
    prior = _prior(model, job)
    alone = climb(prior.slope, prior.start())  # of the prior: no round
    start = Student.of(alone.mode, _WIDE**2 * alone.covariance)

    def reached(temperature: float, points: np.ndarray) -> None:
        job.temperature = temperature
        if progress is not None:
            progress(dataclasses.replace(job.step(), quantiles=_quantiles(prior, points)))

    found = population(
        prior.value,
        job.value,
        start,
        chains=settings["chains"],
        draws=settings["draws"],
        seed=settings["seed"],
        report=reached,
    )
    tree = prior.tree(
        found.points,
        {"lp": found.log_prior + found.log_likelihood, "log_likelihood": found.log_likelihood},
    )
    findings = []
    if (moved := found.details["correlation"]) > _CORRELATION:
        verdict: Literal["look", "do_not_use"] = "do_not_use" if moved > _CORRELATION_STOP else "look"
        findings.append(Finding("moves", verdict, "", moved, _CORRELATION))
    if not found.details["pareto_k"] < PARETO_LIMIT:
        findings.append(Finding("pareto_k", "do_not_use", "", found.details["pareto_k"], PARETO_LIMIT))
    findings += _against_anew(prior, tree, found)
    if getattr(model, "tail_unreached", False):
        findings.append(Finding("tail_unreached", "look", "", 0.0, 0.0))
    diagnosis = _diagnosed(tree, findings)
    good = diagnosis.verdict != "do_not_use" and not findings
    return _Made(
        tree,
        diagnosis,
        certified=good,
        reason="smc" if good else "checks",
        code=prior.identity,
        details=found.details,
    )


def _against_anew(prior: inference.Prior, tree: Any, found: Population) -> list[Finding]:
    """Whether the population is as wide as points that were drawn anew and weighed say it ought to be.

    A population that has not reached a tail stands still there, too, and its chains agree about it.
    """
    if not found.anew.k < PARETO_LIMIT:
        return [Finding("pareto_k_anew", "look", "", found.anew.k, PARETO_LIMIT)]
    names, draws = inference.scalars(tree["posterior"].to_dataset())
    _, drawn = inference.scalars(prior.tree(found.anew.points[None], {})["posterior"].to_dataset())
    apart = np.abs(inference.disagreement(draws, drawn[0], found.anew.weights)).max(axis=1)
    worst = int(np.argmax(apart))  # the first that is not a number, if any
    found.details["apart"] = float(apart[worst])
    if apart[worst] <= _APART:
        return []
    return [Finding("apart", "look", str(names[worst]), float(apart[worst]), _APART)]


def _nuts(model: FactorsOverSites, job: Coordinator, settings: Settings, _: Listener | None) -> _Made:
    prior = _prior(model, job)
    tuned = inference.Settings(**settings, tune=_TUNE, target_accept=_ACCEPT)
    points, stats = inference.sample_from_slope(
        lambda point: job.slope(point) + prior.slope(point), prior.start(), settings=tuned
    )
    tree = prior.tree(points, stats)
    diagnosis = _diagnosed(tree, [])
    good = diagnosis.verdict != "do_not_use"
    return _Made(
        tree,
        diagnosis,
        certified=good,
        reason="nuts" if good else "checks",
        code=prior.identity,
        details={"divergences": int(stats["diverging"].sum())},
    )


def _quantiles(prior: inference.Prior, points: np.ndarray) -> dict[str, Any]:
    """Of every scalar of the population."""
    names, draws = inference.scalars(prior.tree(points[None], {})["posterior"].to_dataset())
    return dict(zip(names, map(tuple, np.quantile(draws[0], LEVELS, axis=0).T.tolist()), strict=True))


_METHODS: dict[str, Callable[[FactorsOverSites, Coordinator, Settings, Listener | None], _Made]] = {
    "sufficient": _sufficient,
    "laplace": _laplace,
    "importance": _importance,
    "smc": _smc,
    "nuts": _nuts,
}


def _diagnosed(tree: Any, more: list[Finding]) -> Diagnosis:
    """The checks of any fit, and those of the method."""
    found = inference.diagnose(tree["posterior"].to_dataset(), tree["sample_stats"].to_dataset())
    weight = {"trust": 0, "look": 1, "do_not_use": 2}
    findings = tuple(sorted((*more, *found.findings), key=lambda one: -weight[one.verdict]))
    return dataclasses.replace(
        found, findings=findings, verdict=findings[0].verdict if findings else found.verdict
    )


def receipt_of(
    data: Study,
    asked: Card,
    method: Method,
    job: Coordinator,
    began: float,
    *,
    certified: bool,
    reason: str,
    details: dict[str, Any],
    privacy: str = "federation.privacy.none",
) -> Receipt:
    """The record of a job that has ended."""
    return Receipt(
        study=data.name,
        job=job.job,
        transport=job.transport,
        sites=data.sites,
        method=method,
        certified=certified,
        reason=reason,
        model=asked.name,
        model_hash=asked.hash,
        rows=job.rows,
        rounds=job.rounds,
        points=job.points,
        left=job.left,
        budget=job.budgets,
        certificates=job.fingerprints(),
        audit={name: (int(head[0]), str(head[1])) for name, head in job.heads.items()},
        rounding=rounding(len(data.sites)),
        seconds=time.perf_counter() - began,
        round_seconds=float(np.median(job.seconds)),
        details=details,
        privacy=privacy,
    )


def _hash(values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


def _key(asked: Card, job: Coordinator, method: str, settings: Settings) -> str:
    """The same for the same model, rows, method, settings and software."""
    return _hash(["federated", asked.hash, job.rows, method, dict(settings), dict(inference.versions())])
