"""pyproject.toml, the lock, environment.yml and what the code imports say the same."""

from __future__ import annotations

import ast
import re
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Where conda-forge calls a thing by another name than PyPI.
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "jupyter-core": "jupyter_core",
    "jupyter-server": "jupyter_server",
}
# What is imported under another name than it is installed by.
IMPORT_NAMES = {
    "docx": "python-docx",
    "vl_convert": "vl-convert-python",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
SAMPLERS = {("pm", "sample"), ("pymc", "sample"), ("nutpie", "sample"), ("nutpie", "compile_pymc_model")}
# What a conda user gets: everything that runs, and what builds the package.
CONDA_EXTRAS = ("dask", "data", "docx", "omop", "structure")
# What runs, and is not for conda: its sites and server are set up by those who run them.
OTHER_EXTRAS = ("federation",)


@pytest.fixture(scope="module")
def project(root) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def conda(root) -> dict:
    return yaml.safe_load((root / "environment.yml").read_text())


def wanted(project, *extras: str) -> dict[str, Requirement]:
    lines = [
        *project["dependencies"],
        *(one for extra in extras for one in project["optional-dependencies"][extra]),
    ]
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


def test_conda_environment_is_in_step_name_by_name(root, project, conda):
    expected = wanted(project, *CONDA_EXTRAS)
    build = tomllib.loads((root / "pyproject.toml").read_text())["build-system"]["requires"]
    expected |= {one.name: one for one in map(Requirement, build)}
    python, pip, *others, extra = conda["dependencies"]
    assert python in {"python=3.12", "python=3.13"}
    assert pip == "pip"
    by_conda = {one.name: one for one in map(Requirement, others)}
    by_pip = {one.name: one for one in map(Requirement, extra["pip"])}
    assert not by_conda.keys() & by_pip.keys()
    given = {name: str(one.specifier) for name, one in (by_conda | by_pip).items()}
    assert given == {CONDA_NAMES.get(name, name): str(one.specifier) for name, one in expected.items()}


def test_conda_environment_uses_conda_forge_alone(conda):
    assert conda["channels"] == ["conda-forge", "nodefaults"]


@pytest.fixture(scope="module")
def lock(root) -> str:
    return (root / "requirements.lock").read_text()


def test_the_lock_covers_every_dependency_within_its_bounds(project, lock):
    pinned: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", lock, re.MULTILINE):
        pinned.setdefault(canonicalize_name(name), []).append(version)
    for name, one in wanted(project, *project["optional-dependencies"]).items():
        assert name in pinned, f"{name} is not in the lock: run make lock"
        for version in pinned[name]:
            assert one.specifier.contains(version), f"{one} but the lock has {version}: run make lock"


def test_the_lock_holds_no_address_and_a_hash_for_everything(lock):
    assert "://" not in lock
    assert not re.search(r"^\s*(-|--)(i|index|extra|find|trusted)", lock, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)
    for block in filter(None, blocks):
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.fixture(scope="module")
def nodes(root) -> dict:
    """What the tests below look at in every file of the packages: imports, and names after a dot."""
    kinds = (ast.Import, ast.ImportFrom, ast.Attribute)
    files = [*(root / "kai_workbench").rglob("*.py"), *(root / "widgets" / "kai_widgets").rglob("*.py")]
    return {
        file: [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, kinds)]
        for file in files
    }


def imported(nodes) -> dict[str, str]:
    """Each top-level package that a file imports, and one file that does."""
    found = {}
    for file, looked_at in nodes.items():
        for node in looked_at:
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0]: str(file) for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found[node.module.partition(".")[0]] = str(file)
    return found


def test_everything_that_is_imported_is_declared(nodes, project):
    own = {"kai_workbench", "kai_widgets"}
    declared = wanted(project, *CONDA_EXTRAS, *OTHER_EXTRAS)
    for name, file in imported(nodes).items():
        if name not in sys.stdlib_module_names | own:
            assert canonicalize_name(IMPORT_NAMES.get(name, name)) in declared, f"{file} imports {name}"


def test_only_inference_asks_a_sampler_to_sample(root, nodes):
    """What the import contracts cannot see: ``pm.sample`` is reached through ``import pymc``."""
    for file, looked_at in nodes.items():
        if file.is_relative_to(root / "kai_workbench" / "inference"):
            continue
        for node in looked_at:
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) not in SAMPLERS, file
