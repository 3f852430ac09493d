"""How bytes reach the sites and come back: the seam between the federation and what carries it.

The coordinator hands over bytes and gets bytes; what they mean, a transport need not know. On the other side
stands :meth:`Session.answer`, installed at the site beforehand, which takes bytes and gives bytes. So one
that runs over a network has three things to do: start a session at every site under the site's own identity,
push each message to all of them at once, and say who did not answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from ._errors import SiteLost
from ._identity import fingerprint, identities
from ._session import Session
from ._site import Site


class Transport(Protocol):
    """Carries the messages of one job.

    Attributes
    ----------
    name
        Told in the receipt.
    sites
        Whom a message reaches.
    """

    name: str
    sites: tuple[str, ...]

    def ask(self, message: bytes) -> Mapping[str, bytes]:
        """Push one message to every site, and give every answer.

        Raises
        ------
        SiteLost
            A site did not answer; its name is told. The others' answers are thrown away.
        """
        ...

    def fingerprints(self) -> Mapping[str, str]:
        """SHA-256 of each site's certificate."""
        ...

    def close(self) -> None:
        """End the job at all sites."""
        ...


Opener = Callable[[str], Transport]
"""Starts a job of that name at all sites."""


class InProcess:
    """Sites in this process: the same code as anywhere, with certificates made for the job alone."""

    name = "in process"

    def __init__(self, sites: Mapping[str, Site], job: str) -> None:
        self.sites = tuple(sites)
        known = identities(self.sites)
        self._certificates = {name: fingerprint(known[name].certificate) for name in self.sites}
        self._sessions: dict[str, Session] = {
            name: site.session(job, known[name]) for name, site in sites.items()
        }
        count = getattr(os, "process_cpu_count", os.cpu_count)() or 1
        self._pool = ThreadPoolExecutor(min(len(self.sites), count), thread_name_prefix="site")

    def ask(self, message: bytes) -> Mapping[str, bytes]:
        """Every site's answer; the sites work at the same time."""
        waiting = {
            name: self._pool.submit(session.answer, message) for name, session in self._sessions.items()
        }
        answers, lost = {}, {}
        for name, one in waiting.items():
            try:
                answers[name] = one.result()
            except Exception as error:  # noqa: BLE001, whatever stopped it, the site is lost to the job
                lost[name] = f"{type(error).__name__}: {error}"
        if lost:
            name, reason = next(iter(lost.items()))
            raise SiteLost("federation.lost", where=", ".join(lost), site=name, reason=reason[:200])
        return answers

    def fingerprints(self) -> Mapping[str, str]:
        """Of certificates that were made for this job."""
        return self._certificates

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)
