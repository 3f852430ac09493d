"""scripts/find-python.sh, on machines made of fake interpreters."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

REAL = sys._base_executable
TOOLS = ("sh", "tr", "dirname", "awk", "cat", "mkdir", "rm", "env")
FIXED_PLACES = ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", "/opt/conda/bin", "/opt/local/bin")


class Machine:
    """A machine with a path, a home, and nothing else."""

    def __init__(self, base: pathlib.Path, script: pathlib.Path) -> None:
        self.base = base
        self.home = base / "home"
        self.home.mkdir(parents=True)
        self.script = base / "checkout" / "scripts" / "find-python.sh"
        self.script.parent.mkdir(parents=True)
        shutil.copy(script, self.script)
        tools = base / "tools"
        tools.mkdir()
        for tool in TOOLS:
            (tools / tool).symlink_to(shutil.which(tool))
        self.path = [tools]

    def folder(self, name: str) -> pathlib.Path:
        """A new folder at the end of the path."""
        folder = self.base / name
        folder.mkdir(parents=True)
        self.path.append(folder)
        return folder

    def find(self, **environment: str) -> subprocess.CompletedProcess[str]:
        places = os.pathsep.join(map(str, self.path))
        return subprocess.run(
            [shutil.which("sh"), self.script],
            env={"PATH": places, "HOME": str(self.home), "KAI_NO_DOWNLOAD": "1", "LC_ALL": "C.UTF-8"}
            | environment,
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )


@pytest.fixture
def machine(root, tmp_path) -> Machine:
    return Machine(tmp_path, root / "scripts" / "find-python.sh")


def write(path: pathlib.Path, text: str) -> pathlib.Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


def pretend(path: pathlib.Path, before: str) -> pathlib.Path:
    """A real interpreter that runs ``before`` ahead of whatever ``-I -c`` code it is given."""
    return write(path, f'shift 2\ncode=$1\nshift\nexec "{REAL}" -I -c "import sys\n{before}\n$code" "$@"\n')


def old(path: pathlib.Path) -> pathlib.Path:
    return pretend(path, "sys.version_info = (3, 11, 7, 'final', 0)")


def refusing(path: pathlib.Path) -> pathlib.Path:
    return write(path, f'echo "pyenv: {path.name}: command not found" >&2\nexit 127\n')


def real(path: pathlib.Path) -> pathlib.Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(REAL)
    return path


def test_an_older_python3_first_on_the_path_is_passed_over(machine):
    old(machine.folder("old") / "python3")
    right = real(machine.folder("new") / "python3")
    found = machine.find()
    assert found.returncode == 0, found.stderr
    assert found.stdout == f"{right}\n"


def test_a_shim_that_refuses_to_run_is_passed_over_for_the_one_behind_it(machine):
    refusing(machine.folder("shims") / "python3.13")
    right = real(machine.folder("bin") / "python3.13")
    assert machine.find().stdout == f"{right}\n"


@pytest.mark.parametrize("set_root", [True, False])
def test_pyenv_versions_are_found_behind_refusing_shims(machine, set_root):
    shims = machine.folder("shims")
    for name in ("python3.13", "python3.12"):
        refusing(shims / name)
    old(shims / "python3")
    pyenv = machine.base / "elsewhere" if set_root else machine.home / ".pyenv"
    right = real(pyenv / "versions" / "3.13.1" / "bin" / "python3.13")
    found = machine.find(**({"PYENV_ROOT": str(pyenv)} if set_root else {}))
    assert found.stdout == f"{right}\n", found.stderr


def test_conda_environments_are_looked_into(machine):
    right = real(machine.home / "miniforge3" / "envs" / "py313" / "bin" / "python3")
    old(machine.home / "miniforge3" / "bin" / "python3")
    if any(pathlib.Path(place, f"python3.{minor}").exists() for place in FIXED_PLACES for minor in (12, 13)):
        pytest.skip("this machine has a system-wide Python that is rightly found first")
    assert machine.find().stdout == f"{right}\n"


def test_a_path_with_spaces_and_korean_letters_works(machine):
    right = real(machine.folder("내 파이썬 모음") / "python3.12")
    assert machine.find().stdout == f"{right}\n"


def test_a_python_without_half_its_standard_library_is_passed_over(machine):
    pretend(machine.folder("broken") / "python3.13", "sys.modules['_sqlite3'] = None")
    right = real(machine.folder("whole") / "python3.13")
    assert machine.find().stdout == f"{right}\n"


def test_one_that_brings_pip_is_preferred(machine):
    pretend(machine.folder("bare") / "python3.13", "sys.modules['ensurepip'] = None")
    right = real(machine.folder("whole") / "python3.12")
    assert machine.find().stdout == f"{right}\n"


def test_a_free_threaded_or_other_python_is_passed_over(machine):
    pretend(machine.folder("other") / "python3.13", "sys.implementation.name = 'pypy'")
    right = real(machine.folder("whole") / "python3.13")
    assert machine.find().stdout == f"{right}\n"


def test_none_says_what_to_install_everywhere_and_fails(machine):
    if any(pathlib.Path(place, f"python3.{minor}").exists() for place in FIXED_PLACES for minor in (12, 13)):
        pytest.skip("this machine has a system-wide Python that is rightly found")
    old(machine.folder("old") / "python3")
    found = machine.find()
    assert found.returncode == 1
    assert found.stdout == ""
    for word in ("3.12 or 3.13", "apt-get", "brew", "wsl", "conda", "KAI_PYTHON", "파이썬"):
        assert word in found.stderr


def test_a_python_named_by_hand_is_taken_or_refused_by_name(machine):
    right = real(machine.base / "mine" / "python")
    assert machine.find(KAI_PYTHON=str(right)).stdout == f"{right}\n"
    wrong = old(machine.base / "mine" / "python3.11")
    found = machine.find(KAI_PYTHON=str(wrong))
    assert found.returncode == 1
    assert str(wrong) in found.stderr
