"""What is weak in a comparison of animals and people."""

from ._say import Phrase

PHRASES = {
    "weakness.synthetic": Phrase(
        "All of it is synthetic: {where} was invented to show the way, and says nothing of a real compound.",
        "모두 합성데이터({where})입니다. 방법을 보이려고 만든 것으로, 실제 화합물에 대해서는 아무것도 말해 주지 않습니다.",
    ),
    "weakness.unchecked": Phrase(
        "{where}: the quality of its data has not been checked.",
        "{where}: 데이터 품질을 아직 점검하지 않았습니다.",
    ),
    "weakness.failed": Phrase(
        "{where}: {n} of {all} evaluated checks of {category} failed (places: {rows}).",
        "{where}: 평가한 {category} 점검 {all}개 중 {n}개가 실패했습니다(해당 위치 {rows}곳).",
    ),
    "weakness.not_evaluated": Phrase(
        "{where}: {n} of {all} checks could not be evaluated.",
        "{where}: 점검 {all}개 중 {n}개는 평가하지 못했습니다.",
    ),
    "weakness.file": Phrase(
        "{where}: something is wrong with {n} of its files ({files}).",
        "{where}: 파일 {n}개에 문제가 있습니다({files}).",
    ),
    "weakness.negative": Phrase(
        "{where}: {n} of {all} exposure values are negative and were left out.",
        "{where}: 노출 값 {all}개 중 {n}개가 음수여서 제외했습니다.",
    ),
    "weakness.pool_unknown": Phrase(
        "{where}: {n} of {all} exposure values belong to a pool that nothing defines and were left out.",
        "{where}: 노출 값 {all}개 중 {n}개는 정의되지 않은 합동 채혈군의 값이어서 제외했습니다.",
    ),
    "weakness.sample": Phrase(
        "{where}: {n} of {all} blood samples have no time or no concentration and were left out.",
        "{where}: 혈액 시료 {all}개 중 {n}개는 시간이나 농도가 없어 제외했습니다.",
    ),
    "weakness.dose": Phrase(
        "{where}: {n} of {all} trial sets have no single dose ({texts}) and were left out.",
        "{where}: 시험군 {all}개 중 {n}개는 용량이 하나로 정해지지 않아({texts}) 제외했습니다.",
    ),
    "weakness.no_set": Phrase(
        "{where}: {n} of {all} animals belong to no set that is defined, and were left out.",
        "{where}: 동물 {all}마리 중 {n}마리는 정의된 시험군에 속하지 않아 제외했습니다.",
    ),
    "weakness.event": Phrase(
        "{where}: {n} of {all} adverse event terms were brought to no organ and are not compared ({terms}).",
        "{where}: 이상사례 용어 {all}개 중 {n}개는 장기에 연결하지 못해 비교에서 빠졌습니다({terms}).",
    ),
    "weakness.no_findings": Phrase(
        "{where}: no finding of an organ can be counted.", "{where}: 셀 수 있는 장기 소견이 없습니다."
    ),
    "weakness.few": Phrase(
        "{where}: at {n} of {all} organs and doses fewer than {few} were examined, at least one with {least}. "
        "None affected of {least} still allows an incidence of {upper} (upper end of the 95% interval).",
        "{where}: 장기·용량 {all}가지 중 {n}가지는 검사 수가 {few}보다 적고, 가장 적은 곳은 {least}입니다. {least} 중 이상이 "
        "없어도 발생률은 {upper}까지 가능합니다(95% 구간의 위쪽 끝).",
    ),
    "weakness.exposure_none": Phrase(
        "{where}: no exposure was measured, so there is nothing to compare with.",
        "{where}: 측정한 노출이 없어 비교할 것이 없습니다.",
    ),
    "weakness.exposure_alone": Phrase(
        "{where}: {n} of {all} exposures are single values of unknown uncertainty.",
        "{where}: 노출 {all}개 중 {n}개는 값이 하나뿐이라 불확실성을 알 수 없습니다.",
    ),
    "weakness.exposure_sparse": Phrase(
        "{where}: {n} of {all} exposures come from sparse samples, each animal giving only part of the curve.",
        "{where}: 노출 {all}개 중 {n}개는 개체마다 곡선의 일부만 채혈한 희소 시료에서 나왔습니다.",
    ),
    "weakness.exposure_computed": Phrase(
        "{where}: {n} of {all} exposures were computed here from concentrations; the study reports none.",
        "{where}: 노출 {all}개 중 {n}개는 시험에 보고된 값이 없어 농도에서 여기서 계산했습니다.",
    ),
    "weakness.exposure_few": Phrase(
        "{where}: {n} of {all} mean exposures rest on fewer than three.",
        "{where}: 평균 노출 {all}개 중 {n}개는 셋보다 적은 값에서 나왔습니다.",
    ),
    "weakness.exposure_clearance": Phrase(
        "{where}: {n} of {all} exposures are dose over clearance, as if all of the dose reached the blood.",
        "{where}: 노출 {all}개 중 {n}개는 용량이 모두 혈액에 들어온다고 보고 용량을 청소율로 나눈 값입니다.",
    ),
}
