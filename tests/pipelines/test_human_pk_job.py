from __future__ import annotations

import dataclasses
import threading
import time

import polars as pl
import pytest

from kai_workbench import inference, pipelines
from kai_workbench.models import CrossSpecies, ModelDataError


def wait(job, *, seconds=120):
    """Every snapshot seen while following the job to its end."""
    seen = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        seen.append(job.progress)
        if job.done:
            return [*seen, job.progress]
        time.sleep(0.005)
    pytest.fail(f"still {seen[-1].stage}")


def test_progress_only_grows_and_ends_complete(reference, fitted):
    told = []
    job = pipelines.HumanPKModel().start(
        reference, draws=800, tune=400, seed=7, cache=False, progress=told.append
    )
    seen = wait(job)
    assert job.result().reference is reference
    for snapshots in (seen, told):
        done, total = ([getattr(one, name) for one in snapshots] for name in ("done", "total"))
        assert done == sorted(done)
        assert total == sorted(total)
        assert total[-1] == done[-1] == 2 * 4 * 1200
        assert [one.stage for one in snapshots if one.stage == "done"]
        # nothing says that it is done before both are
        assert all(one.stage != "done" for one in snapshots if one.done < one.total)
    assert any(0 < one.done < one.total for one in seen)
    assert [one.seconds for one in seen] == sorted(one.seconds for one in seen)


def test_fits_found_in_the_cache_are_done_at_once(reference, fitted):
    job = pipelines.HumanPKModel().start(reference, draws=500, tune=400)
    wait(job, seconds=20)
    again = job.result()
    assert again.clearance.from_cache
    assert again.volume_ss.from_cache
    assert again.clearance.posterior.equals(fitted.clearance.posterior)


def test_a_cancelled_job_stops_and_keeps_nothing(reference, fitted):
    job = pipelines.HumanPKModel().start(reference, draws=200_000, tune=400, cache=False)
    while job.progress.stage != "sampling":
        time.sleep(0.01)
    job.cancel()
    with pytest.raises(inference.Cancelled):
        job.result(timeout=20)
    assert job.progress.stage == "cancelled"
    assert job.done


def test_a_job_can_be_cancelled_between_its_two_fits(reference, fitted):
    job = pipelines.HumanPKModel(volume_ss=CrossSpecies(parameter="volume_ss", departure_sd=0.51)).start(
        reference, draws=500, tune=400
    )
    until = time.monotonic() + 60
    while not job._first.done and time.monotonic() < until:
        time.sleep(0.01)
    job.cancel()
    with pytest.raises(inference.Cancelled):
        job.result(timeout=20)


def test_two_threads_that_follow_one_job_start_each_fit_once(reference, fitted, monkeypatch):
    started = []
    start = inference.start

    def counted(*args, **options):
        started.append(args[0].parameter)
        return start(*args, **options)

    monkeypatch.setattr(inference, "start", counted)
    job = pipelines.HumanPKModel().start(reference, draws=500, tune=400)
    threads = [threading.Thread(target=job.result) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert started == ["clearance", "volume_ss"]


@pytest.mark.parametrize("name", ["clearance_dog_mL_min_kg", "volume_ss_dog_L_kg"])
def test_bad_data_of_either_quantity_are_refused_before_anything_starts(reference, monkeypatch, name):
    monkeypatch.setattr(inference, "start", lambda *_, **__: pytest.fail("a fit was started"))
    bad = reference.frame.with_columns(
        pl.when(pl.col("compound") == "KAI-R002").then(-1.0).otherwise(pl.col(name)).alias(name)
    )
    with pytest.raises(ModelDataError) as error:
        pipelines.HumanPKModel().start(dataclasses.replace(reference, frame=bad))
    assert error.value.where == f"KAI-R002, {name}"
