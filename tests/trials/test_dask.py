"""Batches on a Dask cluster: the same numbers, progress, cancel, and nothing lost with a worker."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys

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
def cluster():
    """A scheduler with a worker in this process and one in a process of its own, which may be killed."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-nanny", "--no-dashboard"]
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
        ) as started,
        distributed.Client(started, set_as_default=False) as opened,
    ):
        other = subprocess.Popen(
            [*command, "--nthreads", "1", started.scheduler_address], stderr=subprocess.DEVNULL
        )
        opened.wait_for_workers(2, timeout=120)
        yield opened, other
        other.kill()
        other.wait()


@pytest.fixture(scope="module")
def client(cluster):
    return cluster[0]


def test_a_killed_worker_loses_nothing_and_the_numbers_are_those_of_this_machine(cluster, local):
    client, other = cluster
    told, by = [], set(client.run(os.getpid).values())
    assert by == {os.getpid(), other.pid}

    def progress(now: trials.SimulationProgress) -> None:
        told.append(now.done)
        if len(told) == 3:
            other.kill()

    found = trials.simulate(DESIGN, TRUTHS, executor=client, progress=progress, **HOW)
    assert found.frame.equals(local.frame)
    assert told[-1] == 2 * HOW["n_trials"]
    assert told == sorted(told)
    assert set(client.run(os.getpid).values()) == {os.getpid()}, "nothing was killed"


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
    others = itertools.count()
    monkeypatch.setattr("kai_workbench.trials._dask.code_hash", lambda: next(others))
    with pytest.raises(trials.DesignError, match="another version"):
        trials.simulate(DESIGN, TRUTHS, executor=client, **HOW)


@pytest.mark.parametrize(("where", "words"), [("dusk", "no place to run"), ("tcp://127.0.0.1:9", "answers")])
def test_a_place_that_is_none_is_refused(where, words, monkeypatch):
    monkeypatch.setattr("kai_workbench.trials._dask._PATIENCE", 1)
    with pytest.raises(trials.DesignError, match=words):
        trials.simulate(DESIGN, TRUTHS, executor=where, **HOW)
