from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import os
import pathlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from kai_workbench.cli._browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PATIENCE = 90_000  # ms; a busy machine takes its time, and how fast it is is not what is tested
HERE = pathlib.Path(__file__).parent
# Tests are imported by path; the harness beside them is made importable under its own name.
_spec = importlib.util.spec_from_file_location("kai_drive", HERE / "_drive.py")
_drive = importlib.util.module_from_spec(_spec)
sys.modules["kai_drive"] = _drive
_spec.loader.exec_module(_drive)


@dataclasses.dataclass
class App:
    """One notebook of a server, and what to wait for in its page."""

    server: _drive.Server
    notebook: str
    ready: Callable[[_drive.Visit], None]

    def open(self, tab: _drive.Visit, query: str) -> _drive.Visit:
        """Show it in a tab."""
        tab.go(f"{self.server.url}voila/render/{self.notebook}{query}")
        self.ready(tab)
        return tab


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


_OPEN = contextlib.ExitStack()
_CHROME: list[Browser] = []


def _leave() -> None:
    _CHROME.clear()
    _OPEN.close()


@pytest.fixture(scope="module")
def browser() -> Browser:
    """A Chromium, the same for all files that follow one another; none is skipped for want of one in CI."""
    found = chromium()
    if found is None:
        reason = "no Chromium: install one, or name it in KAI_CHROMIUM (`make browser` does it)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    if _CHROME and not _CHROME[0].is_connected():  # it crashed
        _leave()
    if not _CHROME:
        from playwright.sync_api import expect, sync_playwright

        expect.set_options(timeout=PATIENCE)
        chrome = _OPEN.enter_context(sync_playwright()).chromium.launch(
            executable_path=str(found), args=list(_drive.FLAGS)
        )
        _OPEN.callback(chrome.close)
        _CHROME.append(chrome)
    return _CHROME[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Leave the Chromium with the last test here: playwright's event loop would be in the way of others'."""
    try:
        return (yield)
    finally:
        if _CHROME and not (nextitem and nextitem.path.is_relative_to(HERE)):
            _leave()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., _drive.Server]]:
    """``serve(folder, "pool=1", ...)``: a server for the session, the same one for the same arguments."""
    running: dict[tuple, _drive.Server] = {}
    with contextlib.ExitStack() as stack:

        def start(
            folder: pathlib.Path, *arguments: str, imports: pathlib.Path | None = None
        ) -> _drive.Server:
            key = (folder, arguments, imports)
            if key not in running or running[key].process.poll() is not None:
                log = tmp_path_factory.mktemp("server") / "log.txt"
                running[key] = stack.enter_context(_drive.served(folder, log, *arguments, imports=imports))
            return running[key]

        yield start


@pytest.fixture
def visit(browser) -> Iterator[Callable[..., _drive.Visit]]:
    """``visit(locale=..., width=...)``: a tab; at the end nothing may have been asked of the outside."""
    tabs: list[_drive.Visit] = []

    def start(**options) -> _drive.Visit:
        tabs.append(_drive.Visit(browser, **options))
        return tabs[-1]

    yield start
    for tab in tabs:
        tab.close()


@pytest.fixture(scope="session")
def apps(serve) -> _drive.Server:
    """The server of all apps with nothing but what is embedded; no kernel starts before it is asked for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAI_OFFLINE", "1")
        for name in ("KAI_DATA_MIRROR", "KAI_WORKSPACE"):
            patch.delenv(name, raising=False)
        return serve(_drive.ROOT / "notebooks" / "apps", "pool=0")


@pytest.fixture(scope="module")
def app(request: pytest.FixtureRequest, apps: _drive.Server) -> App:
    """The app that the file is about: its ``APP``.

    The file has ``ready(tab)``, which waits until all that a test looks at is there; it may have a
    function ``prepare``, to compile or fit what the app begins with.
    """
    getattr(request.module, "prepare", lambda: None)()
    return App(apps, f"{request.module.APP}.ipynb", request.module.ready)


@pytest.fixture
def page(app: App, visit) -> Callable[..., _drive.Visit]:
    """``page("?lang=en", locale=..., width=...)``: the app in a tab and a kernel of its own."""
    return lambda query="?lang=en", **options: app.open(visit(**options), query)


@pytest.fixture(scope="module")
def desk(request: pytest.FixtureRequest, app: App, browser) -> Iterator[_drive.Visit]:
    """The app in a tab, the one for all tests of a file, which stand in the order of a visit.

    Every kernel costs several seconds of a processor, so there is one: opened at ``QUERY`` of the file,
    or in English, and for the last test brought into Korean (``desk.korean``) and onto a phone
    (``desk.phone``). What else an address brings back is tested without a browser, in ``tests/apps``.
    """
    tab = _drive.Visit(browser)
    yield app.open(tab, getattr(request.module, "QUERY", "?lang=en"))
    tab.close()
