"""Organs and where in the body they are; what the organ atlas says."""

from ._say import Lang, Phrase

PHRASES = {
    "organ.brain": Phrase("Brain", "뇌"),
    "organ.pituitary": Phrase("Pituitary", "뇌하수체"),
    "organ.eye": Phrase("Eye", "눈"),
    "organ.lacrimal_gland": Phrase("Lacrimal and Harderian gland", "눈물샘·하더샘"),
    "organ.ear": Phrase("Ear", "귀"),
    "organ.nose": Phrase("Nasal cavity", "비강"),
    "organ.tongue": Phrase("Tongue", "혀"),
    "organ.mouth": Phrase("Mouth and teeth", "구강·치아"),
    "organ.salivary_gland": Phrase("Salivary gland", "침샘"),
    "organ.pharynx": Phrase("Pharynx and tonsil", "인두·편도"),
    "organ.larynx": Phrase("Larynx", "후두"),
    "organ.thyroid": Phrase("Thyroid", "갑상샘"),
    "organ.parathyroid": Phrase("Parathyroid", "부갑상샘"),
    "organ.trachea": Phrase("Trachea", "기관"),
    "organ.esophagus": Phrase("Oesophagus", "식도"),
    "organ.thymus": Phrase("Thymus", "가슴샘(흉선)"),
    "organ.heart": Phrase("Heart", "심장"),
    "organ.aorta": Phrase("Aorta", "대동맥"),
    "organ.vessel": Phrase("Other blood vessels", "기타 혈관"),
    "organ.lung": Phrase("Lung", "폐"),
    "organ.liver": Phrase("Liver", "간"),
    "organ.gallbladder": Phrase("Gallbladder", "담낭"),
    "organ.bile_duct": Phrase("Bile duct", "담관"),
    "organ.stomach": Phrase("Stomach", "위"),
    "organ.small_intestine": Phrase("Small intestine", "소장"),
    "organ.large_intestine": Phrase("Large intestine", "대장"),
    "organ.pancreas": Phrase("Pancreas", "췌장"),
    "organ.spleen": Phrase("Spleen", "비장"),
    "organ.lymph_node": Phrase("Lymph node", "림프절"),
    "organ.lymphoid_tissue": Phrase("Mucosal lymphoid tissue", "점막 림프조직"),
    "organ.kidney": Phrase("Kidney", "신장"),
    "organ.adrenal": Phrase("Adrenal", "부신"),
    "organ.ureter": Phrase("Ureter", "요관"),
    "organ.urinary_bladder": Phrase("Urinary bladder", "방광"),
    "organ.urethra": Phrase("Urethra", "요도"),
    "organ.testis": Phrase("Testis", "고환"),
    "organ.epididymis": Phrase("Epididymis", "부고환"),
    "organ.prostate": Phrase("Prostate", "전립샘"),
    "organ.seminal_vesicle": Phrase("Seminal vesicle", "정낭"),
    "organ.male_tract": Phrase("Other male genital organs", "기타 수컷 생식기관"),
    "organ.ovary": Phrase("Ovary", "난소"),
    "organ.uterus": Phrase("Uterus", "자궁"),
    "organ.vagina": Phrase("Vagina and vulva", "질·외음부"),
    "organ.mammary_gland": Phrase("Mammary gland", "유선"),
    "organ.preputial_gland": Phrase("Preputial and clitoral gland", "포피샘·음핵샘"),
    "organ.spinal_cord": Phrase("Spinal cord", "척수"),
    "organ.nerve": Phrase("Peripheral nerve", "말초신경"),
    "organ.bone": Phrase("Bone", "뼈"),
    "organ.bone_marrow": Phrase("Bone marrow", "골수"),
    "organ.joint": Phrase("Joint", "관절"),
    "organ.skeletal_muscle": Phrase("Skeletal muscle", "골격근"),
    "organ.skin": Phrase("Skin", "피부"),
    "organ.injection_site": Phrase("Injection site", "주사 부위"),
    "organ.adipose_tissue": Phrase("Adipose tissue", "지방조직"),
    "organ.serosa": Phrase("Serous membranes", "장막"),
    "organ.whole_body": Phrase("Whole animal", "동물 전체"),
    "specimen.blood": Phrase("Blood", "혈액"),
    "specimen.full gross necropsy": Phrase("Whole necropsy", "부검 전체"),
    "specimen.sperm measure": Phrase("Sperm", "정자"),
    "specimen.general": Phrase("No organ told", "장기 표시 없음"),
    "specimen.[other]": Phrase("Other organs", "기타 장기"),
    "region.head": Phrase("Head", "머리"),
    "region.neck": Phrase("Neck", "목"),
    "region.thorax": Phrase("Thorax", "가슴"),
    "region.abdomen": Phrase("Abdomen", "배"),
    "region.pelvis": Phrase("Pelvis", "골반"),
    "region.trunk": Phrase("Back and skin", "등·피부"),
    "region.limb": Phrase("Limbs", "팔다리"),
    "region.whole": Phrase("Whole body", "몸 전체"),
    "region.unplaced": Phrase("Not placed", "위치 미정"),
    "atlas.dose": Phrase("Dose, {species}", "{species} 용량"),
    "atlas.figure": Phrase(
        "{species}, {dose}. Arrow keys move between organs, Enter chooses one in every species.",
        "{species}, {dose}. 화살표 키로 장기를 옮겨 다니고, Enter로 모든 종에서 그 장기를 고릅니다.",
    ),
    "atlas.figure_no_dose": Phrase(
        "{species}. Arrow keys move between organs, Enter chooses one in every species.",
        "{species}. 화살표 키로 장기를 옮겨 다니고, Enter로 모든 종에서 그 장기를 고릅니다.",
    ),
    "atlas.status": Phrase(
        "{species}, {dose}: {affected} of {examined} organs affected.",
        "{species}, {dose}: 검사한 장기 {examined}개 중 {affected}개에 이상.",
    ),
    "atlas.hint": Phrase(
        "Choose an organ to see it in every species.", "장기를 고르면 모든 종에서 함께 보입니다."
    ),
    "atlas.clear": Phrase("Clear the choice", "선택 지우기"),
    "atlas.affected": Phrase(
        "{affected} of {examined} affected ({percent})", "{examined}마리 중 {affected}마리 이상({percent})"
    ),
    "atlas.rate": Phrase("{percent} affected", "{percent} 이상"),
    "atlas.concordance": Phrase("Concordance {percent}", "일치도 {percent}"),
    "atlas.not_examined": Phrase("not examined", "검사 안 함"),
    "atlas.not_compared": Phrase("not compared", "비교 안 함"),
    "atlas.interval": Phrase("Interval {low} – {high}", "구간 {low} – {high}"),
    "atlas.severity": Phrase("Severity: {severity}", "중증도: {severity}"),
    "atlas.highest": Phrase("Most often affected", "이상이 가장 많은 장기"),
    "atlas.highest_concordance": Phrase("Highest concordance", "일치도가 가장 높은 장기"),
    "atlas.none": Phrase("No organ affected", "이상이 있는 장기 없음"),
    "atlas.elsewhere": Phrase("Not in the drawing", "그림에 없는 장기"),
    "atlas.no_figure": Phrase(
        "There is no drawing of this species; its organs are listed.",
        "이 종은 그림이 없어 장기를 목록으로 보입니다.",
    ),
    "atlas.legend_incidence": Phrase("Affected of those examined", "발생률(이상 / 검사)"),
    "atlas.legend_concordance": Phrase("Concordance between species", "종 사이의 일치도"),
    "atlas.both_sexes": Phrase(
        "Organs of both sexes are drawn in one figure.", "암수의 장기를 한 그림에 함께 그렸습니다."
    ),
    "atlas.table": Phrase("Show as a table", "표로 보기"),
    "atlas.organ": Phrase("Organ", "장기"),
    "atlas.empty": Phrase(
        "There are no findings to draw yet. Choose a study.", "아직 그릴 소견이 없습니다. 시험을 고르세요."
    ),
    "atlas.png": Phrase("Download PNG", "PNG 내려받기"),
    "atlas.svg": Phrase("Download SVG", "SVG 내려받기"),
}


def atlas_labels(lang: Lang = "en") -> dict[str, str]:
    """Texts for the ``labels`` of an organ atlas, their marks left to be filled in by the browser.

    Examples
    --------
    >>> atlas_labels("ko")["affected"]
    '{examined}마리 중 {affected}마리 이상({percent})'
    """
    start = "atlas."
    return {
        key.removeprefix(start): getattr(phrase, lang)
        for key, phrase in PHRASES.items()
        if key.startswith(start)
    }
