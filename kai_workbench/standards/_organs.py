"""Specimens as SEND names them, brought to the organs that people speak of."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from ..text import Lang, phrases, say


class Organ(NamedTuple):
    """An organ and the part of the body in which it lies.

    ``specimens`` are terms of the SEND controlled terminology (codelist SPEC, 2026-03-27); one stands
    for itself and for what is written after it and a comma: ``BRAIN`` also for ``BRAIN, CEREBELLUM``.
    """

    id: str
    region: str
    specimens: tuple[str, ...]


# From head to tail, then what runs through the whole body: the order in which people read an animal.
ORGANS: tuple[Organ, ...] = (
    Organ("brain", "head", ("BRAIN", "MENINGES", "BODY CAVITY, CRANIAL", "GLAND, PINEAL")),
    Organ("pituitary", "head", ("GLAND, PITUITARY",)),
    Organ("eye", "head", (
        "EYE", "EYELID", "CONJUNCTIVA", "NERVE, OPTIC", "OPTIC DISC", "BODY CAVITY, ORBITAL",
        "MUSCLE, EXTRAOCULAR",
    )),
    Organ("lacrimal_gland", "head", (
        "GLAND, LACRIMAL", "GLAND, HARDERIAN", "MEMBRANE, NICTITATING", "GLAND OF THE THIRD EYELID",
        "GLAND, MEIBOMIAN", "GLAND, ZEIS", "DUCT, NASOLACRIMAL",
    )),
    Organ("ear", "head", (
        "EAR", "EAR CANAL", "INNER EAR", "MIDDLE EAR", "PINNA", "GLAND, ZYMBAL", "TYMPANIC BULLA",
        "TYMPANIC MEMBRANE", "SECONDARY TYMPANIC MEMBRANE", "EUSTACHIAN TUBE", "ROUND WINDOW NICHE",
    )),
    Organ("nose", "head", (
        "NOSE", "BODY CAVITY, NASAL", "NASAL TURBINATE", "MUCOSA, NASAL", "OLFACTORY REGION",
        "PARANASAL SINUS", "NASOPHARYNX",
    )),
    Organ("tongue", "head", ("TONGUE",)),
    Organ("mouth", "head", (
        "BODY CAVITY, ORAL", "MUCOSA, ORAL", "MUCOSA, BUCCAL", "GINGIVA", "LIP", "PALATE", "TOOTH", "CHEEK",
        "CHEEK POUCH", "LABIAL JUNCTION",
    )),
    Organ("salivary_gland", "head", ("GLAND, SALIVARY",)),
    Organ("pharynx", "neck", ("PHARYNX", "OROPHARYNX", "TONSIL")),
    Organ("larynx", "neck", ("LARYNX", "LARYNGEAL POUCH")),
    Organ("thyroid", "neck", ("GLAND, THYROID",)),
    Organ("parathyroid", "neck", ("GLAND, PARATHYROID",)),
    Organ("trachea", "neck", ("TRACHEA", "CARINA")),
    Organ("esophagus", "neck", ("ESOPHAGUS",)),
    Organ("thymus", "thorax", ("THYMUS",)),
    Organ("heart", "thorax", (
        "HEART", "INTERVENTRICULAR SEPTUM", "MUSCLE, PAPILLARY", "PERICARDIUM", "BODY CAVITY, PERICARDIAL",
        "VALVE, AORTIC", "VALVE, CARDIAC", "VALVE, LEFT ATRIOVENTRICULAR", "VALVE, PULMONARY",
        "VALVE, RIGHT ATRIOVENTRICULAR", "ARTERY, CORONARY",
    )),
    Organ("aorta", "thorax", ("ARTERY, AORTA",)),
    Organ("lung", "thorax", ("LUNG", "BRONCHUS", "PLEURA", "BODY CAVITY, PLEURAL")),
    Organ("liver", "abdomen", ("LIVER",)),
    Organ("gallbladder", "abdomen", ("GALLBLADDER",)),
    Organ("bile_duct", "abdomen", (
        "DUCT, BILE", "DUCT, COMMON BILE", "DUCT, COMMON HEPATIC", "DUCT, CYSTIC",
    )),
    Organ("stomach", "abdomen", ("STOMACH",)),
    Organ("small_intestine", "abdomen", (
        "SMALL INTESTINE", "INTESTINE", "GLAND, BRUNNER'S", "PAPILLA, DUODENAL", "ILEOCECAL JUNCTION",
    )),
    Organ("large_intestine", "abdomen", ("LARGE INTESTINE", "ILEOCECOCOLIC REGION")),
    Organ("pancreas", "abdomen", ("PANCREAS", "DUCT, PANCREATIC")),
    Organ("spleen", "abdomen", ("SPLEEN",)),
    Organ("lymph_node", "whole", ("LYMPH NODE", "VESSEL, LYMPHATIC")),
    Organ("lymphoid_tissue", "abdomen", (
        "GUT-ASSOCIATED LYMPHOID TISSUE", "PEYER'S PATCH", "BRONCHUS-ASSOCIATED LYMPHOID TISSUE",
        "NASAL-ASSOCIATED LYMPHOID TISSUE",
    )),
    Organ("kidney", "abdomen", ("KIDNEY", "RENAL PELVIS")),
    Organ("adrenal", "abdomen", ("GLAND, ADRENAL",)),
    Organ("ureter", "abdomen", ("URETER",)),
    Organ("urinary_bladder", "pelvis", ("URINARY BLADDER",)),
    Organ("urethra", "pelvis", ("URETHRA",)),
    Organ("testis", "pelvis", ("TESTIS", "RETE TESTIS", "TUNICA VAGINALIS")),
    Organ("epididymis", "pelvis", ("EPIDIDYMIS", "DUCT, EFFERENT")),
    Organ("prostate", "pelvis", (
        "GLAND, PROSTATE", "GLAND, PROSTATE DORSOLATERAL", "GLAND, PROSTATE VENTRAL",
    )),
    Organ("seminal_vesicle", "pelvis", ("GLAND, SEMINAL VESICLE", "GLAND, COAGULATING")),
    Organ("male_tract", "pelvis", (
        "PENIS", "PREPUCE", "SCROTUM", "VAS DEFERENS", "GLAND, AMPULLARY", "GLAND, BULBOURETHRAL",
        "PAMPINIFORM PLEXUS",
    )),
    Organ("ovary", "pelvis", ("OVARY", "OVIDUCT", "MESOVARIAN LIGAMENTS")),
    Organ("uterus", "pelvis", (
        "UTERUS", "UTERINE HORN", "CORPUS UTERI", "CERVIX", "GLAND, ENDOMETRIAL", "GRAVID UTERUS",
        "PLACENTA",
    )),
    Organ("vagina", "pelvis", ("VAGINA", "VULVA", "CLITORIS", "LABIUM MAJUS", "LABIUM MINUS")),
    Organ("mammary_gland", "trunk", ("GLAND, MAMMARY", "NIPPLE", "TEAT")),
    Organ("preputial_gland", "pelvis", ("GLAND, PREPUTIAL", "GLAND, CLITORAL")),
    Organ("spinal_cord", "trunk", ("SPINAL CORD", "NERVE ROOT", "GANGLION, DORSAL ROOT")),
    Organ("nerve", "limb", ("NERVE", "GANGLION")),
    Organ("bone", "limb", ("BONE", "SPINAL COLUMN", "EPIPHYSIS", "COSTOCHONDRAL JUNCTION", "CARTILAGE")),
    Organ("bone_marrow", "limb", ("BONE MARROW",)),
    Organ("joint", "limb", (
        "JOINT", "MENISCUS", "SYNOVIAL MEMBRANE", "LIGAMENT", "TENDON", "TENDON SHEATH",
        "INTERVERTEBRAL DISC",
    )),
    Organ("skeletal_muscle", "limb", ("MUSCLE",)),
    Organ("skin", "trunk", ("SKIN", "SUBCUTIS", "FOOTPAD", "GLAND, SEBACEOUS", "HAIR")),
    Organ("injection_site", "trunk", ("SITE, INJECTION", "SITE, INFUSION", "SITE, APPLICATION")),
    Organ("vessel", "whole", ("ARTERY", "VEIN", "VESSEL, BLOOD")),
    Organ("adipose_tissue", "whole", ("ADIPOSE TISSUE", "OMENTUM")),
    Organ("serosa", "abdomen", (
        "PERITONEUM", "MESENTERY", "BODY CAVITY, PERITONEAL", "RETROPERITONEUM", "BODY CAVITY, ABDOMINAL",
        "BODY CAVITY, THORACIC", "MEDIASTINUM",
    )),
    Organ("whole_body", "whole", ("WHOLE ANIMAL", "ALL TISSUES")),
)  # fmt: skip
_KNOWN = {organ.id: organ for organ in ORGANS}
_OF_TERM = {term: organ.id for organ in ORGANS for term in organ.specimens}
# Names that other sources than SEND use: plurals, adjectives of adverse events, ToxRefDB's words.
_ELSEWHERE = {
    "ADRENALS": "adrenal", "CORTEX/ADRENAL": "adrenal", "KIDNEYS": "kidney", "LUNGS": "lung",
    "TESTES": "testis", "OVARIES": "ovary", "EYES": "eye", "INTESTINE SMALL": "small_intestine",
    "INTESTINE LARGE": "large_intestine", "SALIVARY GLANDS": "salivary_gland", "ORAL MUCOSA": "mouth",
    "MOUTH / JAW": "mouth", "BLOOD VESSEL": "vessel", "GREAT VESSELS": "vessel",
    "ARTERY (GENERAL)": "vessel", "AORTIC ARCH": "aorta", "ZYMBAL'S GLAND": "ear",
    "HEPATIC": "liver", "HEPATOBILIARY": "liver", "CARDIAC": "heart", "RENAL": "kidney",
    "PULMONARY": "lung",
}  # fmt: skip
# What follows the comma makes these something else than the word before it says.
_APART = frozenset({"MUSCLE, SMOOTH"})
_UNPLACED = "unplaced"


def organ_id(specimen: str) -> str:
    """The organ of a specimen: its id, or the specimen as it is written where no organ is known for it.

    Nothing is lost: a term that is not known becomes an organ of its own. A combined specimen
    (``LIVER/GALLBLADDER``) counts for its first organ.

    Parameters
    ----------
    specimen
        As in ``MISPEC``, ``MASPEC`` or ``OMSPEC``, or the plain name of an organ (``ADRENAL``,
        ``adrenal gland``, ``Adrenals``); letter case and blanks do not matter.

    Examples
    --------
    >>> organ_id("GLAND, ADRENAL"), organ_id("Bone marrow, sternum"), organ_id("SITE, MICROCHIP")
    ('adrenal', 'bone_marrow', 'SITE, MICROCHIP')
    """
    written = specimen.strip()
    term = " ".join(written.upper().split())
    if term in _APART:
        return written
    if term in _ELSEWHERE:
        return _ELSEWHERE[term]
    parts = (term, term.partition("/")[0])
    known = (
        _OF_TERM.get(one)
        for part in parts
        for one in (*_shorter(part), f"GLAND, {part.removesuffix(' GLAND')}")
    )
    by_name = term.lower().replace(" ", "_")
    return next(filter(None, known), by_name if by_name in _KNOWN else written)


def _shorter(term: str) -> tuple[str, ...]:
    """``term``, then without its last words after a comma, and so on."""
    words = term.split(", ")
    return tuple(", ".join(words[:count]) for count in range(len(words), 0, -1))


def organ_region(organ: str) -> str:
    """The part of the body in which an organ lies.

    It is ``head``, ``neck``, ``thorax``, ``abdomen``, ``pelvis``, ``trunk``, ``limb`` or ``whole``;
    ``unplaced`` for what is not one of :data:`ORGANS`.

    Examples
    --------
    >>> organ_region("liver"), organ_region("SITE, MICROCHIP")
    ('abdomen', 'unplaced')
    """
    return _KNOWN[organ].region if organ in _KNOWN else _UNPLACED


def organ_label(organ: str, lang: Lang = "en") -> str:
    """The organ in the reader's language; a term that is not known, as it was written.

    What a source counts beside its organs (``BLOOD``, ``sperm measure``) has a name of its own.

    Examples
    --------
    >>> organ_label("liver", "ko"), organ_label("SITE, MICROCHIP", "ko")
    ('간', 'SITE, MICROCHIP')
    """
    keys = (f"organ.{organ}", f"specimen.{organ.lower()}")
    return next((say(key, lang) for key in keys if key in phrases()), organ)


def with_organ_ids(frame: pl.DataFrame, specimen: str) -> pl.DataFrame:
    """``frame`` with the columns ``organ`` and ``region`` for its column ``specimen``.

    A blank specimen gives null in both.
    """
    terms = frame[specimen].cast(pl.String)
    known = {term: organ_id(term) for term in terms.unique() if term and term.strip()}
    regions = {term: organ_region(organ) for term, organ in known.items()}
    return frame.with_columns(
        terms.replace_strict(known, default=None, return_dtype=pl.String).alias("organ"),
        terms.replace_strict(regions, default=None, return_dtype=pl.String).alias("region"),
    )


def organ_labels(organs: set[str] | frozenset[str] | None = None, lang: Lang = "en") -> dict[str, str]:
    """Labels by organ id from head to tail, and after them the terms that are no known organ.

    Parameters
    ----------
    organs
        Those wanted; all of :data:`ORGANS` when left out.
    """
    wanted = set(_KNOWN) if organs is None else set(organs)
    order = [name for name in _KNOWN if name in wanted] + sorted(wanted - _KNOWN.keys())
    return {name: organ_label(name, lang) for name in order}
