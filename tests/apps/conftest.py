from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    """Nothing but what is embedded, and no workspace of the person's own."""
    monkeypatch.setenv("KAI_OFFLINE", "1")
    for name in ("KAI_DATA_MIRROR", "KAI_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
