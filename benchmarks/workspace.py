"""A workspace while two processes write at once, and while it grows.

    python benchmarks/workspace.py [--links 200] [--studies 20]

One process proposes so many links, then two processes propose as many together: every one must be there
afterwards, and the audit trail whole. Then studies are added one after the other, each with all its tables;
what the last ones cost is told beside the first ones.
"""

from __future__ import annotations

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from kai_workbench import linkage, standards

WRITER = """
import sys
from kai_workbench import linkage
workspace, who, count = linkage.Workspace.open(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
for number in range(count):
    link = linkage.Link(source=f"study:{who}-{number}", target="compound:x", kind="same compound",
                        method="benchmark", evidence={"number": number}, confidence=0.5)
    workspace.propose([link], who=who)
"""


def written(folder, writers, each):
    """Seconds that so many processes need to propose so many links each; all begin together."""
    workspace = linkage.Workspace.create(folder)
    command = [sys.executable, "-c", WRITER, str(folder)]
    running = [
        subprocess.Popen([*command, f"writer-{one}", str(each)], stdin=subprocess.PIPE, text=True)
        for one in range(writers)
    ]
    time.sleep(4)  # until all have imported and wait for the word
    began = time.perf_counter()
    for one in running:
        one.stdin.write("go\n")
        one.stdin.flush()
    if any(one.wait() for one in running):
        raise SystemExit("a writer failed")
    taken = time.perf_counter() - began
    kept, numbers = workspace.links().height, [event.number for event in workspace.history()]
    whole = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if kept != writers * each or not whole:
        raise SystemExit(f"lost: {kept} of {writers * each} links, trail whole: {whole}")
    return taken


def grown(folder, count):
    """Seconds for each of so many studies added, and for a question over all of them."""
    standards.write_kai101("dog", folder / "dog")
    dog = standards.open_study(folder / "dog")
    tables = {name: dog.frame(name) for name in ("TS", "TX", "TA", "DM", "EX", "MI", "PC", "PP")}
    workspace, taken = linkage.Workspace.create(folder / "workspace"), []
    for number in range(count):
        named = {
            name: frame.with_columns(STUDYID=frame["STUDYID"] + f"-{number}")
            for name, frame in tables.items()
        }
        standards.write_study(named, folder / f"study-{number}")
        study = standards.open_study(folder / f"study-{number}")
        began = time.perf_counter()
        workspace.add_study(study, who="benchmark")
        taken.append(time.perf_counter() - began)
    began = time.perf_counter()
    found = workspace.find(organ="LIVER")
    return taken, time.perf_counter() - began, found.height


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--links", type=int, default=200)
    parser.add_argument("--studies", type=int, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as told:
        folder = pathlib.Path(told)
        alone = written(folder / "alone", 1, chosen.links)
        together = written(folder / "together", 2, chosen.links // 2)
        print(f"{chosen.links} links, all kept, the trail whole")
        print(f"  one process:   {alone:.2f} s, {1000 * alone / chosen.links:.1f} ms a link")
        print(f"  two at once:   {together:.2f} s; ratio {together / alone:.2f}")
        taken, asked, rows = grown(folder, chosen.studies)
        few = max(1, chosen.studies // 4)
        first, last = statistics.median(taken[1 : few + 1]), statistics.median(taken[-few:])
        print(f"{chosen.studies} studies of {len(linkage.Workspace(folder / 'workspace').studies())} kept")
        print(f"  first {few}: {first:.2f} s each, last {few}: {last:.2f} s each; ratio {last / first:.2f}")
        print(f"  a search for an organ over all of them: {asked:.2f} s, {rows:,} rows")


if __name__ == "__main__":
    main()
