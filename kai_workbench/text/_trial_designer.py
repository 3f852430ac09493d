"""What the trial designer says: frame, controls and answers."""

from ._say import Phrase

PHRASES = {
    "tdd.title": Phrase("Which trial should we run?", "어떤 임상시험을 해야 할까요?"),
    "tdd.subtitle": Phrase(
        "State the question, put two designs side by side, and see what each would do if the drug works and if it does not.",
        "질문을 정하고 두 설계를 나란히 놓아, 약이 들을 때와 듣지 않을 때 각각 어떻게 되는지 봅니다.",
    ),
    "tdd.waiting": Phrase("Sizing the designs …", "설계의 크기를 정하고 있습니다…"),
    "tdd.again": Phrase("Start again", "다시 시작"),
    "tdd.stopped": Phrase("Stopped before there was an answer.", "답을 얻기 전에 중단했습니다."),
    "tdd.stopped_preview": Phrase(
        "Stopped. What is shown is the preview, of few trials; start again for all of them.",
        "중단했습니다. 적은 수의 시험으로 미리 본 결과입니다. 모두 시뮬레이션하려면 다시 시작하세요.",
    ),
    "tdd.bad_setting": Phrase(
        "The address held settings that cannot be used and were left out: {names}.",
        "주소에 쓸 수 없는 설정이 있어 뺐습니다: {names}.",
    ),
    "tdd.no_answer": Phrase(
        "No trial answers the question as it is put.", "이대로는 질문에 답할 수 있는 시험이 없습니다."
    ),
    "tdd.sizing": Phrase("Sizing the designs", "설계의 크기를 정하는 중"),
    "tdd.simulating": Phrase("Simulating trials", "임상시험을 시뮬레이션하는 중"),
    "tdd.preview": Phrase(
        "Preview of {n} trials each, not the full number.",
        "시험 {n}회씩 미리 본 결과이며, 전체가 아닙니다.",
    ),
    "tdd.preview_mark": Phrase("PREVIEW", "미리보기"),
    # Controls
    "tdd.question": Phrase("The question", "질문"),
    "tdd.question.dose": Phrase("Which dose is tolerated?", "어느 용량까지 견딜 수 있을까?"),
    "tdd.question.activity": Phrase("Does it work enough to go on?", "계속할 만큼 효과가 있을까?"),
    "tdd.question.control": Phrase("Is it better than control?", "대조군보다 나을까?"),
    "tdd.question.arms": Phrase("Which arm is best?", "어느 군이 가장 좋을까?"),
    "tdd.a": Phrase("Design A", "설계 A"),
    "tdd.b": Phrase("Design B", "설계 B"),
    "tdd.design.blrm": Phrase("BLRM with EWOC", "BLRM(EWOC)"),
    "tdd.design.simon-optimal": Phrase("Simon, optimal", "Simon 최적"),
    "tdd.design.simon-minimax": Phrase("Simon, minimax", "Simon 최소최대"),
    "tdd.design.predictive": Phrase("Predictive probability", "예측확률 설계"),
    "tdd.design.fixed": Phrase("Fixed size", "고정 크기"),
    "tdd.design.lan-demets": Phrase("Lan–DeMets with futility", "Lan–DeMets(무용성 중단)"),
    "tdd.design.bayesian": Phrase("Bayesian, sceptical", "베이지안(회의적 사전분포)"),
    "tdd.design.adaptive": Phrase("Adaptive shares", "반응적응 배정"),
    "tdd.design.drop": Phrase("Drop the losers", "열등한 군 중단"),
    "tdd.design.equal": Phrase("Equal shares", "균등 배정"),
    "tdd.doses": Phrase("Doses, with their unit", "용량과 단위"),
    "tdd.target": Phrase("DLT rate that is sought", "목표 DLT 발생률"),
    "tdd.null": Phrase("Rate to beat", "넘어야 할 비율"),
    "tdd.null.activity": Phrase("Response not worth having", "의미 없는 반응률"),
    "tdd.null.control": Phrase("Response on control", "대조군의 반응률"),
    "tdd.null.arms": Phrase("Response in the other arms", "다른 군의 반응률"),
    "tdd.hoped": Phrase("Rate hoped for", "기대하는 비율"),
    "tdd.hoped.activity": Phrase("Response hoped for", "기대하는 반응률"),
    "tdd.hoped.control": Phrase("Response hoped for on treatment", "시험군에 기대하는 반응률"),
    "tdd.hoped.arms": Phrase("Response hoped for in the best arm", "가장 좋은 군에 기대하는 반응률"),
    "tdd.alpha": Phrase("Type I error, one-sided", "제1종 오류(단측)"),
    "tdd.power": Phrase("Power", "검정력"),
    "tdd.arms": Phrase("Arms", "군의 수"),
    "tdd.sure": Phrase("How sure before an arm is named", "군을 정하는 데 필요한 확신"),
    "tdd.sure_help": Phrase(
        "Probability of being the best at which the trial stops.",
        "가장 좋을 확률이 이 값을 넘으면 시험을 멈춥니다.",
    ),
    "tdd.most": Phrase("Patients at most", "최대 환자 수"),
    "tdd.most.dose": Phrase("Patients at most", "최대 환자 수"),
    "tdd.most.activity": Phrase("Patients at most", "최대 환자 수"),
    "tdd.most.control": Phrase("Patients at most, both arms", "최대 환자 수(두 군)"),
    "tdd.most.arms": Phrase("Patients at most, all arms", "최대 환자 수(모든 군)"),
    "tdd.most_help": Phrase(
        "A design that needs more is refused. 3+3 sets its own number.",
        "더 필요한 설계는 쓰지 않습니다. 3+3은 환자 수가 스스로 정해집니다.",
    ),
    "tdd.monthly": Phrase("Patients a month", "한 달에 등록하는 환자"),
    "tdd.window": Phrase("Months until an outcome is known", "결과를 알기까지(개월)"),
    "tdd.window_help": Phrase(
        "For doses: how long a patient is watched for DLTs.", "용량 시험에서는 DLT 관찰 기간."
    ),
    "tdd.cohort": Phrase("Patients in a cohort", "코호트의 환자 수"),
    "tdd.looks": Phrase("Analyses, the last included", "분석 횟수(마지막 포함)"),
    "tdd.skeleton": Phrase("DLT rates the CRM expects, %", "CRM이 예상하는 DLT 발생률(%)"),
    "tdd.trials": Phrase("Trials to simulate", "시뮬레이션할 시험 수"),
    "tdd.trials_help": Phrase(
        "Only where a design cannot be counted exactly.", "정확히 셀 수 없는 설계에만 쓰입니다."
    ),
    "tdd.k": Phrase("Number of the trial", "시험 번호"),
    "tdd.reset": Phrase("Put the numbers back", "기본값으로"),
    "tdd.scenarios": Phrase("Scenarios: true rates, %", "시나리오: 실제 비율(%)"),
    "tdd.experts": Phrase("For experts", "전문가용"),
    # Scenarios
    "tdd.truth.dose.null": Phrase("Every dose is too toxic", "모든 용량이 너무 독함"),
    "tdd.truth.dose.between": Phrase(
        "Only the highest dose reaches the target", "최고 용량에서야 목표에 이름"
    ),
    "tdd.truth.dose.alternative": Phrase("A middle dose is right", "중간 용량이 알맞음"),
    "tdd.truth.dose.worse": Phrase(
        "A low dose is right, the next far too toxic", "낮은 용량이 알맞고 다음은 매우 독함"
    ),
    "tdd.truth.activity.null": Phrase("It does not work", "듣지 않음"),
    "tdd.truth.activity.between": Phrase("It works half as well as hoped", "기대의 절반만큼 들음"),
    "tdd.truth.activity.alternative": Phrase("It works as hoped", "기대만큼 들음"),
    "tdd.truth.activity.worse": Phrase(
        "It is worse than what is not worth having", "의미 없는 수준보다도 나쁨"
    ),
    "tdd.truth.control.null": Phrase("No better than control", "대조군과 같음"),
    "tdd.truth.control.between": Phrase("Half as good as hoped", "기대의 절반"),
    "tdd.truth.control.alternative": Phrase("As good as hoped", "기대만큼 좋음"),
    "tdd.truth.control.worse": Phrase("Worse than control", "대조군보다 나쁨"),
    "tdd.truth.arms.null": Phrase("All arms are alike", "모든 군이 같음"),
    "tdd.truth.arms.between": Phrase("The best is half as good as hoped", "가장 좋은 군이 기대의 절반"),
    "tdd.truth.arms.alternative": Phrase("One arm is as good as hoped", "한 군이 기대만큼 좋음"),
    "tdd.truth.arms.worse": Phrase("Two arms are nearly as good", "두 군이 거의 비슷하게 좋음"),
    "tdd.scenarios_caption.dose": Phrase("True DLT rate at each dose", "용량별 실제 DLT 발생률"),
    "tdd.scenarios_caption.activity": Phrase("True response rate", "실제 반응률"),
    "tdd.scenarios_caption.control": Phrase("True response rate in each arm", "군별 실제 반응률"),
    "tdd.scenarios_caption.arms": Phrase("True response rate in each arm", "군별 실제 반응률"),
    "tdd.control": Phrase("Control", "대조군"),
    "tdd.treatment": Phrase("Treatment", "시험군"),
    # Operating characteristics
    "tdd.measure": Phrase("Compare by", "비교 기준"),
    "tdd.measure.correct_selection": Phrase("Right dose", "올바른 용량"),
    "tdd.measure.overdose_selected": Phrase("Too high a dose chosen", "너무 높은 용량 선택"),
    "tdd.measure.share_overdosed": Phrase("Patients overdosed", "과량 투여 환자"),
    "tdd.measure.success.activity": Phrase("Goes on", "계속 진행"),
    "tdd.measure.success.control": Phrase("Claims success", "성공으로 판정"),
    "tdd.measure.success.arms": Phrase("Names a winner", "우월한 군을 판정"),
    "tdd.measure.stopped_early": Phrase("Stops early", "조기 종료"),
    "tdd.measure.best_arm_selected": Phrase("Best arm", "가장 좋은 군"),
    "tdd.measure.responders": Phrase("Responders", "반응자 수"),
    "tdd.measure.patients": Phrase("Patients", "환자 수"),
    "tdd.measure.duration": Phrase("Duration", "기간"),
    "tdd.months": Phrase(" mo", "개월"),
    "tdd.picture": Phrase("The two designs under each scenario", "시나리오별 두 설계"),
    "tdd.counted": Phrase("counted exactly", "정확히 셈"),
    "tdd.method.exact": Phrase("{design}: counted exactly.", "{design}: 정확히 셈."),
    "tdd.method.simulated": Phrase(
        "{design}: {n} simulated trials a scenario, seed {seed}.",
        "{design}: 시나리오마다 시험 {n}회 시뮬레이션, 시드 {seed}.",
    ),
    "tdd.answer.dose": Phrase(
        "If a middle dose is right, {a} finds it in {a_alternative} of trials with {a_alternative_n} patients, and {b} in "
        "{b_alternative} with {b_alternative_n}.",
        "중간 용량이 알맞다면, {a} 설계는 환자 {a_alternative_n}명으로 시험의 {a_alternative}에서, {b} 설계는 "
        "{b_alternative_n}명으로 {b_alternative}에서 찾아냅니다.",
    ),
    "tdd.answer.activity": Phrase(
        "If {hoped} respond, {a} goes on in {a_alternative} of trials and {b} in {b_alternative}; if only {null} do, they "
        "treat {a_null_n} and {b_null_n} patients on average.",
        "{hoped}가 반응한다면 {a} 설계는 시험의 {a_alternative}에서, {b} 설계는 {b_alternative}에서 계속 진행합니다. "
        "{null}만 반응한다면 평균 {a_null_n}명과 {b_null_n}명을 치료합니다.",
    ),
    "tdd.answer.control": Phrase(
        "If {hoped} respond instead of {null}, {a} shows it in {a_alternative} of trials with {a_alternative_n} patients on "
        "average, and {b} in {b_alternative} with {b_alternative_n}.",
        "반응률이 {null}에서 {hoped}로 오른다면, {a} 설계는 평균 환자 {a_alternative_n}명으로 시험의 "
        "{a_alternative}에서, {b} 설계는 {b_alternative_n}명으로 {b_alternative}에서 이를 보입니다.",
    ),
    "tdd.answer.arms": Phrase(
        "If one arm is as good as hoped ({hoped} against {null}), {a} picks it in {a_alternative} of trials with "
        "{a_alternative_n} patients on average, and {b} in {b_alternative} with {b_alternative_n}.",
        "한 군이 기대만큼 좋다면({hoped} 대 {null}), {a} 설계는 평균 환자 {a_alternative_n}명으로 시험의 "
        "{a_alternative}에서, {b} 설계는 {b_alternative_n}명으로 {b_alternative}에서 그 군을 고릅니다.",
    ),
    # The difference in words
    "tdd.differences": Phrase("What design B does differently", "설계 B는 무엇이 다른가"),
    "tdd.join": Phrase("; ", ", "),
    "tdd.difference": Phrase("{b} {told} than {a}.", "{b} 설계는 {a}보다 {told}."),
    "tdd.difference_none": Phrase(
        "No difference between {a} and {b} can be told.",
        "{a}, {b} 두 설계 사이에 차이가 있다고 할 수 없음.",
    ),
    "tdd.difference_note": Phrase(
        "± is the Monte-Carlo standard error; without it both numbers were counted exactly. Only differences above three "
        "standard errors are told.",
        "±는 몬테카를로 표준오차이며, 없으면 두 값을 모두 정확히 센 것입니다. 표준오차의 세 배를 넘는 차이만 적습니다.",
    ),
    "tdd.clause.patients.more": Phrase(
        "treats {d} patients more on average{se}", "환자 수가 평균 {d}명 많음{se}"
    ),
    "tdd.clause.patients.less": Phrase(
        "treats {d} patients fewer on average{se}", "환자 수가 평균 {d}명 적음{se}"
    ),
    "tdd.clause.duration.more": Phrase("takes {d} months longer{se}", "기간이 {d}개월 긺{se}"),
    "tdd.clause.duration.less": Phrase("takes {d} months less{se}", "기간이 {d}개월 짧음{se}"),
    "tdd.clause.responders.more": Phrase("has {d} responders more{se}", "반응자가 평균 {d}명 많음{se}"),
    "tdd.clause.responders.less": Phrase("has {d} responders fewer{se}", "반응자가 평균 {d}명 적음{se}"),
    "tdd.clause.correct_selection.more": Phrase(
        "concludes rightly in {d} more of 100 trials{se}", "올바른 결론이 100건 중 {d}건 많음{se}"
    ),
    "tdd.clause.correct_selection.less": Phrase(
        "concludes rightly in {d} fewer of 100 trials{se}", "올바른 결론이 100건 중 {d}건 적음{se}"
    ),
    "tdd.clause.overdose_selected.more": Phrase(
        "chooses too high a dose in {d} more of 100 trials{se}",
        "너무 높은 용량 선택이 100건 중 {d}건 많음{se}",
    ),
    "tdd.clause.overdose_selected.less": Phrase(
        "chooses too high a dose in {d} fewer of 100 trials{se}",
        "너무 높은 용량 선택이 100건 중 {d}건 적음{se}",
    ),
    "tdd.clause.share_overdosed.more": Phrase(
        "overdoses {d} more of 100 patients{se}", "과량 투여 환자가 100명 중 {d}명 많음{se}"
    ),
    "tdd.clause.share_overdosed.less": Phrase(
        "overdoses {d} fewer of 100 patients{se}", "과량 투여 환자가 100명 중 {d}명 적음{se}"
    ),
    "tdd.clause.success.activity.more": Phrase(
        "goes on in {d} more of 100 trials{se}", "계속 진행이 100건 중 {d}건 많음{se}"
    ),
    "tdd.clause.success.activity.less": Phrase(
        "goes on in {d} fewer of 100 trials{se}", "계속 진행이 100건 중 {d}건 적음{se}"
    ),
    "tdd.clause.success.control.more": Phrase(
        "claims success in {d} more of 100 trials{se}", "성공 판정이 100건 중 {d}건 많음{se}"
    ),
    "tdd.clause.success.control.less": Phrase(
        "claims success in {d} fewer of 100 trials{se}", "성공 판정이 100건 중 {d}건 적음{se}"
    ),
    "tdd.clause.success.arms.more": Phrase(
        "names a winner in {d} more of 100 trials{se}", "우월한 군 판정이 100건 중 {d}건 많음{se}"
    ),
    "tdd.clause.success.arms.less": Phrase(
        "names a winner in {d} fewer of 100 trials{se}", "우월한 군 판정이 100건 중 {d}건 적음{se}"
    ),
    "tdd.clause.stopped_early.more": Phrase(
        "stops early in {d} more of 100 trials{se}", "조기 종료가 100건 중 {d}건 많음{se}"
    ),
    "tdd.clause.stopped_early.less": Phrase(
        "stops early in {d} fewer of 100 trials{se}", "조기 종료가 100건 중 {d}건 적음{se}"
    ),
    "tdd.clause.best_arm_selected.more": Phrase(
        "picks the best arm in {d} more of 100 trials{se}",
        "가장 좋은 군을 고른 시험이 100건 중 {d}건 많음{se}",
    ),
    "tdd.clause.best_arm_selected.less": Phrase(
        "picks the best arm in {d} fewer of 100 trials{se}",
        "가장 좋은 군을 고른 시험이 100건 중 {d}건 적음{se}",
    ),
    # Diagnosis
    "tdd.verdict.trust": Phrase(
        "The numbers are those of the designs as they are set.", "설정한 그대로의 설계에서 나온 값입니다."
    ),
    "tdd.verdict.look": Phrase(
        "Look at this before you show the numbers.", "보여 주기 전에 다음을 확인하세요."
    ),
    "tdd.why.preview": Phrase(
        "This is a preview of {n} trials each; the report waits for all of them.",
        "시험 {n}회씩 미리 본 결과입니다. 보고서는 전체가 끝난 뒤에 만들 수 있습니다.",
    ),
    "tdd.why.few": Phrase(
        "At the first look an arm has only {n} responders or non-responders on average; a normal statistic is then a rough "
        "picture. Take fewer looks, or have a biostatistician check with exact counts.",
        "첫 분석에서 한 군의 반응자나 비반응자가 평균 {n}명뿐이어서 정규분포로 본 값은 대략적입니다. 분석 횟수를 줄이거나 "
        "생물통계 전문가에게 정확한 계산을 맡기세요.",
    ),
    "tdd.why.false": Phrase(
        "{design} names a winner in {p}% of trials though all arms are alike. Ask for more certainty, or for fewer looks.",
        "{design} 설계는 모든 군이 같을 때에도 시험의 {p}%에서 우월한 군을 판정합니다. 더 큰 확신을 요구하거나 분석 횟수를 "
        "줄이세요.",
    ),
    "tdd.assumes.dose": Phrase(
        "The right dose is the one whose true DLT rate is closest to the target; none, if all are more than 1.4 times the "
        "target. Every DLT is seen before the next cohort.",
        "올바른 용량은 실제 DLT 발생률이 목표에 가장 가까운 용량이며, 모두 목표의 1.4배를 넘으면 없습니다. 다음 코호트 전에 "
        "모든 DLT를 확인합니다.",
    ),
    "tdd.assumes.activity": Phrase(
        "Patients are alike and independent, and every outcome is known at its look.",
        "환자는 서로 비슷하고 독립이며, 분석할 때 모든 결과를 알고 있다고 봅니다.",
    ),
    "tdd.assumes.control": Phrase(
        "The difference of two response rates is taken as normal, with two arms of equal size; each design has the fewest "
        "patients that reach the power. The sceptic’s prior gives the hoped-for gain or more 5%.",
        "두 반응률의 차이를 정규분포로 보며 두 군의 크기는 같습니다. 각 설계는 검정력에 이르는 가장 적은 환자 수를 씁니다. "
        "회의적 사전분포는 기대한 이득 이상에 5%를 줍니다.",
    ),
    "tdd.assumes.arms": Phrase(
        "Adaptive and equal shares have no common control, and rates do not drift over time. Outcomes that are still awaited at a look do not "
        "count in it.",
        "반응적응 배정과 균등 배정에는 공통 대조군이 없고, 반응률이 시간에 따라 변하지 않는다고 봅니다. 분석할 때 아직 모르는 결과는 쓰지 않습니다.",
    ),
    "tdd.assumes.mams": Phrase(
        "MAMS compares every other arm with arm A, the control, in up to three stages of equal size; an arm no better than "
        "A at a stage is dropped. The certainty asked for keeps any false claim to what is left of 100%, and without a "
        "claim A counts as chosen. Its bounds take the difference of two rates as normal.",
        "MAMS는 대조군인 A군과 나머지 군을 크기가 같은 단계 세 번까지로 비교하며, 어느 단계에서 A군보다 낫지 않은 군은 "
        "중단합니다. 요구한 확실성을 100%에서 뺀 값이 잘못된 판정의 한도이고, 판정이 없으면 A군을 고른 것으로 봅니다. "
        "경계는 두 비율의 차이를 정규분포로 보고 정합니다.",
    ),
    "tdd.assumes.duration": Phrase(
        "Duration is the mean until the last outcome, with even accrual that does not pause at looks; cohorts of an "
        "escalation wait for each other. Dropout is not simulated.",
        "기간은 마지막 결과까지의 평균이며, 등록은 일정하고 분석 때 멈추지 않습니다. 용량 증량의 코호트는 앞 코호트를 "
        "기다립니다. 중도탈락은 시뮬레이션하지 않습니다.",
    ),
    # Tables
    "tdd.table.scenario": Phrase("If …", "만약"),
    "tdd.table.design": Phrase("Design", "설계"),
    "tdd.table.method": Phrase("Method", "방법"),
    "tdd.table.caption": Phrase(
        "Operating characteristics; ± is the Monte-Carlo standard error",
        "시험 운영특성. ±는 몬테카를로 표준오차",
    ),
    "tdd.detail.table": Phrase("Operating characteristics", "시험 운영특성"),
    "tdd.detail.scenarios": Phrase("The scenarios", "시나리오"),
    "tdd.detail.report": Phrase("Report and downloads", "보고서와 내려받기"),
    "tdd.detail.one": Phrase("One simulated trial", "시뮬레이션한 시험 하나"),
    "tdd.download.html": Phrase("Report (HTML)", "보고서(HTML)"),
    "tdd.download.docx": Phrase("Report (Word)", "보고서(Word)"),
    "tdd.download.usdm": Phrase("Plan (USDM JSON)", "계획(USDM JSON)"),
    "tdd.download.csv": Phrase("Table (CSV)", "표(CSV)"),
    "tdd.report_note": Phrase(
        "Both designs: rules, decision tables, scenarios, every operating characteristic with its error, example trials, "
        "seeds, versions and limits. The estimand is the sponsor’s to state.",
        "두 설계의 규칙, 결정표, 시나리오, 오차를 붙인 모든 운영특성, 예시 시험, 시드, 버전과 한계를 담습니다. "
        "추정대상(estimand)은 의뢰자가 정해 적습니다.",
    ),
    "tdd.report_title.dose": Phrase("Which dose is tolerated?", "어느 용량까지 견딜 수 있을까?"),
    "tdd.report_title.activity": Phrase("Does it work enough to go on?", "계속할 만큼 효과가 있을까?"),
    "tdd.report_title.control": Phrase("Is it better than control?", "대조군보다 나을까?"),
    "tdd.report_title.arms": Phrase("Which arm is best?", "어느 군이 가장 좋을까?"),
    "tdd.prior_why": Phrase(
        "Default of the design; no information from outside the trial is used.",
        "설계의 기본값이며 시험 밖의 정보를 쓰지 않습니다.",
    ),
    # One simulated trial
    "tdd.drill": Phrase("Of design", "설계"),
    "tdd.scenario": Phrase("If …", "만약"),
    "tdd.pick": Phrase("Which trial", "어떤 시험"),
    "tdd.pick.typical": Phrase("Typical", "보통"),
    "tdd.pick.unlucky": Phrase("Unlucky", "불운한"),
    "tdd.pick.long": Phrase("Long", "긴"),
    "tdd.pick.number": Phrase("By number", "번호로"),
    "tdd.one.usual": Phrase(
        "{design}, trial {k}: {n} patients. The usual conclusion, with the median size of such trials.",
        "{design}, {k}번째 시험: 환자 {n}명. 가장 흔한 결론이며 그런 시험의 중앙값 크기입니다.",
    ),
    "tdd.one.wrong": Phrase(
        "{design}, trial {k}: {n} patients. The conclusion is wrong, with the median size of such trials.",
        "{design}, {k}번째 시험: 환자 {n}명. 결론이 틀렸으며 그런 시험의 중앙값 크기입니다.",
    ),
    "tdd.one.never": Phrase(
        "{design}, trial {k}: {n} patients. None of the first trials concludes wrongly; this is a long one.",
        "{design}, {k}번째 시험: 환자 {n}명. 처음 시험들 가운데 결론이 틀린 것이 없어 긴 시험을 보입니다.",
    ),
    "tdd.one.long": Phrase(
        "{design}, trial {k}: {n} patients. Of 100 trials 95 are no larger.",
        "{design}, {k}번째 시험: 환자 {n}명. 시험 100건 중 95건은 이보다 크지 않습니다.",
    ),
    "tdd.one.number": Phrase("{design}, trial {k}: {n} patients.", "{design}, {k}번째 시험: 환자 {n}명."),
    "tdd.one.month": Phrase("Month {month}.", "{month}개월."),
    "tdd.one.statistic": Phrase(
        "The statistic z is {z}; success from {high} on.", "통계량 z는 {z}이며 {high} 이상이면 성공입니다."
    ),
    "tdd.one.futility": Phrase("Futile below {low}.", "{low} 미만이면 무용합니다."),
    "tdd.one.best": Phrase("Probability of being the best: {told}.", "가장 좋을 확률: {told}."),
    "tdd.one.arm.continue": Phrase("goes on", "계속"),
    "tdd.one.arm.stop_for_efficacy": Phrase("named", "우월로 판정"),
    "tdd.one.arm.stop_for_futility": Phrase("dropped", "중단"),
    "tdd.one.arm.end_without_efficacy": Phrase("not named", "판정 없음"),
    "tdd.one.bounds": Phrase(
        "Claimed from {high} on, dropped below {low}.", "{high} 이상이면 우월로 판정, {low} 미만이면 중단."
    ),
    "tdd.one.bound": Phrase("Claimed from {high} on.", "{high} 이상이면 우월로 판정."),
    "tdd.one.gone": Phrase("{arm} dropped", "{arm} 중단"),
    "tdd.one.named": Phrase("Arm {arm} is named: above {limit}.", "{arm} 군으로 판정: {limit} 초과."),
    "tdd.one.not_named": Phrase(
        "The last patients are in: arm {arm} leads, below {limit}.",
        "마지막 환자까지 등록: {arm} 군이 앞서나 {limit} 이하.",
    ),
    "tdd.one.planned": Phrase(
        "This design simulates the statistic and not single patients: bars show who has entered.",
        "이 설계는 환자 하나하나가 아니라 통계량을 시뮬레이션합니다. 막대는 등록한 환자를 보입니다.",
    ),
    "tdd.one.by_arm": Phrase(
        "Bars stand arm by arm, in order of entry.", "막대는 군별로, 등록 순서대로 놓았습니다."
    ),
    "tdd.one.note": Phrase(
        "When patients enter, and when in its window a DLT comes, is drawn for the picture; no decision rests on it.",
        "환자가 등록하는 때와 관찰 기간 중 DLT가 생기는 때는 그림을 위해 정한 것이며, 결정과는 관계없습니다.",
    ),
    "error.tdd_not_ready": Phrase(
        "There is no answer yet. Wait until the numbers stand there.",
        "아직 답이 없습니다. 값이 나올 때까지 기다리세요.",
    ),
    "error.tdd_preview": Phrase(
        "This is a preview. The report is made of {n} trials: wait for them, or press Start again if you stopped them.",
        "미리보기입니다. 보고서는 시험 {n}회로 만듭니다. 끝날 때까지 기다리거나, 중단했다면 다시 시작을 누르세요.",
    ),
}
