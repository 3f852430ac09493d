"""What the chain from animals to a simulated phase II refuses, and the names of its steps."""

from ._say import Phrase

PHRASES = {
    "error.variance_few_steps": Phrase(
        "{n} step(s) were given; a share needs at least two to share between. Give two or more.",
        "단계가 {n}개뿐입니다. 분산을 나누려면 단계가 둘 이상 필요합니다. 둘 이상 넣으세요.",
    ),
    "error.variance_draws": Phrase(
        "{value} is not a power of two from 16 on. Give 1024, 2048 or 4096, say.",
        "{value}은(는) 16 이상의 2의 거듭제곱이 아닙니다. 1024, 2048, 4096 같은 수를 넣으세요.",
    ),
    "error.variance_outcome": Phrase(
        "this result is not one finite number a draw. Give one number for each draw, or leave it out.",
        "이 결과는 표본마다 유한한 수 하나가 아닙니다. 표본마다 수 하나를 주거나 이 결과를 빼세요.",
    ),
    "error.kill_arms_alike": Phrase(
        "two arms have the same exposure: {value}. Give each arm once.",
        "노출이 같은 군이 둘 있습니다: {value}. 군마다 한 번씩만 넣으세요.",
    ),
    "error.phase2_share": Phrase(
        "{value} is not a share between 0 and 1. Give the median share first, then the fold of its odds.",
        "{value}은(는) 0과 1 사이의 비율이 아닙니다. 비율의 중앙값과 오즈의 배수를 차례로 넣으세요.",
    ),
    "step.human_pk": Phrase("From animals to human exposure", "동물에서 사람의 노출로"),
    "step.tumour_kill": Phrase("Exposure and kill in mice", "마우스의 노출과 종양 사멸"),
    "step.carry_over": Phrase("Kill from mouse to patient", "마우스에서 환자로 옮긴 사멸"),
    "step.clinic": Phrase("Growth, and the comparator", "종양 성장과 대조약"),
    "step.spread": Phrase("How far patients differ", "환자 간 차이의 크기"),
    "step.trial": Phrase("Which patients come; scans", "어떤 환자가 들어오는가, 영상 오차"),
    "outcome.response": Phrase("Response rate", "반응률"),
    "outcome.control_response": Phrase("Response rate, comparator", "대조군 반응률"),
    "outcome.difference": Phrase("Difference of response rates", "반응률 차이"),
    "outcome.best_change": Phrase("Median best change", "최대 감소의 중앙값"),
    "outcome.progression_free": Phrase("Free of progression", "무진행 비율"),
    "chart.shares_first": Phrase("by itself", "단독"),
    "chart.shares_total": Phrase("with interactions", "상호작용 포함"),
    "chart.shares_axis": Phrase("Share of the variance (%)", "분산에서 차지하는 비율(%)"),
    "chart.tells.shares": Phrase(
        "{outcome}: shares of its variance by step, largest {largest} with {share}%.",
        "{outcome}: 단계별 분산 비율. 가장 큰 것은 {largest} {share}%.",
    ),
}
