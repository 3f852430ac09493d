#!/bin/sh
# Makes .venv from the hash lock, or finds within a fraction of a second that it is already right.
set -u
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
python="$here/../.venv/bin/python"

if [ -x "$python" ] && "$python" -I "$here/set_up.py" --check 2>/dev/null; then
    exit 0
fi
python=$(sh "$here/find-python.sh") || exit 1
exec "$python" -I "$here/set_up.py"
