from __future__ import annotations

import sys

import pytest
from typer.testing import CliRunner

from kai_workbench import federation
from kai_workbench.cli import _main
from kai_workbench.federation import FederationError, Site

SITES = ("Seoul", "Busan", "Daejeon")


def run(*words):
    return CliRunner().invoke(_main.app, [str(word) for word in words], env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def kits(tmp_path_factory):
    """Made by the command, once."""
    pytest.importorskip("nvflare", reason="the extra 'federation' is not installed")
    out = tmp_path_factory.mktemp("study") / "kits"
    named = [word for name in SITES for word in ("--site", name)]
    told = run("federation", "provision", "trial", *named, "--port", "18999", "--out", out)
    assert told.exit_code == 0, told.output
    assert "authority" in told.output
    return out


def site(folder, name="Seoul"):
    return Site.init(folder, site=name, study="trial", peers=SITES, columns={"dose": "number"})


def test_kits_are_private_and_the_root_key_is_in_none_of_them(kits):
    files = [path for path in kits.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files if path.name == "rootCA.key"} == {"authority"}
    if sys.platform != "win32":
        assert not [path for path in kits.rglob("*") if path.stat().st_mode & 0o077]
        assert kits.stat().st_mode & 0o077 == 0
    root = (kits / "authority" / "rootCA.key").read_text()
    assert not [path for path in files if path.parent.name != "authority" and root in path.read_text()]
    keys = [path.read_text() for path in files if path.suffix == ".key"]
    assert len(set(keys)) == len(SITES) + 3


def test_a_study_that_was_provisioned_opens(kits):
    opened = federation.open(kits / "study.yml")
    assert opened.sites == SITES
    assert opened.name == "trial"


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"sites": SITES[:2]}, "few_sites"),
        ({"sites": ("Seoul", "Busan", "Busan")}, "few_sites"),
        ({"sites": ("Seoul", "seoul", "Busan")}, "name"),
        ({"sites": ("서울", "Busan", "Daejeon")}, "name"),
        ({"sites": ("../up", "Busan", "Daejeon")}, "name"),
        ({"sites": ("server", "Busan", "Daejeon")}, "name"),
        ({"study": " "}, "name"),
        ({"server": "not a host"}, "host"),
        ({"port": 0, "server": "fed.example.org"}, "port"),
    ],
)
def test_what_cannot_be_provisioned_is_refused_before_anything_is_written(tmp_path, given, key):
    pytest.importorskip("nvflare", reason="the extra 'federation' is not installed")
    with pytest.raises(FederationError) as error:
        federation.provision(tmp_path / "kits", **{"study": "trial", "sites": SITES} | given)
    assert error.value.key == f"federation.{key}"
    assert not (tmp_path / "kits").exists()


def test_kits_are_never_written_over(kits):
    with pytest.raises(FederationError) as error:
        federation.provision(kits, study="trial", sites=SITES)
    assert error.value.key == "federation.kits_exist"


def started(folder, kit):
    told = run("site", "start", folder, "--kit", kit)
    assert not told.output  # it takes part only after all checks
    assert isinstance(told.exception, FederationError)
    return told.exception.key


def test_a_site_does_not_start_with_what_is_not_its_own_or_open_to_others(kits, tmp_path):
    import polars as pl

    made = site(tmp_path / "seoul")
    assert started(made.folder, kits / "Seoul") == "federation.no_rows"
    pl.DataFrame({"subject": ["a"], "dose": [1.0]}).write_parquet(made.folder / "patients.parquet")
    assert started(made.folder, kits / "Busan") == "federation.certificate_name"
    assert started(made.folder, tmp_path) == "federation.no_kit"
    assert started(made.folder, kits / "Seoul") == "federation.no_server"
    key = kits / "Seoul" / "startup" / "client.key"
    key.chmod(0o644)
    assert started(made.folder, kits / "Seoul") == "federation.exposed"
    key.chmod(0o600)
    root = kits / "Seoul" / "rootCA.key"
    root.write_text("")
    assert started(made.folder, kits / "Seoul") == "federation.root_key"
    root.unlink()
    with (made.folder / "audit.jsonl").open("a") as log:
        log.write("a line of my own\n")
    assert started(made.folder, kits / "Seoul") == "federation.audit"


def test_a_coordinator_is_told_that_no_server_is_there(kits):
    with pytest.raises(FederationError) as error:
        federation.count(federation.open(kits / "study.yml"))
    assert error.value.key == "federation.no_server"


def test_stop_ends_nothing_where_nothing_was_started(kits, tmp_path):
    told = run("federation", "stop", tmp_path)
    assert told.exit_code == 0
    assert "-" in told.output


def test_without_nvflare_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(FederationError) as error:
        federation.provision(tmp_path / "kits", study="trial", sites=SITES)
    assert error.value.key == "federation.no_nvflare"
    path = tmp_path / "study.yml"
    path.write_text(
        "study: trial\ntransport: nvflare\nkit: kits/coordinator\nsites: [Seoul, Busan, Daejeon]\n"
    )
    with pytest.raises(FederationError) as error:
        federation.open(path)
    assert error.value.key == "federation.no_nvflare"
