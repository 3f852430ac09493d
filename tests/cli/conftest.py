from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys

import pytest

from kai_workbench.cli import main

SETTINGS = {"COLUMNS": "200", "LANG": "C.UTF-8", "KAI_LANG": "en"}


@pytest.fixture
def kai(monkeypatch):
    """``kai`` in this process: what a process of its own says and ends with, without starting Python."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        out, err, ended = io.StringIO(), io.StringIO(), 0
        with monkeypatch.context() as patch:
            # rich looks for its colours and width here; a terminal of the person who tests must not matter
            for name in ("FORCE_COLOR", "KAI_DATA_MIRROR", "KAI_DEBUG", "TTY_COMPATIBLE"):
                patch.delenv(name, raising=False)
            for name, value in (SETTINGS | environment).items():
                patch.setitem(os.environ, name, value)
            patch.setattr(sys, "argv", ["kai", *words])
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                try:
                    main()
                except SystemExit as leave:
                    ended = leave.code if isinstance(leave.code, int) else int(bool(leave.code))
        return subprocess.CompletedProcess(words, ended, out.getvalue(), err.getvalue())

    return run
