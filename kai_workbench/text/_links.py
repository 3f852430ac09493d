"""Words of links: by which rule, and on what evidence."""

from ._say import Phrase

# The English of a method is what a workspace keeps; the Korean is found by it.
PHRASES = {
    "link.hospital": Phrase("hospital records", "병원 기록"),
    "link.method.unii": Phrase("same unii", "UNII가 같음"),
    "link.method.cas": Phrase("same cas", "CAS 번호가 같음"),
    "link.method.name": Phrase("same name", "이름이 같음"),
    "link.method.treatment": Phrase(
        "same treatment name (TSPARMCD TRT)", "투여물질 이름이 같음(TSPARMCD TRT)"
    ),
    "link.method.analyte": Phrase(
        "measured after the treatment was given, under another name",
        "투여 뒤에 다른 이름으로 측정됨",
    ),
    "link.method.organ": Phrase(
        "incidence grows with the dose in both (Cochran-Armitage, exact)",
        "양쪽에서 발생률이 용량에 따라 늘어남(정확 Cochran-Armitage 검정)",
    ),
    "link.method.effect": Phrase(
        "same term in the same organ, growing with the dose in both (Cochran-Armitage, exact)",
        "같은 장기의 같은 용어가 양쪽에서 용량에 따라 늘어남(정확 Cochran-Armitage 검정)",
    ),
    "link.method.surface": Phrase("body surface area (FDA 2005, table 1)", "체표면적 환산(FDA 2005, 표 1)"),
    "link.method.dsstox": Phrase("name and DSSTox identifier", "이름과 DSSTox 식별자"),
    "link.method.plain_name": Phrase("name", "이름"),
    "link.method.cas_number": Phrase("CAS number", "CAS 번호"),
    "link.method.generic": Phrase("generic name", "일반명"),
    "link.method.rxnorm": Phrase("RxNorm ingredient in the OMOP vocabulary", "OMOP 용어집의 RxNorm 성분"),
    "link.method.hospital": Phrase("name of the drug in the OMOP vocabulary", "OMOP 용어집에 있는 약물 이름"),
    "link.method.given": Phrase(
        "measured after the other was given (CvTdb)", "다른 물질을 투여한 뒤 측정됨(CvTdb)"
    ),
    "link.evidence.treatment": Phrase("treatment", "투여물질"),
    "link.evidence.unii": Phrase("UNII", "UNII"),
    "link.evidence.cas": Phrase("CAS number", "CAS 번호"),
    "link.evidence.study": Phrase("study", "시험"),
    "link.evidence.title": Phrase("title", "제목"),
    "link.evidence.titles": Phrase("titles", "제목"),
    "link.evidence.analyte": Phrase("analyte", "분석물질"),
    "link.evidence.species": Phrase("species", "종"),
    "link.evidence.domain": Phrase("from", "영역"),
    "link.evidence.finding": Phrase("finding", "소견"),
    "link.evidence.p": Phrase("p of the trend", "경향의 p값"),
    "link.evidence.dose": Phrase("first above control at", "대조군을 처음 넘는 용량"),
    "link.evidence.sex": Phrase("sex", "성별"),
    "link.evidence.incidence_control": Phrase("incidence in controls", "대조군 발생률"),
    "link.evidence.incidence_top": Phrase("at the highest dose", "최고 용량군 발생률"),
    "link.evidence.km_animal": Phrase("Km of the animal (kg/m²)", "동물의 Km(kg/m²)"),
    "link.evidence.km_human": Phrase("Km of people (kg/m²)", "사람의 Km(kg/m²)"),
    "link.evidence.data_set": Phrase("data set", "데이터셋"),
    "link.evidence.matched_by": Phrase("matched by", "연결 기준"),
    "link.evidence.concept": Phrase("drug concept", "약물 개념"),
    "link.evidence.rows": Phrase("rows", "행 수"),
    "link.evidence.rows_by_species": Phrase("rows by species", "종별 행 수"),
}
