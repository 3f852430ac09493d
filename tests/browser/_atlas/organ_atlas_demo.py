"""The organ atlas on a page of its own, for the browser tests."""

from __future__ import annotations

import ipywidgets as w
import kai_widgets as kw

from kai_workbench.apps import Page
from kai_workbench.standards import organ_labels
from kai_workbench.text import Lang, Phrase, atlas_labels, phrases, say

phrases().update(
    {
        "demo.title": Phrase("Which organs are affected?", "어느 장기에 이상이 생길까요?"),
        "demo.subtitle": Phrase("A page for the tests.", "시험용 화면입니다."),
    }
)
DOSES = {
    "rat": (0, 10, 30, 100),
    "dog": (0, 3, 10, 30),
    "monkey": (0, 5, 15, 50),
    "minipig": (0, 20),
    "human": (),
}
ANIMALS = {"rat": 10, "dog": 4, "monkey": 4, "minipig": 4, "human": 120}
# Affected of ten at the highest dose; the share falls in a straight line to none in the controls.
AT_HIGHEST = {
    "liver": 8,
    "adrenal": 10,
    "kidney": 4,
    "thymus": 5,
    "bone_marrow": 6,
    "stomach": 3,
    "SITE, TATTOO": 2,
}
UNTOUCHED = ("brain", "heart", "lung", "spleen", "thyroid", "testis", "parathyroid")
NOT_IN_HUMAN = {"adrenal", "thymus", "spleen", "parathyroid", "SITE, TATTOO"}


def species(lang: Lang, *names: str) -> list[dict]:
    told = {name: say(f"species.{name}", lang) for name in names if name != "minipig"}
    told |= {"minipig": "Minipig" if lang == "en" else "미니피그"}
    return [
        {
            "id": name,
            "label": told[name],
            "doses": [{"label": f"{dose:g}", "value": dose, "unit": "mg/kg"} for dose in DOSES[name]],
        }
        for name in names
    ]


def records(lang: Lang, *names: str) -> list[dict]:
    found = []
    for name in names:
        steps = len(DOSES[name])
        for organ in (*AT_HIGHEST, *UNTOUCHED):
            if name == "human" and organ in NOT_IN_HUMAN:
                continue
            for place in range(max(steps, 1)):
                share = AT_HIGHEST.get(organ, 0) / 10 * (place / (steps - 1) if steps else 0.3)
                affected = round(share * ANIMALS[name])
                rate = affected / ANIMALS[name]
                found.append(
                    {
                        "species": name,
                        "dose": place if steps else None,
                        "organ": organ,
                        "affected": affected,
                        "examined": ANIMALS[name],
                        "low": max(rate - 0.2, 0),
                        "high": min(rate + 0.2, 1),
                        "severity": ("moderate" if lang == "en" else "중등도") if affected else None,
                    }
                )
    return found


def build(p: Page) -> None:
    organs = organ_labels(lang=p.lang) | {"SITE, TATTOO": "SITE, TATTOO"}
    all_four = ("rat", "dog", "monkey", "human")
    atlas = kw.OrganAtlas(
        species=species(p.lang, *all_four),
        organs=organs,
        values=records(p.lang, *all_four),
        labels=atlas_labels(p.lang),
        title=p.say("demo.title"),
        synthetic=True,
        filename="atlas",
    )
    heard = w.HTML()
    other = w.Button(description="Minipig")
    nothing = w.Button(description="Nothing")
    compare = w.Button(description="Concordance")

    def tell(_: object) -> None:
        heard.value = f"<p id='heard'>{atlas.selected} {atlas.dose.get('rat')}</p>"

    def changed(_: object) -> None:
        names = ("rat", "minipig")
        atlas.show(species=species(p.lang, *names), values=records(p.lang, *names))

    def compared(_: object) -> None:
        share = [{"species": name, "dose": None, "organ": "liver", "value": 0.75} for name in ("rat", "dog")]
        atlas.show(
            species=[one | {"doses": []} for one in species(p.lang, "rat", "dog")],
            values=share,
            measure="concordance",
        )

    p.observe(atlas, tell, "selected")
    p.observe(atlas, tell, "dose")
    other.on_click(p.guard(changed))
    nothing.on_click(p.guard(lambda _: atlas.show(species=[], values=[])))
    compare.on_click(p.guard(compared))
    p.answer("Liver: 8 of 10 rats." if p.lang == "en" else "간: 랫드 10마리 중 8마리.", synthetic=True)
    p.picture(atlas)
    p.detail("Tests", w.HBox([other, nothing, compare, heard]), open=True)


page = Page((), build=build, title="demo.title", subtitle="demo.subtitle")
