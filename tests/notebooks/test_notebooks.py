"""Every notebook runs from top to bottom, and reads like a story."""

from __future__ import annotations

import ast
import pathlib
import re

import nbclient
import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "notebooks"
STORIES = sorted(FOLDER.glob("*.ipynb"))
EVERY = sorted(path for path in FOLDER.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
MINUTES = 5


def name(path: pathlib.Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def read(path: pathlib.Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code(path: pathlib.Path) -> list[ast.Module]:
    """The code cells as Python, magics made into the calls that they stand for."""
    transform = TransformerManager().transform_cell
    return [ast.parse(transform(cell.source)) for cell in read(path).cells if cell.cell_type == "code"]


def test_there_are_notebooks():
    assert STORIES


@pytest.mark.slow
@pytest.mark.parametrize("path", STORIES, ids=name)
def test_the_notebook_runs_from_top_to_bottom(path, tmp_path, monkeypatch):
    for variable, folder in {
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "jupyter",
        "JUPYTER_RUNTIME_DIR": "runtime",
    }.items():
        monkeypatch.setenv(variable, str(tmp_path / folder))
    notebook = read(path)
    before = path.read_bytes()
    beside = set(path.parent.iterdir())
    client = nbclient.NotebookClient(
        notebook,
        timeout=60 * MINUTES,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    complaints = [
        (number, output.text)
        for number, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stderr" and "Warning" in output.text
    ]
    assert not complaints
    assert path.read_bytes() == before
    assert set(path.parent.iterdir()) == beside, "the notebook left files beside itself"


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_the_notebook_is_committed_without_outputs(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert "widgets" not in notebook.metadata, "saved widget state"
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            assert not cell.outputs, f"cell {number} has outputs"
            assert cell.execution_count is None, f"cell {number} has a count"


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_the_notebook_holds_no_library(path):
    for module in code(path):
        for node in ast.walk(module):
            assert not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef), node.name
            if isinstance(node, ast.For | ast.While):
                assert len(node.body) <= 3, f"a loop of {len(node.body)} statements"


@pytest.mark.parametrize("path", STORIES, ids=name)
def test_the_notebook_opens_with_its_question(path):
    first = read(path).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert "?" in first.source


@pytest.mark.parametrize("path", STORIES, ids=name)
def test_the_notebook_ends_with_what_to_do_next(path):
    last = read(path).cells[-1]
    assert last.cell_type == "markdown"
    assert re.search(r"^#+ .*(next|다음)", last.source, re.IGNORECASE | re.MULTILINE)
