"""Server and three sites as processes, over mutual TLS. The server is one that its owner has changed to allow
everything, so that what is refused below is refused by the sites themselves."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import socket
import ssl
import sys
import time
import uuid

import numpy as np
import pytest
from _three_sites import SITES, STUDY, study, toxicity

from kai_workbench import federation, models
from kai_workbench.federation import FederationError, Refused, SiteLost, Tampered
from kai_workbench.federation._identity import fingerprint, identities
from kai_workbench.federation._masks import Masker
from kai_workbench.federation._nvflare import _check, _fleet, _job
from kai_workbench.federation._nvflare._transport import OverNVFlare
from kai_workbench.federation._wire import pack, unpack

pytestmark = [
    pytest.mark.slow,
    # Looked for and not imported: every worker collects this file, one runs it.
    pytest.mark.skipif(
        not importlib.util.find_spec("nvflare"), reason="the extra 'federation' is not installed"
    ),
    pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning"),
]
HOSTILE = pathlib.Path(__file__).with_name("_hostile_server.py")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Three sites in folders, opened in this process; their kits beside them."""
    folder = tmp_path_factory.mktemp("hospitals")
    model, rows = toxicity()
    opened = study(folder, model, rows)
    federation.provision(folder / "kits", study=STUDY, sites=SITES, port=0)
    return folder, model, opened


@pytest.fixture(scope="module")
def fleet(place):
    """The processes; none is left when the tests are done."""
    folder, _, _ = place
    made = federation.fleet(folder / "kits", {name: folder / name for name in SITES})
    with pytest.MonkeyPatch.context() as patch:
        command = _fleet.server_command(made.kits / "server")
        patch.setattr(_fleet, "server_command", lambda _: [sys.executable, "-u", str(HOSTILE), *command[4:]])
        try:
            made.start()
            made.ready()
            yield made
        finally:
            made.stop()
            assert not [one for name in ("server", *SITES) for one in made.tree(name)]


def carried(fleet, job="", sites=SITES, **more):
    return OverNVFlare(fleet.kits / "coordinator", sites, job or uuid.uuid4().hex, **more)


def log(folder, site, what):
    return [entry.details for entry in federation.Site(folder / site).audit() if entry.what == what]


def told(answers):
    """What each site said: the key of its refusal, or nothing."""
    return {name: unpack(answer)[0].get("refused") for name, answer in answers.items()}


def test_a_file_at_a_site_cannot_be_read_by_a_command_of_the_server(place, fleet):
    folder, _, _ = place
    kit = fleet.kits / "server"
    for topic, body in (("sys.shell", f"cat {folder / 'Seoul' / 'site.yml'}"), ("sys.report_env", "")):
        (kit / "replies.json").unlink(missing_ok=True)
        (kit / "attack.json").write_text(json.dumps({"topic": topic, "body": body}))
        for _ in range(150):
            if (kit / "replies.json").exists():
                break
            time.sleep(0.1)
        replies = json.loads((kit / "replies.json").read_text())
        assert set(replies.values()) == {"refused by the rules of this site"}
        assert set(replies) == set(SITES)
        for site in SITES:
            assert log(folder, site, "refused")[-1]["asked"] == f"command {topic}"


def test_shipped_code_is_refused_by_every_site(fleet, tmp_path):
    job = uuid.uuid4().hex
    written = _job.write_job(tmp_path, job, SITES, executor="evil.Executor")
    (written / "app" / "custom").mkdir()
    (written / "app" / "custom" / "evil.py").write_text(
        "from nvflare.apis.executor import Executor as Base\nclass Executor(Base):\n    pass\n"
    )
    with pytest.raises(Refused) as error:
        carried(fleet, job, folder=written)
    assert error.value.key == "federation.job_refused"
    assert error.value.where in SITES
    assert "BYOC" in error.value.values["reason"]


def test_a_class_that_is_not_listed_is_refused_by_the_site(fleet, tmp_path):
    job, alone = uuid.uuid4().hex, ("Seoul",)
    other = "nvflare.app_common.executors.multi_process_executor.MultiProcessExecutor"
    with pytest.raises(FederationError) as error:
        carried(fleet, job, alone, folder=_job.write_job(tmp_path, job, alone, executor=other))
    assert error.value.where == "Seoul"
    logs = [path.read_text() for path in (fleet.kits / "Seoul").rglob("*log*") if path.is_file()]
    assert any(f"{other}' at config path" in one and "is not in allow_list" in one for one in logs)


def test_a_killed_server_is_told_and_a_replayed_job_refused(place, fleet):
    folder, _, _ = place
    job, alone = uuid.uuid4().hex, ("Daejeon",)
    one = carried(fleet, job, alone)
    asked = pack({"job": job, "study": STUDY, "what": "hello", "card": None})
    try:
        assert told(one.ask(asked)) == {"Daejeon": None}
        fleet.kill("server")
        with pytest.raises(FederationError) as error:
            one.ask(asked)
        assert error.value.key == "federation.no_server"
    finally:
        one.close()
    with pytest.raises(FederationError) as error:
        carried(fleet, sites=alone)
    assert error.value.key == "federation.no_server"
    fleet.start("server")
    fleet.ready()
    with pytest.raises(Refused) as error:
        carried(fleet, job, alone)
    assert error.value.key == "federation.replayed_job"
    because = {"job": job, "asked": "job", "because": "federation.replayed_job"}
    assert because in log(folder, "Daejeon", "refused")


def test_run_again_it_is_the_fit_of_one_process_to_the_last_bit(place, fleet):
    folder, model, opened = place
    net = federation.open(fleet.kits / "study.yml")
    found = federation.fit(model, net, draws=100, seed=1)
    alone = federation.fit(model, opened, draws=100, seed=1)
    for name in alone.posterior.data_vars:
        np.testing.assert_array_equal(found.posterior[name], alone.posterior[name])
    receipt = found.receipt
    assert receipt.transport == "NVFlare 2.9, mutual TLS"
    assert receipt.rounds == alone.receipt.rounds
    assert (receipt.table()["bytes"] == alone.receipt.table()["bytes"]).all()
    for name in SITES:
        shown = (fleet.kits / name / "startup" / "client.crt").read_bytes()
        assert receipt.certificates[name] == fingerprint(shown)
        entries = federation.Site(folder / name).audit()
        number, head = receipt.audit[name]
        assert entries[number - 1].hash == head


def test_a_wrong_or_foreign_certificate_is_refused_by_both_sides(place, fleet, tmp_path):
    host, port, _ = _check.target(fleet.kits / "Seoul")
    foreign = federation.provision(tmp_path / "kits", study=STUDY, sites=SITES, port=port).sites["Seoul"]
    with pytest.raises(Tampered) as error:
        _check.check_kit(foreign, "Busan")
    assert error.value.key == "federation.certificate_name"
    with pytest.raises(Tampered) as error:
        _check.check_server(foreign)
    assert error.value.key == "federation.certificate_foreign"
    # one that does not look whom it talks to is turned away by the server
    context = ssl.create_default_context(cafile=fleet.kits / "Seoul" / "startup" / "rootCA.pem")
    context.check_hostname = False
    context.load_cert_chain(foreign / "startup" / "client.crt", foreign / "startup" / "client.key")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        spoken_with(host, port, context)
    _check.check_server(fleet.kits / "Seoul")


def spoken_with(host, port, context):
    with (
        socket.create_connection((host, port), timeout=5) as plain,
        context.wrap_socket(plain) as secured,
    ):
        if not secured.recv(1):
            raise ConnectionError("closed without a word")


def test_it_listens_on_this_machine_alone(fleet):
    for name in ("server", *SITES):
        for one in fleet.tree(name):
            for connection in one.net_connections(kind="inet"):
                if connection.status == "LISTEN":
                    assert connection.laddr.ip == "127.0.0.1"


def test_what_the_rules_do_not_allow_is_refused_by_the_sites_and_a_killed_site_is_named(place, fleet):
    folder, model, _ = place
    job = uuid.uuid4().hex
    card = federation.card(model).to_json()
    hello = {"job": job, "study": STUDY, "what": "hello", "card": None}
    other = federation.card(models.MAPPrior()).to_json()
    change = federation.card(models.DoseToxicityAcrossSites(reference_dose=7.0)).to_json()
    spent = federation.Site(folder / "Seoul").spent()
    one = carried(fleet, job)
    try:
        for asked, key in (
            (hello | {"card": other}, "not_approved"),
            (hello | {"card": change}, "other_hash"),
            (hello | {"card": change | {"hash": card["hash"]}}, "other_hash"),
            (hello | {"tighter": {"minimum_n": 1000}}, "few_people"),
            (hello | {"study": "another"}, "other_study"),
        ):
            assert set(told(one.ask(pack(asked))).values()) == {f"federation.{key}"}

        answers = one.ask(pack(hello | {"tighter": {"budget": spent + 2}}))
        hellos = {name: unpack(answer)[0]["hello"] for name, answer in answers.items()}
        keys = {"job": job, "what": "keys"}
        two = {name: hellos[name] for name in SITES[:2]}
        assert set(told(one.ask(pack(keys | {"hellos": two}))).values()) == {"federation.participants"}
        swapped = hellos["Busan"] | {
            "public": Masker("Busan", job, identities(SITES)["Busan"]).hello()["public"]
        }
        found = told(one.ask(pack(keys | {"hellos": hellos | {"Busan": swapped}})))
        assert found["Seoul"] == found["Daejeon"] == "federation.signature"
        assert found["Busan"] is None  # its own key it does not take from others

        found = told(one.ask(pack(keys | {"hellos": hellos})))
        assert found["Seoul"] is found["Daejeon"] is None
        count = {"job": job, "what": "count", "criteria": []}
        for number, key in ((1, None), (1, "federation.round"), (2, None), (3, "federation.budget")):
            assert set(told(one.ask(pack(count | {"number": number}))).values()) == {key}

        fleet.kill("Busan")  # the last test: it is not started again
        with pytest.raises(SiteLost) as error:
            one.ask(pack(count | {"number": 4}))
        assert error.value.where == "Busan"
    finally:
        one.close()
