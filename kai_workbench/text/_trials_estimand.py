"""What an estimand refuses, and how it is told."""

from ._say import Phrase

PHRASES = {
    "error.estimand_empty": Phrase(
        "this attribute is empty, and an estimand has five. Say it in words.",
        "이 속성이 비어 있습니다. 추정대상(estimand)에는 다섯 속성이 모두 필요합니다. 말로 적으세요.",
    ),
    "error.estimand_principal_stratum": Phrase(
        "a principal stratum is not supported: it is the patients who would, or would not, have had the event "
        "under either treatment, and nobody is seen under both, so it takes assumptions that this generator "
        "does not have. Choose treatment_policy, hypothetical, composite or while_on_treatment.",
        "주요 층(principal stratum) 전략은 지원하지 않습니다. 두 치료 모두에서 사건이 일어났을(또는 일어나지 않았을) "
        "환자를 뜻하는데 두 치료를 모두 받은 환자는 없으므로 이 생성기에 없는 가정이 필요합니다. treatment_policy, "
        "hypothetical, composite, while_on_treatment 중에서 고르세요.",
    ),
    "error.estimand_twice": Phrase(
        "an event is named twice. Give each event once.",
        "같은 사건이 두 번 있습니다. 사건마다 한 번만 적으세요.",
    ),
    "error.estimand_pairs": Phrase(
        "{value} names no strategies. Give a mapping from each event to its strategy.",
        "{value}에는 전략이 없습니다. 사건마다 전략을 짝지어 넣으세요.",
    ),
    "error.estimand_hazard": Phrase(
        "{value} is no hazard. Give a number from 0 on, per duration of the study.",
        "{value}은(는) 위험률이 아닙니다. 시험 기간당 0 이상의 수를 넣으세요.",
    ),
    "error.estimand_threshold": Phrase(
        "a difference of proportions needs a threshold, and a difference of means has none ({summary} was given). "
        "Give the one or leave out the other.",
        "비율의 차이에는 기준값이 필요하고 평균의 차이에는 없어야 합니다(주어진 요약: {summary}). 맞추어 주세요.",
    ),
    "error.estimand_failure": Phrase(
        "a composite strategy with means needs the value that stands for a failure. Give failure=, or compare "
        "proportions.",
        "평균을 비교하며 composite 전략을 쓰려면 실패를 대신할 값이 필요합니다. failure=를 넣거나 비율을 비교하세요.",
    ),
    "error.estimand_no_strategy": Phrase(
        "the estimand has no strategy for this event (it has: {known}). Add one: every event needs a strategy.",
        "이 사건에 대한 전략이 추정대상에 없습니다(있는 것: {known}). 사건마다 전략을 정하세요.",
    ),
    "error.estimand_value_missing": Phrase(
        "the strategies need a value here and none is known; {n} rows are so. Give at_end or at_event, or state a "
        "hypothetical strategy for what happened.",
        "여기서는 전략상 값이 필요한데 없습니다(모두 {n}행). at_end나 at_event를 넣거나 일어난 사건에 hypothetical "
        "전략을 정하세요.",
    ),
    "error.estimand_too_few": Phrase(
        "{n} patients of this arm can be used; the comparison needs two or more.",
        "이 군에서 쓸 수 있는 환자가 {n}명입니다. 비교하려면 두 명 이상 필요합니다.",
    ),
    "error.estimand_no_variation": Phrase(
        "all values of an arm are alike in both arms, so there is no standard error. Check the data.",
        "두 군 모두에서 값이 모두 같아 표준오차가 없습니다. 자료를 확인하세요.",
    ),
    "trials.estimand.treatment": Phrase("Treatment", "치료"),
    "trials.estimand.population": Phrase("Population", "모집단"),
    "trials.estimand.variable": Phrase("Variable", "변수"),
    "trials.estimand.events": Phrase("Intercurrent events", "중간발생사건(intercurrent event)"),
    "trials.estimand.summary": Phrase("Population-level summary", "집단 수준 요약"),
    "trials.estimand.event": Phrase("{event}: {strategy}", "{event}: {strategy}"),
    "trials.estimand.treatment_policy": Phrase(
        "treatment policy (the value at the end, whatever happened)", "치료정책(무엇이 있었든 종료 시점의 값)"
    ),
    "trials.estimand.hypothetical": Phrase(
        "hypothetical (the value there would have been without it)", "가상(사건이 없었다면 얻었을 값)"
    ),
    "trials.estimand.composite": Phrase("composite (counted as a failure)", "복합(실패로 셈)"),
    "trials.estimand.while_on_treatment": Phrase(
        "while on treatment (the value when it happened)", "치료 중(사건이 일어난 때의 값)"
    ),
    "trials.estimand.difference_in_means": Phrase(
        "difference of means, treatment less control", "평균의 차이(치료군 − 대조군)"
    ),
    "trials.estimand.difference_in_proportions": Phrase(
        "difference of the proportions at or above {threshold}, treatment less control",
        "{threshold} 이상인 비율의 차이(치료군 − 대조군)",
    ),
}
