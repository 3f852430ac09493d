"""Words of the app about borrowing from earlier controls, and of its pictures."""

from ._say import Phrase

PHRASES = {
    "error.history_column": Phrase(
        "the table has no such column; it has: {columns}. Give study and n, with r, or with mean and se.",
        "표에 이 열이 없습니다. 있는 열: {columns}. study와 n에 r, 또는 mean과 se를 넣으세요.",
    ),
    "error.history_numbers": Phrase(
        "text or an empty cell stands where a number of every study is needed. Give numbers.",
        "연구마다 숫자가 필요한 열에 글자나 빈 칸이 있습니다. 숫자를 넣으세요.",
    ),
    "error.history_twice": Phrase(
        "{value} is given twice. Give each study once, its patients together.",
        "{value}이(가) 두 번 있습니다. 연구마다 환자를 합쳐 한 번만 넣으세요.",
    ),
    "borrow.title": Phrase(
        "How much may this trial borrow from earlier controls?",
        "이 시험은 과거대조군에서 얼마나 정보를 차용해도 될까요?",
    ),
    "borrow.subtitle": Phrase(
        "Earlier control arms become a prior; see what it does to the conclusion and to the error rates.",
        "과거대조군을 사전분포로 만들어 결론과 오류율이 어떻게 달라지는지 봅니다.",
    ),
    "borrow.waiting": Phrase(
        "Counting every course of the trial …", "가능한 모든 시험 결과를 세고 있습니다 …"
    ),
    "borrow.stopped": Phrase("Stopped before there was an answer.", "답이 나오기 전에 멈췄습니다."),
    "borrow.again": Phrase("Start again", "다시 시작"),
    "borrow.bad_setting": Phrase(
        "The address held settings that cannot be used and were left out: {names}.",
        "주소에 쓸 수 없는 설정이 있어 뺐습니다: {names}.",
    ),
    "borrow.answer": Phrase(
        "Borrowing, treatment is better by {effect} (90% {lo} to {hi}), with probability {p}: {verdict}. "
        "Without borrowing it is {effect0} ({lo0} to {hi0}) and {p0}: {verdict0}.",
        "정보를 차용하면 치료 효과는 {effect}(90% 구간 {lo}~{hi}), 더 나을 확률 {p}: {verdict}. "
        "차용하지 않으면 {effect0}({lo0}~{hi0}), {p0}: {verdict0}.",
    ),
    "borrow.win": Phrase("a success", "성공"),
    "borrow.lose": Phrase("no success", "성공 아님"),
    "borrow.points": Phrase("{value} percentage points", "{value}%포인트"),
    "borrow.over": Phrase("over 99.9%", "99.9% 초과"),
    "borrow.under": Phrase("under 0.1%", "0.1% 미만"),
    "borrow.small": Phrase(
        "Control’s prior: {way} of {k} trials with {n} patients, {weight}% vague, worth {elir} patients (ELIR; {moment} by "
        "moments). Success needs more than {threshold}%. Every outcome is counted, so there is no seed and no Monte-Carlo "
        "error. Source: {source}.",
        "대조군 사전분포: 시험 {k}건, {n}명의 {way}, 모호한 성분 {weight}%, 유효표본크기 {elir}명(ELIR; 적률법 {moment}명). "
        "성공 기준은 {threshold}% 초과입니다. 모든 결과를 세므로 난수 시드와 몬테카를로 오차가 없습니다. 출처: {source}.",
    ),
    "borrow.small_mean": Phrase(
        "Control’s prior: {way} of {k} trials with {n} patients, {weight}% vague, worth {elir} patients (ELIR; {moment} by "
        "moments). Success needs more than {threshold}%. Chances are integrals, so there is no seed and no Monte-Carlo "
        "error. Source: {source}.",
        "대조군 사전분포: 시험 {k}건, {n}명의 {way}, 모호한 성분 {weight}%, 유효표본크기 {elir}명(ELIR; 적률법 {moment}명). "
        "성공 기준은 {threshold}% 초과입니다. 확률은 적분값이므로 난수 시드와 몬테카를로 오차가 없습니다. 출처: {source}.",
    ),
    "borrow.data": Phrase("Earlier controls", "과거대조군"),
    "borrow.data.as": Phrase("Ankylosing spondylitis: response (ASAS20)", "강직척추염: 반응(ASAS20)"),
    "borrow.data.crohn": Phrase("Crohn’s disease: change of CDAI", "크론병: CDAI 변화량"),
    "borrow.data.kai-101": Phrase(
        "KAI-101 (synthetic): no progression at week 16", "KAI-101(합성): 16주 무진행"
    ),
    "borrow.hint_own": Phrase("your table", "내 표"),
    "borrow.way": Phrase("Way to borrow", "차용 방법"),
    "borrow.way.map": Phrase("MAP", "MAP"),
    "borrow.way.power": Phrase("Power prior", "멱사전분포"),
    "borrow.way.commensurate": Phrase("Commensurate", "동등성"),
    "borrow.way.none": Phrase("nothing borrowed", "차용 없음"),
    "borrow.way.pooled": Phrase("all pooled", "모두 합침"),
    "borrow.way_told.map": Phrase("meta-analytic-predictive (MAP) prior", "메타분석 예측(MAP) 사전분포"),
    "borrow.way_told.power": Phrase("power prior", "멱사전분포(power prior)"),
    "borrow.way_told.commensurate": Phrase("commensurate prior", "동등성 사전분포(commensurate prior)"),
    "borrow.vague": Phrase("Weight of the vague part", "모호한 성분의 가중치"),
    "borrow.vague_help": Phrase(
        "0 trusts the history, 1 borrows nothing; 0.1 to 0.5 are usual.",
        "0이면 과거를 그대로 믿고 1이면 빌리지 않습니다. 보통 0.1~0.5입니다.",
    ),
    "borrow.discount": Phrase("Share of the earlier patients that counts", "과거 환자를 세는 비율"),
    "borrow.discrepancy": Phrase(
        "How far the new control may lie (logits or SDs)", "새 대조군이 벗어날 수 있는 정도(로짓 또는 SD)"
    ),
    "borrow.heterogeneity": Phrase(
        "Heterogeneity between trials (prior scale)", "시험 간 이질성(사전분포 척도)"
    ),
    "borrow.heterogeneity_help": Phrase(
        "Half-normal; 1 is the usual conservative choice.", "반정규분포이며 1이 통상적인 보수적 선택입니다."
    ),
    "borrow.control_n": Phrase("Control: patients", "대조군: 환자 수"),
    "borrow.control_r": Phrase("Control: responders", "대조군: 반응자 수"),
    "borrow.control_mean": Phrase("Control: mean", "대조군: 평균"),
    "borrow.treatment_n": Phrase("Treatment: patients", "치료군: 환자 수"),
    "borrow.treatment_r": Phrase("Treatment: responders", "치료군: 반응자 수"),
    "borrow.treatment_mean": Phrase("Treatment: mean", "치료군: 평균"),
    "borrow.threshold": Phrase("Probability that is called a success", "성공이라 부를 확률"),
    "borrow.gain": Phrase("True gain under which power is counted", "검정력을 셀 때의 참 효과"),
    "borrow.gain_sd": Phrase("True gain for power (SDs)", "검정력을 셀 때의 참 효과(SD)"),
    "borrow.better": Phrase("A good outcome is", "좋은 결과"),
    "borrow.better.higher": Phrase("higher", "높을수록"),
    "borrow.better.lower": Phrase("lower", "낮을수록"),
    "borrow.measure": Phrase("Against the true control, show", "참 대조군 값에 따라 볼 것"),
    "borrow.measure.type_1_error": Phrase("Type I error", "제1종 오류"),
    "borrow.measure.power": Phrase("Power", "검정력"),
    "borrow.measure.bias": Phrase("Bias", "편향"),
    "borrow.measure.rmse": Phrase("RMSE", "RMSE"),
    "borrow.reset": Phrase("Back to the history’s own trial", "이 자료의 원래 시험으로"),
    "borrow.experts": Phrase("Other assumptions", "그 밖의 가정"),
    "borrow.own": Phrase("A table of your own controls", "내 대조군 표"),
    "borrow.upload": Phrase("Control arms, one row a trial", "대조군, 시험마다 한 행"),
    "borrow.upload_help": Phrase(
        "CSV, XLSX or Parquet up to {limit} MB: study, n, r; or study, n, mean, se. The file stays on this machine.",
        "CSV·XLSX·Parquet, {limit} MB까지: study, n, r 또는 study, n, mean, se. 파일은 이 컴퓨터를 벗어나지 않습니다.",
    ),
    "borrow.template": Phrase("Template (CSV)", "양식(CSV)"),
    "borrow.own_read": Phrase(
        "{name}: {k} trials with {n} patients. Set the current trial with the sliders.",
        "{name}: 시험 {k}건, 환자 {n}명. 현재 시험의 값은 슬라이더로 넣으세요.",
    ),
    "borrow.picture.effect": Phrase(
        "The treatment’s effect, with borrowing and without.", "차용했을 때와 하지 않았을 때의 치료 효과."
    ),
    "borrow.picture.drift": Phrase(
        "What happens as the true control drifts.", "참 대조군 값이 달라질 때의 변화."
    ),
    "borrow.picture.tipping": Phrase("Where the conclusion turns.", "결론이 바뀌는 곳."),
    "borrow.picture.forest": Phrase("Earlier controls and the prior.", "과거대조군과 사전분포."),
    "borrow.head.effect": Phrase("The effect of treatment", "치료 효과"),
    "borrow.head.drift": Phrase(
        "If the true control is not what history says", "참 대조군이 과거와 다르다면"
    ),
    "borrow.head.tipping": Phrase("Where the conclusion turns", "결론이 바뀌는 곳"),
    "borrow.view.set": Phrase("Borrowing, as set", "설정대로 차용"),
    "borrow.view.alone": Phrase("Without borrowing", "차용하지 않음"),
    "borrow.view.trusting": Phrase("Borrowing without a vague part", "모호한 성분 없이 차용"),
    "borrow.axis.effect_rate": Phrase(
        "Response on treatment less control (percentage points)", "치료군 반응률 − 대조군 반응률(%포인트)"
    ),
    "borrow.axis.effect_mean": Phrase(
        "Mean on treatment less control ({unit})", "치료군 평균 − 대조군 평균({unit})"
    ),
    "borrow.axis.rate": Phrase("Response rate of the control (%)", "대조군 반응률(%)"),
    "borrow.axis.mean": Phrase("Mean of the control ({unit})", "대조군 평균({unit})"),
    "borrow.axis.true_rate": Phrase("True response rate of the control (%)", "대조군의 참 반응률(%)"),
    "borrow.axis.true_mean": Phrase("True mean of the control ({unit})", "대조군의 참 평균({unit})"),
    "borrow.axis.seen_rate": Phrase("Responders seen among the controls (%)", "관찰된 대조군 반응률(%)"),
    "borrow.axis.seen_mean": Phrase("Mean seen in the controls ({unit})", "관찰된 대조군 평균({unit})"),
    "borrow.axis.vague": Phrase("Weight of the vague part", "모호한 성분의 가중치"),
    "borrow.axis.type_1_error": Phrase("Type I error (%)", "제1종 오류(%)"),
    "borrow.axis.power": Phrase("Power (%)", "검정력(%)"),
    "borrow.axis.bias": Phrase("Bias of the control’s estimate ({unit})", "대조군 추정의 편향({unit})"),
    "borrow.axis.rmse": Phrase("RMSE of the control’s estimate ({unit})", "대조군 추정의 RMSE({unit})"),
    "borrow.unit": Phrase("unit of the outcome", "결과의 단위"),
    "borrow.nominal": Phrase("nominal {level}%", "명목 {level}%"),
    "borrow.no_difference": Phrase("no difference", "차이 없음"),
    "borrow.seen": Phrase("seen", "관찰값"),
    "borrow.here": Phrase("this trial", "이 시험"),
    "borrow.success": Phrase("Success", "성공"),
    "borrow.no_success": Phrase("No success", "성공 아님"),
    "borrow.row.map": Phrase("Foretold for a new trial (MAP)", "새 시험에서의 예측(MAP)"),
    "borrow.row.prior": Phrase("Prior as set", "설정한 사전분포"),
    "borrow.row.now": Phrase("This trial’s control", "이 시험의 대조군"),
    "borrow.row.after": Phrase("Control, after both", "둘을 합친 대조군"),
    "borrow.verdict.trust": Phrase(
        "The history and the trial agree, and borrowing does not make the conclusion.",
        "과거와 이 시험이 서로 맞고, 차용이 결론을 바꾸지 않습니다.",
    ),
    "borrow.verdict.look": Phrase(
        "Look before you rely on this borrowing.", "이 차용에 기대기 전에 살펴보세요."
    ),
    "borrow.verdict.do_not_use": Phrase(
        "The history and the trial disagree, and the prior does not let go.",
        "과거와 이 시험이 어긋나는데 사전분포가 놓아주지 않습니다.",
    ),
    "borrow.why.agree": Phrase(
        "Conflict check: data as surprising as this control had a probability of {p} under the prior.",
        "충돌 점검: 이 대조군만큼 뜻밖인 자료가 나올 확률은 사전분포에서 {p}입니다.",
    ),
    "borrow.why.conflict": Phrase(
        "Conflict: a control as surprising as this one had a probability of only {p} under the prior; "
        "the vague part has gone from {before}% to {after}%.",
        "충돌: 이만큼 뜻밖인 대조군이 나올 확률은 사전분포에서 {p}뿐입니다. 모호한 성분은 {before}%에서 {after}%가 되었습니다.",
    ),
    "borrow.why.makes": Phrase(
        "Borrowing makes the conclusion: without it the trial says “{verdict}”.",
        "차용이 결론을 만듭니다. 차용하지 않으면 ‘{verdict}’입니다.",
    ),
    "borrow.why.weight": Phrase(
        "The conclusion turns at a vague weight of {weight}%.", "모호한 성분이 {weight}%이면 결론이 바뀝니다."
    ),
    "borrow.why.no_weight": Phrase(
        "No weight of the vague part turns the conclusion.",
        "모호한 성분의 가중치를 바꾸어도 결론은 그대로입니다.",
    ),
    "borrow.why.control": Phrase(
        "It would turn had the control shown {there} instead of {here}.",
        "대조군이 {here} 대신 {there}였다면 결론이 바뀝니다.",
    ),
    "borrow.why.responders": Phrase("{r} of {n} responders", "{n}명 중 반응자 {r}명"),
    "borrow.why.error": Phrase(
        "While the true control lies where 90% of the history’s prediction lies, the type I error stays between {lo}% and {hi}% "
        "(nominal {nominal}%; without borrowing at most {alone}%).",
        "참 대조군이 과거 예측의 90% 구간 안이면 제1종 오류는 {lo}%~{hi}%입니다(명목 {nominal}%, 차용하지 않으면 최대 {alone}%).",
    ),
    "borrow.why.inflated": Phrase(
        "That is more than twice the nominal level: a drift that history itself allows makes false claims likely.",
        "명목 수준의 두 배가 넘습니다. 과거가 허용하는 변화만으로도 잘못된 성공이 잦아집니다.",
    ),
    "borrow.why.few": Phrase(
        "Only {k} trials: how much they differ is mostly the prior’s word.",
        "시험이 {k}건뿐이라 이질성은 대부분 사전분포가 정합니다.",
    ),
    "borrow.why.more": Phrase(
        "The prior is worth {elir} patients and the trial has {n} controls: history outweighs them.",
        "사전분포가 환자 {elir}명의 가치인데 시험의 대조군은 {n}명이므로 과거가 더 무겁습니다.",
    ),
    "borrow.detail.forest": Phrase("Earlier controls, prior and posterior", "과거대조군, 사전분포, 사후분포"),
    "borrow.detail.ways": Phrase("Every way to borrow, and downloads", "차용 방법 비교와 내려받기"),
    "borrow.detail.weights": Phrase("Weight by weight", "가중치별 결과"),
    "borrow.table.way": Phrase("Way", "방법"),
    "borrow.table.prior": Phrase("Prior mean (90%)", "사전분포 평균(90%)"),
    "borrow.table.elir": Phrase("Worth, patients (ELIR)", "유효표본크기(ELIR)"),
    "borrow.table.moment": Phrase("by moments", "적률법"),
    "borrow.table.effect": Phrase("Effect (90%)", "효과(90%)"),
    "borrow.table.better": Phrase("P(better)", "더 나을 확률"),
    "borrow.table.conclusion": Phrase("Conclusion", "결론"),
    "borrow.table.conflict": Phrase("Conflict p", "충돌 p값"),
    "borrow.table.vague": Phrase("Vague before", "모호한 성분(전)"),
    "borrow.table.after": Phrase("Vague after", "모호한 성분(후)"),
    "borrow.caption.ways": Phrase(
        "Every way with a vague part of {weight}%; exact, without Monte-Carlo error",
        "모든 방법에 모호한 성분 {weight}%; 몬테카를로 오차 없이 정확함",
    ),
    "borrow.caption.weights": Phrase(
        "The conclusion by the weight of the vague part", "모호한 성분의 가중치에 따른 결론"
    ),
    "borrow.csv": Phrase("Ways (CSV)", "방법 비교(CSV)"),
    "borrow.csv_drift": Phrase("Drift (CSV)", "변화에 따른 특성(CSV)"),
    "borrow.tells.forest": Phrase("{title}. {rows}", "{title}. {rows}"),
    "borrow.tells.effect": Phrase("{title}. {rows}. Line: {limit}.", "{title}. {rows}. 기준선: {limit}."),
    "borrow.tells.drift": Phrase("{measure} against: {title}. {rows}", "{title}에 따른 {measure}. {rows}"),
    "borrow.tells.tipping": Phrase(
        "Conclusion by the control’s outcome and the weight of the vague part. This trial: {here}. At its control outcome "
        "{share}% of the weights give success.",
        "대조군 결과와 모호한 성분의 가중치에 따른 결론. 이 시험: {here}. 이 대조군 결과에서는 가중치의 {share}%에서 성공.",
    ),
    "error.borrow_not_ready": Phrase(
        "There is no answer yet. Wait until the picture is there.",
        "아직 답이 없습니다. 그림이 나올 때까지 기다리세요.",
    ),
    "error.borrowing_no_room": Phrase(
        "a gain of {value:.3g} on a control of about {control:.3g} leaves no room below 1. Ask for a smaller gain.",
        "대조군이 약 {control:.3g}인데 효과를 {value:.3g}로 두면 1을 넘습니다. 더 작은 효과를 넣으세요.",
    ),
    "error.effect_not_finite": Phrase(
        "{n} draws of the effect: at least two are needed, and every one a number.",
        "효과의 표본이 {n}개입니다. 두 개 이상이고 모두 숫자여야 합니다.",
    ),
    "problem.few_trials": Phrase(
        "{value} trial(s): how much trials differ cannot be told. Give at least {hint}.",
        "시험이 {value}건이라 시험 간 차이를 알 수 없습니다. {hint}건 이상 넣으십시오.",
    ),
    "problem.no_trial": Phrase(
        "This row has no trial. Give each trial a name.",
        "이 행에 시험 이름이 없습니다. 시험마다 이름을 적으십시오.",
    ),
    "problem.not_whole": Phrase(
        '"{value}" is no whole number. Give a count.',
        "'{value}'은(는) 정수가 아닙니다. 사람 수를 적으십시오.",
    ),
    "problem.more_than_patients": Phrase(
        "{value} responders among {hint} patients. Check r and n.",
        "환자 {hint}명 중 반응자 {value}명입니다. r과 n을 확인하십시오.",
    ),
}
