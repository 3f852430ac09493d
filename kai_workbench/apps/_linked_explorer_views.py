"""What the linked explorer says of a programme: sentences, the atlas, the ladder, tables. No widgets."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from kai_workbench import linkage, standards
from kai_workbench.linkage import GroupExposure
from kai_workbench.text import Lang, phrases, say, with_korean

from ._fih_views import number, table
from ._linked_explorer_programme import Change, Programme

if TYPE_CHECKING:
    import xarray as xr

_TERM_LONGEST = 48
_PART = 2 / 3  # below it a ratio is said as a fraction


def organ_name(organ: str, lang: Lang) -> str:
    """An organ of the concordance in the reader's language."""
    return standards.organ_label(standards.organ_id(organ), lang)


def term(finding: str | None, lang: Lang) -> str:
    """A finding as it reads in a sentence; in Korean its name with the source's term in brackets."""
    told = finding or ""
    told = told.lower() if told.isupper() else told
    return with_korean(told, lang) if len(told) <= _TERM_LONGEST else told[: _TERM_LONGEST - 1] + "…"


def dose_told(dose: float, unit: str) -> str:
    """A dose with its unit."""
    return f"{dose:,.6g} {unit}"


def times(value: float) -> str:
    """A ratio as a person says it: 12, or 1/12.

    Examples
    --------
    >>> times(0.083), times(2.13), times(0.8)
    ('1/12', '2.1', '0.80')
    """
    return f"1/{number(1 / value, 2)}" if 0 < value < _PART else number(value, 2)


def chosen_people(programme: Programme, dose: float | None, expected: float | None) -> GroupExposure | None:
    """The human exposure that animals are held against: a measured dose, or an expected area."""
    people = programme.people
    if people:
        near = min(people, key=lambda one: abs(np.log(one.dose / dose))) if dose else None
        # Without a wish: the dose that most people were given.
        return near or max(people, key=lambda one: (one.n, -abs(one.dose - 1000)))
    if expected is None:
        return None
    draws = linkage.exposure_draws(expected, unit="h*ng/mL")
    return GroupExposure(
        species="human", dose=0, dose_unit="", draws=draws, values=(), n=0, source="expected"
    )


def _ratio(human: GroupExposure, animal: GroupExposure) -> xr.DataArray:
    return 1 / linkage.margin(animal.draws, human.draws)


def answer(programme: Programme, *, organ: str, human: GroupExposure | None, lang: Lang) -> tuple[str, str]:
    """The answer in one sentence, and the smaller line under it."""
    changes = [one for one in programme.changes(organ) if one.exposure is not None] if organ else []
    key = "lx.small" if programme.findings else "lx.small_values"
    small = say(key, lang, sources=", ".join(programme.sources))
    if not changes:
        return _without_organs(programme, human, lang), small
    first = changes[0]
    if human is None:
        exposures = "; ".join(_said(one, lang) for one in changes)
        organ_told = organ_name(organ, lang).lower()
        return say(
            "lx.answer_animals", lang, compound=programme.compound, organ=organ_told, told=exposures
        ), small
    dose = dose_told(human.dose, human.dose_unit) if human.dose else say("lx.expected_short", lang)
    sentence = say(
        "lx.answer",
        lang,
        dose=dose,
        species=say(f"species.{first.species}", lang).lower(),
        organ=organ_name(organ, lang).lower(),
        finding=term(first.finding, lang),
        at=dose_told(first.dose, first.dose_unit),
        held=_held(first, human, lang),
    )
    others = [
        say(
            "lx.also",
            lang,
            species=say(f"species.{one.species}", lang),
            at=dose_told(one.dose, one.dose_unit),
            held=_held(one, human, lang),
        )
        for one in changes[1:]
    ]
    caveat = [] if human.known else [say("lx.expected_caveat", lang)]
    return sentence, " ".join([*others, *caveat, small])


def _held(change: Change, human: GroupExposure, lang: Lang) -> str:
    assert change.exposure is not None
    return held(_ratio(human, change.exposure), lang)


def held(ratio: xr.DataArray, lang: Lang) -> str:
    """People's exposure over the animals', with its interval where there is one."""
    low, middle, high = (float(one) for one in np.quantile(ratio, (0.05, 0.5, 0.95)))
    key = ("lx.part" if middle < _PART else "lx.multiple") + ("" if low < high else "_alone")
    return say(key, lang, times=times(middle), low=times(low), high=times(high))


def _said(change: Change, lang: Lang) -> str:
    assert change.exposure is not None
    low, middle, high = (float(one) for one in np.quantile(change.exposure.draws, (0.05, 0.5, 0.95)))
    return say(
        "lx.change",
        lang,
        species=say(f"species.{change.species}", lang).lower(),
        finding=term(change.finding, lang),
        at=dose_told(change.dose, change.dose_unit),
        auc=number(middle, 2),
        low=number(low, 2),
        high=number(high, 2),
    )


def _without_organs(programme: Programme, human: GroupExposure | None, lang: Lang) -> str:
    animals = [one for one in programme.exposures if one.species != "human"]
    # What was measured says more than a dose over a clearance.
    animal = next((one for one in animals if one.source == "curve"), next(iter(animals), None))
    if human is None or animal is None:
        return say("lx.answer_nothing", lang, compound=say(f"lx.programme.{programme.name}", lang))
    return say(
        "lx.answer_exposure" if animal.source == "curve" else "lx.answer_clearance",
        lang,
        compound=say(f"lx.programme.{programme.name}", lang),
        dose=dose_told(human.dose, human.dose_unit),
        species=say(f"species.{animal.species}", lang).lower(),
        at=dose_told(animal.dose, animal.dose_unit),
        held=held(_ratio(human, animal), lang),
    )


def ladder(programme: Programme, *, human: GroupExposure | None, lang: Lang) -> Any:
    """The ladder of exposures as a chart."""
    from kai_workbench import charts

    first: dict[tuple[str, float], list[str]] = {}
    for organ in programme.organs():
        for one in programme.changes(organ):
            first.setdefault((one.species, one.dose), []).append(organ_name(organ, lang).lower())
    shown = [*programme.exposures] + ([human] if human is not None and not human.dose else [])
    order = {one: k for k, one in enumerate(charts.SHAPES)}
    rungs = [
        charts.Rung(
            species=one.species,
            label=_label(one, lang),
            draws=one.draws.to_numpy(),
            known=one.known,
            values=one.values,
            changed=", ".join(first.get((one.species, one.dose), [])) if one.species != "human" else "",
            chosen=one is human,
            margin=None if human is None or one.species == "human" else 1 / _ratio(human, one).to_numpy(),
        )
        for one in sorted(shown, key=lambda one: (order.get(one.species, 9), -one.dose, one.source))
    ]
    return charts.exposure_ladder(rungs, unit="ng·h/mL", lang=lang, synthetic=programme.synthetic)


def _label(one: GroupExposure, lang: Lang) -> str:
    if not one.dose:
        return say("lx.expected_short", lang)
    told = dose_told(one.dose, one.dose_unit)
    return (
        f"{told} · {say(f'lx.source.{one.source}', lang)}" if one.source in ("clearance", "curve") else told
    )


def atlas(programme: Programme, *, lang: Lang) -> dict[str, Any]:
    """What the organ atlas is to show: at every dose the finding that grows surest with it."""
    species, values = [], []
    organs: set[str] = set()
    for name, findings in programme.findings.items():
        told = _incidence(programme, name, findings)
        doses = told.select("dose", "dose_unit").unique().sort("dose").rows()
        place = {dose: k for k, (dose, _) in enumerate(doses)}
        species.append(
            {
                "id": name,
                "label": say(f"species.{name}", lang),
                "doses": [
                    {"label": f"{dose:,.6g}", "value": dose, "unit": unit or ""} for dose, unit in doses
                ],
            }
        )
        for row in told.iter_rows(named=True):
            organs.add(row["organ_id"])
            values.append(
                {
                    "species": name,
                    "dose": place[row["dose"]],
                    "organ": row["organ_id"],
                    "affected": row["affected"],
                    "examined": row["examined"],
                    "low": row["lower"],
                    "high": row["upper"],
                    "text": term(row["term"], lang),
                }
            )
    known = [one.id for one in standards.ORGANS]
    ordered = sorted(organs, key=lambda one: (known.index(one) if one in known else len(known), one))
    return {
        "species": species,
        "organs": {one: standards.organ_label(one, lang) for one in ordered},
        "values": values,
        "synthetic": programme.synthetic,
    }


def _incidence(programme: Programme, species: str, findings: pl.DataFrame) -> pl.DataFrame:
    """One row for each organ and dose: its leading finding, or none of those examined."""
    leading = programme.concordance.select(name="organ_name", term=f"{species}_finding").drop_nulls()
    names = {one: linkage.organ_of(one) for one in findings["organ"].drop_nulls().unique()}
    told = findings.with_columns(name=pl.col("organ").replace_strict(names, return_dtype=pl.String))
    counted = linkage.incidence(told).with_columns(
        name=pl.col("organ").replace_strict(names, return_dtype=pl.String)
    )
    chosen = counted.join(leading, on=["name", "term"]).select(
        "name", "term", "dose", "dose_unit", "affected", "examined", "lower", "upper"
    )
    plain = (
        told.filter(~pl.col("recovery"), pl.col("dose").is_not_null(), pl.col("examined") > 0)
        .filter(~pl.col("name").is_in(chosen["name"].unique().to_list()))
        .group_by("name", "dose", "dose_unit", "set_code")
        .agg(pl.col("examined").max())
        .group_by("name", "dose", "dose_unit")
        .agg(pl.col("examined").sum())
        .with_columns(term=pl.lit(None, pl.String), affected=pl.lit(0, pl.Int64))
    )
    limits = [linkage.incidence_interval(0, n) for n in plain["examined"]]
    plain = plain.with_columns(
        lower=pl.Series([one for one, _ in limits], dtype=pl.Float64),
        upper=pl.Series([one for _, one in limits], dtype=pl.Float64),
    )
    both = pl.concat([chosen, plain.select(chosen.columns)], how="vertical_relaxed")
    ids = {one: standards.organ_id(one) for one in both["name"].unique()}
    return (
        both.with_columns(organ_id=pl.col("name").replace_strict(ids, return_dtype=pl.String))
        # Two specimens of one organ: the one with more affected stands for it.
        .sort(pl.col("affected") / pl.col("examined"), descending=True)
        .unique(["organ_id", "dose"], keep="first", maintain_order=True)
    )


def concordance_table(programme: Programme, *, lang: Lang) -> str:
    """Organ by organ: those that changed somewhere as a table, the others named below it."""
    names = programme.species
    told = programme.concordance
    changed = told.filter(pl.col("species_affected") > 0)
    rows = []
    for row in changed.iter_rows(named=True):
        agreement = row["agreement"]
        said = say(f"lx.agreement.{agreement.replace(' ', '_')}", lang) if agreement else "–"
        rows.append((organ_name(row["organ_name"], lang), *(_state(row, one, lang) for one in names), said))
    head = [
        say("lx.table.organ", lang),
        *(_species(one, lang) for one in names),
        say("lx.table.agreement", lang),
    ]
    caption = say("lx.caption.concordance", lang, n=len(rows), all=told.height)
    shown = table(head, rows, caption=caption)
    others = told.filter(pl.col("species_affected") == 0)["organ_name"]
    if not others.len():
        return shown
    listed = ", ".join(dict.fromkeys(organ_name(one, lang) for one in others))
    return f"{shown}<p>{html.escape(say('lx.no_trend', lang, organs=listed))}</p>"


def _species(name: str, lang: Lang) -> str:
    return say("lx.animal" if name == "animal" else f"species.{name}", lang)


def _state(row: dict[str, Any], species: str, lang: Lang) -> str:
    state, dose = row[species], row[f"{species}_dose"]
    if state != "affected":
        return say(f"lx.state.{state.replace(' ', '_')}", lang)
    finding = _found(row[f"{species}_finding"], lang)
    if dose is None:
        return finding
    return say("lx.state.affected", lang, finding=finding, at=dose_told(dose, row[f"{species}_dose_unit"]))


def _found(finding: str, lang: Lang) -> str:
    """A finding as its source writes it; of an organ's weight, which has no term, in the reader's words."""
    weight, _, how = finding.partition("organ weight, ")
    key = f"lx.weight.{how}"
    return say(key, lang) if not weight and key in phrases() else term(finding, lang)


def exposure_table(programme: Programme, *, human: GroupExposure | None, lang: Lang) -> str:
    """The ladder as a table."""
    rows = []
    for one in programme.exposures:
        low, middle, high = (float(part) for part in np.quantile(one.draws, (0.05, 0.5, 0.95)))
        against = "–"
        if human is not None and one.species != "human":
            a, b, c = np.quantile(1 / _ratio(human, one), (0.05, 0.5, 0.95))
            against = (
                f"{number(float(b), 2)} ({number(float(a), 2)} – {number(float(c), 2)})"
                if a != c
                else number(float(b), 2)
            )
        rows.append(
            (
                say(f"species.{one.species}", lang),
                dose_told(one.dose, one.dose_unit),
                number(middle),
                f"{number(low)} – {number(high)}" if one.known else say("ladder.unknown", lang),
                against,
                str(one.n or "–"),
                say(f"lx.source.{one.source}", lang),
            )
        )
    head = [
        say(f"lx.table.{one}", lang)
        for one in ("species", "dose", "exposure", "i90", "margin", "n", "source")
    ]
    return table(head, rows, caption=say("lx.caption.exposure", lang), numbers=(2, 3, 4, 5))


def exposure_csv(programme: Programme) -> pl.DataFrame:
    """The ladder as a frame for a file."""
    rows = [
        {
            "compound": programme.compound,
            "species": one.species,
            "dose": one.dose,
            "dose_unit": one.dose_unit,
            **{f"q{q:02d}": float(np.quantile(one.draws, q / 100)) for q in (5, 25, 50, 75, 95)},
            "unit": one.draws.attrs["unit"],
            "uncertainty": one.draws.attrs["uncertainty"],
            "n": one.n,
            "day": one.day,
            "source": say(f"lx.source.{one.source}"),
            "synthetic": programme.synthetic,
        }
        for one in programme.exposures
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
