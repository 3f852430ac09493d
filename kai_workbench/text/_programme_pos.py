"""Words of the app about a programme's probability of success, and of its pictures."""

from ._say import Phrase

PHRASES = {
    "pos.title": Phrase("Will the programme succeed?", "이 개발 프로그램은 성공할까요?"),
    "pos.subtitle": Phrase(
        "What is not yet known of the effect, carried through phase II, a decision, and phase III.",
        "아직 모르는 효과의 불확실성을 2상, 진행 결정, 3상까지 끌고 갑니다.",
    ),
    "pos.waiting": Phrase("Carrying the effect through the trials …", "효과를 시험 단계로 옮기고 있습니다 …"),
    "pos.stage_mice": Phrase("Fitting the tumours of the mice …", "마우스 종양을 적합하고 있습니다 …"),
    "pos.stage_patients": Phrase(
        "Foretelling the response of patients …", "환자의 반응을 예측하고 있습니다 …"
    ),
    "pos.stopped": Phrase("Stopped before there was an answer.", "답이 나오기 전에 멈췄습니다."),
    "pos.again": Phrase("Start again", "다시 시작"),
    "pos.no_answer": Phrase(
        "There is no answer: the fit of the mice failed its checks.",
        "마우스 적합이 점검을 통과하지 못해 답이 없습니다.",
    ),
    "pos.bad_setting": Phrase(
        "The address held settings that cannot be used and were left out: {names}.",
        "주소에 쓸 수 없는 설정이 있어 뺐습니다: {names}.",
    ),
    "pos.answer": Phrase(
        "The programme succeeds with probability {success}. Phase II says go with {go}, and after a go phase III succeeds with "
        "{after}. Were the effect surely {middle} percentage points, the same plan would promise {known}.",
        "프로그램이 성공할 확률은 {success}입니다. 2상에서 진행할 확률은 {go}, 진행한 뒤 3상이 성공할 확률은 {after}입니다. "
        "효과가 확실히 {middle}%포인트라면 같은 계획의 성공확률은 {known}입니다.",
    ),
    "pos.small": Phrase(
        "Prior of the effect: median {middle} percentage points, 90% {lo} to {hi}, worth {ess} patients an arm. {how} "
        "Go where phase II shows {cut} points or more. Source: {source}.",
        "효과의 사전분포: 중앙값 {middle}%포인트, 90% 구간 {lo}~{hi}, 군당 환자 {ess}명의 정보. {how} "
        "2상에서 {cut}%포인트 이상이면 진행합니다. 출처: {source}.",
    ),
    "pos.how.exact": Phrase(
        "Integrated, so without a seed and without Monte-Carlo error.",
        "적분값이므로 난수 시드와 몬테카를로 오차가 없습니다.",
    ),
    "pos.how.drawn": Phrase(
        "{n} draws, seed {seed}; Monte-Carlo standard error {mcse} percentage points.",
        "표본 {n}개, 난수 시드 {seed}, 몬테카를로 표준오차 {mcse}%포인트.",
    ),
    "pos.judgement": Phrase("your judgement, as quantiles", "분위수로 말한 판단"),
    "pos.data": Phrase("What is known of the effect", "효과에 대해 아는 것"),
    "pos.data.own": Phrase("Your judgement", "내 판단"),
    "pos.data.kai-101": Phrase("KAI-101’s mice (synthetic)", "KAI-101 마우스(합성)"),
    "pos.q05": Phrase("Effect hardly less than (5%)", "효과가 거의 이보다 작지 않음(5%)"),
    "pos.q50": Phrase("As likely above as below (50%)", "절반은 위, 절반은 아래(50%)"),
    "pos.q95": Phrase("Hardly more than (95%)", "거의 이보다 크지 않음(95%)"),
    "pos.control": Phrase("Response rate of the control", "대조군 반응률"),
    "pos.ratio": Phrase("Exposure in patients over that of the mice", "마우스 대비 환자 노출"),
    "pos.phase2": Phrase("Phase II: patients an arm", "2상: 군당 환자 수"),
    "pos.phase3": Phrase("Phase III: patients an arm", "3상: 군당 환자 수"),
    "pos.trials": Phrase("Phase III trials that must succeed", "성공해야 하는 3상 시험 수"),
    "pos.minimum": Phrase("Go if surely above", "확실히 넘어야 할 효과"),
    "pos.target": Phrase("and possibly above", "넘을 가능성이 있어야 할 효과"),
    "pos.sure": Phrase("How sure “surely” is", "‘확실히’의 확률"),
    "pos.possible": Phrase("How likely “possibly” is", "‘가능성’의 확률"),
    "pos.alpha": Phrase("One-sided type I error of phase III", "3상의 단측 제1종 오류"),
    "pos.retained": Phrase("Share of the effect that phase III keeps", "3상에서 유지되는 효과 비율"),
    "pos.shift": Phrase("What phase III’s patients may add (SD)", "3상 환자군이 더하는 변동(SD)"),
    "pos.worth": Phrase("Least effect of a drug that works", "듣는 약의 최소 효과"),
    "pos.value": Phrase("What a missed good drug costs (patients)", "좋은 약을 놓친 손실(환자 수)"),
    "pos.value_help": Phrase(
        "Beside it a wrong go costs the patients of phase III.", "잘못된 진행은 3상 환자 수만큼의 손실입니다."
    ),
    "pos.points": Phrase("points", "%포인트"),
    "pos.reset": Phrase("Begin anew", "처음부터"),
    "pos.experts": Phrase("Other assumptions", "그 밖의 가정"),
    "pos.head.funnel": Phrase("Where the programme ends", "프로그램이 끝나는 곳"),
    "pos.head.size": Phrase("What a bigger phase II buys", "2상을 키우면 얻는 것"),
    "pos.head.effect": Phrase("The effect before and after the decision", "결정 전후의 효과"),
    "pos.picture.funnel": Phrase("Where programmes end.", "프로그램이 끝나는 곳."),
    "pos.picture.size": Phrase("Success against the size of phase II.", "2상 크기에 따른 성공."),
    "pos.picture.effect": Phrase("The effect before and after a go.", "진행 전후의 효과."),
    "pos.funnel.stopped": Phrase(
        "Phase II: {on} go on; {lost} good drugs stopped, {right} rightly stopped",
        "2상: {on} 진행, 좋은 약 중단 {lost}, 옳은 중단 {right}",
    ),
    "pos.funnel.failed": Phrase(
        "Phase III: {on} succeed; {lost} good drugs lost, {right} rightly fail",
        "3상: {on} 성공, 좋은 약 탈락 {lost}, 옳은 탈락 {right}",
    ),
    "pos.funnel.success": Phrase(
        "Success: {p}, of which {false} too small an effect", "성공: {p}, 그중 효과가 부족한 약 {false}"
    ),
    "pos.part.on": Phrase("goes on", "진행"),
    "pos.part.lost": Phrase("good drug lost", "좋은 약 놓침"),
    "pos.part.rightly": Phrase("does not work", "듣지 않는 약"),
    "pos.part.right": Phrase("works, success", "듣는 약, 성공"),
    "pos.part.false": Phrase("does not work, success", "듣지 않는 약, 성공"),
    "pos.axis.programmes": Phrase("Of 100 such programmes", "이런 프로그램 100개 중"),
    "pos.axis.size": Phrase("Phase II, patients an arm", "2상 군당 환자 수"),
    "pos.axis.chance": Phrase("Probability (%)", "확률(%)"),
    "pos.axis.effect": Phrase(
        "Response on treatment less control (percentage points)", "치료군 반응률 − 대조군 반응률(%포인트)"
    ),
    "pos.curve.success": Phrase("success", "성공"),
    "pos.curve.go": Phrase("go", "진행"),
    "pos.curve.wrong_stop": Phrase("good drug stopped", "좋은 약 중단"),
    "pos.curve.wrong_go": Phrase("wrong go", "잘못된 진행"),
    "pos.size.now": Phrase("planned: {n}", "계획: {n}"),
    "pos.size.best": Phrase("least loss: {n}", "최소 손실: {n}"),
    "pos.view.before": Phrase("Before phase II", "2상 전"),
    "pos.view.go": Phrase("After a go", "진행한 뒤"),
    "pos.view.success": Phrase("After success", "성공한 뒤"),
    "pos.limit": Phrase("works from {worth}", "듣는 약 {worth} 이상"),
    "pos.verdict.trust": Phrase(
        "The plan separates drugs that work from those that do not.",
        "이 계획은 듣는 약과 듣지 않는 약을 가릅니다.",
    ),
    "pos.verdict.look": Phrase("Look before you rely on this plan.", "이 계획에 기대기 전에 살펴보세요."),
    "pos.verdict.do_not_use": Phrase(
        "This plan decides little.", "이 계획으로는 가려지는 것이 거의 없습니다."
    ),
    "pos.why.wrong": Phrase(
        "Phase II stops a drug that works in {stop} of programmes and lets one on that does not in {go}; the loss to be expected is "
        "{loss} patients.",
        "2상이 듣는 약을 멈출 확률은 {stop}, 듣지 않는 약을 보낼 확률은 {go}이며, 기대 손실은 환자 {loss}명입니다.",
    ),
    "pos.why.best": Phrase(
        "With these costs {n} patients an arm lose least ({loss} patients).",
        "이 비용이면 군당 {n}명이 손실이 가장 작습니다({loss}명).",
    ),
    "pos.why.works": Phrase(
        "The drug works ({worth} points or more) with probability {p}.",
        "약이 들을({worth}%포인트 이상) 확률은 {p}입니다.",
    ),
    "pos.why.sources": Phrase(
        "Knowing the true effect would take away {effect} of the uncertainty about success; the rest is which patients happen to enter.",
        "참 효과를 알면 성공에 대한 불확실성의 {effect}가 사라지고, 나머지는 어떤 환자가 들어오느냐의 우연입니다.",
    ),
    "pos.why.parts": Phrase(
        "Of what the effect is made of, each alone would take away: {parts}.",
        "효과를 이루는 것 각각을 알면 사라지는 몫: {parts}.",
    ),
    "pos.why.misfit": Phrase(
        "No normal distribution comes near to these quantiles: they are missed by {miss} percentage points.",
        "이 분위수에 가까운 정규분포가 없어 {miss}%포인트 벗어납니다.",
    ),
    "pos.why.beyond": Phrase(
        "{p} of the prior lies where a response rate would leave 0 to 100%.",
        "사전분포의 {p}가 반응률 0~100% 밖입니다.",
    ),
    "pos.why.assumes": Phrase(
        "All phases ask for one and the same effect, and estimates are taken as normal.",
        "모든 단계가 같은 효과를 묻고 추정값은 정규분포라고 봅니다.",
    ),
    "pos.part_told.growth": Phrase("growth in mice", "마우스 성장"),
    "pos.part_told.kill": Phrase("kill in mice", "마우스 사멸"),
    "pos.part_told.carried": Phrase("kill carried to patients", "환자로 옮긴 사멸"),
    "pos.part_told.control": Phrase("the control’s rate", "대조군 반응률"),
    "pos.detail.table": Phrase("Table and downloads", "표와 내려받기"),
    "pos.detail.sizes": Phrase("Size by size", "크기별 결과"),
    "pos.table.quantity": Phrase("Quantity", "양"),
    "pos.table.probability": Phrase("Probability", "확률"),
    "pos.table.mcse": Phrase("MC standard error", "MC 표준오차"),
    "pos.table.loss": Phrase("Loss, patients", "손실(환자 수)"),
    "pos.quantity.works": Phrase("The drug works", "약이 들음"),
    "pos.quantity.go": Phrase("Go after phase II", "2상 뒤 진행"),
    "pos.quantity.success_after_go": Phrase("Success after a go", "진행한 뒤 성공"),
    "pos.quantity.phase3": Phrase("Phase III alone (its assurance)", "3상만(보증확률)"),
    "pos.quantity.success": Phrase("Success of the programme", "프로그램 성공"),
    "pos.quantity.wrong_go": Phrase("Wrong go", "잘못된 진행"),
    "pos.quantity.wrong_stop": Phrase("Good drug stopped", "좋은 약 중단"),
    "pos.quantity.lost_late": Phrase("Good drug lost in phase III", "3상에서 좋은 약 탈락"),
    "pos.quantity.false_success": Phrase("Success of a drug that does not work", "듣지 않는 약의 성공"),
    "pos.caption.table": Phrase("Probabilities over all that is not known", "모르는 것 전체에 대한 확률"),
    "pos.caption.sizes": Phrase("The same plan with other sizes of phase II", "2상 크기만 바꾼 같은 계획"),
    "pos.csv": Phrase("Probabilities (CSV)", "확률(CSV)"),
    "pos.csv_sizes": Phrase("Sizes (CSV)", "크기별(CSV)"),
    "pos.tells.funnel": Phrase("{rows}", "{rows}"),
    "pos.tells.size": Phrase(
        "With {now} patients an arm in phase II success has {success}; over the sizes shown it goes from {low} to {high}. Least loss: {best}.",
        "2상 군당 {now}명이면 성공확률 {success}, 그림의 범위에서 {low}~{high}. 최소 손실: {best}명.",
    ),
    "error.pos_not_ready": Phrase(
        "There is no answer yet. Wait until the picture is there.",
        "아직 답이 없습니다. 그림이 나올 때까지 기다리세요.",
    ),
}
