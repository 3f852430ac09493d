from __future__ import annotations

import os
import pathlib

import pytest


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
    """As many as there are cores: with more, browsers at once are so slow that pages give up waiting."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest first: it would keep one worker busy while the others have ended."""
    longest = ("notebooks", "browser")
    items.sort(key=lambda item: next((n for n, one in enumerate(longest) if one in item.path.parts), 2))
