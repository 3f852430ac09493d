"""Batches on a Dask cluster: each a task, run again elsewhere where its worker is lost."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ._code_hash import code_hash
from ._errors import DesignError

if TYPE_CHECKING:
    from distributed import Client

_RETRIES = 3  # of a batch that raised; a lost worker's batches are run again by the scheduler itself
_PATIENCE = 30  # seconds for a scheduler to answer, and for a first worker


@dataclasses.dataclass(frozen=True)
class _Checked:
    """The batch of a worker, refused where other code made it."""

    future: Any

    def result(self, timeout: float | None = None) -> Any:
        from distributed import KilledWorker

        try:
            made_by, rows = self.future.result(timeout=timeout)
        except KilledWorker as error:
            raise DesignError("cluster_killed", where="executor", detail=str(error)[:200]) from None
        if made_by != code_hash():
            raise DesignError("cluster_other_code", where="executor")
        return rows

    def done(self) -> bool:
        return bool(self.future.done())

    def cancel(self) -> bool:
        self.future.cancel()
        return True


@dataclasses.dataclass(frozen=True)
class DaskPool:
    """What the batches are given to: an executor's ``submit`` on a cluster."""

    client: Client

    def submit(self, work: Callable[..., Any], *arguments: Any) -> _Checked:
        """One batch as one task."""
        future = self.client.submit(_told, work, *arguments, pure=False, retries=_RETRIES)
        return _Checked(future)

    @property
    def width(self) -> int:
        """Batches that run at once."""
        return max(1, sum(self.client.nthreads().values()))


def _told(work: Callable[..., Any], *arguments: Any) -> tuple[str, Any]:
    return code_hash(), work(*arguments)


@contextlib.contextmanager
def cluster(where: Any, workers: int | None = None) -> Iterator[Any]:
    """A client of a Dask cluster; what was opened here is closed again.

    Parameters
    ----------
    where
        ``"dask"`` starts a cluster of processes on this machine; an address such as
        ``"tcp://scheduler:8786"`` connects to a site's own; a ``distributed.Client`` stays as it is and
        open. Anything else is given back untouched.
    workers
        Processes of a cluster that is started.

    Raises
    ------
    DesignError
        Dask is not installed, nothing answers at the address, or it has no workers.
    """
    if not isinstance(where, str):
        yield where
        return
    try:
        import distributed
    except ImportError:
        raise DesignError("dask_missing", where="executor") from None
    with contextlib.ExitStack() as opened:
        if where == "dask":
            started = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
            )
            address = opened.enter_context(started)
        elif "://" in where:
            address = where
        else:
            raise DesignError("cluster_address", where="executor", value=where)
        try:
            client = opened.enter_context(
                distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
            )
            client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise DesignError("cluster_unreachable", where=where, detail=str(error)[:200]) from None
        yield client


def pool_of(executor: Any) -> DaskPool | None:
    """Of a Dask client; None of anything else."""
    distributed = sys.modules.get("distributed")  # a client has imported it
    if distributed is None or not isinstance(executor, distributed.Client):
        return None
    return DaskPool(executor)
