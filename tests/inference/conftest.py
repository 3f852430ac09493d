from __future__ import annotations

import sys
from pathlib import Path

import pytest

# the models of these tests stand beside them; importlib mode leaves the folder off the path
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    """An empty cache folder; compiled code held by the process stays."""
    monkeypatch.setenv("KAI_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def fresh_process(own_cache):
    """An empty cache folder and a process that holds no compiled code."""
    from kai_workbench.inference import _compiled

    _compiled.forget()
    return own_cache
