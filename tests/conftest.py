from __future__ import annotations

import gc
import os
import pathlib
import time
from typing import Any

import pytest

# Before numpy is imported, here or in a kernel. Its threads turn in circles while they wait for each other;
# where several processes share the cores, a factorization takes twenty times as long with two as with one.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")
# PyTensor without a C compiler, as everything here that fits: for a graph that is run once it takes longest.
os.environ.setdefault("PYTENSOR_FLAGS", "cxx=")


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory):
    """Tests never touch the person's own caches and data; workers of one run share what is compiled."""
    patch = pytest.MonkeyPatch()
    base = tmp_path_factory.getbasetemp()
    base = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "kai"
    patch.setenv("KAI_CACHE_DIR", str(base / "cache"))
    patch.setenv("KAI_DATA_DIR", str(base / "data"))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def mirror() -> pathlib.Path:
    """The folder that holds the upstream files of the catalog."""
    folder = os.environ.get("KAI_DATA_MIRROR")
    if not folder:
        pytest.skip("real data: set KAI_DATA_MIRROR to a folder that holds the catalog's upstream files")
    return pathlib.Path(folder)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: servers, browsers and processes of their own are waited for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1


def _unit(nodeid: str) -> str:
    """What one worker runs in one go: a file; a notebook; all that drives a browser.

    With two browsers at once on two cores, pages are so slow that they give up waiting.
    """
    path, _, name = nodeid.partition("::")
    if path.startswith("tests/browser/"):
        return "tests/browser"
    return nodeid if "_runs_from_top_to_bottom[" in name else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """As ``--dist=loadfile``, by units of our own; another ``--dist`` is what it says."""
    from xdist.scheduler import LoadFileScheduling

    class ByUnit(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _unit(nodeid)

    return ByUnit(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session):
    """The first worker collects alone, and the others what it left compiled.

    After a fresh install nothing of a hundred packages has been compiled to bytecode; all workers at once
    would each compile all of it, half a minute of a processor.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    done = pathlib.Path(session.config._tmp_path_factory.getbasetemp().parent, "collected")
    limit = time.monotonic() + 120
    gc.disable()  # everything that is made here stays
    while worker not in {"", "gw0"} and not done.exists() and time.monotonic() < limit:
        time.sleep(0.1)
    try:
        return (yield)
    finally:
        gc.freeze()  # and is not to be gone through again and again
        gc.enable()
        if worker == "gw0":
            done.touch()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest first: it would keep one worker busy while the others have ended."""
    longest = (
        *("browser/", "federation/test_processes", "house/test_docs", "notebooks/"),
        *("trials/", "quality/"),  # files of ten seconds and more, which would come near the end by name
    )
    items.sort(
        key=lambda item: next((n for n, one in enumerate(longest) if f"tests/{one}" in item.nodeid), 99)
    )
