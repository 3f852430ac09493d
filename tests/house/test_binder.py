from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest


def test_binder_has_the_same_environment_as_everybody(root):
    ours = (root / "environment.yml").read_bytes()
    assert (root / "binder" / "environment.yml").read_bytes() == ours, "run: cp environment.yml binder/"


@pytest.fixture(scope="module")
def dockerfile(root, kept_files, tmp_path_factory) -> str:
    """What repo2docker would build, printed without Docker and without the network."""
    copy = tmp_path_factory.mktemp("repository")
    for file in kept_files:
        if "binder" in file.relative_to(root).parts[0] or file.parent == root:
            target = copy / file.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    printed = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--no-run", "--debug", str(copy)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | {"DOCKER_HOST": "unix:///nonexistent/docker.sock"},
    )
    assert printed.returncode == 0, printed.stderr
    return printed.stdout + printed.stderr


def test_binder_would_build_our_environment_with_python_313(dockerfile):
    assert 'env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"' in dockerfile
    assert "py-2d3-2e13" in dockerfile


def test_binder_would_install_a_korean_font_and_run_our_steps(dockerfile):
    assert "fonts-nanum" in dockerfile
    assert "RUN ./binder/postBuild" in dockerfile
    assert 'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"' in dockerfile


@pytest.mark.parametrize("script", ["postBuild", "start"])
def test_the_steps_are_executable_and_parse(root, script):
    path = root / "binder" / script
    assert os.access(path, os.X_OK)
    subprocess.run([shutil.which("bash"), "-n", path], check=True)


def test_voila_inside_jupyter_would_use_our_template_and_the_widget_manager(root):
    config = json.loads((root / "binder" / "voila.json").read_text())["VoilaConfiguration"]
    assert (root / "share" / "jupyter" / "voila" / "templates" / config["template"]).is_dir()
    assert "@voila-dashboards/widgets-manager8" in config["extension_allowlist"]
    assert config["show_tracebacks"] is False


def test_the_launch_address_of_the_readme_names_an_app_that_exists(root):
    for page in ("README.md", "README.ko.md"):
        assert "?urlpath=voila/render/notebooks/apps/first_in_human_pk.ipynb" in (root / page).read_text()
    assert (root / "notebooks" / "apps" / "first_in_human_pk.ipynb").is_file()
