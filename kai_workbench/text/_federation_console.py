"""What the federation console says, and the pictures of a federated fit."""

from ._say import Phrase

PHRASES = {
    # pictures
    "fed.axis.rounds": Phrase("Rounds of questions (T: temperature)", "질문 회차(T: 온도)"),
    "fed.axis.dose": Phrase("Dose ({unit})", "용량({unit})"),
    "fed.axis.toxicity": Phrase("Probability of toxicity (%)", "독성 확률(%)"),
    "fed.dose": Phrase("Dose", "용량"),
    "fed.toxicity": Phrase("Probability of toxicity", "독성 확률"),
    "fed.target_line": Phrase("Target {target}%", "목표 {target}%"),
    "fed.tells_converging": Phrase(
        "{name} from the vague start to the posterior in {rounds} rounds: now {middle}, 90% {lo} to {hi}. The numbers at the top are temperatures, from 0 to 1.",
        "모호한 출발에서 사후분포까지 {rounds}회에 걸친 {name}: 현재 {middle}, 90% {lo}~{hi}. 위의 숫자는 0에서 1까지의 온도입니다.",
    ),
    "fed.tells_toxicity": Phrase(
        "Probability of toxicity by dose: {low}% at {first}, {high}% at {last}.",
        "용량별 독성 확률: {first}에서 {low}%, {last}에서 {high}%.",
    ),
    "fed.tells_side": Phrase("{quantity} as several fits see it: {rows}.", "적합별 {quantity}: {rows}."),
    # the page
    "fed.title": Phrase(
        "What do hospitals know together, sharing no row?",
        "병원들이 자료를 내보내지 않고도 함께 알 수 있는 것은 무엇입니까?",
    ),
    "fed.subtitle": Phrase(
        "Every hospital evaluates its own rows and sends masked numbers; only their sum over all hospitals can be read.",
        "각 병원은 자기 자료를 직접 계산해 가려진 숫자만 보내며, 모든 병원을 더한 합만 읽을 수 있습니다.",
    ),
    "fed.waiting": Phrase("Reaching the sites …", "참여기관에 연결하는 중 …"),
    "fed.again": Phrase("Start again", "다시 시작"),
    "fed.bad_setting": Phrase(
        "The address holds something that cannot be used; left out: {names}.",
        "주소에 쓸 수 없는 값이 있어 제외했습니다: {names}.",
    ),
    "fed.running": Phrase(
        "Asking {n} sites; what is found on the way is drawn below.",
        "{n}개 기관에 묻고 있습니다. 중간 결과를 아래에 그립니다.",
    ),
    "fed.asking": Phrase(
        "Agreeing on masks and compiling the model at the sites", "가림값 합의와 기관별 모형 준비"
    ),
    "fed.stage": Phrase(
        "Round {rounds}, temperature {temperature}, budget {spent} of {budget} points",
        "{rounds}회차, 온도 {temperature}, 예산 {budget}점 중 {spent}점 사용",
    ),
    "fed.stage_plain": Phrase(
        "Round {rounds}, budget {spent} of {budget} points", "{rounds}회차, 예산 {budget}점 중 {spent}점 사용"
    ),
    "fed.stopped": Phrase("Stopped before there was an answer.", "답을 얻기 전에 중단했습니다."),
    "fed.no_study": Phrase("There is no study to ask.", "물어볼 연구가 없습니다."),
    "fed.no_model": Phrase(
        "No model has been approved by all sites. Send them its card: they approve it with 'kai site approve'.",
        "모든 기관이 승인한 모형이 없습니다. 모형 카드를 보내면 기관이 'kai site approve'로 승인합니다.",
    ),
    "fed.ready_to_run": Phrase(
        "{n} sites have answered. Press Run to ask them.",
        "{n}개 기관이 응답했습니다. 실행을 누르면 질문을 시작합니다.",
    ),
    "fed.no_answer": Phrase("There is no answer.", "답이 없습니다."),
    "fed.no_answer_trusted": Phrase(
        "There is no answer that can be trusted: what was run is a preview, or did not pass its checks.",
        "신뢰할 수 있는 답이 없습니다. 미리보기이거나 점검을 통과하지 못했습니다.",
    ),
    "fed.answer_dose": Phrase(
        "{n} hospitals together: toxicity reaches {target}% at {middle} {unit} (90% {lo}–{hi} {unit}).",
        "{n}개 병원을 함께 보면 독성 확률이 {target}%에 이르는 용량은 {middle} {unit}입니다(90% {lo}–{hi} {unit}).",
    ),
    "fed.answer": Phrase(
        "{n} sites together: {name} is {middle} (90% {lo} to {hi}).",
        "{n}개 기관을 함께 보면 {name}은(는) {middle}입니다(90% {lo}~{hi}).",
    ),
    "fed.small": Phrase(
        "{sites}. {rounds} rounds; {numbers} masked numbers left each site, and no row. At a site of average effect, where sites differ.",
        "{sites}. {rounds}회 질문에 기관마다 가려진 숫자 {numbers}개가 나갔고 자료는 한 줄도 나가지 않았습니다. 기관 차이가 있으면 평균적인 기관의 값입니다.",
    ),
    "fed.certified": Phrase(
        "Certified equal to the pooled posterior.", "통합 자료의 사후분포와 같음이 인증되었습니다."
    ),
    "fed.not_certified": Phrase(
        "Not certified equal to the pooled posterior.", "통합 자료의 사후분포와 같다고 인증되지 않았습니다."
    ),
    # controls
    "fed.kind": Phrase("Study", "연구"),
    "fed.kind_demonstration": Phrase("Demonstration", "시연"),
    "fed.kind_own": Phrase("My own", "내 연구"),
    "fed.study": Phrase("Path of study.yml on this machine", "이 컴퓨터의 study.yml 경로"),
    "fed.sites": Phrase("Hospitals in the demonstration", "시연 병원 수"),
    "fed.sites_help": Phrase("Synthetic; at least three.", "합성 자료, 최소 세 곳."),
    "fed.model": Phrase("Model approved by all sites", "모든 기관이 승인한 모형"),
    "fed.model_help": Phrase("By name and hash.", "이름과 해시로 승인됩니다."),
    "fed.method": Phrase("Method", "방법"),
    "fed.method_smc": Phrase("Certified", "인증"),
    "fed.method_importance": Phrase("Quick", "빠르게"),
    "fed.method_laplace": Phrase("Preview", "미리보기"),
    "fed.run": Phrase("Run", "실행"),
    "fed.target": Phrase("Target probability of toxicity", "목표 독성 확률"),
    "fed.parameter": Phrase("Parameter shown", "표시할 모수"),
    "fed.experts": Phrase("For experts", "전문가용"),
    "fed.draws": Phrase("Draws of each of four chains", "사슬당 표본 수(4개 사슬)"),
    "fed.draws_help": Phrase(
        "Every round spends four times as many points of the budget.",
        "매 회차에 이 수의 네 배만큼 예산을 씁니다.",
    ),
    "fed.fold": Phrase("fold", "배"),
    "fed.qualify": Phrase("How many patients would qualify?", "조건에 맞는 환자는 몇 명입니까?"),
    "fed.column": Phrase("Column", "항목"),
    "fed.operator": Phrase("is", "조건"),
    "fed.at_least": Phrase("at least", "이상"),
    "fed.below": Phrase("below", "미만"),
    "fed.equal": Phrase("equal to", "같음"),
    "fed.number": Phrase("Value", "값"),
    "fed.count": Phrase("Count", "세기"),
    "fed.counted": Phrase(
        "At least {n} patients over all sites. {kept} site(s) kept a small number back.",
        "전체 기관에서 적어도 {n}명. {kept}개 기관은 작은 수를 밝히지 않았습니다.",
    ),
    "fed.counted_all": Phrase("{n} patients over all sites.", "전체 기관에서 {n}명."),
    # details
    "fed.picture.curve": Phrase("Probability of toxicity by dose", "용량별 독성 확률"),
    "fed.picture.course": Phrase("The posterior converging", "사후분포로 수렴하는 과정"),
    "fed.detail.sites": Phrase("Sites, and what each has approved", "참여기관과 승인한 모형"),
    "fed.detail.receipt": Phrase("Receipt: what left each site", "영수증: 기관에서 나간 것"),
    "fed.detail.table": Phrase("Table and downloads", "표와 내려받기"),
    "fed.detail.pooled": Phrase(
        "Is it the posterior of all rows pooled?", "통합 자료의 사후분포와 같습니까?"
    ),
    "fed.detail.without": Phrase("Leave one site out", "기관을 하나씩 빼기"),
    "fed.ready": Phrase("ready", "준비됨"),
    "fed.none_approved": Phrase("nothing", "없음"),
    "fed.receipt_html": Phrase("Download receipt (HTML)", "영수증 내려받기(HTML)"),
    "fed.receipt_json": Phrase("Download receipt (JSON)", "영수증 내려받기(JSON)"),
    "fed.csv": Phrase("Download CSV", "CSV 내려받기"),
    "fed.not_pooled": Phrase(
        "Rows of real people are never pooled here, nor is a sum formed without one of the sites: the difference of two such results tells what that site's rows say.",
        "실제 사람의 자료는 여기서 모으지 않으며, 한 기관을 뺀 합도 만들지 않습니다. 두 결과의 차이가 그 기관의 자료를 드러내기 때문입니다.",
    ),
    "fed.pooled_why": Phrase(
        "Only because these rows are synthetic may they be pooled: an ordinary fit by NUTS, beside the federated one.",
        "합성 자료이므로 한데 모아 볼 수 있습니다. 통합 자료를 NUTS로 적합해 연합 결과와 비교합니다.",
    ),
    "fed.pooled_run": Phrase("Pool the synthetic rows and compare", "합성 자료를 모아 비교"),
    "fed.pooling": Phrase("Fitting all rows pooled", "통합 자료 적합 중"),
    "fed.pooled_name": Phrase("All rows pooled, NUTS", "통합 자료, NUTS"),
    "fed.without_why": Phrase(
        "How far the answer rests on one site. Fitted on the pooled synthetic rows: in a real study no sum without a site is formed, because its difference from the whole would tell that site's own.",
        "답이 한 기관에 얼마나 좌우되는지 봅니다. 합성 자료를 모아 적합합니다. 실제 연구에서는 한 기관을 뺀 합을 만들지 않습니다. 전체와의 차이가 그 기관의 자료를 드러내기 때문입니다.",
    ),
    "fed.without_run": Phrase("Leave each site out in turn", "기관을 하나씩 빼고 적합"),
    "fed.leaving_out": Phrase("Fitting without each site in turn", "기관을 하나씩 빼고 적합하는 중"),
    "fed.without_name": Phrase("Without {site}", "{site} 제외"),
    "fed.all_sites": Phrase("All {n} sites, masked", "{n}개 기관 전체(가림)"),
    "fed.compared_same": Phrase(
        "The same to within Monte-Carlo error: over {n} parameters, means and 5, 50 and 95% points are at most {worst} standard errors apart (4 are allowed).",
        "몬테카를로 오차 안에서 같습니다. 모수 {n}개의 평균과 5·50·95% 점이 최대 {worst} 표준오차 차이입니다(허용 4).",
    ),
    "fed.compared_apart": Phrase(
        "Not the same: over {n} parameters, means and 5, 50 and 95% points are up to {worst} standard errors apart (4 are allowed).",
        "같지 않습니다. 모수 {n}개의 평균과 5·50·95% 점이 최대 {worst} 표준오차 차이입니다(허용 4).",
    ),
    "fed.caption.sites": Phrase(
        "Study {study}: its sites, by their own rules", "연구 {study}: 기관 자체 규칙에 따른 현황"
    ),
    "fed.caption.receipt": Phrase(
        "Model {model} ({hash}); every number masked", "모형 {model}({hash}), 모든 숫자는 가려짐"
    ),
    "fed.caption.parameters": Phrase("Posterior of all parameters", "모든 모수의 사후분포"),
    "fed.caption.compared": Phrase(
        "Federated beside pooled: mean ± SD, and how far apart in standard errors",
        "연합과 통합: 평균 ± 표준편차, 표준오차로 나타낸 차이",
    ),
    "fed.head.site": Phrase("Site", "기관"),
    "fed.head.state": Phrase("State", "상태"),
    "fed.head.approved": Phrase("Approved (hash)", "승인한 모형(해시)"),
    "fed.head.minimum_n": Phrase("Minimum n", "최소 인원"),
    "fed.head.minimum_count": Phrase("Minimum count", "최소 셀 인원"),
    "fed.head.left": Phrase("Budget left", "남은 예산"),
    "fed.head.budget": Phrase("Budget", "예산"),
    "fed.head.privacy": Phrase("Privacy spent", "쓴 정보보호 예산"),
    "fed.head.entries": Phrase("Log entries", "기록 수"),
    "fed.head.messages": Phrase("Answers", "응답"),
    "fed.head.numbers": Phrase("Masked numbers", "가려진 숫자"),
    "fed.head.bytes": Phrase("Size", "크기"),
    "fed.head.spent": Phrase("Budget spent", "사용한 예산"),
    "fed.head.certificate": Phrase("Certificate (SHA-256)", "인증서(SHA-256)"),
    "fed.head.log": Phrase("End of its log", "기록의 끝"),
    "fed.head.rows": Phrase("Name of its rows", "자료의 이름"),
    "fed.head.parameter": Phrase("Parameter", "모수"),
    "fed.head.federated": Phrase("Federated", "연합"),
    "fed.head.pooled": Phrase("Pooled", "통합"),
    "fed.head.apart": Phrase("Means apart (SE)", "평균 차이(표준오차)"),
    "fed.head.apart_quantiles": Phrase("5/50/95% apart (SE)", "5/50/95% 차이(표준오차)"),
    # the receipt as a page
    "fed.receipt.title": Phrase("Receipt of a federated fit: {study}", "연합 적합 영수증: {study}"),
    "fed.receipt.what": Phrase("What", "항목"),
    "fed.receipt.value": Phrase("Value", "값"),
    "fed.receipt.job_head": Phrase("The job", "작업"),
    "fed.receipt.left_head": Phrase("What left each site", "기관에서 나간 것"),
    "fed.receipt.posterior_head": Phrase("The posterior", "사후분포"),
    "fed.receipt.study": Phrase("Study", "연구"),
    "fed.receipt.job": Phrase("Job", "작업 이름"),
    "fed.receipt.transport": Phrase("Transport", "전송 방식"),
    "fed.receipt.model": Phrase("Model and hash, as approved", "승인된 모형과 해시"),
    "fed.receipt.method": Phrase("Method", "방법"),
    "fed.receipt.rounds": Phrase("Rounds", "회차"),
    "fed.receipt.points": Phrase("Points evaluated", "계산한 점"),
    "fed.receipt.rounding": Phrase("Largest rounding error of a sum", "합의 최대 반올림 오차"),
    "fed.receipt.key": Phrase("Name of the fit", "적합 이름"),
    "fed.receipt.left": Phrase(
        "Numbers that left, each of them masked; bytes", "나간 숫자(모두 가려짐), 크기는 바이트"
    ),
    "fed.receipt.identity": Phrase("By what each site is known", "기관의 신원"),
    "fed.receipt.logs": Phrase("Where each site's log stood", "기관 기록의 끝"),
    # errors
    "error.fed_not_ready": Phrase(
        "The sites have not answered yet. Wait until they have.",
        "기관이 아직 응답하지 않았습니다. 잠시 기다리십시오.",
    ),
    "error.fed_no_model": Phrase(
        "No model has been approved by all sites. Send them its card, to be approved with 'kai site approve'.",
        "모든 기관이 승인한 모형이 없습니다. 모형 카드를 보내 'kai site approve'로 승인받으십시오.",
    ),
    "error.fed_not_a_number": Phrase(
        "'{value}' is not a number. Write one, for example 10.",
        "'{value}'은(는) 숫자가 아닙니다. 예를 들어 10처럼 쓰십시오.",
    ),
}
