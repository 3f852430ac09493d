"""What a page may load before its first paint."""

from __future__ import annotations

import subprocess
import sys


def test_opening_the_page_imports_no_sampler(monkeypatch):
    monkeypatch.setenv("KAI_OFFLINE", "1")
    monkeypatch.delenv("KAI_DATA_MIRROR", raising=False)
    code = """
import asyncio, sys
from kai_workbench import pipelines
from kai_workbench.apps import FirstInHumanPK
pipelines.HumanPKModel.start = lambda *_, **__: sys.exit(0 if not heavy() else f"imported: {heavy()}")
heavy = lambda: [name for name in ("pymc", "nutpie", "arviz", "pytensor") if name in sys.modules]
async def open_it():
    app = FirstInHumanPK()
    app.page.open(lang="ko")
    while True:
        await asyncio.gather(*app.page._tasks)
asyncio.run(open_it())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
