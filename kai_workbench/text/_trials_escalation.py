"""What the escalation designs refuse, and the reasons of their recommendations."""

from ._say import Phrase

PHRASES = {
    "error.escalation_doses": Phrase(
        "the scenario has {n} doses and the design {needed}. Give one rate for each dose.",
        "시나리오에는 용량이 {n}개, 설계에는 {needed}개 있습니다. 용량마다 하나씩 넣으세요.",
    ),
    "error.escalation_unknown_dose": Phrase(
        "{value} is not a dose of this design. Choose one of: {known}.",
        "{value}은(는) 이 설계의 용량이 아닙니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.escalation_dlts_over_patients": Phrase(
        "{dlts} DLTs among {patients} patients cannot be. Give whole numbers, DLTs not more than patients.",
        "환자 {patients}명 중 DLT {dlts}건은 있을 수 없습니다. 정수로, DLT가 환자보다 많지 않게 넣으세요.",
    ),
    "error.escalation_column": Phrase(
        "the table has no such column (it has: {columns}). Give dose, patients and dlts, one row a cohort.",
        "표에 이 열이 없습니다(있는 열: {columns}). 코호트마다 한 행으로 dose, patients, dlts를 넣으세요.",
    ),
    "error.escalation_row": Phrase(
        "{value} is no cohort. Give three values: dose, patients, DLTs.",
        "{value}은(는) 코호트가 아닙니다. 용량, 환자 수, DLT 수의 세 값을 넣으세요.",
    ),
    "error.escalation_impossible": Phrase(
        "{patients} patients with {dlts} DLTs cannot come about in this design. Check the cohorts.",
        "이 설계에서 환자 {patients}명, DLT {dlts}건은 나올 수 없습니다. 코호트를 확인하세요.",
    ),
    "error.skeleton_halfwidth": Phrase(
        "{value} on either side of {target} leaves the rates above 0 and below 1. Give a smaller half-width.",
        "{target}의 양쪽으로 {value}이면 0보다 크고 1보다 작은 범위를 벗어납니다. 더 작은 반폭을 넣으세요.",
    ),
    "error.escalation_over_plan": Phrase(
        "{n} patients were given, and {planned} are planned. Check the cohorts, or raise max_patients to what "
        "the protocol now allows.",
        "환자 {n}명이 주어졌는데 계획은 {planned}명입니다. 코호트를 확인하거나 max_patients를 "
        "현재 계획서가 허용하는 수로 늘리세요.",
    ),
    "error.escalation_target_between": Phrase(
        "{value} does not hold the target {target} between its ends. Give one end below it and one above.",
        "{value}이(가) 목표 {target}을(를) 사이에 두지 않습니다. 목표보다 작은 끝과 큰 끝을 넣으세요.",
    ),
    "error.escalation_needs_efficacy": Phrase(
        "backfilling waits for a response, and the scenario has no efficacy rates. Give them, "
        "or set needs_response=False.",
        "백필은 반응을 기다리는데 시나리오에 유효율이 없습니다. 유효율을 넣거나 needs_response=False로 두세요.",
    ),
    "error.escalation_step": Phrase(
        "one dose is {step} times the one before, and {most} is the most allowed: the trial would never get "
        "past it. Add a dose between them, or allow a larger step.",
        "어떤 용량은 바로 앞 용량의 {step}배인데 최대 {most}배까지만 허용되어 시험이 그 용량에 이를 수 없습니다. "
        "사이에 용량을 추가하거나 더 큰 증량을 허용하세요.",
    ),
    "error.escalation_follow_up": Phrase(
        "a patient followed for {value} of {window} cannot be. Give a time from 0 on; and a DLT as 0 or 1.",
        "{window} 중 {value} 동안 관찰한 환자는 있을 수 없습니다. 0 이상의 시간을, DLT는 0 또는 1로 넣으세요.",
    ),
    "error.escalation_pathways": Phrase(
        "{n} cohorts make more than {most} pathways. Ask for fewer cohorts.",
        "코호트 {n}개의 경로는 {most}개가 넘습니다. 코호트 수를 줄이세요.",
    ),
    "trials.action.start": Phrase("start", "시작"),
    "trials.action.escalate": Phrase("escalate", "증량"),
    "trials.action.stay": Phrase("stay", "유지"),
    "trials.action.de-escalate": Phrase("de-escalate", "감량"),
    "trials.action.wait": Phrase("wait", "대기"),
    "trials.action.stop": Phrase("stop", "중단"),
    "trials.action.complete": Phrase("complete", "완료"),
    "trials.reason.no_data": Phrase(
        "No patient has been treated: begin at {dose}.", "아직 치료한 환자가 없습니다. {dose}에서 시작합니다."
    ),
    "trials.reason.observed": Phrase(
        "At {dose}, {dlts} of {patients} patients had a DLT.", "{dose}에서 환자 {patients}명 중 DLT {dlts}건."
    ),
    "trials.reason.table": Phrase("The design's decision table says: {action}.", "설계의 결정표: {action}."),
    "trials.reason.eliminated": Phrase(
        "{dose} and above are closed: the probability of a DLT rate above {target} is over {cutoff}.",
        "{dose} 이상은 닫혔습니다. DLT율이 {target}을(를) 넘을 확률이 {cutoff}보다 큽니다.",
    ),
    "trials.reason.next_closed": Phrase(
        "The next dose is closed, so the dose stays.", "다음 용량이 닫혀 있어 용량을 유지합니다."
    ),
    "trials.reason.highest": Phrase("This is the highest dose.", "가장 높은 용량입니다."),
    "trials.reason.lowest": Phrase("This is the lowest dose.", "가장 낮은 용량입니다."),
    "trials.reason.none_admissible": Phrase(
        "No dose is admissible: the trial stops without a dose.",
        "허용되는 용량이 없습니다. 용량을 정하지 않고 시험을 중단합니다.",
    ),
    "trials.reason.full": Phrase(
        "The planned patients are treated ({patients}).", "계획한 환자({patients}명)를 모두 치료했습니다."
    ),
    "trials.reason.enough": Phrase(
        "{patients} patients at this dose are enough to end the trial.",
        "이 용량의 환자 {patients}명으로 시험을 마치기에 충분합니다.",
    ),
    "trials.reason.selected": Phrase("The maximum tolerated dose is {dose}.", "최대내약용량은 {dose}입니다."),
    "trials.reason.none_selected": Phrase(
        "No dose is selected as the maximum tolerated dose.", "최대내약용량으로 선택된 용량이 없습니다."
    ),
    "trials.reason.closest": Phrase(
        "The model's DLT probability at {dose} is {p}, the closest to {target}.",
        "모형의 DLT 확률이 {dose}에서 {p}(으)로 목표 {target}에 가장 가깝습니다.",
    ),
    "trials.reason.no_skipping": Phrase(
        "No untried dose is skipped, so the dose goes no higher than {dose}.",
        "시험하지 않은 용량을 건너뛰지 않으므로 {dose}보다 높이지 않습니다.",
    ),
    "trials.reason.coherent": Phrase(
        "The dose is not raised right after a DLT rate at or above the target.",
        "직전 코호트의 DLT율이 목표 이상이면 바로 증량하지 않습니다.",
    ),
    "trials.reason.ewoc": Phrase(
        "The probability of a DLT rate above {above} is {p} at {dose}; the limit is {limit}.",
        "{dose}에서 DLT율이 {above}을(를) 넘을 확률은 {p}이며 한계는 {limit}입니다.",
    ),
    "trials.reason.target_interval": Phrase(
        "Of the admissible doses {dose} has the highest probability ({p}) of a DLT rate in the target interval.",
        "허용되는 용량 가운데 {dose}의 DLT율이 목표 구간에 들 확률({p})이 가장 높습니다.",
    ),
    "trials.reason.increase": Phrase(
        "The dose may rise at most {factor}-fold over the highest dose given.",
        "용량은 투여한 최고 용량의 {factor}배까지만 높일 수 있습니다.",
    ),
    "trials.reason.pending": Phrase(
        "{pending} of {patients} patients at {dose} are still followed: wait for their outcome.",
        "{dose}의 환자 {patients}명 중 {pending}명을 아직 관찰하고 있습니다. 결과를 기다리세요.",
    ),
    "trials.reason.partial": Phrase(
        "{pending} patients count for the part of the window in which they were followed.",
        "환자 {pending}명은 관찰한 기간만큼만 반영했습니다.",
    ),
    "trials.reason.backfill": Phrase("{dose} is open for backfilling.", "{dose}은(는) 백필할 수 있습니다."),
}
