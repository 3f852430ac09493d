"""What the safety models refuse."""

from ._say import Phrase

PHRASES = {
    "error.integral_too_rough": Phrase(
        "only {n} effective draws where {needed} are needed; the posterior is of an odd shape. "
        "Fit the model with inference.fit instead.",
        "유효 추출값이 {n}개로 필요한 {needed}개에 못 미칩니다. 사후분포의 모양이 특이하니 inference.fit으로 적합하세요.",
    ),
    "error.incidence_count": Phrase(
        "{r} affected of {n} examined cannot be. Give whole numbers, affected not more than examined.",
        "검사한 {n}마리 중 이상 {r}마리는 있을 수 없습니다. 정수로, 이상이 검사한 수보다 많지 않게 넣으세요.",
    ),
    "error.incidence_constant": Phrase(
        "{r} of {n} animals are affected, at every dose alike; no curve can be told from that. "
        "Choose another finding.",
        "모든 용량에서 똑같이 {n}마리 중 {r}마리가 이상을 보여 곡선을 알 수 없습니다. 다른 소견을 고르세요.",
    ),
    "error.incidence_falls": Phrase(
        "no dose has a higher incidence than the lowest one ({control}); there is no dose of a risk. "
        "Choose a finding that grows with the dose.",
        "가장 낮은 용량의 발생률({control})보다 높은 용량이 없어 위험 용량을 구할 수 없습니다. "
        "용량에 따라 늘어나는 소견을 고르세요.",
    ),
    "error.dose_value": Phrase(
        "{value} is no dose. Give finite numbers not below 0, controls as 0.",
        "{value}은(는) 용량이 아닙니다. 0 이상의 유한한 수로 넣고 대조군은 0으로 넣으세요.",
    ),
    "error.several_findings": Phrase(
        "the rows differ ({several}); a benchmark dose is of one finding. Filter the table to one.",
        "행마다 값이 다릅니다({several}). 기준용량은 소견 하나에 대한 것이니 하나만 남기세요.",
    ),
    "error.too_few_doses": Phrase(
        "only {n} different doses; at least 3, controls among them, are needed. Add groups, or use the NOAEL.",
        "서로 다른 용량이 {n}개뿐입니다. 대조군을 포함해 3개 이상이 필요하니 군을 추가하거나 NOAEL을 쓰세요.",
    ),
    "error.control_not_positive": Phrase(
        "a mean of {value} at the lowest dose, or of a lognormal response, cannot be scaled by. "
        "Give responses above 0, not changes from baseline.",
        "가장 낮은 용량(또는 로그정규 반응)의 평균 {value}(으)로는 척도를 맞출 수 없습니다. "
        "기저 대비 변화가 아니라 0보다 큰 반응값을 넣으세요.",
    ),
    "error.means_constant": Phrase(
        "every group has the mean {mean}, or nobody varies; no curve can be told from that. Check the column.",
        "모든 군의 평균이 {mean}이거나 변동이 없어 곡선을 알 수 없습니다. 열을 확인하세요.",
    ),
    "error.group_too_small": Phrase(
        "a group of {n} has no spread. Give at least 2 animals a group, or join groups.",
        "{n}마리인 군은 퍼짐을 알 수 없습니다. 군마다 2마리 이상을 넣거나 군을 합치세요.",
    ),
    "error.concordance_positives_only": Phrase(
        "all {n} pairs are of compounds that harm people. Such a table gives a sensitivity and no "
        "false-positive rate, so no likelihood ratio and no risk. Add compounds that do not harm people.",
        "{n}쌍 모두 사람에게 해로운 화합물입니다. 이런 표에서는 민감도만 알 수 있고 위양성률을 알 수 없어 "
        "우도비와 위험을 구할 수 없습니다. 사람에게 해롭지 않은 화합물을 추가하세요.",
    ),
    "error.concordance_negatives_only": Phrase(
        "none of the {n} pairs is of a compound that harms people, so there is no sensitivity. "
        "Add compounds that do.",
        "{n}쌍 가운데 사람에게 해로운 화합물이 없어 민감도를 알 수 없습니다. 그런 화합물을 추가하세요.",
    ),
    "error.concordance_unknown": Phrase(
        "nothing is told here. Not looked at is not the same as not affected: leave the row out, "
        "or write what was seen.",
        "값이 비어 있습니다. 보지 않은 것은 이상이 없는 것과 다릅니다. 행을 빼거나 관찰한 것을 적으세요.",
    ),
    "error.concordance_twice": Phrase(
        "stands in the table more than once. Join the rows first.",
        "표에 두 번 이상 나옵니다. 먼저 행을 합치세요.",
    ),
    "error.concordance_two_answers": Phrase(
        "the rows of different species say different things about people. Make them agree.",
        "종별 행이 사람에 대해 서로 다르게 말합니다. 하나로 맞추세요.",
    ),
    "error.concordance_count": Phrase(
        "{value} is no number of compounds. Give whole numbers not below 0.",
        "{value}은(는) 화합물 수가 아닙니다. 0 이상의 정수를 넣으세요.",
    ),
    "error.cuts_wrong": Phrase(
        "the cuts {value} part no follow-up. Give rising days above 0 and before its end with "
        'baseline="piecewise", and none with "weibull".',
        "구간 경계 {value}(으)로는 추적기간을 나눌 수 없습니다. piecewise에는 0보다 크고 추적 종료보다 "
        "이른 날을 오름차순으로, weibull에는 아무것도 넣지 마세요.",
    ),
    "error.event_time": Phrase(
        "{value} cannot be. Give exposures and days not below 0, upper_day not before lower_day, and null "
        "where the toxicity was never seen.",
        "{value}은(는) 있을 수 없습니다. 노출과 날짜는 0 이상, upper_day는 lower_day보다 빠르지 않게, "
        "독성이 없었던 경우는 비워 두세요.",
    ),
    "error.nobody_affected": Phrase(
        "none of the {n} was affected; no hazard can be told. Report the upper limit of the incidence instead.",
        "{n}명(마리) 중 아무도 이상이 없어 위험률을 알 수 없습니다. 발생률의 상한을 보고하세요.",
    ),
    "error.exposure_constant": Phrase(
        "everyone has the exposure {value}; its effect cannot be told. Add other dose groups.",
        "모든 노출이 {value}이어서 노출의 영향을 알 수 없습니다. 다른 용량군을 추가하세요.",
    ),
    "error.not_multiples": Phrase(
        "a median of {value} is no multiple of an upper limit of normal. Divide by the limit first.",
        "중앙값 {value}은(는) 정상 상한의 배수로 보기 어렵습니다. 먼저 상한으로 나누세요.",
    ),
    "error.arm_too_small": Phrase(
        "only {n} patients; at least {needed} an arm are needed. Join arms, or look at the quadrants alone.",
        "환자가 {n}명뿐입니다. 군마다 {needed}명 이상이 필요하니 군을 합치거나 사분면만 보세요.",
    ),
    "error.too_few_measured": Phrase(
        "{n} exposures at {doses} doses; at least 4 at 2 doses are needed to tell how exposure grows with dose.",
        "용량 {doses}개에서 잰 노출 {n}개로는 부족합니다. 용량에 따른 노출을 알려면 2개 용량에서 4개 이상이 필요합니다.",
    ),
}
