"""Words of the app and the pictures about the first dose in people."""

from ._say import Phrase

PHRASES = {
    "fihd.title": Phrase(
        "How much may the first person be given?", "처음 사람에게 얼마까지 투여할 수 있을까요?"
    ),
    "fihd.subtitle": Phrase(
        "What animals tolerated, what people’s exposure will be and what the target binds, as one range.",
        "동물이 견딘 용량, 사람에서 예상되는 노출, 표적 결합을 하나의 용량 범위로 모읍니다.",
    ),
    "fihd.answer": Phrase(
        "Start {compound} at {low}–{high} mg: {low} mg keeps every limit with 95% probability, {high} mg with 75%.",
        "{compound}의 시작용량은 {low}–{high} mg입니다. {low} mg은 95%, {high} mg은 75% 확률로 모든 한계를 지킵니다.",
    ),
    "fihd.answer_planned": Phrase(
        " The planned {dose} mg keeps them with {p}.", " 계획한 {dose} mg이 한계를 지킬 확률은 {p}입니다."
    ),
    "fihd.small": Phrase(
        "The tightest limit, in {share} of the draws, is {limit}. By convention: {conventional} mg, from the "
        "{species} NOAEL by body surface over {factor}. NOAELs and target are an example until you set them. "
        "Human kinetics learnt from {source}.",
        "추출값의 {share}에서 가장 엄격한 한계는 {limit}입니다. 관례에 따른 값: {species} NOAEL을 체표면적으로 환산해 "
        "{factor}(으)로 나눈 {conventional} mg. NOAEL과 표적 값은 직접 정하기 전까지 예시입니다. 사람 약동학의 학습 "
        "자료: {source}.",
    ),
    "fihd.partial": Phrase(
        "Human kinetics are not there yet: exposure and receptor occupancy are left out.",
        "아직 사람 약동학이 없어 노출과 수용체 점유율은 빠져 있습니다.",
    ),
    "fihd.waiting": Phrase("Reading the compounds …", "화합물을 읽고 있습니다…"),
    "fihd.fallback": Phrase(
        "These compounds are invented: the real ones could not be fetched.\n"
        "To use the real ones, run “kai data fetch pk_animal_human” on a machine with internet, or set "
        "KAI_DATA_MIRROR to a folder that holds them, and reload.",
        "지어낸 화합물입니다. 실제 자료를 가져오지 못했습니다.\n"
        "실제 자료를 쓰려면 인터넷이 되는 컴퓨터에서 “kai data fetch pk_animal_human”을 실행하거나, "
        "자료가 든 폴더를 KAI_DATA_MIRROR로 알려 준 뒤 새로 고치세요.",
    ),
    "fihd.bad_setting": Phrase(
        "The address held settings that cannot be used and were left out: {names}.",
        "주소에 쓸 수 없는 설정이 있어 뺐습니다: {names}.",
    ),
    # Controls
    "fihd.compound": Phrase("Compound", "화합물"),
    "fihd.compound_help": Phrase(
        "Its human kinetics are predicted from its animals.", "동물 값으로 사람 약동학을 예측합니다."
    ),
    "fihd.data": Phrase("Learn kinetics from", "약동학을 배울 자료"),
    "fihd.data_real": Phrase("Real compounds", "실제 화합물"),
    "fihd.data_synthetic": Phrase("Synthetic", "합성"),
    "fihd.second": Phrase("Second species", "둘째 종"),
    "fihd.second_none": Phrase("None", "없음"),
    "fihd.noael_rat": Phrase("NOAEL, rat", "최대무독성용량(NOAEL), 랫드"),
    "fihd.noael_second": Phrase("NOAEL, second species", "최대무독성용량(NOAEL), 둘째 종"),
    "fihd.spacing": Phrase("Next dose over the NOAEL", "NOAEL 다음 용량과의 비"),
    "fihd.spacing_help": Phrase(
        "The threshold lies between the two: wide steps, much doubt.",
        "독성이 시작되는 용량은 그 사이에 있습니다. 간격이 넓을수록 불확실합니다.",
    ),
    "fihd.factor": Phrase("Safety factor", "안전계수"),
    "fihd.margin": Phrase("Exposure margin wanted", "원하는 노출 여유(배)"),
    "fihd.weight": Phrase("Body weight", "체중"),
    "fihd.planned": Phrase("Planned dose", "계획한 용량"),
    "fihd.plan": Phrase("A dose in mind", "생각해 둔 용량"),
    "fihd.plan_no": Phrase("None", "없음"),
    "fihd.plan_yes": Phrase("Set a dose", "용량 정하기"),
    "fihd.mabel": Phrase("Receptor occupancy (MABEL)", "수용체 점유율(MABEL)"),
    "fihd.mabel_yes": Phrase("Use it", "사용"),
    "fihd.mabel_no": Phrase("Leave it out", "제외"),
    "fihd.kd": Phrase("KD of the target", "표적의 해리상수(KD)"),
    "fihd.kd_fold": Phrase("KD is known within (90%)", "KD의 불확실성(90%)"),
    "fihd.occupancy": Phrase("Occupancy at the peak", "최고농도에서의 점유율"),
    "fihd.mass": Phrase("Molar mass", "몰질량"),
    "fihd.fu": Phrase("Fraction unbound in plasma", "혈장 비결합 분율"),
    "fihd.rules": Phrase("Safety factor, margin, body weight", "안전계수, 노출 여유, 체중"),
    "fihd.kinetics": Phrase("Kinetics and molecule (for experts)", "약동학과 분자(전문가용)"),
    "fihd.f": Phrase("Bioavailability", "생체이용률"),
    "fihd.auc_rat": Phrase("AUC at the NOAEL, rat", "NOAEL에서의 AUC, 랫드"),
    "fihd.auc_second": Phrase("AUC at the NOAEL, second species", "NOAEL에서의 AUC, 둘째 종"),
    "fihd.auc_help": Phrase(
        "From clearance and bioavailability, until you set what was measured.",
        "측정값을 넣기 전에는 청소율과 생체이용률로 계산합니다.",
    ),
    "fihd.reset": Phrase("Put the defaults back", "기본값으로 되돌리기"),
    "fihd.fold": Phrase("fold", "배"),
    # Diagnosis
    "fihd.verdict.trust": Phrase(
        "Every limit could be computed, and the fit of human kinetics passed its checks.",
        "모든 한계를 계산했고 사람 약동학 적합도 점검을 통과했습니다.",
    ),
    "fihd.verdict.look": Phrase(
        "Read this before you rely on it.", "그대로 믿기 전에 아래 내용을 읽어 보세요."
    ),
    "fihd.verdict.do_not_use": Phrase(
        "The fit of human kinetics failed its checks: exposure and occupancy are left out.",
        "사람 약동학 적합이 점검을 통과하지 못해 노출과 점유율을 뺐습니다.",
    ),
    "fihd.why.example": Phrase(
        "The NOAELs and the KD are still the example’s, not those of {compound}: this is no dose for it.",
        "NOAEL과 KD가 아직 예시 값이며 {compound}의 값이 아닙니다. 이 용량을 쓰면 안 됩니다.",
    ),
    "fihd.why.one_species": Phrase(
        "One species only: guidance asks for two, one of them no rodent.",
        "한 종뿐입니다. 지침은 설치류가 아닌 종을 포함한 두 종을 요구합니다.",
    ),
    "fihd.why.no_clearance": Phrase(
        "No clearance of the {species} is known, so its exposure at the NOAEL is missing. Set it under Kinetics and molecule.",
        "{species}의 청소율을 몰라 NOAEL에서의 노출이 빠졌습니다. ‘약동학과 분자’에서 직접 넣으세요.",
    ),
    "fihd.why.no_target": Phrase(
        "Receptor occupancy is left out. For a drug that activates its target it must not be.",
        "수용체 점유율이 빠져 있습니다. 표적을 활성화하는 약이라면 빼서는 안 됩니다.",
    ),
    "fihd.why.apart": Phrase(
        "The limits lie {fold}-fold apart: the lowest alone decides. Ask whether it belongs to this drug.",
        "한계들이 {fold}배까지 떨어져 있어 가장 낮은 하나가 결정합니다. 이 약에 맞는 한계인지 살펴보세요.",
    ),
    "fihd.why.above": Phrase(
        "The range lies above the conventional {dose} mg, which takes the NOAEL itself for the threshold. Justify that, "
        "or start at the conventional dose.",
        "이 범위는 NOAEL 자체를 역치로 보는 관례 값 {dose} mg보다 높습니다. 근거를 대거나 관례 값에서 시작하세요.",
    ),
    "fihd.why.assumes": Phrase(
        "The threshold of toxicity is anywhere between the NOAEL and the next dose, the exponent of body weight between "
        "0.67 and 0.75. The limits are taken as independent. Differences between people are not part of it.",
        "독성 역치는 NOAEL과 다음 용량 사이 어디에나, 체중 지수는 0.67과 0.75 사이에 있다고 봅니다. 한계들은 서로 "
        "독립으로 보며, 사람 사이의 차이는 들어 있지 않습니다.",
    ),
    # Picture and table
    "fihd.picture": Phrase(
        "The highest dose that keeps each limit, and the recommended range.",
        "한계마다 지킬 수 있는 최고 용량과 권장 범위.",
    ),
    "fihd.axis": Phrase(
        "Highest dose that keeps the limit, mg (hollow: by convention)",
        "한계를 지키는 최고 용량, mg(빈 표시: 관례 값)",
    ),
    "fihd.recommended": Phrase("Recommended: {low}–{high} mg", "권장: {low}–{high} mg"),
    "fihd.mrsd_label": Phrase("NOAEL {noael} mg/kg, over {factor}", "NOAEL {noael} mg/kg, 안전계수 {factor}"),
    "fihd.exposure_label": Phrase("AUC at the NOAEL, over {margin}", "NOAEL에서의 AUC의 1/{margin}"),
    "fihd.mabel_label": Phrase("MABEL, {occupancy}% of the target", "MABEL, 표적의 {occupancy}%"),
    "fihd.limit.mrsd": Phrase("the {species} NOAEL (MRSD)", "{species} NOAEL(MRSD)"),
    "fihd.limit.exposure": Phrase("the exposure at the {species} NOAEL", "{species} NOAEL에서의 노출"),
    "fihd.limit.mabel": Phrase("receptor occupancy (MABEL)", "수용체 점유율(MABEL)"),
    "fihd.limit.all": Phrase("All limits together", "모든 한계"),
    "fihd.dots_title": Phrase("Highest dose that keeps every limit", "모든 한계를 지키는 최고 용량"),
    "fihd.dots_told": Phrase(
        "{right} of {dots} dots lie at or above {dose} mg", "점 {dots}개 중 {right}개가 {dose} mg 이상"
    ),
    "fihd.dots_limit": Phrase("{dose} mg", "{dose} mg 용량"),
    "fihd.detail.table": Phrase("Reasons, table and downloads", "근거·표·내려받기"),
    "fihd.detail.margins": Phrase("Exposure margin at the dose", "이 용량에서의 노출 여유"),
    "fihd.table.limit": Phrase("Limit", "한계"),
    "fihd.table.conventional": Phrase("By convention", "관례 값"),
    "fihd.table.tightest": Phrase("Is the tightest", "가장 엄격할 확률"),
    "fihd.table.species": Phrase("Species", "종"),
    "fihd.table.margin": Phrase("AUC at the NOAEL over the human AUC", "NOAEL에서의 AUC / 사람 AUC"),
    "fihd.caption.limits": Phrase("Highest dose that keeps each limit, mg", "한계를 지키는 최고 용량, mg"),
    "fihd.caption.margins": Phrase("At {dose} mg", "{dose} mg에서"),
    "fihd.no_margins": Phrase("No exposure is known to compare with.", "비교할 노출이 아직 없습니다."),
    "fihd.csv": Phrase("Download CSV", "CSV 내려받기"),
    "error.no_animals": Phrase(
        "no species is given. Give at least one with its NOAEL.",
        "종이 없습니다. NOAEL이 있는 종을 하나 이상 넣으세요.",
    ),
    "error.fihd_not_ready": Phrase(
        "There is no dose yet. Wait a moment, then try again.",
        "아직 용량이 없습니다. 잠시 뒤 다시 해 주세요.",
    ),
}
