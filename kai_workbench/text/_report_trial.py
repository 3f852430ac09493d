"""The report on a trial design's operating characteristics."""

from ._say import Phrase

PHRASES = {
    "document.contents": Phrase("Contents", "차례"),
    "trial_report.section.estimand": Phrase("Estimand", "추정대상(estimand)"),
    "trial_report.section.design": Phrase("Design and decision rules", "설계와 결정 규칙"),
    "trial_report.section.prior": Phrase("Prior", "사전분포"),
    "trial_report.section.scenarios": Phrase("Scenarios", "시나리오"),
    "trial_report.section.characteristics": Phrase("Operating characteristics", "시험 운영특성"),
    "trial_report.section.compared": Phrase("Two designs side by side", "두 설계의 비교"),
    "trial_report.section.bayesian": Phrase("Under the design prior", "설계 사전분포에서의 평균"),
    "trial_report.section.examples": Phrase("Example trials, patient by patient", "환자별로 본 예시 시험"),
    "trial_report.section.sensitivity": Phrase("Sensitivity", "민감도"),
    "trial_report.section.repeat": Phrase("To repeat this", "재현 정보"),
    "trial_report.section.limits": Phrase("Limits: what was not simulated", "한계: 시뮬레이션하지 않은 것"),
    "trial_report.answer": Phrase("{design}. {told}.", "{design} 설계. {told}."),
    "trial_report.answer_part": Phrase("{value} under “{scenario}”", "“{scenario}”에서 {value}"),
    "trial_report.basis": Phrase(
        "{k} scenarios, {method}; {n} trials per scenario where simulated, seed {seed}. In parentheses: Monte-Carlo standard error.",
        "시나리오 {k}개, {method}. 시뮬레이션한 시나리오마다 시험 {n}건, 난수 시드 {seed}. 괄호 안은 몬테카를로 표준오차입니다.",
    ),
    "trial_report.method": Phrase("Method", "방법"),
    "trial_report.method.exact": Phrase("every course counted", "모든 경우를 셈"),
    "trial_report.method.simulated": Phrase("simulated", "시뮬레이션"),
    "trial_report.months": Phrase("months", "개월"),
    "trial_report.all": Phrase("all", "전체"),
    "trial_report.yes": Phrase("yes", "예"),
    "trial_report.no": Phrase("no", "아니요"),
    "trial_report.none": Phrase("none", "없음"),
    "trial_report.what": Phrase("What", "항목"),
    "trial_report.value": Phrase("Value", "값"),
    "trial_report.attribute": Phrase("Attribute", "속성"),
    "trial_report.stated": Phrase("As planned", "계획"),
    "trial_report.estimand.treatment": Phrase("Treatment", "치료"),
    "trial_report.estimand.population": Phrase("Population", "대상 집단"),
    "trial_report.estimand.variable": Phrase("Variable (endpoint)", "변수(평가변수)"),
    "trial_report.estimand.summary": Phrase("Population-level summary", "집단 수준 요약"),
    "trial_report.estimand_missing": Phrase(
        "The plan states no estimand. Add [estimand] to the settings: without it, it is not said what the numbers below are about.",
        "계획에 추정대상이 없습니다. 설정에 [estimand]를 넣으세요. 이것이 없으면 아래 수치가 무엇에 관한 것인지 알 수 없습니다.",
    ),
    "trial_report.events": Phrase("Intercurrent events", "중간발생사건(intercurrent events)"),
    "trial_report.events_missing": Phrase(
        "The plan states no intercurrent events.", "계획에 중간발생사건이 없습니다."
    ),
    "trial_report.event": Phrase("Event", "사건"),
    "trial_report.strategy": Phrase("Strategy", "전략"),
    "trial_report.strategy.treatment policy": Phrase("Treatment policy", "치료정책(treatment policy) 전략"),
    "trial_report.strategy.hypothetical": Phrase("Hypothetical", "가상(hypothetical) 전략"),
    "trial_report.strategy.composite variable": Phrase(
        "Composite variable", "복합변수(composite variable) 전략"
    ),
    "trial_report.strategy.while on treatment": Phrase(
        "While on treatment", "치료 중(while on treatment) 전략"
    ),
    "trial_report.strategy.principal stratum": Phrase("Principal stratum", "주층(principal stratum) 전략"),
    "trial_report.setting": Phrase("Setting", "설정"),
    "trial_report.settings": Phrase("Settings", "설정값"),
    "trial_report.decision_table": Phrase("Decision table: {design}", "결정표: {design}"),
    "trial_report.prior_none": Phrase(
        "The decisions of this design use no prior distribution.",
        "이 설계의 결정에는 사전분포를 쓰지 않습니다.",
    ),
    "trial_report.prior_hierarchy": Phrase(
        "The prior is a hierarchy; its settings stand in the table of settings above. Its worth in patients depends on the data and is not one number.",
        "사전분포는 계층모형이며 설정값은 위의 표에 있습니다. 유효표본크기는 자료에 따라 달라 한 값으로 나타낼 수 없습니다.",
    ),
    "trial_report.prior_no_why": Phrase(
        "The plan does not say why the prior is as it is. Add prior_why to the settings.",
        "계획에 사전분포를 정한 이유가 없습니다. 설정에 prior_why를 넣으세요.",
    ),
    "trial_report.prior_table": Phrase("What the prior says before any patient", "첫 환자 이전의 사전분포"),
    "trial_report.prior_note": Phrase(
        "ESS: effective sample size, the patients that the prior is worth. By moments: of the beta density with the same mean and SD (for a difference of means: patients per arm). ELIR: expected local-information ratio; a dash where it is not defined.",
        "ESS(유효표본크기)는 사전분포가 환자 몇 명의 값을 하는지를 나타냅니다. 적률법은 평균과 표준편차가 같은 베타분포의 환자 수이고(평균 차이는 군당 환자 수), ELIR은 기대국소정보비입니다. 정의되지 않으면 –로 적습니다.",
    ),
    "trial_report.conflict_table": Phrase(
        "Where each truth lies in the prior (0 to 1)", "각 참값이 사전분포에서 놓이는 자리(0~1)"
    ),
    "trial_report.conflict_note": Phrase(
        "The prior probability of a value below the truth. An exclamation mark: the truth lies outside the prior's 90% interval, so the two are in conflict; how the design fares there stands in that scenario's column below.",
        "참값보다 작은 값의 사전확률입니다. 느낌표는 참값이 사전분포의 90% 구간을 벗어나 서로 어긋난다는 뜻이며, 이때 설계가 어떠한지는 아래 표의 해당 시나리오에 있습니다.",
    ),
    "trial_report.law": Phrase("Distribution", "분포"),
    "trial_report.mean": Phrase("Mean", "평균"),
    "trial_report.interval90": Phrase("90% interval", "90% 구간"),
    "trial_report.ess_moment": Phrase("ESS, moments", "ESS(적률법)"),
    "trial_report.ess_elir": Phrase("ESS, ELIR", "ESS(ELIR)"),
    "trial_report.rate": Phrase("Response rate", "반응률"),
    "trial_report.control": Phrase("Control", "대조군"),
    "trial_report.treatment": Phrase("Treatment", "치료군"),
    "trial_report.difference_of_means": Phrase("Difference of means", "평균 차이"),
    "trial_report.scenario": Phrase("Scenario", "시나리오"),
    "trial_report.role": Phrase("Role", "역할"),
    "trial_report.weight": Phrase("Weight", "가중치"),
    "trial_report.role.null": Phrase("null", "귀무"),
    "trial_report.role.alternative": Phrase("alternative", "대립"),
    "trial_report.role.nuisance": Phrase("nuisance", "장애모수"),
    "trial_report.role.drift": Phrase("drift", "시간에 따른 변화(drift)"),
    "trial_report.role.accrual": Phrase("accrual", "등록 속도"),
    "trial_report.role.dropout": Phrase("dropout", "중도탈락"),
    "trial_report.truth.rates": Phrase("True rates", "참 발생률·반응률"),
    "trial_report.truth.means": Phrase("True means", "참 평균"),
    "trial_report.truth.sd": Phrase("SD", "표준편차"),
    "trial_report.truth.medians": Phrase("Median times (months)", "중앙값 시간(개월)"),
    "trial_report.truth.efficacy": Phrase("Response rates", "반응률"),
    "trial_report.truth.patients_per_month": Phrase("Patients a month", "월 등록 환자"),
    "trial_report.truth.late_share": Phrase("DLTs in the second half", "후반부 DLT 비율"),
    "trial_report.truth.dropout_per_month": Phrase("Dropout a month", "월 탈락률"),
    "trial_report.truth.trend": Phrase("Trend", "시간 추세"),
    "trial_report.scenarios_note": Phrase(
        "Scenarios are assumptions of the plan, not estimates. A design that does well under them can do badly under another.",
        "시나리오는 추정값이 아니라 계획의 가정입니다. 여기서 좋은 설계도 다른 상황에서는 나쁠 수 있습니다.",
    ),
    "trial_report.measure": Phrase("Measure", "지표"),
    "trial_report.of": Phrase("Of", "대상"),
    "trial_report.characteristics_table": Phrase(
        "Operating characteristics: {design}", "시험 운영특성: {design}"
    ),
    "trial_report.picture_selected": Phrase(
        "Share of trials that select each dose or arm; below each, its true rate.",
        "각 용량 또는 군을 선택한 시험의 비율. 아래 숫자는 참값입니다.",
    ),
    "trial_report.picture_claims": Phrase(
        "How often success is claimed; bands are 50% and 95% of the simulation's own error, and a point alone was counted exactly.",
        "성공으로 판정한 비율. 띠는 시뮬레이션 오차의 50%와 95%이며, 점만 있으면 정확히 센 값입니다.",
    ),
    "trial_report.mcse_note": Phrase(
        "In parentheses the Monte-Carlo standard error; (0) where every course of the trial was counted. A share seen never or always has the standard error of half an event. Shares are fractions of trials unless they are of patients.",
        "괄호 안은 몬테카를로 표준오차이며, 모든 경우를 센 값은 (0)입니다. 한 번도 없거나 항상 일어난 비율에는 사건 반 건의 표준오차를 적습니다. 환자 비율이 아니면 비율은 시험의 비율입니다.",
    ),
    "trial_report.compared_note": Phrase(
        "{first} less {second}, under the same truths. The second has its own random numbers (seed {seed}): the two are independent, and the error of a difference is the root of the sum of the squared errors. A difference within three errors is called none.",
        "같은 참값에서 {first}에서 {second}을(를) 뺀 값입니다. 두 번째 설계는 다른 난수(시드 {seed})를 쓰므로 둘은 독립이며, 차이의 오차는 두 오차 제곱합의 제곱근입니다. 오차의 세 배 이내이면 차이가 없다고 봅니다.",
    ),
    "trial_report.nothing_shared": Phrase(
        "The two designs have no summary measure in common.", "두 설계에 공통된 요약 지표가 없습니다."
    ),
    "trial_report.difference_more": Phrase(
        "{scenario}: {measure} is higher with {first}, {a} against {b}; difference {difference}.",
        "{scenario}: {measure}은(는) {first}에서 더 높습니다. {a} 대 {b}, 차이 {difference}.",
    ),
    "trial_report.difference_less": Phrase(
        "{scenario}: {measure} is lower with {first}, {a} against {b}; difference {difference}.",
        "{scenario}: {measure}은(는) {first}에서 더 낮습니다. {a} 대 {b}, 차이 {difference}.",
    ),
    "trial_report.difference_same": Phrase(
        "{scenario}: {measure} does not differ beyond the error of the simulation, {a} with {first} and {b} with {second}; difference {difference}.",
        "{scenario}: {measure}은(는) 시뮬레이션 오차를 넘는 차이가 없습니다. {first} {a}, {second} {b}, 차이 {difference}.",
    ),
    "trial_report.in_favour": Phrase("That speaks for {design}.", "{design}에 유리합니다."),
    "trial_report.differing": Phrase(
        "Settings that both have and that differ", "둘 다 있으나 서로 다른 설정"
    ),
    "trial_report.differences": Phrase("All differences", "모든 차이"),
    "trial_report.difference": Phrase("Difference", "차이"),
    "trial_report.difference_note": Phrase(
        "A difference says nothing of why. Look at the decision rules and at the settings that differ, and vary one at a time under sensitivity.",
        "차이만으로 원인은 알 수 없습니다. 결정 규칙과 서로 다른 설정을 보고, 민감도에서 하나씩 바꾸어 보세요.",
    ),
    "trial_report.no_design_prior": Phrase(
        "The scenarios have no weights, so nothing can be averaged over them. Give each a weight (how probable it is held) to see the average error and the probability that a claim is true.",
        "시나리오에 가중치가 없어 평균을 낼 수 없습니다. 가중치(얼마나 그럴듯한지)를 넣으면 평균 오류와 판정이 참일 확률을 볼 수 있습니다.",
    ),
    "trial_report.average": Phrase("Average", "평균"),
    "trial_report.average_table": Phrase(
        "Averages over the scenarios with their weights", "시나리오 가중치로 낸 평균"
    ),
    "trial_report.average_note": Phrase(
        "The weights are a design prior: what the planner holds probable before the trial. It is not the prior of the analysis. A claim counts as false under the role null and where the design calls it a type I error.",
        "가중치는 설계 사전분포, 곧 계획 단계에서 믿는 확률이며 분석에 쓰는 사전분포가 아닙니다. 귀무 역할의 시나리오와 설계가 제1종 오류로 부르는 경우를 거짓으로 셉니다.",
    ),
    "trial_report.no_true_given_success": Phrase(
        "P(claim true given success) is not given: the design makes no claim as a whole, or the scenarios do not hold both a true and a false one.",
        "성공했을 때 주장이 참일 확률은 적지 않습니다. 설계가 전체에 대한 판정을 하지 않거나, 참인 시나리오와 거짓인 시나리오가 함께 있지 않습니다.",
    ),
    "trial_report.examples_note": Phrase(
        "The first simulated trials under “{scenario}”, not chosen by how they ended.",
        "“{scenario}”에서 처음 시뮬레이션한 시험들이며, 결과를 보고 고르지 않았습니다.",
    ),
    "trial_report.example": Phrase("Trial {k}", "시험 {k}"),
    "trial_report.example_cut": Phrase(
        "The first {n} of {total} rows; all of them are in {file}.csv.",
        "{total}행 중 앞의 {n}행입니다. 전체는 {file}.csv에 있습니다.",
    ),
    "trial_report.no_examples": Phrase(
        "The plan asks for no example trials.", "계획에서 예시 시험을 요청하지 않았습니다."
    ),
    "trial_report.cannot_replay": Phrase(
        "This design is computed from sums over patients, and its trials cannot be shown one by one.",
        "이 설계는 환자들의 합으로 계산하므로 시험을 하나씩 보여 줄 수 없습니다.",
    ),
    "trial_report.no_sensitivity": Phrase(
        "The plan varies no setting. Add [[sensitivity]] to the settings.",
        "계획에서 바꾸어 본 설정이 없습니다. 설정에 [[sensitivity]]를 넣으세요.",
    ),
    "trial_report.sensitivity_table": Phrase(
        "The same design with one setting changed", "설정 하나만 바꾼 같은 설계"
    ),
    "trial_report.set_to": Phrase("Set to", "값"),
    "trial_report.as_planned": Phrase("as planned", "계획"),
    "trial_report.sensitivity_note": Phrase(
        "Every row is simulated with the plan's seed. All measures are in sensitivity.csv.",
        "모든 행은 계획의 시드로 시뮬레이션하였습니다. 전체 지표는 sensitivity.csv에 있습니다.",
    ),
    "trial_report.repeat_note": Phrase(
        "The same settings, version and seed give the same numbers, whatever the number of cores or machines.",
        "설정, 버전, 시드가 같으면 코어나 기계의 수와 관계없이 같은 수치가 나옵니다.",
    ),
    "trial_report.seed": Phrase("Seed", "난수 시드"),
    "trial_report.seed_compared": Phrase("Seed of the second design", "두 번째 설계의 시드"),
    "trial_report.n_trials": Phrase("Trials per scenario", "시나리오당 시험 수"),
    "trial_report.batch": Phrase("Trials per batch", "묶음당 시험 수"),
    "trial_report.settings_hash": Phrase("SHA-256 of the settings", "설정 파일의 SHA-256"),
    "trial_report.code_hash": Phrase("SHA-256 of the simulating code", "시뮬레이션 코드의 SHA-256"),
    "trial_report.numbers_hash": Phrase("SHA-256 of the numbers (CSV)", "결과 수치(CSV)의 SHA-256"),
    "trial_report.limits_note": Phrase(
        "Every sentence is about something that the numbers above do not know.",
        "아래는 모두 위의 수치에 들어 있지 않은 것입니다.",
    ),
    "trial_limit.roles": Phrase(
        "No scenario has the role {roles}.", "다음 역할의 시나리오는 없습니다: {roles}."
    ),
    "trial_limit.events": Phrase(
        "The intercurrent events of the estimand are stated, not simulated: every simulated patient has the outcome that the scenario's truth gives.",
        "추정대상의 중간발생사건은 서술만 하였고 시뮬레이션하지 않았습니다. 가상환자의 결과는 모두 시나리오의 참값에서 나옵니다.",
    ),
    "trial_limit.no_events": Phrase(
        "No intercurrent event is simulated.", "중간발생사건은 시뮬레이션하지 않았습니다."
    ),
    "trial_limit.no_calendar": Phrase(
        "Calendar time is not simulated: accrual, follow-up and duration have no part in the decisions.",
        "실제 시간은 시뮬레이션하지 않았습니다. 등록, 추적, 기간은 결정에 영향을 주지 않습니다.",
    ),
    "trial_limit.no_missing": Phrase(
        "Every outcome is known at its look: no dropout, no missing or late outcome.",
        "모든 결과를 제때 안다고 보았습니다. 중도탈락, 결측, 지연은 없습니다.",
    ),
    "trial_limit.poisson": Phrase(
        "Patients arrive as a Poisson process at a constant rate; sites, ramp-up and dropout are not simulated.",
        "환자는 일정한 속도의 푸아송 과정으로 들어옵니다. 기관, 초기 지연, 중도탈락은 시뮬레이션하지 않았습니다.",
    ),
    "trial_limit.times": Phrase(
        "Times to the event and to being lost are exponential, and patients arrive as a Poisson process at a constant rate; "
        "sites, ramp-up and hazards that change are not simulated.",
        "사건과 추적 소실까지의 시간은 지수분포이고 환자는 일정한 속도의 푸아송 과정으로 들어옵니다. 기관, 초기 지연, 변하는 "
        "위험률은 시뮬레이션하지 않았습니다.",
    ),
    "trial_limit.visits": Phrase(
        "Patients arrive as a Poisson process, stop and leave as the scenario says, and do not come back; every visit is on its "
        "day. Sites, single visits that are missed, and values that are missing for a reason that was not measured, are not "
        "simulated.",
        "환자는 푸아송 과정으로 들어오고, 시나리오대로 치료를 중단하고 떠나며 돌아오지 않습니다. 방문은 모두 예정일에 이루어집니다. "
        "기관, 한 번만 빠진 방문, 측정되지 않은 이유로 생긴 결측은 시뮬레이션하지 않았습니다.",
    ),
    "trial_limit.normal": Phrase(
        "The endpoint is normal with one SD in all arms; skewed or heavy-tailed outcomes are not simulated.",
        "평가변수는 모든 군에서 표준편차가 같은 정규분포로 보았습니다. 치우치거나 꼬리가 긴 분포는 시뮬레이션하지 않았습니다.",
    ),
    "trial_limit.alike": Phrase(
        "Patients of an arm or dose are alike and independent: no covariates, sites, subgroups or change over time.",
        "같은 군이나 용량의 환자는 서로 같고 독립이라고 보았습니다. 공변량, 기관, 하위군, 시간에 따른 변화는 없습니다.",
    ),
    "trial_limit.trend": Phrase(
        "A change over time is the same in all arms; covariates and sites are not simulated.",
        "시간에 따른 변화는 모든 군에서 같다고 보았습니다. 공변량과 기관은 시뮬레이션하지 않았습니다.",
    ),
    "trial_limit.measures": Phrase(
        "Not measured for this design: {measures}.", "이 설계에서 구하지 않은 지표: {measures}."
    ),
    "trial_limit.no_weights": Phrase(
        "No averages under a design prior: the scenarios have no weights.",
        "시나리오에 가중치가 없어 설계 사전분포에서의 평균은 없습니다.",
    ),
    "trial_limit.targets": Phrase(
        "The two designs have different targets ({first} and {second}): what counts as correct or too high differs.",
        "두 설계의 목표가 다릅니다({first}, {second}). 올바르거나 지나치게 높은 용량의 기준이 서로 다릅니다.",
    ),
    "trial_limit.mcse": Phrase(
        "The Monte-Carlo standard error is the error of the simulation alone. It says nothing of whether the scenarios hold.",
        "몬테카를로 표준오차는 시뮬레이션의 오차일 뿐이며, 시나리오가 맞는지는 말해 주지 않습니다.",
    ),
    "trial_limit.conduct": Phrase(
        "The rules are followed to the letter: no overruling by the safety committee, no protocol deviation, no change of the design on the way.",
        "규칙을 그대로 따른다고 보았습니다. 안전성 위원회의 다른 판단, 계획서 위반, 도중의 설계 변경은 없습니다.",
    ),
    "chart.trial.selected_axis": Phrase("Trials that select it (%)", "선택한 시험(%)"),
    "chart.trial.selected_tells": Phrase(
        "Share of trials that select each dose or arm. {rows}", "각 용량 또는 군을 선택한 시험의 비율. {rows}"
    ),
    "chart.trial.claims_axis": Phrase("Trials that claim success", "성공으로 판정한 시험"),
    "chart.trial.claims_tells": Phrase(
        "How often success is claimed under each scenario. {rows}",
        "시나리오마다 성공으로 판정한 비율. {rows}",
    ),
}
