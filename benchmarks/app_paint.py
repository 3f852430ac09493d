"""How soon a person sees an app: first paint, question, answer and picture, from a warm kernel.

Run ``python benchmarks/app_paint.py [visits]``; needs Chromium. Serves the page of the browser tests, or
``notebooks/apps`` with ``KAI_BENCH_APP=<notebook name>``. Each visit has an empty browser cache.
"""

from __future__ import annotations

import importlib.util
import os
import pathlib
import statistics
import sys
import tempfile
import time

from playwright.sync_api import Browser, sync_playwright

from kai_workbench.cli._browser import chromium

ROOT = pathlib.Path(__file__).parents[1]
TESTS = ROOT / "tests" / "browser"
WATCH = """
window.seen = {};
const marks = {
  question: "#kai-skeleton h1",
  answer: ".kai-page .kai-big",
  picture: ".kai-chart svg.marks, .kai-chart canvas",
};
new MutationObserver(() => {
  for (const [name, selector] of Object.entries(marks))
    if (!(name in seen) && document.querySelector(selector)) seen[name] = performance.now();
}).observe(document, {childList: true, subtree: true});
"""


def visit(browser: Browser, address: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_function("seen.picture && seen.answer", timeout=120_000)
    times = page.evaluate(
        "({...seen, paint: performance.getEntriesByName('first-contentful-paint')[0].startTime})"
    )
    context.close()
    return times


def main() -> None:
    visits = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    found = chromium()
    if found is None:
        sys.exit("No Chromium: install one, or name it in KAI_CHROMIUM.")
    spec = importlib.util.spec_from_file_location("kai_drive", TESTS / "_drive.py")
    drive = importlib.util.module_from_spec(spec)
    sys.modules["kai_drive"] = drive
    spec.loader.exec_module(drive)
    app = os.environ.get("KAI_BENCH_APP", "")
    folder = ROOT / "notebooks" / "apps" if app else TESTS / "_demo"
    name = f"{app}.ipynb" if app else "widgets.ipynb"
    runs = []
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        log = pathlib.Path(scratch) / "log.txt"
        with drive.served(folder, log, imports=None if app else TESTS / "_demo") as server:
            browser = playwright.chromium.launch(executable_path=str(found), args=list(drive.FLAGS))
            for _ in range(visits):
                server.warm(name)
                time.sleep(2)
                runs.append(visit(browser, f"{server.url}voila/render/{name}"))
            browser.close()
    print(f"{name}, {visits} visits, seconds from the address to:   median   worst")
    for what in ("paint", "question", "answer", "picture"):
        times = [run[what] / 1000 for run in runs]
        print(f"  {what:<10} {statistics.median(times):27.2f} {max(times):20.2f}")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
