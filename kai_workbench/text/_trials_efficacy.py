"""What the designs of efficacy and toxicity refuse, and their reasons."""

from ._say import Phrase

PHRASES = {
    "error.efficacy_needed": Phrase(
        "this design looks at responses, and the scenario has no response rates. Give efficacy=, one for each "
        "dose.",
        "이 설계는 반응을 보는데 시나리오에 반응률이 없습니다. 용량마다 하나씩 efficacy=를 넣으세요.",
    ),
    "error.efficacy_column": Phrase(
        "the table has no such column (it has: {columns}). Give dose, patients, dlts and responses, one row a "
        "cohort.",
        "표에 이 열이 없습니다(있는 열: {columns}). 코호트마다 한 행으로 dose, patients, dlts, responses를 넣으세요.",
    ),
    "error.efficacy_row": Phrase(
        "{value} is no cohort. Give dose, patients, DLTs and responses; and, fifth, patients with both.",
        "{value}은(는) 코호트가 아닙니다. 용량, 환자 수, DLT 수, 반응 수를, 다섯째로 둘 다 있는 환자 수를 넣으세요.",
    ),
    "error.efficacy_responses_over_patients": Phrase(
        "{responses} responses among {patients} patients cannot be. Give responses not more than patients.",
        "환자 {patients}명 중 반응 {responses}건은 있을 수 없습니다. 반응이 환자보다 많지 않게 넣으세요.",
    ),
    "error.efficacy_both": Phrase(
        "{value} patients with DLT and response cannot be: with these totals there are {fewest} to {most}.",
        "DLT와 반응이 모두 있는 환자가 {value}명일 수는 없습니다. 이 합계에서는 {fewest}~{most}명입니다.",
    ),
    "error.efficacy_both_needed": Phrase(
        "with these totals {fewest} to {most} patients had both DLT and response, and here it matters how many. "
        "Give that number as both.",
        "이 합계에서 DLT와 반응이 모두 있는 환자는 {fewest}~{most}명이며, 여기서는 그 수가 결과를 바꿉니다. "
        "both로 그 수를 넣으세요.",
    ),
    "error.utility_order": Phrase(
        "response alone ({best}) must be worth most, a DLT alone ({worst}) least, and the others between them.",
        "반응만 있는 경우({best})가 가장 높고 DLT만 있는 경우({worst})가 가장 낮으며 나머지는 그 사이여야 합니다.",
    ),
    "error.efftox_contour": Phrase(
        "no contour of equal worth goes through these three points. The third needs a response rate above "
        "{response} and a DLT rate below {dlt}.",
        "이 세 점을 지나는 등가 곡선이 없습니다. 셋째 점의 반응률은 {response}보다 크고 DLT율은 {dlt}보다 작아야 합니다.",
    ),
    "error.efftox_weights": Phrase(
        "the posterior cannot be summed well here: {ess} of {draws} draws count. Take more draws, or look at the "
        "prior.",
        "여기서는 사후분포를 잘 적분할 수 없습니다. 표본 {draws}개 중 {ess}개만 유효합니다. draws를 늘리거나 "
        "사전분포를 확인하세요.",
    ),
    "error.uboin_margin": Phrase(
        "{value} leaves nothing of the target {target}. Give a smaller margin.",
        "{value}을(를) 빼면 목표 {target}에서 남는 것이 없습니다. 더 작은 값을 넣으세요.",
    ),
    "error.uboin_stages": Phrase(
        "{value} patients at a dose would end the trial before stage II, which begins at {first}. Give more.",
        "한 용량의 환자 {value}명이면 {first}명에서 시작하는 2단계 전에 시험이 끝납니다. 더 큰 수를 넣으세요.",
    ),
    "trials.reason.observed_both": Phrase(
        "At {dose}, {dlts} of {patients} patients had a DLT and {responses} responded.",
        "{dose}에서 환자 {patients}명 중 DLT {dlts}건, 반응 {responses}건.",
    ),
    "trials.reason.toxic_here": Phrase(
        "{dlts} of {patients} patients with a DLT are at or above the de-escalation boundary {bound}: only lower "
        "doses may follow.",
        "환자 {patients}명 중 DLT {dlts}건은 감량 경계 {bound} 이상이므로 더 낮은 용량만 가능합니다.",
    ),
    "trials.reason.desirability": Phrase(
        "{dose} is the most desirable of the doses that may follow: its utility is above {bound} with "
        "probability {p}.",
        "다음에 가능한 용량 중 {dose}이(가) 가장 바람직합니다. 효용이 {bound}을(를) 넘을 확률은 {p}입니다.",
    ),
    "trials.reason.explore": Phrase(
        "{patients} patients at {dose} are enough to try the next dose, which nobody has had.",
        "{dose}의 환자가 {patients}명이므로 아직 시험하지 않은 다음 용량으로 갑니다.",
    ),
    "trials.reason.futile": Phrase(
        "{dose} is closed: the probability of a response rate below {floor} is {cutoff} or more.",
        "{dose}은(는) 닫혔습니다. 반응률이 {floor}보다 낮을 확률이 {cutoff} 이상입니다.",
    ),
    "trials.reason.stage_one": Phrase(
        "Stage I (fewer than {patients} patients at every dose): toxicity alone decides.",
        "1단계(모든 용량에서 환자 {patients}명 미만): 독성만으로 결정합니다.",
    ),
    "trials.reason.stage_two_shares": Phrase(
        "Stage II is randomised in proportion to utility: draw the dose with shares {shares}.",
        "2단계는 효용에 비례해 무작위배정합니다. 배정 비율: {shares}.",
    ),
    "trials.reason.stage_two": Phrase(
        "Stage II: {dose} has the highest mean utility ({utility}) of the admissible doses that were given.",
        "2단계: 투여한 허용 용량 중 {dose}의 평균 효용({utility})이 가장 높습니다.",
    ),
    "trials.reason.stage_two_up": Phrase(
        "Stage II: the highest dose given looks safe, so the next one is tried first.",
        "2단계: 투여한 최고 용량이 안전해 보이므로 다음 용량을 먼저 시험합니다.",
    ),
    "trials.reason.unsafe": Phrase(
        "{dose} is closed: the probability of a DLT rate above {target} is {cutoff} or more.",
        "{dose}은(는) 닫혔습니다. DLT율이 {target}을(를) 넘을 확률이 {cutoff} 이상입니다.",
    ),
    "trials.reason.highest_utility": Phrase(
        "Of the acceptable doses {dose} has the highest utility ({utility}): response {response}, DLT {dlt}.",
        "허용되는 용량 중 {dose}의 효용({utility})이 가장 높습니다. 반응률 {response}, DLT율 {dlt}.",
    ),
    "trials.reason.optimal_dose": Phrase(
        "The optimal biological dose is {dose}.", "최적 생물학적 용량(OBD)은 {dose}입니다."
    ),
    "trials.reason.no_optimal_dose": Phrase(
        "No dose is selected as the optimal biological dose.",
        "최적 생물학적 용량(OBD)으로 선택된 용량이 없습니다.",
    ),
    "trials.action.selected": Phrase("This dose is chosen.", "이 용량을 고릅니다."),
    "trials.action.not_selected": Phrase("No dose is chosen.", "고를 용량이 없습니다."),
    "trials.action.closed": Phrase("This dose is closed.", "이 용량은 종료합니다."),
    "trials.reason.dose_open": Phrase(
        "{dose} is acceptable: {dlts} DLTs and {responses} responses in {n} patients.",
        "{dose} 허용: 환자 {n}명 중 DLT {dlts}건, 반응 {responses}명.",
    ),
    "trials.reason.dose_closed": Phrase(
        "{dose} is closed: {dlts} DLTs and {responses} responses in {n} patients.",
        "{dose} 종료: 환자 {n}명 중 DLT {dlts}건, 반응 {responses}명.",
    ),
    "trials.reason.dose_similar": Phrase(
        "{dose} is the lowest whose response rate is likely within {margin} of the best.",
        "{dose}은(는) 반응률이 가장 좋은 용량과 {margin} 이내일 가능성이 큰 가장 낮은 용량입니다.",
    ),
}
