"""What the designs from phase II on refuse, decide, and why."""

from ._say import Phrase

PHRASES = {
    "error.no_such_design": Phrase(
        "no design of at most {most} patients keeps to the limits. Allow more patients, or larger errors.",
        "최대 {most}명으로는 조건을 지키는 설계가 없습니다. 환자 수나 허용 오류를 늘리세요.",
    ),
    "error.more_patients_than_planned": Phrase(
        "{n} patients, and the design ends at {planned}. Check the data, or the design.",
        "환자가 {n}명인데 설계는 {planned}명에서 끝납니다. 자료나 설계를 확인하세요.",
    ),
    "error.trial_had_ended": Phrase(
        "with {r} responders among {n} patients the trial had ended at an earlier look. "
        "Give the data up to there, or change the design.",
        "환자 {n}명 중 반응자 {r}명이던 이전 중간분석에서 시험은 이미 끝났습니다. "
        "그때까지의 자료를 넣거나 설계를 바꾸세요.",
    ),
    "error.trial_column_missing": Phrase(
        "the table has no such column (it has: {columns}). Add it.",
        "표에 이 열이 없습니다(있는 열: {columns}). 열을 추가하세요.",
    ),
    "error.outcome_missing": Phrase(
        "this patient has no outcome yet. Wait for it, or leave the patient out of this look.",
        "이 환자의 결과가 아직 없습니다. 결과를 기다리거나 이번 분석에서 환자를 빼세요.",
    ),
    "error.outcome_not_binary": Phrase(
        "{value} is no outcome. Give 0 or 1.",
        "{value}은(는) 결과값이 아닙니다. 0 또는 1을 넣으세요.",
    ),
    "error.responders_over_patients": Phrase(
        "{r} responders among {n} patients cannot be. Give at most as many responders as patients.",
        "환자 {n}명 중 반응자 {r}명은 있을 수 없습니다. 환자 수 이하의 반응자를 넣으세요.",
    ),
    "error.information_not_one": Phrase(
        "the last look is at {value}, and all information is 1. End with 1.",
        "마지막 중간분석이 {value}에 있습니다. 전체 정보량은 1이니 1로 끝내세요.",
    ),
    "error.bounds_cross": Phrase(
        "a futility bound lies at or above the efficacy bound of its look. Lower it.",
        "무용성 경계가 같은 중간분석의 유효성 경계 이상입니다. 무용성 경계를 낮추세요.",
    ),
    "error.patients_needed": Phrase(
        "means can be tried only with a number of patients. Give it.",
        "평균을 시험하려면 환자 수가 필요합니다. 환자 수를 넣으세요.",
    ),
    "error.more_looks_than_planned": Phrase(
        "{n} looks, and the design has {planned}. Check the data, or the design.",
        "중간분석이 {n}번인데 설계에는 {planned}번뿐입니다. 자료나 설계를 확인하세요.",
    ),
    "error.look_had_ended": Phrase(
        "at {value} the trial had ended. Give the looks up to there, or change the design.",
        "{value}에서 시험은 이미 끝났습니다. 그때까지의 중간분석을 넣거나 설계를 바꾸세요.",
    ),
    "error.no_difference": Phrase(
        "nothing differs here, and no number of patients finds that. Give a difference.",
        "차이가 없어 환자가 몇 명이든 찾을 수 없습니다. 차이를 넣으세요.",
    ),
    "error.margin_not_a_difference": Phrase(
        "{value} is no difference of two rates. Give a number between -1 and 1.",
        "{value}은(는) 두 비율의 차이가 될 수 없습니다. -1과 1 사이의 수를 넣으세요.",
    ),
    "error.not_at_a_look": Phrase(
        "{control} patients on control and {treatment} on treatment is no planned look "
        "(patients per arm: {planned}). Wait for the next one.",
        "대조군 {control}명, 치료군 {treatment}명은 계획한 중간분석(군당 {planned}명)이 아닙니다. "
        "다음 중간분석을 기다리세요.",
    ),
    "error.triangular_both": Phrase(
        "a triangular futility bound belongs to a triangular efficacy bound. Choose both, or neither.",
        "삼각형 무용성 경계는 삼각형 유효성 경계와 함께 씁니다. 둘 다 고르거나 둘 다 고르지 마세요.",
    ),
    "error.no_signal": Phrase(
        "no shape stands out from chance, so there is no curve. Report the test as it is.",
        "우연을 넘어서는 곡선 모양이 없어 곡선이 없습니다. 검정 결과를 그대로 보고하세요.",
    ),
    "error.arms_not_distinct": Phrase(
        "two arms have the same label. Give each its own.",
        "이름이 같은 군이 둘 있습니다. 서로 다른 이름을 붙이세요.",
    ),
    "error.inferiority_too_high": Phrase(
        "below {value} arms would be dropped that are as good as all others (1 of {most:.3g}). Give less.",
        "{value} 미만이면 다른 군과 똑같이 좋은 군({most:.3g})도 탈락합니다. 더 작은 값을 넣으세요.",
    ),
    "error.shares_do_not_add": Phrase(
        "with these limits the shares of {arms} arms cannot add to 1. Lower the least, or raise the most.",
        "이 한계로는 {arms}개 군의 배정 비율 합이 1이 될 수 없습니다. 최솟값을 낮추거나 최댓값을 높이세요.",
    ),
    "error.arm_without_control": Phrase(
        "this arm is never open beside the control. Give it a period with patients on both.",
        "이 군은 대조군과 함께 열린 기간이 없습니다. 두 군 모두 환자가 있는 기간을 넣으세요.",
    ),
    "error.table_needed": Phrase(
        "a table is needed here, and {value} was given. Give a polars DataFrame.",
        "여기에는 표가 필요한데 {value}이(가) 주어졌습니다. polars DataFrame을 넣으세요.",
    ),
    "error.not_a_design": Phrase(
        "{value} is no design. Give one of this room, such as trials.BOIN(doses=(10, 20, 40), target=0.3).",
        "{value}은(는) 설계가 아닙니다. trials.BOIN(doses=(10, 20, 40), target=0.3)과 같은 설계를 넣으세요.",
    ),
    "error.design_not_several": Phrase(
        "{value} is no list. Give the values in order, such as (1, 2, 5).",
        "{value}은(는) 목록이 아닙니다. (1, 2, 5)처럼 값을 차례로 넣으세요.",
    ),
    "trials.reason.statistic_of": Phrase(
        "{arm}: the statistic is {z}; efficacy is shown from {high} on.",
        "{arm}: 통계량은 {z}이며 {high} 이상이면 유효합니다.",
    ),
    "trials.reason.foretold": Phrase(
        "{n} outcomes are pending. Predictive probability of success with those enrolled {now}, with all planned {most}.",
        "결과를 기다리는 환자는 {n}명입니다. 성공 예측확률은 지금까지 등록한 환자로 {now}, 계획한 환자 전부로 {most}입니다.",
    ),
    "trials.reason.resized": Phrase(
        "The conditional power is {power}; promising from {low} to below {high}. Patients in all: {n}.",
        "조건부 검정력은 {power}이며 {low} 이상 {high} 미만이면 유망합니다. 전체 환자 수는 {n}명입니다.",
    ),
    "trials.reason.basket_open": Phrase(
        "{basket} goes on: {r} of {n} responded; above {limit} with probability {p}.",
        "{basket} 계속: {n}명 중 {r}명 반응, 반응률이 {limit}을(를) 넘을 확률 {p}.",
    ),
    "trials.reason.basket_futile": Phrase(
        "{basket} closes for futility: {r} of {n} responded; above {limit} with probability {p}.",
        "{basket} 무용성으로 종료: {n}명 중 {r}명 반응, 반응률이 {limit}을(를) 넘을 확률 {p}.",
    ),
    "trials.reason.basket_closed": Phrase(
        "{basket} was closed before: {r} of {n} responded; above {limit} with probability {p}.",
        "{basket} 이미 종료: {n}명 중 {r}명 반응, 반응률이 {limit}을(를) 넘을 확률 {p}.",
    ),
    "trials.reason.basket_success": Phrase(
        "{basket} succeeds: {r} of {n} responded; above {limit} with probability {p}.",
        "{basket} 성공: {n}명 중 {r}명 반응, 반응률이 {limit}을(를) 넘을 확률 {p}.",
    ),
    "trials.reason.basket_no_success": Phrase(
        "{basket} ends without success: {r} of {n} responded; above {limit} with probability {p}.",
        "{basket} 성공 없이 종료: {n}명 중 {r}명 반응, 반응률이 {limit}을(를) 넘을 확률 {p}.",
    ),
    "trials.action.stop_enrolment": Phrase(
        "Stop enrolling, and wait for the outcomes that are pending.",
        "등록을 멈추고 아직 나오지 않은 결과를 기다립니다.",
    ),
    "trials.reason.responders": Phrase(
        "{r} of {n} patients responded.", "환자 {n}명 중 {r}명이 반응했습니다."
    ),
    "trials.reason.responders_of": Phrase(
        "{arm}: {r} of {n} patients responded.", "{arm}: 환자 {n}명 중 {r}명이 반응했습니다."
    ),
    "trials.reason.at_or_above": Phrase(
        "That reaches {limit}, the fewest for go.", "진행에 필요한 최소 {limit}명에 이르렀습니다."
    ),
    "trials.reason.at_or_below": Phrase(
        "That is not above {limit}, the most for no-go.", "중단 한계인 {limit}명을 넘지 못했습니다."
    ),
    "trials.reason.between": Phrase(
        "That is above {low} and below {high}.", "{low}명보다 많고 {high}명보다 적습니다."
    ),
    "trials.reason.next_look": Phrase(
        "The next look is at {n} patients.", "다음 중간분석은 환자 {n}명에서 합니다."
    ),
    "trials.reason.looks_left": Phrase("{n} looks are to come.", "중간분석이 {n}번 남았습니다."),
    "trials.reason.statistic": Phrase(
        "The statistic is {z}; efficacy is shown from {high} on.",
        "통계량은 {z}이며 {high} 이상이면 유효합니다.",
    ),
    "trials.reason.futility_below": Phrase(
        "It is futile to go on below {low}.", "{low} 미만이면 계속해도 소용이 없습니다."
    ),
    "trials.reason.better": Phrase(
        "The treatment is better with probability {p}; success from {high} on, futility below {low}.",
        "치료가 더 나을 확률은 {p}이며 {high} 이상이면 성공, {low} 미만이면 무용입니다.",
    ),
    "trials.reason.best": Phrase(
        "{arm} is the best with probability {p} ({r} of {n} patients responded).",
        "{arm}이(가) 가장 좋을 확률은 {p}입니다(환자 {n}명 중 {r}명 반응).",
    ),
    "trials.reason.alike": Phrase(
        "All rates lie within {gap} with probability {p}.", "모든 비율이 {gap} 안에 들 확률은 {p}입니다."
    ),
    "trials.action.continue": Phrase("Continue.", "계속합니다."),
    "trials.action.go": Phrase("Go.", "진행합니다."),
    "trials.action.consider": Phrase("Consider.", "추가로 검토합니다."),
    "trials.action.no_go": Phrase("No-go.", "진행하지 않습니다."),
    "trials.action.stop_for_efficacy": Phrase("Stop: efficacy is shown.", "중단: 유효성이 확인되었습니다."),
    "trials.action.end_without_efficacy": Phrase(
        "End: efficacy is not shown.", "종료: 유효성이 확인되지 않았습니다."
    ),
    "trials.action.stop_for_futility": Phrase(
        "Stop: it is futile to go on.", "중단: 계속해도 소용이 없습니다."
    ),
    "trials.action.stop_for_success": Phrase("Stop with success.", "성공으로 중단합니다."),
    "trials.action.end_without_success": Phrase("End without success.", "성공 없이 종료합니다."),
    "trials.action.stop_for_superiority": Phrase("Stop: one arm is superior.", "중단: 한 군이 우월합니다."),
    "trials.action.stop_for_equivalence": Phrase(
        "Stop: the arms are alike.", "중단: 군들이 서로 비슷합니다."
    ),
    "trials.action.stop_at_maximum": Phrase(
        "Stop: all patients have been seen.", "중단: 계획한 환자를 모두 보았습니다."
    ),
}
