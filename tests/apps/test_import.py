from __future__ import annotations

import ast
import inspect
import subprocess
import sys

import pytest

from kai_workbench import apps

TOLD = [
    (name.name, line.module)
    for line in ast.walk(ast.parse(inspect.getsource(apps)))
    if isinstance(line, ast.ImportFrom) and line.level == 1
    for name in line.names
]


def test_what_the_checker_of_types_is_told_is_what_is_found():
    assert dict(TOLD) == apps._HOME
    for name, module in TOLD:
        found = getattr(apps, name)
        assert found is getattr(sys.modules[f"kai_workbench.apps.{module}"], name)
        assert name in dir(apps)
    with pytest.raises(AttributeError, match="no_such_app"):
        apps.no_such_app  # noqa: B018


def test_the_server_imports_no_app():
    code = "import sys; from kai_workbench.apps import serve; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "kai_workbench.apps._server" in loaded
    assert not [one for one in ("altair", "numpy", "kai_workbench.trials") if one in loaded]
