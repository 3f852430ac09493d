"""A site's part in one job: bytes come in, are judged by the site's own rules, and bytes go out."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import inference
from ..errors import KaiError
from . import _disclosure
from . import _privacy as privacy
from ._declared import Card, FactorsOverSites, from_card
from ._errors import FederationError, Refused, Tampered
from ._learner import LearnsWeights, local_steps
from ._masks import Masker, largest
from ._wire import pack, unpack

if TYPE_CHECKING:
    from ._identity import Identity
    from ._policy import Policy
    from ._rows import Rows
    from ._site import Site

_ALONE = 3  # points at which a model is tried on parts of the rows
_PARTS_AGREE = 1e-6
_MOST_STEPS = 10_000


class Session:
    """One site in one job. Made by :meth:`Site.session`; knows nothing of how bytes travel.

    The site's rules are read once, at the start, from its own folder. A message can ask for less than
    they allow, never for more.
    """

    def __init__(self, site: Site, job: str, identity: Identity) -> None:
        self.site, self.job = site, job
        self._policy: Policy = site.policy
        self._masker = Masker(site.name, job, identity)
        self._turn = threading.Lock()
        self._rows: Rows | None = None
        self._model: FactorsOverSites | None = None
        self._likelihood: inference.Likelihood | None = None
        self._met = False

    def answer(self, message: bytes) -> bytes:
        """Answer one message; a refusal is an answer, too, and both are logged."""
        with self._turn:
            what = "?"
            try:
                header, arrays = unpack(message)
                what = str(header.get("what"))
                handler = {
                    "state": self._state,
                    "hello": self._hello,
                    "keys": self._keys,
                    "round": self._round,
                    "sums": self._sums,
                    "weights": self._weights,
                    "count": self._count,
                    "end": self._end,
                }.get(what)
                if handler is None or header.get("job") != self.job:
                    raise Refused("federation.not_understood", where=self.site.name)  # noqa: TRY301
                return handler(header, arrays, message)
            except Refused as error:
                return self._refusal(what, error)
            except Tampered as error:
                return self._refusal(what, error)
            except KaiError as error:
                # what was wrong with the rows may quote them: it stays in the site's own log
                self._log("failed", asked=what, because=error.key, told=str(error))
                return self._refusal(what, Refused("federation.rows", where=self.site.name))
            except Exception as error:  # noqa: BLE001, a message must not stop the site, nor learn why it failed
                self._log("failed", asked=what, because=type(error).__name__, told=str(error)[:500])
                return self._refusal(what, Refused("federation.not_understood", where=self.site.name))

    def _refusal(self, what: str, error: KaiError) -> bytes:
        """The site's no, with what its rules say and nothing of its rows."""
        self._log("refused", asked=what, because=error.key)
        values = {k: v if isinstance(v, int | float | str) else str(v) for k, v in error.values.items()}
        told = {"refused": error.key, "at": error.where, "values": values, "site": self.site.name}
        return pack(told)

    def _log(self, what: str, **details: Any) -> None:
        self.site.ledger.log(what, job=self.job, **details)

    def _state(self, header: dict[str, Any], _arrays: dict[str, np.ndarray], _message: bytes) -> bytes:
        """How this site stands: its rules and books, and of its rows only whether they will do."""
        policy = self.site.policy.tightened(header.get("tighter") or {})
        if header.get("study") != policy.study:
            raise Refused("federation.other_study", where=self.site.name, study=header.get("study"))
        why = ""
        try:
            few = self.site.rows().people < policy.minimum_n
            why = "federation.few_people" if few else ""
        except KaiError as error:
            self._log("failed", asked="state", because=error.key, told=str(error))
            why = "federation.rows"
        self._log("state")
        memory = self.site.ledger.read()
        square = memory.get("private", {}).get(policy.study, 0.0)
        return pack(
            {
                "why": why,
                "epsilon": policy.epsilon,
                "epsilon_spent": privacy.epsilon_of(policy.delta, square),
                "approved": [one.to_json() for one in self.site.approvals()],
                "spent": memory["evaluated"].get(policy.study, 0),
                "entries": memory["head"][0],
                **{
                    name: getattr(policy, name)
                    for name in ("minimum_n", "minimum_count", "minimum_sites", "budget")
                },
            }
        )

    # the start of a job

    def _hello(self, header: dict[str, Any], _arrays: dict[str, np.ndarray], _message: bytes) -> bytes:
        """Whether this site takes part; who it is, and what its side of the model looks like."""
        if self._rows is not None:
            raise Refused("federation.not_understood", where=self.site.name)
        policy = self._policy = self.site.policy.tightened(header.get("tighter") or {})
        if header.get("study") != policy.study:
            raise Refused("federation.other_study", where=self.site.name, study=header.get("study"))
        if len(policy.peers) < policy.minimum_sites:
            raise Refused(
                "federation.few_sites", where=self.site.name, n=len(policy.peers), needed=policy.minimum_sites
            )
        asked = self._asked(header.get("card"))
        approved = self.site.approved(asked) if asked else None  # before anything of it is imported
        rows = self.site.rows()
        if rows.people < policy.minimum_n:
            raise Refused("federation.few_people", where=self.site.name, needed=policy.minimum_n)
        told: dict[str, Any] = {"layout": "", "compiled": ""}
        with self.site.ledger.turn() as values:
            if approved is not None:
                self._check_difference(values, rows)
            told["rows"] = self.site.fingerprint(rows, values)
            spent = values["evaluated"].get(policy.study, 0)
        if approved is not None:
            try:
                self._model = from_card(approved, policy.peers)
                self.site.check_columns(self._model)
            except FederationError as error:  # tells of what is installed and declared, not of rows
                raise Refused(error.key, where=self.site.name, **error.values) from error
            if header.get("how") == "points":
                self._prepare(self._model, rows)
                assert self._likelihood is not None
                told = told | {"layout": self._likelihood.layout, "compiled": self._likelihood.identity}
        self._rows = rows
        self._log("hello", model=asked.name if asked else "", hash=asked.hash if asked else "")
        return pack(told | {"hello": self._masker.hello(), "budget": policy.budget, "spent": spent})

    def _asked(self, card: Any) -> Card | None:
        try:
            return Card.from_json(card) if card else None
        except FederationError as error:
            raise Refused(error.key, where=self.site.name) from error

    def _check_difference(self, values: dict[str, Any], rows: Rows) -> None:
        """Rows that differ by few people from rows that were answered for would tell of those few."""
        nearest = self.site.ledger.nearest(self.site.ledger.people(values, rows.subjects))
        if nearest is not None and nearest < self._policy.minimum_count:
            raise Refused("federation.differencing", where=self.site.name, least=self._policy.minimum_count)

    def _prepare(self, model: FactorsOverSites, rows: Rows) -> None:
        """Compile the log-likelihood of the rows, and try whether it is a sum over them."""
        frame = self._framed(rows)
        self._likelihood = whole = inference.Likelihood(model, frame)
        points = np.random.default_rng(0).normal(scale=0.5, size=(_ALONE, whole.n_dim))
        people = sorted(set(rows.subjects))
        first = set(people[: len(people) // 2])
        mine = [one in first for one in rows.subjects]  # what one person's rows say may hang together
        parts = [
            inference.Likelihood(model, frame.filter(part)) for part in (mine, [not one for one in mine])
        ]
        lacking = whole.value(points) - sum(part.value(points) for part in parts)
        # what remains may be a constant of the rows, such as a binomial coefficient, but nothing of the point
        scale = np.abs(whole.value(points)).max()
        if not np.allclose(lacking, lacking[0], rtol=0, atol=_PARTS_AGREE * max(1.0, scale)):
            raise Refused("federation.does_not_factor", where=self.site.name, model=model.name)

    def _framed(self, rows: Rows) -> Any:
        import polars as pl

        assert self._model is not None
        name = pl.lit(self.site.name).alias(self._model.site_column)
        return rows.frame.select(name, *self._model.row_columns)

    def _keys(self, header: dict[str, Any], _arrays: dict[str, np.ndarray], _message: bytes) -> bytes:
        """Agree on masks with the peers that this site's own rules name."""
        if self._rows is None or self._met:
            raise Refused("federation.not_understood", where=self.site.name)
        self._masker.meet(header["hellos"], self._policy.peers)
        self._met = True
        self._log("keys", peers=sorted(self._policy.peers))
        return pack({"met": len(self._policy.peers)})

    # what leaves

    def _round(self, header: dict[str, Any], arrays: dict[str, np.ndarray], message: bytes) -> bytes:
        """The masked log-likelihood, or that with its gradient, at the points asked for."""
        points, kind = arrays.get("points"), header.get("kind")
        likelihood = self._likelihood
        if likelihood is None or points is None or kind not in ("value", "slope"):
            raise Refused("federation.not_understood", where=self.site.name)
        if points.dtype != np.dtype("<f8") or points.ndim != 2 or points.shape[1] != likelihood.n_dim:
            raise Refused("federation.points", where=self.site.name)
        if not 0 < len(points) <= self._policy.largest_round or not np.isfinite(points).all():
            raise Refused("federation.points", where=self.site.name)
        cost = len(points) * (1 if kind == "value" else 1 + likelihood.n_dim)
        found = likelihood.value(points) if kind == "value" else likelihood.slope(points)
        most = largest(len(self._policy.peers))
        # a log-likelihood of minus infinity, or one that cannot be told, is the lowest number there is
        found = np.clip(np.nan_to_num(found, nan=-most, posinf=most, neginf=-most), -most, most)
        return self._release(found, header, message, cost=cost, kind=str(kind), points=len(points))

    def _sums(self, header: dict[str, Any], _arrays: dict[str, np.ndarray], message: bytes) -> bytes:
        """Masked sums of the inputs that are sufficient, if no cell tells of few people or of one."""
        names = tuple(getattr(self._model, "sufficient", ()))
        if self._model is None or self._rows is None or not names:
            raise Refused("federation.not_understood", where=self.site.name)
        frame = self._framed(self._rows)
        whole = self._model.inputs(frame)
        shapes = {whole[name].shape for name in names}
        if len(shapes) != 1:
            raise Refused("federation.not_understood", where=self.site.name)
        contributed = self._contributions(frame, names)
        people = np.any([part != 0 for part in contributed.values()], axis=0).sum(axis=0)
        shares = [
            part.max(axis=0) / np.where(part.sum(axis=0) > 0, part.sum(axis=0), 1.0)
            for name, part in contributed.items()
            if whole[name].dtype.kind == "f"
        ]
        share = np.max(shares, axis=0) if shares else np.zeros(people.shape)
        _disclosure.check_table(people, share, self._policy)
        sums = np.stack([whole[name] for name in names]).astype(float)
        return self._release(sums, header, message, cost=sums.size, kind="sums", points=0)

    def _weights(self, header: dict[str, Any], arrays: dict[str, np.ndarray], message: bytes) -> bytes:
        """Masked change of the weights by this site's own steps; or its gradient, cut and with noise."""
        learner, weights = self._model, arrays.get("weights")
        numbers = [header.get(name) for name in ("rate", "prox", "steps")]
        if not isinstance(learner, LearnsWeights) or self._rows is None or weights is None:
            raise Refused("federation.not_understood", where=self.site.name)
        if (
            weights.dtype != np.dtype("<f8")
            or weights.shape != (learner.size,)
            or not np.isfinite(weights).all()
        ):
            raise Refused("federation.points", where=self.site.name)
        if not all(isinstance(one, int | float) and 0 <= one <= _MOST_STEPS for one in numbers):
            raise Refused("federation.not_understood", where=self.site.name)
        rows, square = self._framed(self._rows), 0.0
        if header.get("noise") is None:
            own = local_steps(
                learner, weights, rows, steps=int(numbers[2]), rate=float(numbers[0]), prox=float(numbers[1])
            )
            found = rows.height * (own - weights)
        else:
            clip, noise = header.get("clip"), header["noise"]
            if not all(isinstance(one, int | float) and 1e-6 <= one <= 1e6 for one in (clip, noise)):
                raise Refused("federation.not_understood", where=self.site.name)
            each = learner.gradients(weights, rows)
            owner = np.unique(self._rows.subjects, return_inverse=True)[1]
            people = np.zeros((self._rows.people, learner.size))
            np.add.at(people, owner, each)
            found = privacy.noisy(people, clip=clip, noise=noise, rng=np.random.default_rng())
            square = privacy.of_round(noise)
        told = np.append(found, float(rows.height))
        if not (np.abs(told) < largest(len(self._policy.peers))).all():
            raise Refused("federation.diverged", where=self.site.name, rate=numbers[0], prox=numbers[1])
        return self._release(told, header, message, cost=0, kind="weights", points=0, square=square)

    def _contributions(self, frame: Any, names: tuple[str, ...]) -> dict[str, np.ndarray]:
        """What each person adds to each cell, ``(person, ...)``."""
        import polars as pl

        assert self._model is not None
        assert self._rows is not None
        owner = pl.Series(self._rows.subjects)
        rows: dict[str, list[int]] = {}
        for i, subject in enumerate(owner):
            rows.setdefault(subject, []).append(i)
        each = [self._model.inputs(frame[some]) for some in rows.values()]
        return {name: np.stack([one[name] for one in each]).astype(float) for name in names}

    def _count(self, header: dict[str, Any], _arrays: dict[str, np.ndarray], message: bytes) -> bytes:
        """Masked number of people who meet the criteria; small numbers are kept back."""
        if self._rows is None:
            raise Refused("federation.not_understood", where=self.site.name)
        criteria = [tuple(one) for one in header.get("criteria", [])]
        chosen = _disclosure.selected(self._rows, criteria, self._policy)
        least = self._policy.minimum_count
        n = len(set(chosen))
        rest = self._rows.people - n
        with self.site.ledger.turn() as values:
            people = self.site.ledger.people(values, chosen)
            nearest = self.site.ledger.nearest(people) if n >= least else None
            small = 0 < n < least or 0 < rest < least or (nearest is not None and nearest < least)
            if n >= least and not small:
                self.site.ledger.remember(values, people)
        # who keeps a number back says so, masked too: how many do is known, not who
        found = np.array([0.0, 1.0] if small else [float(n), 0.0])
        return self._release(found, header, message, cost=1, kind="count", points=0)

    def _release(
        self,
        values: np.ndarray,
        header: dict[str, Any],
        message: bytes,
        *,
        cost: int,
        kind: str,
        points: int,
        square: float = 0.0,
    ) -> bytes:
        """Mask, pay from the budget, log, and only then let out."""
        if not self._met or not isinstance(header.get("number"), int):
            raise Refused("federation.not_understood", where=self.site.name)
        study, policy = self._policy.study, self._policy
        asked = hashlib.sha256(message)
        with self.site.ledger.turn() as memory:
            spent = memory["evaluated"].get(study, 0)
            if spent + cost > policy.budget:
                raise Refused(
                    "federation.budget",
                    where=self.site.name,
                    budget=policy.budget,
                    left=policy.budget - spent,
                )
            self._allowed(memory, kind, square)
            masked = self._masker.mask(values, header["number"], asked.digest())
            memory["evaluated"][study] = spent + cost
            if kind != "count" and header["number"] == 1:
                assert self._rows is not None
                people = self.site.ledger.people(memory, self._rows.subjects)
                self.site.ledger.remember(memory, people)
            self.site.ledger.note(
                memory,
                "count" if kind == "count" else "round",
                job=self.job,
                number=header["number"],
                kind=kind,
                points=points,
                numbers=int(masked.size),
                asked=asked.hexdigest()[:16],
                **({"criteria": header.get("criteria")} if kind == "count" else {}),
            )
        return pack({"number": header["number"]}, {"masked": masked})

    def _allowed(self, memory: dict[str, Any], kind: str, square: float) -> None:
        """Rounds of weights, and privacy, that the rules leave; both are paid here."""
        study, policy = self._policy.study, self._policy
        if kind == "weights":
            rounds = memory.setdefault("weight_rounds", {})
            rounds[study] = rounds.get(study, 0) + 1
            if rounds[study] > policy.weight_rounds:
                raise Refused("federation.weight_rounds", where=self.site.name, most=policy.weight_rounds)
        if policy.epsilon is not None and not square:
            raise Refused("federation.noise_needed", where=self.site.name, epsilon=policy.epsilon)
        if square:
            private = memory.setdefault("private", {})
            private[study] = private.get(study, 0.0) + square
            if policy.epsilon is not None and privacy.delta_of(policy.epsilon, private[study]) > policy.delta:
                raise Refused(
                    "federation.privacy_spent",
                    where=self.site.name,
                    epsilon=policy.epsilon,
                    delta=f"{policy.delta:g}",
                )

    def _end(self, _header: dict[str, Any], _arrays: dict[str, np.ndarray], _message: bytes) -> bytes:
        """The end of the job: where the log stands, for the receipt."""
        self._log("end")
        memory = self.site.ledger.read()
        spent = memory["evaluated"].get(self._policy.study, 0)
        square = memory.get("private", {}).get(self._policy.study, 0.0)
        delta = self._policy.delta
        told = {"head": memory["head"], "spent": spent, "budget": self._policy.budget}
        told |= {"epsilon": privacy.epsilon_of(delta, square), "delta": delta}
        return pack(told)
