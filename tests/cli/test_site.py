from __future__ import annotations

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from kai_workbench import federation, models
from kai_workbench.cli._main import app
from kai_workbench.federation import FederationError, Refused, Site, Tampered

PEERS = ("Seoul", "Busan", "Daejeon")


@pytest.fixture
def kai():
    def run(*words, failing=None):
        found = CliRunner().invoke(app, [str(word) for word in ("site", *words)])
        if failing is None:
            assert found.exit_code == 0, found.output
        elif isinstance(failing, int):
            assert found.exit_code == failing, found.output
        else:
            assert isinstance(found.exception, failing), found.output
        return found.output

    return run


@pytest.fixture
def folder(tmp_path, kai):
    peers = [word for name in PEERS for word in ("--peer", name)]
    columns = ["--column", "dose=number", "--column", "toxicity=whole"]
    kai("init", tmp_path / "Seoul", "--study", "trial", *peers, *columns, "--lang", "en")
    pl.DataFrame(
        {"subject": [f"{i}" for i in range(30)], "dose": [1.0, 2.0, 4.0] * 10, "toxicity": [0, 0, 1] * 10}
    ).write_parquet(tmp_path / "Seoul" / "patients.parquet")
    return tmp_path / "Seoul"


@pytest.fixture
def card(tmp_path):
    path = tmp_path / "model.json"
    model = models.DoseToxicityAcrossSites(reference_dose=2.0)
    path.write_text(json.dumps(federation.card(model).to_json()))
    return path


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_site_is_made_checked_and_read(kai, folder, card, lang):
    assert Site(folder).name == "Seoul"
    kai("approve", folder, card, "--yes", "--lang", lang)
    told = kai("check", folder, "--lang", lang)
    assert told.count("✓") == 5
    assert "dose-toxicity-across-sites" in told
    assert "30" in told
    log = kai("audit", folder, "--lang", lang)
    assert "approve" in log
    kai("approve", folder, card, "--withdraw", "--lang", lang)
    assert Site(folder).approvals() == []


def test_what_is_wrong_is_told_and_ends_with_one(kai, folder):
    (folder / "patients.parquet").unlink()
    (folder / "ledger.json").chmod(0o644)
    told = kai("check", folder, "--lang", "en", failing=1)
    assert told.count("✗") == 2
    assert "chmod 600" in told


def test_a_card_with_another_hash_is_not_approved(kai, folder, card):
    values = json.loads(card.read_text())
    values["fields"]["heterogeneity"] = 9.0
    card.write_text(json.dumps(values))
    kai("approve", folder, card, "--yes", failing=FederationError)
    card.write_text("[]")
    kai("approve", folder, card, "--yes", failing=FederationError)
    assert Site(folder).approvals() == []


def test_a_question_that_is_not_answered_with_yes_changes_nothing(kai, folder, card):
    kai("approve", folder, card, failing=1)
    assert Site(folder).approvals() == []


def test_a_receipt_says_whether_the_log_was_changed_since(kai, folder, tmp_path):
    last = Site(folder).audit()[-1]
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps({"audit": {"Seoul": [last.number, last.hash]}}))
    kai("audit", folder, "--receipt", receipt)
    receipt.write_text(json.dumps({"audit": {"Seoul": [last.number, "0" * 64]}}))
    kai("audit", folder, "--receipt", receipt, failing=Tampered)


def test_a_second_site_in_the_folder_is_refused(kai, folder):
    peers = [word for name in PEERS for word in ("--peer", name)]
    kai("init", folder, "--study", "t", *peers, "--column", "dose=number", failing=FederationError)
    kai("init", folder, "--study", "t", *peers, "--column", "dose", failing=2)


def test_fewer_people_than_the_minimum_are_told_before_any_job(kai, folder):
    path = folder / "patients.parquet"
    pl.read_parquet(path).head(12).write_parquet(path)
    assert "✗" in kai("check", folder, "--lang", "en", failing=1)
    assert issubclass(Refused, FederationError)


def test_what_people_get_wrong_is_told_with_where_it_is(kai, folder, card, tmp_path):
    rows, rules = folder / "patients.parquet", folder / "site.yml"
    whole = rows.read_bytes()
    rows.write_text("subject,dose,toxicity\na,1,0\n")
    told = kai("check", folder, "--lang", "en", failing=1)
    assert "not a Parquet file" in told
    rows.write_bytes(whole)
    good = rules.read_text()
    rules.write_text(good.replace("minimum_n: 20", "minimum_n: twenty"))
    for words, key, where in (
        (("check", folder), "setting_number", "minimum_n"),
        (("approve", folder, tmp_path / "no.json"), "no_file", "no.json"),
        (("approve", folder, tmp_path / "odd.json"), "no_card", "odd.json"),
        (("audit", folder, "--receipt", tmp_path / "no.json"), "no_file", "no.json"),
        (("audit", folder, "--receipt", tmp_path / "odd.json"), "no_receipt", "odd.json"),
        (("approve", folder, card, "--withdraw"), "nothing_to_withdraw", "Seoul"),
    ):
        (tmp_path / "odd.json").write_text("{}")
        found = CliRunner().invoke(app, [str(word) for word in ("site", *words)]).exception
        assert isinstance(found, FederationError)
        assert found.key == f"federation.{key}"
        assert where in found.where
        assert all(found.say(lang) for lang in ("en", "ko"))
        rules.write_text(good)
