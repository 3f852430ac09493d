"""What ``kai doctor`` looks at, one function a question."""

from __future__ import annotations

import importlib.metadata
import os
import pathlib
import shutil
import sys
from collections.abc import Callable
from typing import Literal, NamedTuple

from packaging.requirements import Requirement

from kai_workbench import _paths
from kai_workbench.text import Lang, say

from ._browser import chromium, hangul_font

State = Literal["ok", "look", "missing"]
GB = 1024**3
LITTLE_MEMORY = 4 * GB
LITTLE_DISK = 2 * GB


class Check(NamedTuple):
    """One line of the doctor's answer; ``mend`` is empty when there is nothing to do."""

    name: str
    state: State
    found: str
    mend: str = ""

    def title(self, lang: Lang) -> str:
        """What was looked at, in the reader's language."""
        return say(f"doctor.{self.name.partition(':')[0]}", lang, name=self.name.partition(":")[2])


def size(count: float) -> str:
    """Bytes as a person says them."""
    for unit in ("B", "KB", "MB"):
        if count < 1024:
            return f"{count:.0f} {unit}"
        count /= 1024
    return f"{count:.1f} GB"


def python(lang: Lang) -> Check:
    """The interpreter."""
    version = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 12) <= sys.version_info[:2] < (3, 14)
    found = f"{version} ({sys.executable})"
    return (
        Check("python", "ok", found)
        if fits
        else Check("python", "missing", found, say("doctor.mend_python", lang))
    )


# Without them the first prediction is a poorer one; whoever wants another extra knows it.
_USEFUL = {"data", "structure"}


def _wanted(extra: str = "") -> list[Requirement]:
    """What the installed distribution asks for: always, or with one extra."""
    listed = map(Requirement, importlib.metadata.requires("kai-workbench") or [])
    if not extra:
        return [one for one in listed if one.marker is None or one.marker.evaluate({"extra": ""})]
    # A plain dependency's marker, if any, also holds without the extra: that tells the two apart.
    return [
        one
        for one in listed
        if one.marker and one.marker.evaluate({"extra": extra}) and not one.marker.evaluate({"extra": ""})
    ]


def _unmet(wanted: list[Requirement]) -> list[str]:
    """The requirements that are absent or too old, as one would write them."""
    unmet = []
    for one in wanted:
        try:
            fits = one.specifier.contains(importlib.metadata.version(one.name), prereleases=True)
        except importlib.metadata.PackageNotFoundError:
            fits = False
        if not fits:
            unmet.append(f"{one.name}{one.specifier}")
    return unmet


def packages(lang: Lang) -> list[Check]:
    """The libraries everything needs, each with its version, and the extras."""
    lines = [Check("workbench", "ok", importlib.metadata.version("kai-workbench"))]
    core = _wanted()
    if unmet := _unmet(core):
        lines.append(Check("packages", "missing", ", ".join(unmet), say("doctor.mend_packages", lang)))
    else:
        shown = ("pymc", "nutpie", "arviz", "polars", "altair", "jupyterlab", "voila")
        versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in shown)
        lines.append(
            Check("packages", "ok", say("doctor.packages_found", lang, count=len(core), versions=versions))
        )
    there = importlib.metadata.metadata("kai-workbench").get_all("Provides-Extra") or []
    for extra in sorted(there, key=lambda one: (one not in _USEFUL, one in {"test", "dev"}, one)):
        unmet = _unmet(_wanted(extra))
        mend = say("doctor.mend_extra", lang, extra=extra) if unmet else ""
        found = say("doctor.lacks", lang, what=", ".join(unmet)) if unmet else say("doctor.here", lang)
        lines.append(Check(f"extra:{extra}", "look" if unmet and extra in _USEFUL else "ok", found, mend))
    return lines


def font(lang: Lang) -> Check:
    """A font that can write Korean."""
    if name := hangul_font():
        return Check("font", "ok", name)
    return Check("font", "look", say("doctor.none", lang), say("doctor.mend_font", lang))


def browser(lang: Lang) -> Check:
    """A Chromium for the browser tests."""
    if path := chromium():
        return Check("browser", "ok", str(path))
    return Check("browser", "look", say("doctor.none", lang), say("doctor.mend_browser", lang))


def cores(_lang: Lang) -> Check:
    """The processors this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Check("cores", "ok", str(usable))


def _memory_bytes() -> int:
    """The memory this process may use: the machine's, or less inside a container."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = pathlib.Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return machine
    return min(machine, int(limit)) if limit.isdecimal() else machine


def memory(lang: Lang) -> Check:
    """Memory; a fit of the flagship models wants a few gigabytes."""
    total = _memory_bytes()
    if total < LITTLE_MEMORY:
        return Check("memory", "look", size(total), say("doctor.mend_memory", lang))
    return Check("memory", "ok", size(total))


def _nearest(folder: pathlib.Path) -> pathlib.Path:
    """The folder, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def disk(lang: Lang) -> Check:
    """Free space where the cache lies."""
    free = shutil.disk_usage(_nearest(_paths.cache_dir())).free
    if free < LITTLE_DISK:
        return Check("disk", "look", size(free), say("doctor.mend_disk", lang))
    return Check("disk", "ok", size(free))


def _folder(name: str, folder: pathlib.Path, variable: str, lang: Lang) -> Check:
    place = _nearest(folder)
    if not (place.is_dir() and os.access(place, os.W_OK | os.X_OK)):
        return Check(name, "missing", str(folder), say("doctor.mend_folder", lang, variable=variable))
    used = 0
    for parent, _, names in os.walk(folder):
        for file in names:
            # A file may go while we count: another process tidies the cache.
            try:
                used += pathlib.Path(parent, file).lstat().st_size
            except FileNotFoundError:
                continue
    return Check(name, "ok", f"{size(used)} ({folder})")


def cache(lang: Lang) -> Check:
    """Compiled models and fits: how much, and where."""
    return _folder("cache", _paths.cache_dir(), "KAI_CACHE_DIR", lang)


def data(lang: Lang) -> Check:
    """Fetched data sets: how much, and where."""
    return _folder("data", _paths.data_dir(), "KAI_DATA_DIR", lang)


def mirror(lang: Lang) -> Check:
    """A folder that stands in for the addresses of the catalog."""
    chosen = os.environ.get("KAI_DATA_MIRROR")
    if not chosen:
        return Check("mirror", "ok", say("doctor.unset", lang))
    if not pathlib.Path(chosen).is_dir():
        return Check("mirror", "missing", chosen, say("doctor.mend_mirror", lang))
    return Check("mirror", "ok", chosen)


def offline(lang: Lang) -> Check:
    """Whether fetching is forbidden."""
    forbidden = os.environ.get("KAI_OFFLINE", "") not in {"", "0"}
    return Check("offline", "ok", say("doctor.offline_on" if forbidden else "doctor.offline_off", lang))


def all_checks(lang: Lang) -> list[Check]:
    """Every line, in the order it is shown."""
    rest: tuple[Callable[[Lang], Check], ...] = (
        font, browser, cores, memory, disk, cache, data, mirror, offline,
    )  # fmt: skip
    return [python(lang), *packages(lang), *(check(lang) for check in rest)]
