from __future__ import annotations

import sys
from pathlib import Path

import pytest

# what the tests of this room share stands beside them; importlib mode leaves the folder off the path
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def given(tmp_path):
    from _three_sites import study, toxicity

    model, rows = toxicity()
    return tmp_path, model, study(tmp_path, model, rows)
