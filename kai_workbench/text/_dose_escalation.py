"""Words of the app that plans and runs a dose escalation, and of its pictures."""

from ._say import Phrase

PHRASES = {
    "dx.title": Phrase("What dose does the next patient get?", "다음 환자에게는 어떤 용량을 투여할까요?"),
    "dx.subtitle": Phrase(
        "Plan the escalation and see how the design behaves; then run it, cohort by cohort.",
        "용량 증량을 계획하고 설계가 어떻게 움직이는지 본 다음, 코호트마다 진행합니다.",
    ),
    "dx.waiting": Phrase("Working it out …", "계산하고 있습니다…"),
    "dx.view": Phrase("What to do", "할 일"),
    "dx.view.plan": Phrase("Plan it", "계획"),
    "dx.view.run": Phrase("Run it", "진행"),
    "dx.doses": Phrase("Doses and their unit", "용량과 단위"),
    "dx.doses_help": Phrase("Rising, for example 1, 2.5, 5 mg.", "작은 것부터. 예: 1, 2.5, 5 mg"),
    "dx.target": Phrase("Target DLT rate", "목표 DLT율"),
    "dx.design": Phrase("Design", "설계"),
    "dx.about.3+3": Phrase(
        "Three patients, three more after one DLT. Cohorts and patients are set by the design.",
        "3명을 치료하고 DLT가 1건이면 3명을 더합니다. 코호트와 환자 수는 설계가 정합니다.",
    ),
    "dx.about.boin": Phrase(
        "Bayesian optimal interval: up or down by the DLT rate at the dose, from a table fixed beforehand.",
        "베이지안 최적 구간 설계: 현재 용량의 DLT율을 미리 정한 표와 견주어 올리거나 내립니다.",
    ),
    "dx.about.mtpi2": Phrase(
        "Modified toxicity probability interval 2: follows the interval that the data favour, from a fixed table.",
        "수정 독성확률구간 설계 2: 자료가 가장 지지하는 구간을 따르며 미리 정한 표를 씁니다.",
    ),
    "dx.about.crm": Phrase(
        "Continual reassessment: one curve for all doses, and the dose whose rate is closest to the target.",
        "연속재평가법: 모든 용량을 한 곡선으로 보고 목표에 가장 가까운 용량을 고릅니다.",
    ),
    "dx.about.blrm": Phrase(
        "Bayesian logistic regression with overdose control: it seeks {low}–{high} and allows no dose "
        "that is too likely above.",
        "과용량을 통제하는 베이지안 로지스틱 회귀: {low}–{high} 구간을 찾고, 이를 넘을 확률이 큰 용량은 "
        "허용하지 않습니다.",
    ),
    "dx.cohort": Phrase("Patients in a cohort", "코호트당 환자 수"),
    "dx.patients": Phrase("Patients at most", "최대 환자 수"),
    "dx.scenario": Phrase("If the truth were", "실제가 이렇다면"),
    "dx.scenario.low": Phrase("Little toxicity", "독성 낮음"),
    "dx.scenario.middle": Phrase("Middle", "중간"),
    "dx.scenario.steep": Phrase("Steep", "가파름"),
    "dx.scenario.toxic": Phrase("All toxic", "모두 독성"),
    "dx.scenario.own": Phrase("Own", "직접 입력"),
    "dx.rates": Phrase("True DLT rates, %", "실제 DLT율, %"),
    "dx.rates_help": Phrase(
        "One for each dose, from the lowest up.", "가장 낮은 용량부터 용량마다 하나씩 넣으세요."
    ),
    "dx.experts": Phrase("Model and simulation (for experts)", "모형과 시뮬레이션(전문가용)"),
    "dx.skeleton": Phrase("CRM: rates expected before, %", "CRM: 시험 전 예상 비율, %"),
    "dx.skeleton_help": Phrase(
        "The skeleton. Empty: {now}, spaced evenly around the target.",
        "스켈레톤. 비워 두면 목표를 중심으로 고르게 벌린 {now}입니다.",
    ),
    "dx.reference": Phrase("BLRM: reference dose", "BLRM: 기준 용량"),
    "dx.reference_help": Phrase("Empty: the middle dose, {now}.", "비워 두면 가운데 용량 {now}입니다."),
    "dx.ewoc": Phrase("BLRM: overdose risk at most", "BLRM: 과용량 확률 한도"),
    "dx.trials": Phrase("Simulated trials", "시뮬레이션할 시험 수"),
    "dx.trials_help": Phrase(
        "Used where the courses of the trial are too many to count.",
        "시험의 모든 경우를 셀 수 없을 때 씁니다.",
    ),
    "dx.again": Phrase("Start again", "다시 시작"),
    "dx.stopped": Phrase("Stopped before there was an answer.", "답을 얻기 전에 중단했습니다."),
    "dx.counting": Phrase("Trying the design: {design}", "설계를 시험하는 중: {design}"),
    "dx.bad_setting": Phrase(
        "The address held settings that cannot be used and were left out: {names}.",
        "주소에 쓸 수 없는 설정이 있어 뺐습니다: {names}.",
    ),
    # Planning
    "dx.plan.answer": Phrase(
        "{design} selects {dose}, the dose closest to {target}, in {right} of trials.",
        "{design} 설계가 목표 {target}에 가장 가까운 용량({dose})을 고를 확률은 {right}입니다.",
    ),
    "dx.plan.answer_none": Phrase(
        "Every dose is too toxic here; {design} selects none of them in {right} of trials.",
        "여기서는 모든 용량의 독성이 지나칩니다. {design} 설계가 어떤 용량도 고르지 않을 확률은 {right}입니다.",
    ),
    "dx.plan.answer_cost": Phrase(
        " It treats {n} patients on average: {dlt} of them have a DLT, {over} are treated above {limit}.",
        " 평균 {n}명을 치료하며 그중 {dlt}가 DLT를 겪고 {over}는 DLT율이 {limit}를 넘는 용량을 받습니다.",
    ),
    "dx.plan.small": Phrase(
        "Trials under an invented truth: DLT rates {rates} at {doses} {unit}. Nobody was treated.",
        "지어낸 실제값에서의 시험입니다: {doses} {unit}에서 DLT율 {rates}. 실제 환자는 없습니다.",
    ),
    "dx.plan.exact": Phrase(
        "Every course of the trial was counted: no number here has a Monte-Carlo error.",
        "시험의 모든 경우를 세었으므로 어떤 수에도 몬테카를로 오차가 없습니다.",
    ),
    "dx.plan.simulated": Phrase(
        "{n} simulated trials (seed {seed}): a percentage is known to ±{worst} points "
        "(largest Monte-Carlo standard error), the number of patients to ±{size}.",
        "시험 {n}개를 시뮬레이션했습니다(시드 {seed}). 백분율의 몬테카를로 표준오차는 최대 ±{worst}%p, "
        "환자 수는 ±{size}명입니다.",
    ),
    "dx.plan.depends": Phrase(
        "What a design does depends on the truth: try the other scenarios before you choose.",
        "설계의 성능은 실제값에 달려 있습니다. 고르기 전에 다른 시나리오도 시험해 보세요.",
    ),
    "dx.detail.measures": Phrase("Operating characteristics and downloads", "시험 운영특성과 내려받기"),
    "dx.detail.table": Phrase("Decision table to print", "인쇄할 결정표"),
    "dx.detail.pathways": Phrase("Dose-transition pathways", "용량 전환 경로"),
    "dx.detail.cohorts": Phrase("Cohorts and estimates", "코호트와 추정값"),
    "dx.caption.doses": Phrase("{design}, by dose", "{design}, 용량별"),
    "dx.caption.trial": Phrase("{design}, the trial as a whole", "{design}, 시험 전체"),
    "dx.caption.table": Phrase(
        "{design}: what the number of DLTs at the current dose decides",
        "{design}: 현재 용량의 DLT 수에 따른 결정",
    ),
    "dx.caption.pathways": Phrase(
        "What follows the next cohort of {size} at {dose}, and the one after it",
        "{dose}에서 다음 {size}명 코호트의 결과, 그리고 그다음 코호트의 결과에 따른 용량",
    ),
    "dx.caption.pathways_one": Phrase(
        "What follows the next cohort of {size} at {dose}",
        "{dose}에서 다음 {size}명 코호트의 결과에 따른 용량",
    ),
    "dx.caption.cohorts": Phrase("Cohorts, in order of time", "시간 순서의 코호트"),
    "dx.caption.rates_model": Phrase(
        "DLT rate by dose: the model's posterior distribution", "용량별 DLT율: 모형의 사후분포"
    ),
    "dx.caption.rates_alone": Phrase(
        "DLT rate by dose, each dose by itself (uniform prior)", "용량별 DLT율: 용량마다 따로(균등 사전분포)"
    ),
    "dx.table.dose": Phrase("Dose", "용량"),
    "dx.table.rate": Phrase("True DLT rate", "실제 DLT율"),
    "dx.table.selected": Phrase("Selected", "선택"),
    "dx.table.patients": Phrase("Patients", "환자 수"),
    "dx.table.share": Phrase("Share of patients", "환자 비율"),
    "dx.table.dlts": Phrase("DLTs", "DLT"),
    "dx.table.measure": Phrase("Measure", "지표"),
    "dx.table.value": Phrase("Value", "값"),
    "dx.table.at_dose": Phrase("Patients at the dose", "그 용량의 환자 수"),
    "dx.table.escalate": Phrase("Escalate: DLTs at most", "증량: DLT 이하"),
    "dx.table.stay": Phrase("Stay: DLTs", "유지: DLT"),
    "dx.table.deescalate": Phrase("De-escalate: DLTs at least", "감량: DLT 이상"),
    "dx.table.eliminate": Phrase("Close the dose: DLTs at least", "용량 닫기: DLT 이상"),
    "dx.table.action": Phrase("Then", "다음"),
    "dx.table.cohort": Phrase("Cohort", "코호트"),
    "dx.table.asked": Phrase("The design asked for", "설계가 권한 용량"),
    "dx.table.outcome": Phrase("DLTs in it", "그중 DLT"),
    "dx.table.then": Phrase("Then", "다음"),
    "dx.table.after": Phrase("after {k} more", "이후 DLT {k}건"),
    "dx.table.median": Phrase("Median", "중앙값"),
    "dx.table.i50": Phrase("50% interval", "50% 구간"),
    "dx.table.i90": Phrase("90% interval", "90% 구간"),
    "dx.measure.correct_selection": Phrase("Right dose selected", "올바른 용량 선택"),
    "dx.measure.none_selected": Phrase("No dose selected", "용량 선택 없음"),
    "dx.measure.overdose_selected": Phrase("Too toxic a dose selected", "과독성 용량 선택"),
    "dx.measure.dlt_rate": Phrase("Patients with a DLT", "DLT를 겪은 환자"),
    "dx.measure.share_overdosed": Phrase("Patients treated above {limit}", "DLT율 {limit} 초과 용량의 환자"),
    "dx.measure.overdosing_60": Phrase(
        "Trials with over 60% of the planned patients overdosed",
        "계획한 환자의 60%를 넘게 과용량 투여한 시험",
    ),
    "dx.measure.stopped_early": Phrase("Trials that end early", "일찍 끝난 시험"),
    "dx.measure.patients": Phrase("Patients, mean", "평균 환자 수"),
    "dx.measure.dlts": Phrase("DLTs, mean", "평균 DLT 수"),
    "dx.csv": Phrase("Download CSV", "CSV 내려받기"),
    "dx.cohorts_csv": Phrase("Download the cohorts (CSV)", "코호트 CSV 내려받기"),
    "dx.table_csv": Phrase("Download the table (CSV)", "결정표 CSV 내려받기"),
    "dx.table_html": Phrase("Download a page to print", "인쇄용 쪽 내려받기"),
    "dx.pathways_csv": Phrase("Download the pathways (CSV)", "경로 CSV 내려받기"),
    "dx.table_model": Phrase(
        "The decision rests on all cohorts together, not on a table. These are the pathways from the first cohort.",
        "이 설계는 표가 아니라 모든 코호트를 함께 보고 결정합니다. 첫 코호트부터의 경로는 다음과 같습니다.",
    ),
    "dx.table_note": Phrase("Doses {doses}. {about}", "용량 {doses}. {about}"),
    # Running
    "dx.run.start": Phrase(
        "First cohort: {size} patients at {dose}.", "첫 코호트: {dose}에서 환자 {size}명."
    ),
    "dx.run.next": Phrase(
        "Next cohort: {size} patients at {dose}.", "다음 코호트: {dose}에서 환자 {size}명."
    ),
    "dx.run.next_one": Phrase("Next patient: {dose}.", "다음 환자: {dose}."),
    "dx.run.observed": Phrase(
        " Of {n} treated at {dose}, {y} had a DLT: {action}.",
        " {dose}에서 치료한 {n}명 중 {y}명이 DLT를 겪었습니다: {action}.",
    ),
    "dx.run.rule": Phrase(
        "{design} escalates at {up} or fewer DLTs of {n}, de-escalates at {down} or more.",
        "{design} 설계는 {n}명 중 DLT가 {up}건 이하이면 증량, {down}건 이상이면 감량합니다.",
    ),
    "dx.run.selected": Phrase(
        "The trial is complete. The maximum tolerated dose is {dose}.",
        "시험이 끝났습니다. 최대내약용량은 {dose}입니다.",
    ),
    "dx.run.none": Phrase(
        "The trial is complete. No dose is selected.", "시험이 끝났습니다. 선택된 용량이 없습니다."
    ),
    "dx.run.stop": Phrase(
        "Stop: no dose is admissible. Of {n} treated at {dose}, {y} had a DLT.",
        "중단: 허용되는 용량이 없습니다. {dose}에서 치료한 {n}명 중 {y}명이 DLT를 겪었습니다.",
    ),
    "dx.run.impossible": Phrase(
        "No recommendation: the cohorts do not fit this design.",
        "권고할 수 없습니다: 코호트가 이 설계와 맞지 않습니다.",
    ),
    "dx.run.impossible_small": Phrase(
        "They are kept. Undo the last cohort, or put the design back.",
        "코호트는 그대로 있습니다. 마지막 코호트를 취소하거나 설계를 되돌리세요.",
    ),
    "dx.run.followed": Phrase(
        "Every cohort was given the dose that the design asked for.",
        "모든 코호트에 설계가 권한 용량을 투여했습니다.",
    ),
    "dx.run.departed": Phrase(
        "Cohort {k} was given {dose}; the design had asked for {asked}.",
        "코호트 {k}의 용량은 {dose}였으나 설계가 권한 용량은 {asked}입니다.",
    ),
    "dx.run.departed_stop": Phrase(
        "Cohort {k} was given {dose}; the design had ended the trial.",
        "코호트 {k}의 용량은 {dose}였으나 설계로는 시험이 이미 끝났습니다.",
    ),
    "dx.run.departed_means": Phrase(
        "The recommendation uses all data, but what was planned no longer holds as it stands.",
        "권고는 모든 자료를 쓰지만, 계획할 때의 운영특성은 그대로 성립하지 않습니다.",
    ),
    "dx.run.judgement": Phrase(
        "The design knows doses and DLTs alone; the patients are the clinician's to judge.",
        "설계는 용량과 DLT만 봅니다. 환자에 대한 판단은 의료진의 몫입니다.",
    ),
    "dx.run.add": Phrase("Add the cohort", "코호트 추가"),
    "dx.run.undo": Phrase("Undo the last cohort", "마지막 코호트 취소"),
    "dx.run.dose": Phrase("Dose given ({unit})", "투여 용량({unit})"),
    "dx.run.patients": Phrase("Patients in it", "환자 수"),
    "dx.run.dlts": Phrase("With a DLT", "DLT가 있는 환자"),
    "dx.run.entry": Phrase("Enter a cohort when its DLTs are known", "DLT 결과가 나오면 코호트를 입력하세요"),
    "dx.run.why": Phrase("Why", "이유"),
    "dx.run.finished": Phrase(
        "The trial has ended: nothing more to enter.", "시험이 끝나 더 입력할 것이 없습니다."
    ),
    "dx.run.unfolds": Phrase("The trial so far", "지금까지의 시험"),
    "dx.ended": Phrase("the trial has ended", "시험이 끝남"),
    "dx.pathways_over": Phrase(
        "The trial has ended: there is no next cohort.", "시험이 끝나 다음 코호트가 없습니다."
    ),
    "dx.cell.stop": Phrase("stop", "중단"),
    "dx.cell.complete": Phrase("complete: {dose}", "완료: {dose}"),
    "dx.cell.complete_none": Phrase("complete: none", "완료: 없음"),
    # Pictures
    "chart.escalation.dose": Phrase("Dose ({unit})", "용량({unit})"),
    "chart.escalation.none": Phrase("none", "없음"),
    "chart.escalation.selected": Phrase("Trials that select it", "이 용량을 고른 시험"),
    "chart.escalation.share": Phrase("Patients treated at it", "이 용량의 환자"),
    "chart.escalation.rate": Phrase("True DLT rate", "실제 DLT율"),
    "chart.escalation.value": Phrase("Share", "비율"),
    "chart.escalation.mcse": Phrase("Monte-Carlo standard error, points", "몬테카를로 표준오차, %p"),
    "chart.escalation.target": Phrase("target {target}", "목표 {target}"),
    "chart.escalation.over": Phrase("true rate above {limit}", "실제 DLT율 {limit} 초과"),
    "chart.escalation.plan_row": Phrase(
        "{dose}: true DLT rate {rate}, selected in {selected} of trials, given to {share} of patients",
        "{dose}: 실제 DLT율 {rate}, 시험의 {selected}에서 선택, 환자의 {share}에게 투여",
    ),
    "chart.escalation.plan_tells": Phrase(
        "Selection and allocation by dose under an invented truth; the target is {target}. {rows}. "
        "No dose is selected in {none} of trials.",
        "지어낸 실제값에서 용량별 선택과 배정. 목표는 {target}. {rows}. 시험의 {none}에서는 용량을 고르지 않음.",
    ),
    "chart.escalation.patient": Phrase("Patient, in order of time", "환자(시간 순서)"),
    "chart.escalation.dlt": Phrase("DLT", "DLT"),
    "chart.escalation.no_dlt": Phrase("no DLT", "DLT 없음"),
    "chart.escalation.coming": Phrase("next cohort", "다음 코호트"),
    "chart.escalation.next": Phrase("next", "다음"),
    "chart.escalation.closed": Phrase("not admissible", "허용되지 않음"),
    "chart.escalation.cohort_short": Phrase("Cohort {k}", "코호트 {k}"),
    "chart.escalation.cohort": Phrase(
        "cohort {k}: {n} patients at {dose}, {y} with a DLT", "코호트 {k}: {dose}에서 {n}명, DLT {y}명"
    ),
    "chart.escalation.trial_tells": Phrase(
        "Every patient at the dose given, in order of time. {rows}", "시간 순서대로 환자마다의 용량. {rows}"
    ),
    "chart.escalation.rate_axis": Phrase("DLT rate, 50% and 90% intervals", "DLT율, 50%·90% 구간"),
    "chart.escalation.counts": Phrase("DLTs/patients", "DLT/환자"),
    "chart.escalation.unknown": Phrase("nobody treated yet", "아직 치료한 환자 없음"),
    "chart.escalation.rates_tells_model": Phrase(
        "DLT rate by dose, the model's posterior: {rows}", "용량별 DLT율, 모형의 사후분포: {rows}"
    ),
    "chart.escalation.rates_tells_alone": Phrase(
        "DLT rate by dose, each dose by itself: {rows}", "용량별 DLT율, 용량마다 따로: {rows}"
    ),
    # What is refused
    "error.dose_escalation_doses": Phrase(
        "“{value}” is no list of doses. Give 2 to {most} rising numbers above 0 and then the unit, "
        "such as 1, 2.5, 5 mg.",
        "‘{value}’은(는) 용량 목록이 아닙니다. 0보다 큰 수 2–{most}개를 작은 것부터 쓰고 단위를 붙이세요. "
        "예: 1, 2.5, 5 mg",
    ),
    "error.dose_escalation_number": Phrase(
        "“{value}” is no number that can be used here. Give numbers apart by commas.",
        "‘{value}’은(는) 여기서 쓸 수 있는 수가 아닙니다. 수를 쉼표로 나누어 쓰세요.",
    ),
    "error.dose_escalation_too_many": Phrase(
        "{n} patients would be treated, and {most} are planned. Check the cohorts, or plan more patients.",
        "환자가 {n}명이 되는데 계획은 {most}명입니다. 코호트를 확인하거나 최대 환자 수를 늘리세요.",
    ),
    "error.dose_escalation_not_ready": Phrase(
        "There is no result yet. Wait until it has been worked out, then try again.",
        "아직 결과가 없습니다. 계산이 끝난 뒤 다시 해 주세요.",
    ),
    "error.dose_escalation_ended": Phrase(
        "The design has ended this trial. Undo the last cohort if it was a slip.",
        "설계로는 이 시험이 끝났습니다. 잘못 입력했다면 마지막 코호트를 취소하세요.",
    ),
}
