#!/bin/sh
# Sees to what the browser tests need: a Chromium, and a font that can write Korean.
# Installs only what is missing, and only where it may; otherwise says what to install.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
python="$here/../.venv/bin/python"

# `kai doctor` looks in the same places.
missing=$("$python" -m kai_workbench.cli._browser) || exit 1
[ -z "$missing" ] && exit 0
echo "Needed by the browser tests, and missing: $missing"

as_root=
[ "$(id -u)" -eq 0 ] || as_root="sudo -n"

if command -v apt-get >/dev/null 2>&1 && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
    packages=
    case $missing in *chromium*)
        # Ubuntu's own chromium packages only fetch a snap, which a container cannot run.
        if grep -qi '^ID=ubuntu' /etc/os-release 2>/dev/null; then playwright=1; else packages="chromium"; fi
    esac
    case $missing in *font*) packages="$packages fonts-nanum" ;; esac
    if [ -n "$packages" ]; then
        $as_root apt-get update -qq
        # shellcheck disable=SC2086  # several packages, several words
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $packages
    fi
    [ -n "${playwright:-}" ] && "$python" -m playwright install --with-deps chromium
elif command -v brew >/dev/null 2>&1; then
    case $missing in *font*) brew install --cask font-nanum-gothic ;; esac
    case $missing in *chromium*) "$python" -m playwright install chromium ;; esac
else
    case $missing in *chromium*) "$python" -m playwright install chromium ;; esac
fi

missing=$("$python" -m kai_workbench.cli._browser) || exit 1
[ -z "$missing" ] && exit 0
cat >&2 <<MESSAGE
Still missing: $missing
Install it, then run the same command again:
  Debian, Ubuntu   sudo apt-get install chromium fonts-nanum
  Fedora           sudo dnf install chromium naver-nanum-gothic-fonts
  macOS            brew install --cask chromium font-nanum-gothic
MESSAGE
exit 1
