"""Make ``.venv`` exactly as the lock says; standard library only, run by any Python 3.12 or 3.13.

The environment carries a stamp: a hash of the lock, of pyproject.toml, of the interpreter and of the
checkout's place. While the stamp fits there is nothing to do. It is taken away before anything is
changed and written last, so a set-up that was killed is seen on the next run and made anew.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "kai-stamp"
PYTHON = VENV / "bin" / "python"


def stamp(version: str) -> str:
    """What the environment depends on, as one hash."""
    parts = hashlib.sha256()
    # What lies in share/ is copied into the environment, not linked.
    shared = sorted(file for file in (ROOT / "share").rglob("*") if file.is_file())
    for file in (LOCK, ROOT / "pyproject.toml", *shared):
        parts.update(b"\0" + os.fsencode(file.name) + b"\0" + file.read_bytes())
    for part in (version, str(ROOT)):
        parts.update(b"\0" + os.fsencode(part))
    return parts.hexdigest()


def is_chosen() -> bool:
    """Whether this interpreter is the one that ``KAI_PYTHON`` names, if it names one."""
    chosen = os.environ.get("KAI_PYTHON")
    if not chosen:
        return True
    # A name may be a shim: only the interpreter itself knows where it lies.
    program = "import sys; print(sys.base_prefix, end='')"
    asked = subprocess.run([chosen, "-I", "-c", program], capture_output=True, text=True, check=False)
    return asked.returncode == 0 and asked.stdout == sys.base_prefix


def is_right() -> bool:
    """Whether the environment this very interpreter belongs to is the one the lock asks for."""
    inside = pathlib.Path(sys.prefix).resolve() == VENV
    return inside and STAMP.exists() and STAMP.read_text() == stamp(sys.version) and is_chosen()


def environment() -> dict[str, str]:
    """The person's environment without what would lead an installer elsewhere."""
    astray = {
        "VIRTUAL_ENV",
        "PYTHONHOME",
        "PYTHONPATH",
        "CONDA_PREFIX",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_USER",
        "UV_PYTHON",
        "UV_SYSTEM_PYTHON",
        "UV_TARGET",
        "UV_PREFIX",
    }
    kept = {name: value for name, value in os.environ.items() if name not in astray}
    return kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_REQUIRE_VIRTUALENV": "0"}


def call(*command: str | os.PathLike[str], quiet: bool = False) -> bool:
    """Run a command; whether it ended well."""
    sink = subprocess.DEVNULL if quiet else None
    with contextlib.suppress(OSError):
        return (
            subprocess.call([*map(os.fspath, command)], stdout=sink, stderr=sink, cwd=ROOT, env=environment())
            == 0
        )
    return False


def working_uv() -> pathlib.Path | None:
    """A uv that runs: the person's own, or the one that helped to find Python."""
    for name in (shutil.which("uv"), ROOT / "build" / "uv" / "bin" / "uv", VENV / "bin" / "uv"):
        if name and call(name, "--version", quiet=True):
            return pathlib.Path(name)
    return None


def locked_uv() -> pathlib.Path | None:
    """The lock's own uv, installed first: it sets up the rest several times faster than pip."""
    on = False
    lines = []
    for line in LOCK.read_text().splitlines(keepends=True):
        on = line.startswith("uv==") or (on and line.startswith(" "))
        lines += [line] if on else []
    part = VENV / "uv.lock"
    part.write_text("".join(lines))
    ended_well = call(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", part)
    part.unlink()
    return working_uv() if ended_well else None


def make_venv() -> None:
    """An empty environment, with pip where Python can bring it."""
    if VENV.is_symlink():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if not has_pip and working_uv() is None:
        minor = sys.version_info[1]
        sys.exit(
            f"{sys.executable} cannot make an environment: its venv part is missing.\n"
            f"Install it (sudo apt-get install python3.{minor}-venv), then run the same command again."
        )
    if not call(sys.executable, "-I", "-m", "venv", *([] if has_pip else ["--without-pip"]), VENV):
        sys.exit(f"{sys.executable} could not make {VENV}. See the message above; is the disk full?")


def install() -> bool:
    """Everything in the lock, then the checkout itself."""
    uv = working_uv() or locked_uv()
    if uv:
        pip = (uv, "pip", "install", "--python", PYTHON)
        if call(*pip, "--require-hashes", "--requirement", LOCK) and call(
            *pip, "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT
        ):
            return True
        print("uv did not manage; trying pip ...", file=sys.stderr)
    pip = (PYTHON, "-m", "pip", "install")
    return call(*pip, "--require-hashes", "--requirement", LOCK) and call(
        *pip, "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT
    )


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One set-up at a time in this checkout; a second one waits and then finds the work done."""
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    with (folder / "set-up.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def set_up() -> None:
    """Bring the environment to what the lock says."""
    if call(PYTHON, "-I", __file__, "--check", quiet=True):
        return
    print(f"Setting up .venv with Python {sys.version.split()[0]} ({sys.executable}) ...", flush=True)
    same = "import sys; sys.exit(sys.base_prefix != sys.argv[1])"
    if STAMP.exists() and call(PYTHON, "-I", "-c", same, sys.base_prefix, quiet=True):
        STAMP.unlink()
    else:
        make_venv()
    if not install():
        sys.exit(
            "The environment could not be set up; the lines above say why.\n"
            "Without internet: point UV_DEFAULT_INDEX or PIP_INDEX_URL at your package mirror, and run\n"
            "the same command again."
        )
    version = subprocess.check_output(
        [PYTHON, "-I", "-c", "import sys; print(sys.version, end='')"], text=True
    )
    part = STAMP.with_suffix(".part")
    part.write_text(stamp(version))
    part.replace(STAMP)
    print("Set up.", flush=True)


def main() -> None:
    """Check only, or set up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 0 if there is nothing to do")
    if parser.parse_args().check:
        sys.exit(not is_right())
    with alone():
        set_up()


if __name__ == "__main__":
    main()
