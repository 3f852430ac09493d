"""Bringing one file here: resumed where it broke off, checked, and put in place in one step."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pathlib
import time
from collections.abc import Callable, Iterator

from ._errors import HashMismatch, Unreachable

Progress = Callable[[str, int, int], None]

_BLOCK = 1 << 16
_TIMEOUT_S = (5, 30)
_TRIES = 5
_TRIES_TO_CONNECT = 2  # where there is no network nobody shall wait long for what is embedded instead
_NOT_WORTH_RETRYING = range(400, 500)
_WORTH_RETRYING = frozenset({408, 425, 429})


def sha256_of(path: pathlib.Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(path: pathlib.Path, *, sha256: str) -> None:
    """Raise :class:`HashMismatch` unless ``path`` is the file that the catalog describes."""
    found = sha256_of(path)
    if found != sha256:
        raise HashMismatch("bad_hash", where=str(path), expected=sha256, found=found)


def download(
    url: str,
    target: pathlib.Path,
    *,
    sha256: str,
    size: int,
    progress: Progress | None = None,
    pause_s: float = 0.5,
) -> pathlib.Path:
    """Fetch ``url`` to ``target``; nothing but the verified file ever bears that name.

    What has arrived is kept in a hidden file beside ``target`` and the next call goes on from
    there, be it after a broken connection or after the process was killed.

    Parameters
    ----------
    url
        Where the file lies.
    target
        Where it shall lie.
    sha256, size
        What the catalog says of it. A longer answer is cut off at once.
    progress
        Called with (file name, bytes so far, ``size``).
    pause_s
        First pause between tries; each further one is twice as long.

    Raises
    ------
    Unreachable
        No network, a refusing server, or five tries in a row that brought nothing.
    HashMismatch
        The complete file is not the one described; nothing of it is kept.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with _partial(target, sha256) as part:
        resumed = part.stat().st_size > 0
        _bring(url, part, size=size, progress=progress, pause_s=pause_s, name=target.name)
        if resumed and sha256_of(part) != sha256:
            # What an earlier call left may be spoilt: a file system error, another version.
            os.truncate(part, 0)
            _bring(url, part, size=size, progress=progress, pause_s=pause_s, name=target.name)
        try:
            check(part, sha256=sha256)
        except HashMismatch as error:
            part.unlink()
            raise HashMismatch("bad_hash", where=url, **error.values) from None
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    return target


@contextlib.contextmanager
def _partial(target: pathlib.Path, sha256: str) -> Iterator[pathlib.Path]:
    """The hidden file that fills up; a second process that fetches the same file gets its own."""
    part = target.with_name(f".{target.name}.{sha256[:12]}.partial")
    with _lock(part) as alone:
        if alone:
            yield part
            return
    part = part.with_name(f"{part.name}.{os.getpid()}")
    part.touch()
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _lock(part: pathlib.Path) -> Iterator[bool]:
    """Whether this process alone fills ``part``; a lock that a killed process cannot leave behind."""
    part.touch()
    try:
        import fcntl
    except ImportError:
        # Windows moves no file that is held open; the hash still tells when two processes wrote one.
        yield True
        return
    with part.open("ab") as holder:
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def _bring(
    url: str, part: pathlib.Path, *, size: int, progress: Progress | None, pause_s: float, name: str
) -> None:
    """Fill ``part`` until it holds ``size`` bytes."""
    import requests

    left, failures, begun = _TRIES, 0, False
    reason = ""
    while (before := part.stat().st_size) != size:
        if before > size:
            os.truncate(part, 0)
            continue
        try:
            _append(url, part, size=size, progress=progress, name=name)
        except requests.RequestException as error:
            reason = _plain(error)
            _refuse_if_final(url, error)
            if not begun and _never_connected(error):
                left = min(left, _TRIES_TO_CONNECT)
        else:
            reason = f"{part.stat().st_size} / {size} B"
        grown = part.stat().st_size > before
        begun |= grown
        left, failures = (_TRIES, 0) if grown else (left - 1, failures + 1)
        if left == 0:
            raise Unreachable("no_network", where=url, reason=reason)
        if part.stat().st_size != size:
            time.sleep(pause_s * 2**failures)


def _append(url: str, part: pathlib.Path, *, size: int, progress: Progress | None, name: str) -> None:
    import requests

    done = part.stat().st_size
    # Compressed transfer would make the byte counts of a resumed fetch meaningless.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
    with requests.get(url, headers=headers, stream=True, timeout=_TIMEOUT_S) as answer:
        answer.raise_for_status()
        goes_on = answer.status_code == requests.codes.partial_content
        if goes_on and not answer.headers.get("Content-Range", "").startswith(f"bytes {done}-"):
            goes_on = False
        if not goes_on:
            done = 0
        with part.open("ab" if goes_on else "wb") as file:
            for block in answer.iter_content(_BLOCK):
                done += len(block)
                if done > size:
                    raise HashMismatch("too_long", where=url, size=size)
                file.write(block)
                # Flushed at once, so that a kill loses no more than the block in hand.
                file.flush()
                if progress is not None:
                    progress(name, done, size)


def _refuse_if_final(url: str, error: Exception) -> None:
    """A server that says "not here" will say so again."""
    answer = getattr(error, "response", None)
    code = getattr(answer, "status_code", 0)
    if code in _NOT_WORTH_RETRYING and code not in _WORTH_RETRYING:
        raise Unreachable("refused", where=url, status=code) from None


def _never_connected(error: Exception) -> bool:
    """Whether no server was reached: its name is not known here, or nobody answers at its address."""
    from requests.exceptions import ConnectTimeout, ProxyError

    # urllib3's own class, by its name: whatever brings urllib3 here is not ours to import
    kinds = {kind.__name__ for kind in type(_reason(error)).__mro__}
    return isinstance(error, ConnectTimeout | ProxyError) or "NewConnectionError" in kinds


def _reason(error: Exception) -> object:
    """What urllib3 found, which requests wraps."""
    return getattr(error.args[0], "reason", None) if error.args else None


def _plain(error: Exception) -> str:
    found = _reason(error) or error
    return f"{type(found).__name__}: {str(found).rpartition('): ')[2][:200]}"
