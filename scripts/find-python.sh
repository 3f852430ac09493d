#!/bin/sh
# Prints the path of a Python that can carry the workbench (CPython 3.12 or 3.13), or says what to install.
#
# A name on the path proves nothing: `python3` may be older, `python3.13` may be a pyenv shim that refuses
# to run, a Debian python may lack half its standard library. So every candidate is run before it is believed.
# KAI_PYTHON names one by hand and ends the search.
set -u
unset PYTHONHOME PYTHONPATH
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$here")

probe='
import sys
ok = (3, 12) <= sys.version_info[:2] < (3, 14) and sys.implementation.name == "cpython"
if ok:
    import bz2, ctypes, lzma, sqlite3, ssl, sysconfig, venv, zlib
    ok = not sysconfig.get_config_var("Py_GIL_DISABLED")
if ok and sys.argv[1] == "pip":
    import ensurepip
sys.stdout.write(sys.executable if ok else "")
'

# The path of the interpreter $1 if it will do, else nothing. $2: "pip" if it must bring pip along.
runs() {
    [ -x "$1" ] && [ ! -d "$1" ] && "$1" -I -c "$probe" "$2" 2>/dev/null </dev/null
}

# Every place a fitting Python may lie in, one a line, the likeliest first.
candidates() {
    for name in python3.13 python3.12 python3 python; do
        printf '%s\n' "$PATH" | tr ':' '\n' | while IFS= read -r folder; do
            [ -n "$folder" ] && printf '%s\n' "$folder/$name"
        done
    done
    for minor in 13 12; do
        for place in \
            "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.$minor*/bin \
            "$HOME"/.pyenv/versions/3.$minor*/bin \
            "$HOME/.local/bin" \
            "${UV_PYTHON_INSTALL_DIR:-$HOME/.local/share/uv/python}"/cpython-3.$minor*/bin \
            "$HOME"/.local/share/mise/installs/python/3.$minor*/bin \
            "$HOME"/.asdf/installs/python/3.$minor*/bin \
            /usr/local/bin /usr/bin /opt/homebrew/bin /home/linuxbrew/.linuxbrew/bin \
            /opt/homebrew/opt/python@3.$minor/bin /usr/local/opt/python@3.$minor/bin \
            /opt/local/bin \
            /Library/Frameworks/Python.framework/Versions/3.$minor/bin \
            /opt/python/3.$minor*/bin /opt/python3.$minor/bin; do
            printf '%s\n' "$place/python3.$minor"
        done
    done
    for conda in "${CONDA_PREFIX:-}" "$HOME"/miniforge3 "$HOME"/mambaforge "$HOME"/miniconda3 \
        "$HOME"/anaconda3 "$HOME"/micromamba /opt/conda /opt/miniconda3 /opt/miniforge3; do
        [ -n "$conda" ] || continue
        for place in "$conda"/bin "$conda"/envs/*/bin; do
            printf '%s\n' "$place/python3"
        done
    done
}

# The first candidate that runs, or nothing.
search() {
    candidates | while IFS= read -r candidate; do
        found=$(runs "$candidate" "$1") || found=
        if [ -n "$found" ]; then
            printf '%s\n' "$found"
            break
        fi
    done
}

# A uv that runs: on the path, or from the lock into a private folder with whatever python there is.
find_uv() {
    if uv --version >/dev/null 2>&1; then
        command -v uv
        return
    fi
    private="$root/build/uv"
    if ! "$private/bin/uv" --version >/dev/null 2>&1; then
        [ -n "${KAI_NO_DOWNLOAD:-}" ] && return 1
        old=$(printf '%s\n' "$PATH" | tr ':' '\n' | while IFS= read -r folder; do
            for name in python3 python; do
                if "$folder/$name" -I -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 8))' \
                    >/dev/null 2>&1 </dev/null; then
                    printf '%s\n' "$folder/$name"
                    break 2
                fi
            done
        done)
        [ -n "$old" ] || return 1
        echo "No Python 3.12 or 3.13 here yet; asking uv for one ..." >&2
        rm -rf "$private"
        mkdir -p "$root/build" || return 1
        awk '/^uv==/ {on = 1; print; next} on && /^ / {print; next} {on = 0}' "$root/requirements.lock" \
            >"$root/build/uv.lock" || return 1
        "$old" -m venv "$private" >/dev/null 2>&1 || return 1
        "$private/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
            -r "$root/build/uv.lock" >/dev/null 2>&1 || return 1
    fi
    printf '%s\n' "$private/bin/uv"
}

from_uv() {
    uv=$(find_uv) || return 1
    [ -n "$uv" ] || return 1
    found=$("$uv" python find --no-project '>=3.12,<3.14' 2>/dev/null) &&
        runs "$found" any && return
    [ -n "${KAI_NO_DOWNLOAD:-}" ] && return 1
    "$uv" python install 3.13 >&2 || return 1
    found=$("$uv" python find --no-project '>=3.12,<3.14' 2>/dev/null) && runs "$found" any
}

if [ -n "${KAI_PYTHON:-}" ]; then
    chosen=$(command -v "$KAI_PYTHON" 2>/dev/null) || chosen=$KAI_PYTHON
    found=$(runs "$chosen" any) || found=
    if [ -z "$found" ]; then
        echo "KAI_PYTHON is $KAI_PYTHON, which is not a Python 3.12 or 3.13 that runs." >&2
        echo "Point it at one, or unset it and let the search decide." >&2
        exit 1
    fi
else
    # One with pip first; one without still serves where uv does the installing.
    found=$(search pip)
    [ -n "$found" ] || found=$(search any)
    [ -n "$found" ] || found=$(from_uv) || found=
fi

if [ -z "$found" ]; then
    cat >&2 <<'MESSAGE'
KAI Workbench needs Python 3.12 or 3.13, and none that runs was found.
파이썬 3.12 또는 3.13이 필요한데, 실행되는 것을 찾지 못했습니다.

Install one, then run the same command again:
  Debian 13, Ubuntu 24.04+   sudo apt-get install python3 python3-venv
  Fedora                     sudo dnf install python3.13
  macOS                      brew install python@3.13
  Windows                    wsl --install -d Ubuntu-24.04, then as for Ubuntu inside it
  conda                      conda create -n py313 -c conda-forge python=3.13
  pyenv                      pyenv install 3.13
  anywhere, with uv          uv python install 3.13

If there is one in an unusual place:  make demo KAI_PYTHON=/path/to/python3.13
MESSAGE
    exit 1
fi
printf '%s\n' "$found"
