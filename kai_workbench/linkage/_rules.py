"""Rules that propose links. They show their evidence; people decide."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import polars as pl

from ._concordance import concordance
from ._findings import sexes_together
from ._incidence import incidence_trend
from ._link import COMPOUND_SCHEMA, Link
from ._margins import KM
from ._organs import with_organs
from ._study_tables import TABLES
from ._workspace import Workspace

RULE_TABLES = {
    "compound": COMPOUND_SCHEMA,
    **{name: TABLES[name] for name in ("study", "exposure", "finding")},
}

_IDENTIFIERS = (("unii", "treatment_unii", 0.99), ("cas", "treatment_cas", 0.97))
_SAME_NAME, _SAME_CODE = 0.8, 0.7
# What a microscope saw in animals, and what people had.
_LOOKED = ("MI", "AE")
# A finding counts where its incidence grows with the dose at this one-sided exact p-value.
_ALPHA = 0.05


def propose_links(workspace: Workspace, *, who: str = "rule") -> list[str]:
    """Run :func:`rule_links` over a workspace and keep what is new; returns the identifiers of the links."""
    tables = {name: workspace.table(name).collect() for name in RULE_TABLES}
    return [
        link
        for rule, links in rule_links(tables).items()
        for link in workspace.propose(links, who=f"{who}:{rule}")
    ]


def rule_links(tables: Mapping[str, pl.DataFrame]) -> dict[str, list[Link]]:
    """What every rule proposes, by the rule's name.

    Parameters
    ----------
    tables
        ``compound`` (:meth:`Compound.frame`), ``study``, ``exposure`` and ``finding``
        (:func:`study_tables`, of all studies together). A rule whose table is missing proposes nothing.

    Returns
    -------
    dict of str to list of Link
        ``compound``
            A study and a compound share a UNII, a CAS number, a name or a local code.
        ``studies``
            Two studies share the name of their treatment.
        ``analyte``
            A study reports exposure of an analyte that is not its treatment: a metabolite, it may be.
        ``organ``
            In two studies of one treatment an organ has a finding whose incidence grows with the dose, sexes
            together (same organ), or both have the same finding of it, in one of the sexes (same effect):
            exact Cochran-Armitage test, one-sided, p at most 0.05, unadjusted. Microscopic findings of
            animals, adverse events of people.
        ``scaling``
            The study's species has a factor of body surface area (FDA 2005).
    """
    told = {name: tables.get(name, pl.DataFrame(schema=schema)) for name, schema in RULE_TABLES.items()}
    studies = told["study"].sort("study")
    return {
        "compound": list(_compounds(studies, told["compound"])),
        "studies": list(_studies(studies)),
        "analyte": list(_analytes(studies, told["exposure"])),
        "organ": list(_organs(studies, told["finding"])),
        "scaling": list(_scaling(studies)),
    }


def _compounds(studies: pl.DataFrame, compounds: pl.DataFrame) -> Iterable[Link]:
    for compound in compounds.iter_rows(named=True):
        names = {str(compound["name"]).lower()}
        codes = {str(code).lower() for code in compound["local_codes"] or ()}
        for study in studies.iter_rows(named=True):
            for identifier, told, confidence in _IDENTIFIERS:
                if compound[identifier] and compound[identifier] == study[told]:
                    yield _same(study, compound, {identifier: study[told]}, confidence, f"same {identifier}")
                    break
            else:
                given = str(study["treatment"] or "").strip().lower()
                if given and given in names | codes:
                    sure = _SAME_NAME if given in names else _SAME_CODE
                    yield _same(study, compound, {"treatment": study["treatment"]}, sure, "same name")


def _same(
    study: dict[str, object],
    compound: dict[str, object],
    evidence: dict[str, object],
    sure: float,
    method: str,
) -> Link:
    return Link(
        source=f"study:{study['study']}",
        target=f"compound:{compound['name']}",
        kind="same compound",
        method=method,
        evidence=evidence | {"study": study["study"], "title": study["title"]},
        confidence=sure,
    )


def _pairs(studies: pl.DataFrame) -> Iterable[tuple[dict[str, object], dict[str, object]]]:
    """Studies of one treatment, two by two."""
    told = studies.drop_nulls("treatment").iter_rows(named=True)
    yield from (
        (one, other)
        for one, other in itertools.combinations(told, 2)
        if one["treatment"].strip().lower() == other["treatment"].strip().lower()
    )


def _studies(studies: pl.DataFrame) -> Iterable[Link]:
    for one, other in _pairs(studies):
        yield Link(
            source=f"study:{one['study']}",
            target=f"study:{other['study']}",
            kind="same compound",
            method="same treatment name (TSPARMCD TRT)",
            evidence={"treatment": one["treatment"], "titles": [one["title"], other["title"]]},
            confidence=_SAME_NAME,
        )


def _analytes(studies: pl.DataFrame, exposures: pl.DataFrame) -> Iterable[Link]:
    told = exposures.select("study", "analyte").unique().drop_nulls()
    given = studies.select("study", "treatment").drop_nulls()
    for row in told.join(given, on="study").sort("study", "analyte").iter_rows(named=True):
        if row["analyte"].strip().lower() != row["treatment"].strip().lower():
            yield Link(
                source=f"analyte:{row['study']}/{row['analyte']}",
                target=f"compound:{row['treatment']}",
                kind="metabolite of",
                method="measured after the treatment was given, under another name",
                evidence={"study": row["study"], "analyte": row["analyte"], "treatment": row["treatment"]},
                # It may as well be the parent under a code of the laboratory.
                confidence=0.3,
            )


def _organs(studies: pl.DataFrame, findings: pl.DataFrame) -> Iterable[Link]:
    looked = findings.filter(pl.col("domain").is_in(_LOOKED))
    for one, other in _pairs(studies):
        names = (str(one["study"]), str(other["study"]))
        frames = {name: looked.filter(pl.col("study") == name) for name in names}
        if any(not frame.height for frame in frames.values()):
            continue
        together = {name: sexes_together(frame) for name, frame in frames.items()}
        shared = concordance(together, alpha=_ALPHA).filter(pl.col("agreement") == "all affected")
        for row in shared.iter_rows(named=True):
            evidence = {
                name: {
                    "domain": frames[name]["domain"][0],
                    "finding": row[f"{name}_finding"],
                    "p": row[f"{name}_p"],
                    "dose": row[f"{name}_dose"],
                    "dose_unit": row[f"{name}_dose_unit"],
                }
                for name in names
            }
            yield Link(
                source=f"organ:{names[0]}/{row['organ_name']}",
                target=f"organ:{names[1]}/{row['organ_name']}",
                kind="same organ",
                method="incidence grows with the dose in both (Cochran-Armitage, exact)",
                evidence=evidence,
                confidence=0.6,
            )
        yield from _effects(names, frames)


def _effects(names: tuple[str, str], frames: dict[str, pl.DataFrame]) -> Iterable[Link]:
    found = {}
    for name, frame in frames.items():
        trends = with_organs(incidence_trend(frame)).filter(pl.col("p_increasing") <= _ALPHA)
        best = trends.sort("p_increasing").group_by("organ_name", "term", maintain_order=True).first()
        found[name] = {(row["organ_name"], row["term"]): row for row in best.iter_rows(named=True)}
    for organ, term in sorted(found[names[0]].keys() & found[names[1]].keys()):
        evidence = {
            name: {
                "sex": found[name][organ, term]["sex"],
                "p": found[name][organ, term]["p_increasing"],
                "incidence_control": found[name][organ, term]["incidence_control"],
                "incidence_top": found[name][organ, term]["incidence_top"],
            }
            for name in names
        }
        yield Link(
            source=f"finding:{names[0]}/{organ}/{term}",
            target=f"finding:{names[1]}/{organ}/{term}",
            kind="same effect",
            method="same term in the same organ, growing with the dose in both (Cochran-Armitage, exact)",
            evidence=evidence,
            confidence=0.8,
        )


def _scaling(studies: pl.DataFrame) -> Iterable[Link]:
    for study in studies.iter_rows(named=True):
        name = str(study["species"] or "").lower()
        if name in KM and name != "human":
            yield Link(
                source=f"study:{study['study']}",
                target="species:human",
                kind="species scaling",
                method="body surface area (FDA 2005, table 1)",
                evidence={"species": name, "km_animal": KM[name], "km_human": KM["human"]},
                confidence=0.5,
            )
