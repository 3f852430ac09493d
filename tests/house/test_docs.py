from __future__ import annotations

import re
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """The documentation, built as ``make docs`` builds it but for its contents; a warning fails it."""
    pages = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", "-b", "html"]
    done = subprocess.run(
        # Without every object in the contents of each page, which takes as long as all the rest; with
        # straight quotation marks, defaults as they are and not as they were written, and no index.
        [
            *[*command, "-D", "toc_object_entries=0", "-D", "smartquotes=0"],
            *["-D", "autodoc_preserve_defaults=0", "-D", "html_use_index=0"],
            *["-d", pages / "doctrees", root / "docs", pages / "html"],
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return pages / "html"


@pytest.mark.slow
def test_every_room_has_a_page_and_every_page_is_reached(built, root):
    rooms = {path.parent.name for path in (root / "kai_workbench").glob("[a-z]*/__init__.py")} - {"cli"}
    for room in rooms:
        page = built / "api" / f"{room}.html"
        assert page.is_file(), f"docs/api/{room}.md is missing"
    assert (built / "decisions" / "index.html").is_file()


@pytest.mark.slow
def test_the_pages_ask_nothing_of_another_server(built):
    for page in built.rglob("*.html"):
        for tag in re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", page.read_text()):
            assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", tag), f"{page.name}: {tag}"
