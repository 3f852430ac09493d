"""The coordinator's end: questions go to the server as commands of a job, and answers come back."""

from __future__ import annotations

import base64
import contextlib
import io
import pathlib
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...errors import KaiError
from .._coordinator import refusal
from .._errors import FederationError, Refused, SiteLost, Tampered
from .._identity import check_issued, fingerprint, read_certificate
from .._wire import unpack
from ._check import check_kit, check_server
from ._job import write_job
from ._kits import USER
from ._topics import MESSAGE, TOPIC

if TYPE_CHECKING:
    from nvflare.fuel.flare_api.flare_api import Session

_CONNECT = 15.0  # seconds to reach the server
_START = 240.0  # seconds for a job to start at all sites
_ANSWER = 20.0  # seconds without a word from the server
_OVER = 10.0  # seconds for the server to say how a job ended
_POLL = 0.2


@contextlib.contextmanager
def connected(kit: pathlib.Path) -> Iterator[Session]:
    """Talk to the server of a study.

    Raises
    ------
    FederationError
        The kit is none, the server cannot be reached, or it does not accept the kit.
    """
    session = connect(kit)
    try:
        yield session
    finally:
        session.close()


def connect(kit: pathlib.Path) -> Session:
    """As :func:`connected`, to be closed by the caller."""
    from nvflare.fuel.flare_api.flare_api import new_secure_session

    check_kit(kit, USER, kind="coordinator")
    check_server(kit, kind="coordinator")
    with in_words(str(kit)), contextlib.redirect_stdout(io.StringIO()):  # it announces itself
        return new_secure_session(USER, str(kit), timeout=_CONNECT, command_timeout=_ANSWER)


class OverNVFlare:
    """Sites in processes of their own, on any machine, behind mutual TLS.

    Parameters
    ----------
    kit
        The coordinator's.
    sites
        All of them.
    job
        Its name.
    folder
        A job that was written already.

    Raises
    ------
    Refused
        A site did not take the job, and says why.
    SiteLost
        A site is not there.
    FederationError
        The server cannot be reached.
    """

    name = "NVFlare 2.9, mutual TLS"

    def __init__(
        self, kit: pathlib.Path, sites: Sequence[str], job: str, *, folder: pathlib.Path | None = None
    ) -> None:
        self.sites = tuple(sites)
        root = kit / "startup" / "rootCA.pem"
        self._root = read_certificate(root.read_bytes(), where=str(root))
        self._certificates: dict[str, str] = {}
        self._number = 0
        self._id, self._unheard = "", False
        self._session = connect(kit)
        try:
            with tempfile.TemporaryDirectory() as scratch:
                written = folder or write_job(pathlib.Path(scratch), job, self.sites)
                with in_words():
                    self._id = self._session.submit_job(str(written))
            self._wait()
        except BaseException as error:
            if self._id and not isinstance(error, KaiError):  # whoever waits gave up: it must not run on
                with contextlib.suppress(Exception):
                    self._session.abort_job(self._id)
            self.close()
            raise

    def ask(self, message: bytes) -> Mapping[str, bytes]:
        """Push one message to every site; every site's answer, or none."""
        self._number += 1
        asked: dict[str, Any] = {"number": self._number, MESSAGE: base64.b64encode(message).decode()}
        while True:
            told = self._command(asked)
            if told.get("lost") or told.get("state") == "over":
                raise self._lost(told)
            if told.get("answers") is not None:
                break
            if told.get("number") == self._number:
                asked = {"number": self._number}  # it is there; do not send it again
        try:
            answers = {name: base64.b64decode(told["answers"][name]) for name in self.sites}
        except (KeyError, ValueError, TypeError) as error:
            raise Tampered("federation.message", where="server") from error
        self._look(answers)
        return answers

    def fingerprints(self) -> Mapping[str, str]:
        """Of the certificates with which the sites signed their part of this job."""
        return dict.fromkeys(self.sites, "") | self._certificates

    def close(self) -> None:
        """End the job at the server and at all sites."""
        with contextlib.suppress(Exception):
            if self._id and not self._unheard:
                self._session.do_app_command(self._id, TOPIC, {"end": True})
        with contextlib.suppress(Exception):
            # one that has gone is not waited for again
            (self._session.api if self._unheard else self._session).close()

    def _command(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._session.do_app_command(self._id, TOPIC, asked)
        except Exception as error:
            ended = self._ended()
            if ended is not None:
                raise ended from error
            self._unheard = True
            with in_words():
                raise

    def _wait(self) -> None:
        """Until all sites have joined."""
        until = time.monotonic() + _START
        while time.monotonic() < until:
            with in_words():
                meta = self._session.get_job_meta(self._id)
            status = str(meta.get("status", ""))
            if status.startswith("FINISHED"):
                raise self._reason(meta)
            if status == "RUNNING":
                with contextlib.suppress(*_not_yet()):
                    told = self._session.do_app_command(self._id, TOPIC, {"state": True})
                    if told.get("lost") or told.get("state") == "over":
                        raise self._lost(told)
                    if told.get("state") == "open":
                        return
            time.sleep(_POLL)
        raise SiteLost("federation.lost", where=", ".join(self.sites), site="-", reason=f"{_START:.0f} s")

    def _look(self, answers: Mapping[str, bytes]) -> None:
        """Note the sites' certificates where they show them, if the study's root signed them."""
        for name, answer in answers.items():
            header, _ = unpack(answer)
            shown = header.get("hello")
            if not isinstance(shown, dict):
                continue
            pem = str(shown.get("certificate", "")).encode()
            check_issued(read_certificate(pem, where=name), self._root, name, where=name)
            self._certificates[name] = fingerprint(pem)

    def _lost(self, told: Mapping[str, Any]) -> KaiError:
        lost: dict[str, str] = dict(told.get("lost") or {})
        if not lost and (ended := self._ended()) is not None:
            return ended
        names = ", ".join(lost) or "server"
        site, reason = next(iter(lost.items()), ("server", "-"))
        if str(reason).startswith("federation."):  # it is there, and says why it takes no part
            return refusal(site, {"refused": reason})
        return SiteLost("federation.lost", where=names, site=site, reason=str(reason)[:200])

    def _ended(self) -> FederationError | None:
        """What the server says of a job that is over; None if it says nothing."""
        until = time.monotonic() + _OVER
        while time.monotonic() < until:
            try:
                meta = self._session.get_job_meta(self._id)
            except Exception:  # noqa: BLE001, the server is gone: there is nothing to be learned
                return None
            if str(meta.get("status", "")).startswith("FINISHED"):
                return self._reason(meta)
            time.sleep(_POLL)
        return None

    def _reason(self, meta: Mapping[str, Any]) -> FederationError:
        """Which site did not take the job, from what the server wrote down of it."""
        details = [str(one) for one in (meta.get("job_deploy_detail") or [])]
        for line in details:
            name, _, reason = line.partition(": ")
            if reason and reason != "OK" and name in (*self.sites, "server"):
                return Refused("federation.job_refused", where=name, reason=reason[:300])
        told = "; ".join(one for one in details if not one.endswith(": OK")) or str(meta.get("status"))
        absent = [name for name in self.sites if f"{name}: OK" not in details]
        if absent:
            return SiteLost("federation.lost", where=", ".join(absent), site=absent[0], reason=told[:200])
        return FederationError("federation.job_ended", where="server", reason=told[:300])


@contextlib.contextmanager
def in_words(where: str = "server") -> Iterator[None]:
    """What NVFlare raises, as an error that a person can read."""
    try:
        yield
    except FederationError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise FederationError("federation.no_server", where=where, reason=reason) from error


def _not_yet() -> tuple[type[Exception], ...]:
    """What the server says while a job's own process is still starting."""
    from nvflare.fuel.flare_api.api_spec import InternalError, JobNotRunning, NoReply

    return (InternalError, JobNotRunning, NoReply)
