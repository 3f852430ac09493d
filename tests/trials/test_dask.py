"""Batches on a Dask cluster: the same numbers, progress, cancel, and nothing lost with a worker."""

from __future__ import annotations

import os
import signal

import pytest

from kai_workbench import trials

distributed = pytest.importorskip("distributed", reason="Dask: install kai-workbench[dask]")

DESIGN = trials.SimonTwoStage(null_rate=0.1, target_rate=0.3, r1=1, n1=10, r=5, n=29)
TRUTHS = [trials.BinaryScenario("null", (0.1,)), trials.BinaryScenario("works", (0.3,))]
HOW = {"n_trials": 20_500, "seed": 7, "exact": False}

pytestmark = pytest.mark.filterwarnings("ignore")  # a killed process leaves its sockets to the collector


@pytest.fixture(scope="module")
def local():
    return trials.simulate(DESIGN, TRUTHS, **HOW)


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as started,
        distributed.Client(started, set_as_default=False) as opened,
    ):
        yield opened


def test_a_killed_worker_loses_nothing_and_the_numbers_are_those_of_this_machine(client, local):
    killed = next(iter(client.run(os.getpid).values()))
    told = []

    def progress(now: trials.SimulationProgress) -> None:
        told.append(now.done)
        if len(told) == 3:
            os.kill(killed, signal.SIGKILL)

    found = trials.simulate(DESIGN, TRUTHS, executor=client, progress=progress, **HOW)
    assert found.frame.equals(local.frame)
    assert told[-1] == 2 * HOW["n_trials"]
    assert told == sorted(told)
    assert killed not in client.run(os.getpid).values(), "nothing was killed"


def test_a_stop_is_heard_while_a_batch_is_awaited_and_the_cluster_is_free_again(client):
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 4

    with pytest.raises(trials.Cancelled):
        trials.simulate(DESIGN, TRUTHS, executor=client, cancelled=cancelled, **HOW)
    assert client.submit(int, "3").result(timeout=30) == 3


def test_an_address_is_a_place_to_run_and_other_code_is_refused(client, local, monkeypatch):
    address = client.scheduler.address
    found = trials.simulate(DESIGN, TRUTHS, executor=address, **HOW)
    assert found.frame.equals(local.frame)
    monkeypatch.setattr("kai_workbench.trials._dask.code_hash", lambda: "another")
    with pytest.raises(trials.DesignError, match="another version"):
        trials.simulate(DESIGN, TRUTHS, executor=client, **HOW)


@pytest.mark.parametrize(("where", "words"), [("dusk", "no place to run"), ("tcp://127.0.0.1:9", "answers")])
def test_a_place_that_is_none_is_refused(where, words, monkeypatch):
    monkeypatch.setattr("kai_workbench.trials._dask._PATIENCE", 1)
    with pytest.raises(trials.DesignError, match=words):
        trials.simulate(DESIGN, TRUTHS, executor=where, **HOW)
