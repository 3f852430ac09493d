from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

TARGETS = {"demo", "test", "lab", "apps", "lint", "bench", "docs", "clean", "help"}


def make(root, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"
    }
    return subprocess.run(
        [shutil.which("make"), *arguments], cwd=root, env=kept, capture_output=True, text=True, check=check
    )


@pytest.fixture(scope="module")
def makefile(root) -> str:
    return (root / "Makefile").read_text()


@pytest.fixture(scope="module")
def targets(makefile) -> set[str]:
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def test_plain_make_and_help_list_every_target_with_a_word_about_it(root, targets):
    assert targets >= TARGETS
    shown = make(root).stdout
    assert shown == make(root, "help").stdout
    for target in targets:
        assert re.search(rf"^  make {target} +\S", shown, re.MULTILINE), target


def test_every_target_is_phony(makefile, targets):
    phony = set(re.search(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)[1].split())
    assert phony == targets


@pytest.mark.parametrize("target", ["demo", "test", "lab", "apps", "lint", "bench", "docs"])
def test_every_command_sets_the_environment_up_by_itself_first(root, target):
    commands = make(root, "--dry-run", target).stdout.splitlines()
    assert "set-up.sh" in commands[0]


def test_the_test_command_runs_every_check(root):
    commands = make(root, "--dry-run", "test").stdout
    for part in ("browser.sh", "ruff check", "ruff format --check", "mypy", "lint-imports", "pytest"):
        assert part in commands


@pytest.mark.parametrize(
    ("tests", "types", "fails"), [(0, 0, False), (1, 0, True), (0, 1, True), (5, 2, True)]
)
def test_the_test_command_fails_if_the_tests_or_the_types_do(root, tmp_path, tests, types, fails):
    shutil.copy(root / "Makefile", tmp_path)
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$2" = mypy ] && echo "the types" && exit {types}\nexit {tests}\n')
    python.chmod(0o755)
    done_before = [word for one in ("setup", "browser", "lint", "contracts") for word in ("-o", one)]
    done = make(tmp_path, *done_before, "test", f"PYTHON={python}", check=False)
    assert (done.returncode != 0) is fails, done.stderr
    assert "the types" in done.stdout


def test_continuous_integration_runs_the_same_command(root):
    assert "exec make test" in (root / ".ci" / "run").read_text()
    assert os.access(root / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("page", ["README.md", "README.ko.md", "CONTRIBUTING.md"])
def test_every_make_command_on_the_front_pages_exists(root, targets, page):
    named = set(re.findall(r"\bmake ([a-z]+)\b(?=`|\s*(?:#|$))", (root / page).read_text(), re.MULTILINE))
    assert named
    assert named <= targets
    if page.startswith("README"):
        assert {"demo", "test"} <= named
    else:
        assert {"lint", "test"} <= named


def test_every_script_is_plain_shell_that_parses(root):
    for script in [*(root / "scripts").glob("*.sh"), root / ".ci" / "run"]:
        assert script.read_text().startswith("#!/bin/sh\n"), script
        subprocess.run([shutil.which("sh"), "-n", script], check=True)
