"""Words of the app that predicts human pharmacokinetics."""

from ._say import Phrase

PHRASES = {
    "fih.title": Phrase(
        "What clearance, half-life and exposure should we expect in people?",
        "사람에서는 청소율, 반감기, 노출이 얼마나 될까요?",
    ),
    "fih.subtitle": Phrase(
        "Predicted from rat, dog and monkey, with what other compounds taught about going from animal to human.",
        "랫드·개·원숭이 값에, 다른 화합물들이 알려 준 동물과 사람의 관계를 더해 예측합니다.",
    ),
    "fih.answer": Phrase(
        "{compound} in people: clearance {cl} mL/min/kg (90% {cl_lo}–{cl_hi}), half-life {hl} h "
        "({hl_lo}–{hl_hi}); after {dose} mg, AUC {auc} ng·h/mL ({auc_lo}–{auc_hi}).",
        "사람에서 {compound}: 청소율 {cl} mL/min/kg(90% 신용구간 {cl_lo}–{cl_hi}), 반감기 {hl}시간"
        "({hl_lo}–{hl_hi}), {dose} mg 투여 후 AUC {auc} ng·h/mL({auc_lo}–{auc_hi}).",
    ),
    "fih.answer_limit": Phrase(
        " The dose that keeps the AUC below {limit} ng·h/mL with 95% probability is {safe} mg.",
        " AUC를 95% 확률로 {limit} ng·h/mL 아래에 두는 용량은 {safe} mg입니다.",
    ),
    "fih.small": Phrase(
        "The typical person of {weight} kg, one intravenous dose; the intervals do not hold differences between "
        "people. Predicted from: {species}. Learnt from {n} compounds: {source}.",
        "체중 {weight} kg의 대표적인 사람, 정맥 1회 투여 기준이며 구간에 사람 사이의 차이는 들어 있지 않습니다. "
        "예측에 쓴 것: {species}. 학습: 화합물 {n}개, {source}.",
    ),
    "fih.own_human": Phrase(
        "Its human values on record were not used.", "기록된 사람 값은 예측에 쓰지 않았습니다."
    ),
    "fih.no_answer": Phrase(
        "No prediction: the fit failed its checks.",
        "예측을 보이지 않습니다: 적합이 점검을 통과하지 못했습니다.",
    ),
    "fih.no_answer_small": Phrase(
        "Read below what went wrong, then put the priors back or choose another table.",
        "무엇이 문제인지 아래에서 확인하고, 사전분포를 되돌리거나 다른 표를 고르세요.",
    ),
    "fih.stopped": Phrase("Stopped before there was an answer.", "답을 얻기 전에 중단했습니다."),
    "fih.again": Phrase("Start again", "다시 시작"),
    "fih.waiting": Phrase("Preparing the prediction …", "예측을 준비하고 있습니다…"),
    "fih.reading": Phrase("Reading the reference compounds", "기준 화합물을 읽는 중"),
    "fih.structures": Phrase("Predicting from chemical structures", "화학구조로 예측하는 중"),
    "fih.compound": Phrase("Compound", "화합물"),
    "fih.compound_help": Phrase("Type to search.", "이름을 입력해 찾으세요."),
    "fih.own_hint": Phrase("own table", "올린 표"),
    "fih.species_hint": Phrase("{n} species", "{n}종"),
    "fih.data": Phrase("Learn from", "학습할 자료"),
    "fih.data_real": Phrase("Real compounds", "실제 화합물"),
    "fih.data_synthetic": Phrase("Synthetic", "합성"),
    "fih.dose": Phrase("Dose", "용량"),
    "fih.weight": Phrase("Body weight", "체중"),
    "fih.limit_on": Phrase("Exposure not to be passed", "넘지 말아야 할 노출"),
    "fih.limit_none": Phrase("None", "없음"),
    "fih.limit_set": Phrase("Set a limit", "한계 정하기"),
    "fih.limit": Phrase("Limit of the AUC", "AUC 한계"),
    "fih.limit_help": Phrase(
        "For example, the AUC at the no-observed-adverse-effect level.",
        "예: 최대무독성용량(NOAEL)에서의 AUC.",
    ),
    "fih.priors": Phrase("Prior distributions (for experts)", "사전분포(전문가용)"),
    "fih.priors_help": Phrase(
        "What is assumed before the data. Moving one fits the model again.",
        "자료를 보기 전의 가정입니다. 움직이면 모형을 다시 적합합니다.",
    ),
    "fih.prior_clearance": Phrase("Typical human clearance", "사람의 전형적인 청소율"),
    "fih.prior_volume": Phrase("Typical human Vss", "사람의 전형적인 분포용적"),
    "fih.prior_spread": Phrase("Spread between compounds", "화합물 사이의 퍼짐"),
    "fih.prior_spread_unit": Phrase("log SD", "로그 표준편차"),
    "fih.prior_departure": Phrase("Animals' departure from allometry", "동물이 상대성장법에서 벗어나는 정도"),
    "fih.prior_reset": Phrase("Put the priors back", "사전분포 되돌리기"),
    "fih.own": Phrase("A table of your own", "자체 표 올리기"),
    "fih.upload": Phrase("Table of clearance and volume", "청소율·분포용적 표"),
    "fih.upload_help": Phrase(
        "CSV, XLSX or Parquet, at most {limit} MB. It stays in this session: it is not in the address, "
        "and is gone when you reload.",
        "CSV, XLSX, Parquet, {limit} MB 이하. 이 화면에만 머물며 주소에는 들어가지 않고, 새로 고치면 사라집니다.",
    ),
    "fih.template": Phrase("Download a template", "서식 내려받기"),
    "fih.own_read": Phrase(
        "{name}: {n} compounds were read, {notes} notes. Choose one under Compound.",
        "{name}: 화합물 {n}개를 읽었고 참고할 점이 {notes}개 있습니다. ‘화합물’에서 고르세요.",
    ),
    "fih.fallback": Phrase(
        "These compounds are invented: the real ones could not be fetched.\n"
        "To use the real ones, run “kai data fetch pk_animal_human” on a machine with internet, or set "
        "KAI_DATA_MIRROR to a folder that holds them, and reload.",
        "지어낸 화합물입니다. 실제 자료를 가져오지 못했습니다.\n"
        "실제 자료를 쓰려면 인터넷이 되는 컴퓨터에서 “kai data fetch pk_animal_human”을 실행하거나, "
        "자료가 든 폴더를 KAI_DATA_MIRROR로 알려 준 뒤 새로 고치세요.",
    ),
    "fih.fallback_why": Phrase("Why the real data are not here: {why}", "실제 자료가 없는 까닭: {why}"),
    "fih.bad_setting": Phrase(
        "The address held settings that cannot be used and were left out: {names}.",
        "주소에 쓸 수 없는 설정이 있어 뺐습니다: {names}.",
    ),
    "fih.picture": Phrase(
        "Predicted clearance, volume, half-life and exposure in people, as distributions.",
        "사람의 청소율, 분포용적, 반감기, 노출을 예측한 분포.",
    ),
    "fih.detail.table": Phrase("Table and downloads", "표와 내려받기"),
    "fih.detail.animals": Phrase("The animals' data, beside all compounds", "동물 자료와 다른 화합물"),
    "fih.detail.methods": Phrase("Other methods", "다른 방법과 비교"),
    "fih.detail.priors": Phrase("From prior to posterior", "사전분포에서 사후분포로"),
    "fih.detail.quality": Phrase("Data and their quality", "자료와 품질"),
    "fih.grid_help": Phrase(
        "Drag over some compounds to see the same ones in the other panels. Solid: equal per kg; dashed: allometry.",
        "끌어서 화합물을 고르면 다른 그림에서도 같은 화합물이 보입니다. 실선: kg당 같은 값, 점선: 상대성장법.",
    ),
    "fih.brushed": Phrase("{n} compounds chosen: {names}", "고른 화합물 {n}개: {names}"),
    "fih.csv": Phrase("Download CSV", "CSV 내려받기"),
    "fih.report": Phrase("Download the report", "보고서 내려받기"),
    "fih.table.quantity": Phrase("Quantity", "양"),
    "fih.table.unit": Phrase("Unit", "단위"),
    "fih.table.median": Phrase("Median", "중앙값"),
    "fih.table.i50": Phrase("50% interval", "50% 구간"),
    "fih.table.i90": Phrase("90% interval", "90% 구간"),
    "fih.table.observed": Phrase("On record", "기록값"),
    "fih.table.species": Phrase("Species", "종"),
    "fih.table.method": Phrase("Method", "방법"),
    "fih.table.used": Phrase("Used", "쓴 값"),
    "fih.table.estimate": Phrase("Estimate", "추정값"),
    "fih.table.note": Phrase("Note", "참고"),
    "fih.table.where": Phrase("Where", "위치"),
    "fih.table.noticed": Phrase("Noticed", "알아낸 점"),
    "fih.table.action": Phrase("What was done", "처리"),
    "fih.caption.summary": Phrase("{compound} after {dose} mg", "{compound}, {dose} mg 투여"),
    "fih.caption.animals": Phrase("{compound}: what it was predicted from", "{compound}: 예측에 쓴 값"),
    "fih.caption.methods": Phrase(
        "{quantity}; a method's interval is that of its own errors on the reference compounds",
        "{quantity}. 각 방법의 구간은 기준 화합물에서 그 방법이 낸 오차에서 얻었습니다",
    ),
    "fih.caption.quality": Phrase("Notes on {source}: {n}", "{source}: 참고 {n}건"),
    "fih.quality_none": Phrase("{source}: nothing was left out.", "{source}: 뺀 값이 없습니다."),
    "fih.quality_row": Phrase("row {row}", "{row}행"),
    "error.fih_not_ready": Phrase(
        "There is no prediction yet. Wait until the fit has ended, then try again.",
        "아직 예측이 없습니다. 적합이 끝난 뒤 다시 해 주세요.",
    ),
}
