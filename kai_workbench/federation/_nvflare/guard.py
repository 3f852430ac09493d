"""What a site adds to NVFlare's own checks, because those listen to the server.

A site of NVFlare 2.9 asks whether an administrator may do something only if the server's message says that
it should. A server that was changed leaves that out, and could then read files at a site with its commands
``cat``, ``grep`` and so on. So every administrator's command that a job does not need is taken out of the
site's process, whoever sends it.
"""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator
from typing import Any

from nvflare.apis.event_type import EventType
from nvflare.apis.fl_component import FLComponent
from nvflare.apis.fl_constant import FLContextKey
from nvflare.private.admin_defs import Message, error_reply
from nvflare.private.defs import TrainingTopic
from nvflare.private.fed.client import client_req_processors  # noqa: F401, defines what is gone through below
from nvflare.private.fed.client.admin import RequestProcessor

from .._site import Site
from ._rules import settled

ALLOWED = frozenset(
    {
        TrainingTopic.CHECK_RESOURCE,
        TrainingTopic.CANCEL_RESOURCE,
        TrainingTopic.ALLOCATE_RESOURCE,
        TrainingTopic.DEPLOY,
        TrainingTopic.START_JOB,
        TrainingTopic.ABORT,
        TrainingTopic.NOTIFY_JOB_STATUS,
    }
)


class SiteGuard(FLComponent):
    """Loaded by a site's ``local/resources.json``."""

    def __init__(self) -> None:
        super().__init__()
        self._site: Site | None = None
        for kind in _kinds(RequestProcessor):
            topics = kind.get_topics(kind)  # they use nothing of an instance
            if not ALLOWED.issuperset(topics):
                kind.process = self._refuse

    def handle_event(self, event_type: str, fl_ctx: Any) -> None:
        """Learn which site this is, for its log."""
        if event_type == EventType.SYSTEM_BOOTSTRAP:
            workspace = fl_ctx.get_prop(FLContextKey.WORKSPACE_OBJECT)
            self._site = Site(settled(pathlib.Path(workspace.get_root_dir())))

    def _refuse(self, request: Message, _app: Any) -> Message:
        if self._site is not None:
            with contextlib.suppress(Exception):  # a log that cannot be written must not let a command pass
                self._site.ledger.log("refused", asked=f"command {request.topic}", because="federation.guard")
        return error_reply("refused by the rules of this site")


def _kinds(kind: type) -> Iterator[Any]:
    kinds: list[Any] = kind.__subclasses__()
    for one in kinds:
        yield one
        yield from _kinds(one)
