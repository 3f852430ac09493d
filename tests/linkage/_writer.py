"""A process that writes into a workspace: proposals without end, or so many."""

from __future__ import annotations

import sys

from kai_workbench import linkage


def main(folder: str, who: str, count: int) -> None:
    workspace = linkage.Workspace.open(folder)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in range(count):
        link = linkage.Link(
            source=f"study:{who}-{number}",
            target="compound:x",
            kind="same compound",
            method="test",
            evidence={"number": number},
            confidence=0.5,
        )
        workspace.propose([link], who=who)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
