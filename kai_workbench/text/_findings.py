"""Findings, laboratory tests and complaints in Korean, beside the term that the source wrote."""

from __future__ import annotations

import functools
import re

from ._say import Lang

# What was seen or measured: one of these stands in every term that is told.
_HEADS = """
normal 정상 | unremarkable 특이소견 없음
hypertrophy 비대 | hyperplasia 과형성 | hypertrophy/hyperplasia 비대/과형성 | atrophy 위축 | necrosis 괴사
single cell necrosis 단일세포괴사 | apoptosis 세포자멸사 | degeneration 변성 | regeneration 재생
degeneration/regeneration 변성/재생 | vacuolation 공포화 | vacuolization 공포화 | vacuoles 공포
inflammation 염증 | infiltrate 침윤 | infiltration 침윤 | fibrosis 섬유화 | mineralization 무기질침착
mineralisation 무기질침착 | pigmentation 색소침착 | pigment 색소 | hemorrhage 출혈 | haemorrhage 출혈
congestion 울혈 | edema 부종 | oedema 부종 | cyst 낭종 | cysts 낭종 | dilatation 확장 | dilation 확장
erosion 미란 | ulcer 궤양 | ulceration 궤양 | metaplasia 화생 | dysplasia 이형성 | thrombus 혈전
thrombosis 혈전증 | infarct 경색 | cellularity 세포충실도 | hematopoiesis 조혈 | extramedullary hematopoiesis 골수외조혈
basophilia 호염기성 | basophilic tubules 호염기성 세뇨관 | cast 원주 | casts 원주 | calculus 결석 | depletion 고갈
amyloidosis 아밀로이드증 | cardiomyopathy 심근병증 | nephropathy 신병증 | retinal fold 망막주름
ectopic lymphoid tissue 이소성 림프조직 | cellular debris 세포잔해 | accumulation 축적 | adhesion 유착
erythrophagocytosis 적혈구탐식 | hyperkeratosis 과각화증 | acanthosis 가시세포증 | lymphoma 림프종
adenoma 선종 | carcinoma 암종 | leiomyoma 평활근종 | enlargement 커짐 | enlarged 커짐 | small 작음
mass 종괴 | nodule 결절 | discoloration 변색 | alopecia 탈모 | swelling 종창 | swollen 종창 | perforation 천공
proestrus 발정전기 | estrus 발정기 | metestrus 발정후기 | diestrus 발정휴지기
headache 두통 | nausea 오심 | vomiting 구토 | diarrhea 설사 | diarrhoea 설사 | fatigue 피로 | cough 기침
rash 발진 | anemia 빈혈 | anaemia 빈혈 | pyrexia 발열 | dizziness 어지러움 | constipation 변비 | pruritus 가려움증
alanine aminotransferase 알라닌아미노전이효소 | aspartate aminotransferase 아스파르트산아미노전이효소
alkaline phosphatase 알칼리성인산분해효소 | gamma glutamyl transferase 감마글루타밀전이효소
creatine kinase 크레아틴인산화효소 | lactate dehydrogenase 젖산탈수소효소 | bilirubin 빌리루빈
direct bilirubin 직접빌리루빈 | blood bilirubin 혈중 빌리루빈 | urea nitrogen 요소질소
blood urea nitrogen 혈액요소질소 | urea 요소 | creatinine 크레아티닌 | blood creatinine 혈중 크레아티닌
glucose 포도당 | albumin 알부민 | globulin 글로불린 | protein 단백질 | cholesterol 콜레스테롤
triglycerides 중성지방 | sodium 나트륨 | potassium 칼륨 | chloride 염소 | calcium 칼슘 | phosphate 인산
phosphorus 인 | bile acids 담즙산 | free fatty acid 유리지방산 | ketones 케톤체 | urobilinogen 유로빌리노겐
occult blood 잠혈 | specific gravity 비중 | volume 부피
erythrocytes 적혈구 | leukocytes 백혈구 | platelets 혈소판 | platelet count 혈소판 수 | neutrophils 호중구
neutrophil count 호중구 수 | lymphocytes 림프구 | lymphocyte count 림프구 수 | monocytes 단핵구 | basophils 호염기구
eosinophils 호산구 | large unstained cells 대형비염색세포 | total cells 전체 세포 | reticulocytes 망상적혈구
hemoglobin 혈색소 | hematocrit 적혈구용적률 | ery. mean corpuscular volume 평균적혈구용적
ery. mean corpuscular hemoglobin 평균적혈구혈색소량
ery. mean corpuscular hgb concentration 평균적혈구혈색소농도 | erythrocytes distribution width 적혈구분포폭
prothrombin time 프로트롬빈시간 | activated partial thromboplastin time 활성화부분트롬보플라스틴시간
fibrinogen 섬유소원 | weight 무게 | body weight 체중 | organ to body weight ratio 체중 대비 장기 무게
organ to brain weight ratio 뇌 무게 대비 장기 무게 | electrocardiogram qt prolonged 심전도 QT 연장
rodent progressive cardiomyopathy 설치류 진행성 심근병증 | chronic progressive nephropathy 만성 진행성 신병증
"""
# How or where; said before it in Korean.
_BEFORE = """
acute 급성 | subacute 아급성 | chronic 만성 | chronic-active 만성활동성 | focal 국소성 | multifocal 다발성
diffuse 미만성 | focal/multifocal 국소/다발성 | bilateral 양측 | unilateral 편측 | hepatocellular 간세포
hepatocyte 간세포 | centrilobular 중심소엽 | periportal 문맥주위 | midzonal 중간대 | follicular cell 여포세포
mononuclear cell 단핵세포 | mixed cell 혼합세포 | inflammatory cell 염증세포 | granulocytic 과립구
neutrophilic 호중구성 | lymphocytic 림프구성 | epithelial 상피 | tubular 세뇨관 | tubule 세뇨관 | fat 지방
cytoplasmic 세포질 | cortical 피질 | mucosa 점막 | hyaline 유리질 | benign 양성 | malignant 악성
"""
# Which way it went; said after it.
_AFTER = "increased 증가 | decreased 감소"
_PLURAL = re.compile(r"\((?:s|es|i)\)")


def with_korean(term: str, lang: Lang) -> str:
    """A term of a source; in Korean with its name before it, where all of its words are known.

    The term itself always stands there as it was given; what is not known stands alone.

    Examples
    --------
    >>> with_korean("hypertrophy, hepatocellular", "ko"), with_korean("hypertrophy", "en")
    ('간세포 비대(hypertrophy, hepatocellular)', 'hypertrophy')
    >>> with_korean("Neutrophils/Leukocytes", "ko"), with_korean("tension lipidosis", "ko")
    ('호중구/백혈구(Neutrophils/Leukocytes)', 'tension lipidosis')
    """
    told = korean(term) if lang == "ko" else None
    return f"{told}({term})" if told else term


@functools.lru_cache(maxsize=4096)
def korean(term: str) -> str | None:
    """The Korean name of a finding, a test or a complaint; ``None`` where a word of it is not known."""
    words = _PLURAL.sub("", term.lower()).replace(",", " ").replace(":", " ").split()
    if told := _composed(words):
        return told
    parts = [_composed(part.split()) for part in " ".join(words).split("/")]
    return "/".join(filter(None, parts)) if len(parts) > 1 and all(parts) else None


def _composed(words: list[str]) -> str | None:
    """Modifiers, the one head, and the direction, in the order of Korean."""
    known = _known()
    said: dict[str, list[str]] = {"before": [], "head": [], "after": []}
    at = 0
    while at < len(words):
        for end in range(len(words), at, -1):
            found = known.get(" ".join(words[at:end]))
            if found is not None:
                said[found[0]].append(found[1])
                at = end
                break
        else:
            return None
    if len(said["head"]) != 1 or len(said["after"]) > 1:
        return None
    return " ".join([*said["before"], *said["head"], *said["after"]])


@functools.cache
def _known() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for place, text in (("head", _HEADS), ("before", _BEFORE), ("after", _AFTER)):
        for entry in text.replace("\n", "|").split("|"):
            if not entry.strip():
                continue
            split = re.fullmatch(r"\s*([^가-힣]+?) ([가-힣].*?)\s*", entry)
            assert split is not None, entry
            english, told = split.groups()
            assert english not in found, english
            found[english] = (place, told)
    return found
