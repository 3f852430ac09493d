from __future__ import annotations

import dataclasses
import json
import os

import numpy as np
import polars as pl
import pytest
from _three_sites import SITES, STUDY, change, job, refusal, study, toxicity

from kai_workbench import federation
from kai_workbench.federation import FederationError, Refused, Site, Tampered
from kai_workbench.federation._identity import identities
from kai_workbench.federation._wire import pack, unpack

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")


# --- rules


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("minimum_sites", 2),
        ("minimum_n", 1),
        ("minimum_count", 1),
        ("dominance", 1.0),
        ("budget", -1),
        ("largest_round", 0),
        ("peers", ["Seoul", "Busan"]),
        ("peers", ["Busan", "Daejeon", "Jeju"]),
        ("no_such_rule", 1),
        ("columns", {"dose": {"kind": "colour"}}),
        ("subject", None),
    ],
)
def test_rules_looser_than_any_site_may_have_or_without_sense_are_refused(given, rule, value):
    folder, _, _ = given
    change(folder / "Seoul", **{rule: value})
    if rule == "subject":
        path = folder / "Seoul" / "site.yml"
        path.write_text("\n".join(x for x in path.read_text().splitlines() if not x.startswith("subject")))
    with pytest.raises(FederationError):
        Site(folder / "Seoul")


def test_a_coordinator_may_ask_for_stricter_rules_and_never_for_looser_ones(given):
    folder, model, opened = given
    policy = Site(folder / "Seoul").policy
    looser = {
        "minimum_n": 1,
        "minimum_sites": 0,
        "minimum_count": 0,
        "budget": 10**9,
        "dominance": 1,
        "peers": [],
    }
    assert policy.tightened(looser) == policy
    assert policy.tightened({"minimum_n": 35}).minimum_n == 35
    assert refusal(opened, model, minimum_n=1000).key == "federation.few_people"
    for name in SITES:
        change(folder / name, minimum_n=41)
    assert refusal(opened, model, minimum_n=1).key == "federation.few_people"


def test_a_study_needs_three_sites(given):
    folder, _, _ = given
    path = folder / "study.yml"
    path.write_text(path.read_text().replace("  Daejeon: Daejeon\n", ""))
    with pytest.raises(FederationError) as error:
        federation.open(path)
    assert error.value.key == "federation.few_sites"


def test_two_sites_of_three_are_refused_by_the_sites_themselves(given):
    _, model, opened = given
    known = identities(SITES[:2])
    folder = given[0]
    sessions = {name: Site(folder / name).session("job", known[name]) for name in SITES[:2]}
    asked = {"job": "job", "study": STUDY, "card": federation.card(model).to_json()}
    hellos = {n: unpack(s.answer(pack(asked | {"what": "hello"})))[0]["hello"] for n, s in sessions.items()}
    told, _ = unpack(sessions["Seoul"].answer(pack({"job": "job", "what": "keys", "hellos": hellos})))
    assert told["refused"] == "federation.participants"
    asked = {"job": "job", "what": "round", "kind": "value", "number": 1}
    told, _ = unpack(sessions["Seoul"].answer(pack(asked, {"points": np.zeros((1, 6))})))
    assert told["refused"] == "federation.not_understood"
    assert opened.sites == SITES


def test_another_study_is_refused(given):
    _, model, opened = given
    other = dataclasses.replace(opened, name="another")
    assert refusal(other, model).key == "federation.other_study"


# --- models


def test_a_model_is_refused_until_every_site_has_approved_it(tmp_path):
    model, rows = toxicity()
    opened = study(tmp_path, model, rows, approve=False)
    for name in SITES[:2]:
        Site(tmp_path / name).approve(federation.card(model))
    error = refusal(opened, model)
    assert isinstance(error, Refused)
    assert error.key == "federation.not_approved"
    assert error.where.startswith("Daejeon")


def test_another_prior_is_another_model(given):
    _, model, opened = given
    wider = dataclasses.replace(model, heterogeneity=2.0)
    assert refusal(opened, wider).key == "federation.other_hash"


def test_a_hash_that_is_claimed_but_not_true_is_refused(given):
    folder, model, opened = given
    wider = dataclasses.replace(model, heterogeneity=2.0)
    lie = dataclasses.replace(federation.card(wider), hash=federation.card(model).hash)
    with job(opened) as one, pytest.raises(Refused) as error:
        one.begin(lie)
    assert error.value.key == "federation.other_hash"
    with pytest.raises(FederationError) as error:
        Site(folder / "Seoul").approve(lie)
    assert error.value.key == "federation.other_code"


def test_code_that_the_site_has_not_installed_is_never_imported(given, monkeypatch):
    _, model, opened = given
    asked = dataclasses.replace(federation.card(model), model="antigravity:open")
    imported = []
    monkeypatch.setattr("importlib.import_module", imported.append)
    with job(opened) as one, pytest.raises(Refused) as error:
        one.begin(asked)
    assert error.value.key == "federation.other_hash"
    assert imported == []


def test_a_withdrawn_approval_is_none(given):
    folder, model, opened = given
    Site(folder / "Busan").withdraw(federation.card(model).hash)
    assert refusal(opened, model).key == "federation.not_approved"


def test_a_model_that_does_not_factor_is_refused_whatever_it_declares(tmp_path):
    import _not_factoring

    model = _not_factoring.Centred()
    rows = pl.DataFrame({"site": np.repeat(SITES, 20), "y": np.random.default_rng(0).normal(size=60)})
    opened = study(tmp_path, model, rows)
    with job(opened) as one, pytest.raises(Refused) as error:
        one.begin(federation.card(model))
    assert error.value.key == "federation.does_not_factor"


def test_a_model_without_the_declaration_is_told_what_it_lacks():
    from kai_workbench.models import ExposureResponse

    with pytest.raises(FederationError) as error:
        federation.card(ExposureResponse())
    assert error.value.key == "federation.not_declared"


# --- rows


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (lambda f: f.drop("toxicity"), "federation.column_missing"),
        (lambda f: f.with_columns(dose=pl.when(pl.int_range(pl.len()) == 3).then(None).otherwise("dose")),
         "federation.cell_empty"),
        (lambda f: f.with_columns(dose=pl.lit("much")), "federation.kind"),
        (lambda f: f.with_columns(toxicity=pl.lit(0.5)), "federation.value_outside"),
        (lambda f: f.with_columns(dose=pl.lit(float("inf"))), "federation.value_outside"),
        (lambda f: f.head(15), "federation.few_people"),
        (lambda f: f.with_columns(subject=pl.lit("one")), "federation.few_people"),
    ],
)  # fmt: skip
def test_rows_are_checked_before_the_site_joins(given, spoil, key):
    folder, model, opened = given
    path = folder / "Busan" / "patients.parquet"
    spoil(pl.read_parquet(path)).write_parquet(path)
    error = refusal(opened, model)
    assert error.where.startswith("Busan")
    if key == "federation.few_people":
        assert error.key == key
        return
    assert error.key == "federation.rows"  # what was wrong stays at the site
    assert not error.values
    site = Site(folder / "Busan")
    with pytest.raises(FederationError) as told:
        site.rows()
    assert told.value.key == key
    assert site.audit()[-2].details["because"] == key


def test_limits_that_the_rules_declare_are_kept(given):
    folder, model, opened = given
    change(
        folder / "Busan", columns={"dose": {"kind": "number", "maximum": 10}, "toxicity": {"kind": "whole"}}
    )
    assert refusal(opened, model).key == "federation.rows"
    with pytest.raises(FederationError) as error:
        Site(folder / "Busan").rows()
    assert error.value.key == "federation.value_outside"


def test_the_sites_own_query_decides_which_rows_join(given):
    folder, _, _ = given
    change(folder / "Busan", query="SELECT * FROM patients WHERE dose < 20")
    assert Site(folder / "Busan").rows().frame["dose"].max() == 10
    change(folder / "Busan", query="SELECT nonsense FROM patients")
    with pytest.raises(FederationError) as error:
        Site(folder / "Busan").rows()
    assert error.value.key == "federation.query"


def test_rows_that_differ_by_few_people_from_rows_answered_for_are_refused(given):
    folder, model, opened = given
    with job(opened) as one:
        one.begin(federation.card(model))
        one.value(np.zeros((1, 6)))
    path = folder / "Busan" / "patients.parquet"
    whole = pl.read_parquet(path)
    whole.head(whole.height - 1).write_parquet(path)
    assert refusal(opened, model).key == "federation.differencing"
    whole.head(whole.height - 6).write_parquet(path)
    with job(opened) as one:
        one.begin(federation.card(model))


# --- budget and log


def test_the_budget_is_counted_over_all_jobs(tmp_path):
    model, rows = toxicity()
    opened = study(tmp_path, model, rows, budget=100)
    for _ in range(2):
        with job(opened) as one:
            one.begin(federation.card(model))
            one.value(np.zeros((50, 6)))
    assert Site(tmp_path / "Seoul").spent() == 100
    error = refusal(opened, model)
    assert error.key == "federation.budget"
    assert error.values["left"] == 0
    assert Site(tmp_path / "Seoul").spent() == 100


def test_a_gradient_costs_as_many_points_as_it_tells_numbers(given):
    folder, model, opened = given
    with job(opened) as one:
        one.begin(federation.card(model))
        one.slope(np.zeros((2, 6)))
    assert Site(folder / "Seoul").spent() == 14


def test_the_log_tells_what_was_asked_and_refused(given):
    folder, model, opened = given
    with job(opened) as one:
        one.begin(federation.card(model))
        one.value(np.zeros((3, 6)))
        one.end()
    refusal(opened, dataclasses.replace(model, heterogeneity=3.0))
    entries = Site(folder / "Busan").audit()
    told = [entry.what for entry in entries]
    assert told == ["init", "approve", "hello", "keys", "round", "end", "refused"]
    assert entries[4].details["points"] == 3
    assert entries[-1].details["because"] == "federation.other_hash"


@pytest.mark.parametrize("how", ["altered", "left out", "cut off", "added", "gone", "rewritten"])
def test_a_log_that_was_tampered_with_is_found(given, how):
    folder, _, _ = given
    site = Site(folder / "Seoul")
    for i in range(5):
        site.ledger.log("count", i=i)
    path = folder / "Seoul" / "audit.jsonl"
    lines = path.read_text().splitlines()
    changed = {
        "altered": [*lines[:3], lines[3].replace('"i": 1', '"i": 9'), *lines[4:]],
        "left out": [*lines[:3], *lines[4:]],
        "cut off": lines[:-1],
        "added": [*lines, lines[-1]],
        "gone": [],
        "rewritten": lines,
    }[how]
    path.write_text("".join(f"{line}\n" for line in changed))
    if how == "rewritten":
        (folder / "Seoul" / "ledger.json").unlink()
    with pytest.raises(Tampered):
        site.audit()


def test_a_receipt_finds_a_log_that_was_written_anew(given):
    folder, model, opened = given
    with job(opened) as one:
        one.begin(federation.card(model))
        one.end()
        head = one.heads["Seoul"]
    site = Site(folder / "Seoul")
    site.ledger.log("later")
    entries = site.audit()
    assert entries[head[0] - 1].hash == head[1]
    path, memory = (
        folder / "Seoul" / "audit.jsonl",
        json.loads((folder / "Seoul" / "ledger.json").read_text()),
    )
    path.unlink()
    (folder / "Seoul" / "ledger.json").write_text(json.dumps(memory | {"head": None}))
    site.ledger.log("init")
    assert all(entry.hash != head[1] for entry in site.audit())


@pytest.mark.skipif(os.name != "posix", reason="file modes are posix's")
def test_what_a_site_writes_is_readable_by_its_owner_alone(given):
    folder, model, opened = given
    with job(opened) as one:
        one.begin(federation.card(model))
        one.value(np.zeros((1, 6)))
    site = Site(folder / "Seoul")
    written = [p for p in (folder / "Seoul").rglob("*") if p.is_file() and p.name != "patients.parquet"]
    assert {p.name for p in written} >= {"site.yml", "approved.json", "ledger.json", "audit.jsonl"}
    assert all(p.stat().st_mode & 0o077 == 0 for p in written)
    assert site.exposed() == []
    (folder / "Seoul" / "ledger.json").chmod(0o644)
    assert [p.name for p in site.exposed()] == ["ledger.json"]
