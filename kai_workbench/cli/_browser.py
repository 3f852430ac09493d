"""Where a Chromium and a font that can write Korean lie on this machine."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Downloaded by `playwright install chromium`; the inner folder's name differs between its versions.
_PLAYWRIGHT = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
_FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
)
_HANGUL = (
    "nanum",
    "notosanscjk",
    "notosanskr",
    "notoserifkr",
    "pretendard",
    "applesdgothic",
    "malgun",
    "d2coding",
)


def chromium() -> pathlib.Path | None:
    """The Chromium or Chrome that tests and screenshots can drive; ``KAI_CHROMIUM`` names one by hand."""
    chosen = os.environ.get("KAI_CHROMIUM")
    if chosen:
        return pathlib.Path(chosen) if pathlib.Path(chosen).is_file() else None
    on_path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if on_path:
        return pathlib.Path(on_path)
    downloads = [
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""),
        "~/.cache/ms-playwright",
        "~/Library/Caches/ms-playwright",
    ]
    for folder in (pathlib.Path(place).expanduser() for place in downloads if place):
        for pattern in _PLAYWRIGHT:
            if downloaded := sorted(folder.glob(pattern)):
                return downloaded[-1]
    return next((pathlib.Path(place) for place in _MAC if pathlib.Path(place).is_file()), None)


def hangul_font() -> str | None:
    """The name of a font that can write Korean, or nothing: without one every syllable is an empty box."""
    if lister := shutil.which("fc-list"):
        listed = subprocess.run(
            [lister, ":lang=ko", "family"], capture_output=True, text=True, check=False, encoding="utf-8"
        ).stdout
        names = sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
        if names:
            return next((name for name in names if "Gothic" in name or "Sans" in name), names[0])
    for folder in (pathlib.Path(place).expanduser() for place in _FONT_FOLDERS):
        for font in sorted(folder.rglob("*.[tTo]t[fFc]")):
            if any(name in font.name.lower().replace(" ", "") for name in _HANGUL):
                return font.stem
    return None


def missing() -> list[str]:
    """What the browser tests need and this machine lacks."""
    return [name for name, found in (("chromium", chromium()), ("font", hangul_font())) if not found]


if __name__ == "__main__":
    sys.stdout.write(" ".join(missing()))
