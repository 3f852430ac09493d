"""What trials of two arms with an endpoint of their own refuse."""

from ._say import Phrase

PHRASES = {
    "error.categories_not_one": Phrase(
        "the probabilities of an arm's categories add up to {value}, and not to 1. Give the share of every category.",
        "한 군의 범주별 확률을 더하면 1이 아니라 {value}입니다. 모든 범주의 비율을 넣으세요.",
    ),
    "error.categories_certain": Phrase(
        "an arm has all its patients in one category, which leaves nothing to chance. Give at least two categories "
        "a probability above 0.",
        "한 군의 환자가 모두 한 범주에 있어 우연이 없습니다. 둘 이상의 범주에 0보다 큰 확률을 넣으세요.",
    ),
    "error.all_stop": Phrase(
        "a probability of 1 leaves nobody on treatment at the first visit. Give a number below 1.",
        "확률이 1이면 첫 방문에 치료를 계속하는 환자가 없습니다. 1보다 작은 수를 넣으세요.",
    ),
    "error.events_needed": Phrase(
        "a time to an event is analysed after so many events, and none are given. Give events=.",
        "사건까지의 시간은 정한 수의 사건이 생긴 뒤에 분석하는데 사건 수가 없습니다. events=를 넣으세요.",
    ),
    "error.events_not_counted": Phrase(
        "this analysis counts patients and no events. Leave events out, or analyse a time to an event.",
        "이 분석은 사건이 아니라 환자 수로 진행합니다. events를 빼거나 사건까지의 시간을 분석하세요.",
    ),
    "error.looks_too_close": Phrase(
        "the looks come to {value} patients or events; each needs four or more, and more than the one before. Space the "
        "looks wider, or plan more patients.",
        "중간분석 시점이 환자(또는 사건) {value}명입니다. 각 시점은 4명 이상이고 앞의 시점보다 많아야 합니다. 간격을 넓히거나 "
        "환자를 늘리세요.",
    ),
    "error.stages_not_whole": Phrase(
        "these stages are no whole numbers of patients, and responses are counted. Choose ratios and a first stage whose "
        "products are whole.",
        "단계별 환자 수가 정수가 아니어서 반응을 셀 수 없습니다. 곱이 정수가 되도록 비율과 첫 단계 크기를 정하세요.",
    ),
    "error.estimate_before_end": Phrase(
        "after {n} looks the rule says to go on, so there is no final estimate. Give the looks up to the one that ended the "
        "trial.",
        "중간분석 {n}회 뒤에 규칙은 계속하라고 하므로 최종 추정값이 없습니다. 시험이 끝난 분석까지의 통계량을 넣으세요.",
    ),
    "error.rule_has_patients": Phrase(
        "the rule of a trial by endpoint says when to look, and the trial how many patients there are. Leave patients out of "
        "the rule.",
        "규칙은 언제 분석할지를, 시험은 환자가 몇 명인지를 정합니다. 규칙에서 patients를 빼세요.",
    ),
    "error.reference_needs_visits": Phrase(
        "{strategy} needs the model of all visits, which says what was gained before treatment was stopped. Set "
        'visits="all".',
        "{strategy} 전략에는 중단 전까지 얻은 효과를 말해 주는 모든 방문의 모형이 필요합니다. "
        'visits="all"로 하세요.',
    ),
    "error.pending_needs_visits": Phrase(
        "only repeated visits have patients under way whose visits so far can be used. Leave pending out: times to an event "
        "always count as far as patients were followed.",
        "지금까지의 방문을 쓸 수 있는 진행 중 환자는 반복측정에만 있습니다. pending을 빼세요. 사건까지의 시간은 언제나 "
        "추적한 만큼 셉니다.",
    ),
    "error.failure_needs_responses": Phrase(
        'a missing outcome counts as a failure only among responses. Use "refuse" or "leave_out".',
        '결측을 실패로 보는 것은 반응 여부에서만 됩니다. "refuse" 또는 "leave_out"을 쓰세요.',
    ),
    "error.visits_come_back": Phrase(
        "this patient misses a visit and is measured later, which the closed form does not allow. Set "
        'error="kenward_roger".',
        "이 환자는 방문을 거른 뒤 다시 측정되었는데 닫힌 식으로는 다룰 수 없습니다. "
        'error="kenward_roger"로 하세요.',
    ),
}
