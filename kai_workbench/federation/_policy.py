"""What a site allows, from a file of its own. Nothing that a coordinator sends can loosen it."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Callable, Mapping
from typing import Any, Literal

from ._errors import FederationError

Kind = Literal["number", "whole", "text"]
KINDS: tuple[Kind, ...] = ("number", "whole", "text")
SITE_FILE = "site.yml"
# A site may ask for more, never for less.
MOST_EPSILON, MOST_DELTA = 20.0, 1e-3
FEWEST_SITES, LEAST_N, LEAST_COUNT, MOST_DOMINANCE = 3, 10, 3, 0.9
# Of two numbers of a rule, which is the stricter.
_STRICTER: dict[str, Callable[..., Any]] = {
    "minimum_sites": max,
    "minimum_n": max,
    "minimum_count": max,
    "dominance": min,
    "budget": min,
    "largest_round": min,
    "weight_rounds": min,
    "epsilon": min,
    "delta": min,
}


@dataclasses.dataclass(frozen=True)
class Column:
    """A column that the site's query gives.

    Attributes
    ----------
    kind
        ``number``, ``whole`` or ``text``.
    minimum, maximum
        Values outside are refused before the site joins.
    values
        The values that may occur, if only some may.
    countable
        Whether feasibility counts may ask about it.
    """

    kind: Kind
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[Any, ...] | None = None
    countable: bool = True


@dataclasses.dataclass(frozen=True)
class Policy:
    """A site's rules.

    Attributes
    ----------
    site, study
        Their names.
    peers
        All sites of the study, this one among them. A job with others, or with fewer, is refused.
    files, omop, sdtm
        One of them, relative to the site's folder: name in the query to Parquet file; an OMOP database
        (a DuckDB file, a folder of tables, or the address of a PostgreSQL database); or the folder or
        archive of an SDTM or ADaM package.
    query
        SQL, run at the site; one row a patient. Over the names of ``files``, the published tables of OMOP,
        or the domains of the package in lower case.
    columns
        The columns that it must give.
    subject
        The column that tells people apart. It stays at the site.
    minimum_sites
        At least 3.
    minimum_n
        Fewest people for which the site joins; at least 10.
    minimum_count
        Smallest count, and smallest difference between two sets of people, that is let out; at least 3.
    dominance
        Largest share of a cell of a table that one person may hold; at most 0.9.
    budget
        Points evaluated for this study, over all jobs.
    largest_round
        Most points in one round.
    weight_rounds
        Rounds of learning of weights for this study, over all jobs; none by default.
    epsilon, delta
        With an ``epsilon``, nothing leaves this site without noise, and only as long as all rounds of the
        study together are (ε, δ)-private at the level of a person.
    """

    site: str
    study: str
    peers: tuple[str, ...]
    query: str
    columns: Mapping[str, Column]
    subject: str
    minimum_sites: int = FEWEST_SITES
    minimum_n: int = 20
    minimum_count: int = 5
    dominance: float = 0.8
    budget: int = 2_000_000
    largest_round: int = 50_000
    weight_rounds: int = 0
    epsilon: float | None = None
    delta: float = 1e-6
    files: Mapping[str, str] = dataclasses.field(default_factory=dict)
    omop: str = ""
    sdtm: str = ""

    def tightened(self, asked: Mapping[str, Any]) -> Policy:
        """With what a coordinator asks for where it is stricter; the rest of it changes nothing."""
        stricter: dict[str, Any] = {}
        for name, pick in _STRICTER.items():
            value, own = asked.get(name), getattr(self, name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                stricter[name] = value if own is None else pick(own, value)
        return dataclasses.replace(self, **stricter)


def read_policy(folder: pathlib.Path) -> Policy:
    """The policy in a site's folder.

    Raises
    ------
    FederationError
        No file, a setting that is missing or unknown, or one looser than what any site may allow.
    """
    path = folder / SITE_FILE
    values = read_yaml(path)
    fields = {field.name: field for field in dataclasses.fields(Policy)}
    needed = [name for name, field in fields.items() if _needed(field)]
    if missing := [name for name in needed if name not in values]:
        raise FederationError("federation.setting_missing", where=str(path), name=", ".join(missing))
    if unknown := sorted(set(values) - set(fields)):
        raise FederationError(
            "federation.setting_unknown", where=str(path), name=unknown[0], known=", ".join(fields)
        )
    try:
        columns = {str(name): _column(one) for name, one in values["columns"].items()}
        policy = Policy(
            **{
                **values,
                "site": str(values["site"]),
                "study": str(values["study"]),
                "peers": tuple(str(one) for one in values["peers"]),
                "files": {str(k): str(v) for k, v in (values.get("files") or {}).items()},
                "omop": str(values.get("omop") or ""),
                "sdtm": str(values.get("sdtm") or ""),
                "columns": columns,
            }
        )
    except (TypeError, AttributeError, ValueError) as error:
        raise FederationError("federation.setting_wrong", where=str(path), reason=str(error)) from error
    _check(policy, path)
    return policy


def _needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _column(values: Mapping[str, Any] | str) -> Column:
    given: dict[str, Any] = {"kind": values} if isinstance(values, str) else dict(values)
    if given.get("kind") not in KINDS:
        raise ValueError(f"kind: {given.get('kind')} ({', '.join(KINDS)})")
    if given.get("values") is not None:
        given["values"] = tuple(given["values"])
    return Column(**given)


def _check(policy: Policy, path: pathlib.Path) -> None:
    for name in _STRICTER:
        value = getattr(policy, name)
        if isinstance(value, bool) or not (
            isinstance(value, int | float) or (value is None and name == "epsilon")
        ):
            raise FederationError("federation.setting_number", where=f"{path}, {name}", value=value)
    rules: tuple[tuple[str, bool, object], ...] = (
        ("minimum_sites", policy.minimum_sites >= FEWEST_SITES, FEWEST_SITES),
        ("minimum_n", policy.minimum_n >= LEAST_N, LEAST_N),
        ("minimum_count", policy.minimum_count >= LEAST_COUNT, LEAST_COUNT),
        ("dominance", 0 < policy.dominance <= MOST_DOMINANCE, MOST_DOMINANCE),
        ("budget", policy.budget >= 0, 0),
        ("largest_round", policy.largest_round >= 1, 1),
        ("weight_rounds", policy.weight_rounds >= 0, 0),
        ("epsilon", policy.epsilon is None or 0 < policy.epsilon <= MOST_EPSILON, MOST_EPSILON),
        ("delta", 0 < policy.delta <= MOST_DELTA, MOST_DELTA),
    )
    for name, good, limit in rules:
        if not good:
            raise FederationError(
                "federation.setting_loose",
                where=f"{path}, {name}",
                value=getattr(policy, name),
                limit=limit,
            )
    given = [name for name in ("files", "omop", "sdtm") if getattr(policy, name)]
    if len(given) != 1:
        raise FederationError("federation.setting_source", where=str(path), given=", ".join(given) or "-")
    if policy.site not in policy.peers or len(set(policy.peers)) != len(policy.peers):
        raise FederationError("federation.setting_peers", where=f"{path}, peers", site=policy.site)
    if len(policy.peers) < policy.minimum_sites:
        raise FederationError(
            "federation.few_sites", where=str(path), n=len(policy.peers), needed=policy.minimum_sites
        )


def read_yaml(path: pathlib.Path) -> dict[str, Any]:
    """A file of settings.

    Raises
    ------
    FederationError
        There is none, or it is not YAML with names.
    """
    import yaml

    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FederationError("federation.no_file", where=str(path)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        told = " ".join(str(error).split())[:200]
        raise FederationError("federation.setting_wrong", where=str(path), reason=told) from error
    if not isinstance(values, dict):
        raise FederationError("federation.setting_wrong", where=str(path), reason=type(values).__name__)
    return values
