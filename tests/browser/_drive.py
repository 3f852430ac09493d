"""A server with warm kernels, and a page in a Chromium that may reach nothing else."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Request, expect

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
SHOTS = ROOT / "build" / "screenshots"
# The address bar's suggestions are pages of their own, made for every tab and never seen here. A second list
# of features takes the place of the first, so what playwright leaves out is named again.
_WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "Translate",
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(_WITHOUT)}",
    # Nothing outside is found. Quicker than to ask a test about each request, and the cache stays on.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
PHONE = {"width": 390, "height": 844}
# More than the badge, which stands in both languages in every picture.
_IN_KOREAN = re.compile("[가-힣]{3}")
_INSIDE = ("http://127.0.0.1:", "http://localhost:", "ws://127.0.0.1:", "ws://localhost:", "data:", "blob:")


@dataclasses.dataclass
class Server:
    """A running server of the apps of one folder."""

    process: subprocess.Popen[str]
    url: str
    log: pathlib.Path

    def warm(self, name: str, *, seconds: float = 120) -> None:
        """Wait until a kernel that has run ``name`` stands ready."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            with urllib.request.urlopen(self.url + "kai/ready", timeout=10) as answer:
                if json.load(answer)["warm"].get(name):
                    return
            time.sleep(0.2)
        raise TimeoutError(f"no warm kernel for {name}; the server said:\n{self.log.read_text()}")

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)


@contextlib.contextmanager
def served(
    folder: pathlib.Path, log: pathlib.Path, *arguments: str, imports: pathlib.Path | None = None
) -> Iterator[Server]:
    """``kai apps`` for ``folder`` on a free port."""
    code = (
        "import pathlib, sys\n"
        "from kai_workbench.apps import serve\n"
        f"serve(folder=pathlib.Path({str(folder)!r}), port=0, open_browser=False,"
        f" echo=lambda line: print(line, flush=True){''.join(', ' + one for one in arguments)})"
    )
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    if imports:
        environment["PYTHONPATH"] = str(imports)
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=file, stderr=subprocess.STDOUT, env=environment, text=True
        )
    try:
        yield Server(process, _address(process, log), log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen[str], log: pathlib.Path) -> str:
    limit = time.monotonic() + 240
    while time.monotonic() < limit and process.poll() is None:
        for word in log.read_text().split():
            if word.startswith("http://"):
                return word
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


class Visit:
    """One browser tab. What it asked of the outside and what its console said is kept.

    Nothing moves in it of its own accord: painting a page sixty times a second while a kernel starts
    takes a processor that others wait for.
    """

    def __init__(
        self, browser: Browser, *, locale: str = "en-US", width: int = 1280, height: int = 900
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        # A page without a warm kernel waits for one; two workers share the cores.
        self.context.set_default_timeout(90_000)
        self.context.set_default_navigation_timeout(120_000)
        self.page: Page = self.context.new_page()
        self.outside: list[str] = []
        self.strays: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", self._heard)
        self.page.on("websocket", lambda socket: self._note(socket.url))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _heard(self, asked: Request) -> None:
        self._note(asked.url)
        if "/voila/render/" in asked.url and not asked.is_navigation_request():
            self.strays.append(asked.url)  # it would cost a kernel

    def _note(self, url: str) -> None:
        if not url.startswith(_INSIDE):
            self.outside.append(url)

    def go(self, url: str, *, wait: str = ".kai-page h1") -> Page:
        """Open ``url`` and wait until ``wait`` is seen."""
        self.page.goto(url, wait_until="commit")
        self.page.locator(wait).first.wait_for(timeout=90_000)
        return self.page

    def find(self, selector: str) -> Locator:
        """The elements of ``selector``."""
        return self.page.locator(selector)

    def shot(self, name: str, *, full: bool = True) -> pathlib.Path:
        """A screenshot in ``build/screenshots``."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}.png"
        self.page.screenshot(path=path, full_page=full)
        return path

    def korean(self, question: str) -> None:
        """The same page in Korean: wait until the question and a picture are."""
        self.find(".kai-head input[value=ko]").check()
        expect(self.find("h1")).to_have_text(question)
        pictures = self.find(".kai-drawing .kai-chart svg.marks")
        expect(pictures.filter(has_text=_IN_KOREAN, visible=True).first).to_be_visible()

    def phone(self) -> None:
        """The same page on a phone: wait until it fits."""
        self.page.set_viewport_size(PHONE)
        self.fits()

    def unfold(self, name: str) -> None:
        """Open the part of this name, if it is not open yet."""
        button = self.page.get_by_role("button", name=name, exact=True)
        if button.get_attribute("aria-expanded") != "true":
            button.click()

    def download(self, name: str | re.Pattern[str], *, exact: bool = False) -> tuple[str, bytes]:
        """Name and content of the file that a button brings; the button itself gives up after two minutes."""
        with self.page.expect_download(timeout=120_000) as waiting:
            self.page.get_by_role("button", name=name, exact=exact).first.click()
        return waiting.value.suggested_filename, pathlib.Path(waiting.value.path()).read_bytes()

    def holds(self, query: str) -> None:
        """Wait until the address holds everything of ``query``, in whatever order."""
        wanted = dict(urllib.parse.parse_qsl(query))

        def told(url: str) -> bool:
            return wanted.items() <= dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query)).items()

        self.page.wait_for_url(told)

    def axe(self) -> None:
        """Fail on a serious or critical finding of axe."""
        found = Axe().run(self.page).response["violations"]
        bad = [
            f"{one['id']} ({one['impact']}): {[node['html'][:160] for node in one['nodes'][:3]]}"
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        assert not bad, "\n".join(bad)

    def fits(self) -> None:
        """Fail when the page is, and stays, wider than the screen: pictures take a moment to follow it."""
        width = "[document.documentElement.scrollWidth, innerWidth]"
        limit = time.monotonic() + 30
        while (found := self.page.evaluate(width))[0] > found[1] and time.monotonic() < limit:
            self.page.wait_for_timeout(100)
        wide, screen = found
        assert wide <= screen, f"the page is {wide} px wide on a screen of {screen}"

    def close(self) -> None:
        """Leave; nothing may have been asked of the outside, and the page only to be shown."""
        self.context.close()
        assert self.outside == []
        assert self.strays == []
