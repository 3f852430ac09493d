from __future__ import annotations

import dataclasses
import itertools
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from _models import Line

from kai_workbench import inference
from kai_workbench.errors import KaiError
from kai_workbench.inference import _compiled

DATA = np.array([1.0, 2.0, 3.0, 2.5])
LONG = {"draws": 4_000_000, "tune": 500, "cache": True}


def wait_for(job, stage: str) -> None:
    end = time.monotonic() + 120
    while job.progress.stage != stage:
        assert time.monotonic() < end, job.progress
        assert not job.done, job.progress
        time.sleep(0.01)


def test_progress_is_told_in_frozen_snapshots(own_cache):
    seen = []
    fit = inference.fit(Line(), DATA, draws=20_000, progress=seen.append)
    assert seen[-1].stage == "done"
    stages = [p.stage for p in seen]
    assert [s for i, s in enumerate(stages) if s not in stages[:i]] == [
        "compiling",
        "sampling",
        "checking",
        "done",
    ]
    assert all(a.done <= b.done for a, b in itertools.pairwise(seen))
    assert seen[-1].total == 4 * 20_500
    with pytest.raises(dataclasses.FrozenInstanceError):
        seen[0].stage = "done"
    assert fit.seconds > 0


def test_a_job_can_be_cancelled_while_it_samples(own_cache):
    inference.warm(Line(), DATA)
    job = inference.start(Line(), DATA, **LONG)
    wait_for(job, "sampling")
    job.cancel()
    with pytest.raises(inference.Cancelled):
        job.result(timeout=10)
    assert job.progress.stage == "cancelled"
    assert job.done
    assert not list(own_cache.glob("fits/*"))


def test_a_job_can_be_cancelled_while_it_compiles(fresh_process, monkeypatch):
    compiling = []
    real = _compiled.compile_model

    def slow(*args):
        compiling.append(True)
        time.sleep(2)
        return real(*args)

    monkeypatch.setattr(_compiled, "compile_model", slow)
    job = inference.start(Line(), DATA)
    wait_for(job, "compiling")
    began = time.monotonic()
    job.cancel()
    with pytest.raises(inference.Cancelled):
        job.result(timeout=10)
    assert time.monotonic() - began < 1
    assert not list(fresh_process.glob("fits/*"))
    # the compilation that was let go serves the next fit instead of being started again
    assert inference.fit(Line(), DATA).posterior.sizes["draw"] == 1000
    assert len(compiling) == 1


def test_jobs_that_need_the_same_code_compile_it_once(fresh_process, monkeypatch):
    calls = []
    real = _compiled.compile_model

    def counted(*args):
        calls.append(1)
        time.sleep(0.5)
        return real(*args)

    monkeypatch.setattr(_compiled, "compile_model", counted)
    jobs = [inference.start(Line(mu=(float(i), 1.0)), DATA, draws=100) for i in range(3)]
    assert len({job.result(timeout=120).key for job in jobs}) == 3
    assert len(calls) == 1


def test_a_mistake_in_the_model_is_told_by_the_result(own_cache):
    class Broken(Line):
        name = "test-broken"

        def build(self, _data):
            raise ZeroDivisionError("inside")

    job = inference.start(Broken(), DATA)
    with pytest.raises(ZeroDivisionError, match="inside"):
        job.result(timeout=60)
    assert job.progress.stage == "failed"


def test_data_the_model_cannot_explain_stop_the_sampler_with_a_reason(own_cache):
    with pytest.raises(KaiError, match="The sampler stopped") as caught:
        inference.fit(Line(), np.array([1.0, np.nan]))
    assert "표본 추출이 멈췄습니다" in caught.value.say("ko")


def test_waiting_has_an_end(own_cache):
    inference.warm(Line(), DATA)
    job = inference.start(Line(), DATA, **LONG)
    with pytest.raises(TimeoutError):
        job.result(timeout=0.05)
    job.cancel()
    with pytest.raises(inference.Cancelled):
        job.result(timeout=10)


@pytest.mark.parametrize(("stage", "into_it"), [("sampling", 1.5), ("compiling", 0.1)])
def test_python_ends_in_peace_while_a_job_runs(own_cache, stage, into_it):
    if stage == "sampling":
        inference.warm(Line(), DATA)
    source = f"""
import sys, time
import numpy as np
from _models import Line
from kai_workbench import inference
job = inference.start(Line(), np.array([1.0, 2.0, 3.0, 2.5]), draws=4_000_000)
while job.progress.stage != {stage!r}:
    time.sleep(0.01)
time.sleep({into_it})
print(job.progress.stage)
"""
    done = subprocess.run(
        [sys.executable, "-c", source],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == stage
    assert not list(own_cache.glob("fits/*.nc"))
