"""scripts/set_up.py: quick when right, anew when it was killed."""

from __future__ import annotations

import importlib.util
import pathlib
import subprocess

import pytest


@pytest.fixture
def house(root, tmp_path, monkeypatch):
    """The script in a checkout of its own, with an install that only takes notes."""
    place = tmp_path / "내 checkout"
    (place / "scripts").mkdir(parents=True)
    (place / "share" / "jupyter").mkdir(parents=True)
    (place / "share" / "jupyter" / "page.html").write_text("one")
    (place / "requirements.lock").write_text(
        "uv==1 \\\n    --hash=sha256:aa\nzarr==2 \\\n    --hash=sha256:bb\n"
    )
    (place / "pyproject.toml").write_text("[project]\n")
    script = place / "scripts" / "set_up.py"
    script.write_text((root / "scripts" / "set_up.py").read_text())
    spec = importlib.util.spec_from_file_location("set_up_under_test", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.installs = 0

    def install():
        module.installs += 1
        return True

    monkeypatch.setattr(module, "install", install)
    # pip takes seconds to unpack and is not looked at here.
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(module, "working_uv", lambda: pathlib.Path("uv"))
    return module


def is_right(house) -> bool:
    """What the next run finds, asked as it asks: with the environment's own Python."""
    return subprocess.call([house.PYTHON, "-I", house.ROOT / "scripts" / "set_up.py", "--check"]) == 0


def test_a_first_run_installs_and_a_second_does_nothing(house):
    house.set_up()
    assert is_right(house)
    house.set_up()
    assert house.installs == 1


def test_a_killed_set_up_is_made_anew(house):
    house.set_up()
    house.STAMP.unlink()  # what a kill leaves: an environment without a stamp
    half = house.VENV / "half-written"
    half.touch()
    house.set_up()
    assert not half.exists()
    assert is_right(house)


def test_a_broken_environment_is_made_anew(house):
    house.set_up()
    house.PYTHON.unlink()
    house.PYTHON.symlink_to("/nowhere/python")
    house.set_up()
    assert is_right(house)


@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml", "share/jupyter/page.html"])
def test_a_change_of_what_is_installed_updates_in_place(house, file):
    house.set_up()
    own = house.VENV / "what the person put there"
    own.touch()
    with (house.ROOT / file).open("a") as changed:
        changed.write("# more\n")
    assert not is_right(house)
    house.set_up()
    assert is_right(house)
    assert own.exists()
    assert house.installs == 2


def test_a_moved_checkout_is_set_up_again(house):
    house.set_up()
    moved = house.ROOT.with_name("moved")
    house.ROOT.rename(moved)
    python = moved / ".venv" / "bin" / "python"
    assert subprocess.call([python, "-I", moved / "scripts" / "set_up.py", "--check"]) == 1


def test_another_python_named_by_hand_makes_the_environment_anew(house, monkeypatch, tmp_path):
    house.set_up()
    monkeypatch.setenv("KAI_PYTHON", str(house.PYTHON))
    assert is_right(house), "the one it was made with is right"
    other = tmp_path / "python"
    other.write_text("#!/bin/sh\nprintf /another/python\n")
    other.chmod(0o755)
    monkeypatch.setenv("KAI_PYTHON", str(other))
    assert not is_right(house)
    left = house.VENV / "of the other Python"
    left.touch()
    monkeypatch.setattr(house.sys, "base_prefix", "/another/python")
    house.set_up()
    assert not left.exists()


def test_a_failed_install_leaves_no_stamp_and_says_what_to_do(house, monkeypatch):
    monkeypatch.setattr(house, "install", lambda: False)
    with pytest.raises(SystemExit, match="PIP_INDEX_URL"):
        house.set_up()
    assert not house.STAMP.exists()


def test_another_active_environment_does_not_reach_the_installers(house, monkeypatch):
    for name in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_USER"):
        monkeypatch.setenv(name, "/elsewhere")
    assert "/elsewhere" not in house.environment().values()


def test_uv_is_bootstrapped_with_the_hash_of_the_lock_alone(house, monkeypatch):
    house.set_up()
    asked = []

    def call(*command, **_):
        asked.append(pathlib.Path(command[-1]).read_text())
        assert "--require-hashes" in command
        return True

    monkeypatch.setattr(house, "call", call)
    house.locked_uv()
    assert asked == ["uv==1 \\\n    --hash=sha256:aa\n"]


def test_the_lock_names_a_uv_to_bootstrap(root):
    assert "\nuv==" in (root / "requirements.lock").read_text()
