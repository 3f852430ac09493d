"""What the tumour growth app says."""

from ._say import Phrase

PHRASES = {
    "tgt.title": Phrase(
        "What tumour response should we expect in patients?",
        "환자에서 어느 정도의 종양 반응을 기대할 수 있을까요?",
    ),
    "tgt.subtitle": Phrase(
        "From growth and kill in mice, through exposure, to the sum of diameters and RECIST.",
        "마우스에서 본 종양의 성장과 사멸에서, 노출을 거쳐, 환자의 종양 직경 합과 RECIST 반응까지.",
    ),
    "tgt.answer": Phrase(
        "{arm}, at {ratio}× the mice’s exposure: {rate}% of patients respond (90% {rate_lo}–{rate_hi}%); "
        "the median best change of their tumours is {change}% ({change_lo} to {change_hi}).",
        "{arm}, 마우스 노출의 {ratio}배에서 환자의 {rate}%가 반응합니다(90% 신용구간 {rate_lo}–{rate_hi}%). "
        "종양 크기의 최대 변화는 중앙값 {change}%입니다({change_lo} ~ {change_hi}).",
    ),
    "tgt.answer_seen": Phrase(
        " The clinic saw {rate}% of {n}.", " 임상시험에서는 {n}명 중 {rate}%가 반응했습니다."
    ),
    "tgt.small": Phrase(
        "A response rate above {target}% has a probability of {p}. Trials of {n} patients, a scan every {visit} weeks "
        "for 48 weeks, RECIST 1.1 of target lesions. Patients as in {clinic}; mice: {source}.",
        "반응률이 {target}%를 넘을 확률은 {p}입니다. 환자 {n}명, {visit}주마다 영상검사, 48주 동안, 표적병변의 RECIST 1.1 "
        "기준입니다. 환자 특성: {clinic}, 마우스 자료: {source}.",
    ),
    "tgt.under": Phrase("under 1%", "1% 미만"),
    "tgt.over": Phrase("over 99%", "99% 초과"),
    "tgt.waiting": Phrase(
        "Learning growth and kill from the mice …", "마우스에서 성장과 사멸을 배우고 있습니다…"
    ),
    "tgt.stopped": Phrase("Stopped before there was an answer.", "답을 얻기 전에 중단했습니다."),
    "tgt.no_answer": Phrase(
        "These mice give no answer that can be trusted.", "이 마우스 자료로는 믿을 만한 답을 낼 수 없습니다."
    ),
    "tgt.no_answer_small": Phrase(
        "The fit failed its checks, so nothing of it is shown. Choose another treatment, or add mice or days.",
        "적합이 점검을 통과하지 못해 결과를 보이지 않습니다. 다른 처치를 고르거나 마우스나 측정일을 더하세요.",
    ),
    "tgt.again": Phrase("Start again", "다시 시작"),
    "tgt.fallback": Phrase(
        "This tumour is invented: the real data could not be fetched.\n"
        "To use erlotinib’s mice, run “kai data fetch pdx_erlotinib” on a machine with internet, or set "
        "KAI_DATA_MIRROR to a folder that holds them, and reload.",
        "지어낸 종양입니다. 실제 자료를 가져오지 못했습니다.\n"
        "엘로티닙 마우스 자료를 쓰려면 인터넷이 되는 컴퓨터에서 “kai data fetch pdx_erlotinib”을 실행하거나, 자료가 든 "
        "폴더를 KAI_DATA_MIRROR로 알려 준 뒤 새로 고치세요.",
    ),
    "tgt.bad_setting": Phrase(
        "The address held settings that cannot be used and were left out: {names}.",
        "주소에 쓸 수 없는 설정이 있어 뺐습니다: {names}.",
    ),
    # Controls
    "tgt.arm": Phrase("Treatment in mice", "마우스에 준 처치"),
    "tgt.arm_help": Phrase("Type to search.", "이름을 입력해 찾으세요."),
    "tgt.hint_own": Phrase("own table", "올린 표"),
    "tgt.data": Phrase("Data", "자료"),
    "tgt.data_real": Phrase("Real mice", "실제 마우스"),
    "tgt.data_synthetic": Phrase("Synthetic", "합성"),
    "tgt.ratio": Phrase("Exposure in patients, × mice", "환자의 노출(마우스의 배수)"),
    "tgt.ratio_help": Phrase(
        "Unbound AUC of the dose in mind, over that of the mice.",
        "생각하는 용량의 비결합 AUC를 마우스의 것으로 나눈 값.",
    ),
    "tgt.factor": Phrase("Kill at equal exposure, × mice", "같은 노출에서의 사멸(마우스의 배수)"),
    "tgt.factor_help": Phrase(
        "1: cells die as fast as in mice. 0.13: kill slows with body weight as growth does.",
        "1: 마우스에서와 같은 속도. 0.13: 성장처럼 체중에 따라 느려짐.",
    ),
    "tgt.growth": Phrase("Growth in patients", "환자에서의 성장"),
    "tgt.growth_patients": Phrase("From the clinic", "임상자료"),
    "tgt.growth_mice": Phrase("From mice", "마우스"),
    "tgt.doubling": Phrase("Untreated diameters double in", "치료하지 않을 때 직경이 두 배 되는 기간"),
    "tgt.exponent": Phrase("Exponent of body weight", "체중의 지수"),
    "tgt.exponent_help": Phrase(
        "−0.25: times go with body weight to a quarter.", "−0.25: 시간이 체중의 1/4제곱에 비례."
    ),
    "tgt.target": Phrase("Response rate worth having", "목표 반응률"),
    "tgt.fold": Phrase("fold", "배"),
    "tgt.reset": Phrase("Put the defaults back", "기본값으로"),
    "tgt.own": Phrase("A table of your own mice", "자체 마우스 자료 올리기"),
    "tgt.upload": Phrase("Tumour volumes, one row a measurement", "종양 부피(측정마다 한 행)"),
    "tgt.upload_help": Phrase(
        "animal, day, volume_mm3, exposure (0: untreated). CSV, XLSX or Parquet, at most {limit} MB. It stays in this "
        "session: it is not in the address, and is gone when you reload.",
        "animal, day, volume_mm3, exposure(0: 비투여). CSV, XLSX, Parquet, {limit} MB 이하. 이 화면에만 머물며 주소에는 "
        "들어가지 않고, 새로 고치면 사라집니다.",
    ),
    "tgt.template": Phrase("Download a template", "서식 내려받기"),
    "tgt.own_read": Phrase(
        "{name}: {n} mice, {arms} treated group(s). Set the exposure in patients.",
        "{name}: 마우스 {n}마리, 투여군 {arms}개를 읽었습니다. 환자의 노출을 정하세요.",
    ),
    "tgt.experts": Phrase("Assumptions (for experts)", "가정(전문가용)"),
    "tgt.kill_fold": Phrase("Kill carries over within (90%)", "사멸의 종간 불확실성(90%)"),
    "tgt.kill_fold_help": Phrase(
        "How far kill may differ between mouse and patient beyond exposure. An assumption of ours: 3-fold.",
        "노출을 맞춘 뒤에도 마우스와 환자의 사멸이 얼마나 다를 수 있는지. 기본값 3배는 저희의 가정입니다.",
    ),
    "tgt.growth_fold": Phrase("Growth is known within (90%)", "성장의 불확실성(90%)"),
    "tgt.base": Phrase("Sum of diameters at the start", "시작 시 직경 합"),
    "tgt.omega_growth": Phrase("Patients differ in growth, SD of log", "환자 간 성장 차이(로그 SD)"),
    "tgt.omega_kill": Phrase("Patients differ in kill, SD of log", "환자 간 사멸 차이(로그 SD)"),
    "tgt.patients": Phrase("Patients in the trial", "시험의 환자 수"),
    "tgt.visit": Phrase("Weeks between scans", "영상검사 간격(주)"),
    # Diagnosis
    "tgt.verdict.trust": Phrase(
        "Enough for a first judgement; kill at equal exposure is taken to carry over.",
        "첫 판단에 쓸 만합니다. 다만 같은 노출이면 사멸도 같다고 봅니다.",
    ),
    "tgt.verdict.look": Phrase(
        "Read this before you rely on it.", "그대로 믿기 전에 아래 내용을 읽어 보세요."
    ),
    "tgt.why.fit": Phrase("The fit of the mice: {told}", "마우스 적합: {told}"),
    "tgt.why.kill": Phrase(
        "The kill foretold is {times} times what patients typically showed ({clinic}: {rate} per year). Tumours in mice "
        "often die faster: consider a smaller factor.",
        "예측한 사멸 속도는 환자에서 보통 본 값({clinic}: 연 {rate})의 {times}배입니다. 마우스 종양은 더 빨리 죽는 일이 "
        "많으니 배수를 낮추는 것을 고려하세요.",
    ),
    "tgt.why.growth": Phrase(
        "Scaled from mice, diameters double in {doubling} days; in {clinic} they take {known}. Patients’ own growth is "
        "the better evidence.",
        "마우스에서 환산하면 직경이 {doubling}일에 두 배가 되지만 {clinic}에서는 {known}일입니다. 환자 자료의 성장이 더 "
        "나은 근거입니다.",
    ),
    "tgt.why.far": Phrase(
        "Kill was measured at one exposure and is carried in proportion to {ratio}× of it: effects may level off.",
        "사멸은 한 노출에서만 쟀고 그 {ratio}배까지 비례로 옮겼습니다. 효과가 포화될 수 있습니다.",
    ),
    "tgt.why.differs": Phrase(
        "The clinic saw {rate}%, outside the interval: believe the clinic.",
        "임상에서 본 {rate}%는 구간 밖입니다. 임상 값을 믿으세요.",
    ),
    "tgt.why.assumes": Phrase(
        "The interval holds the mice, how kill and growth carry over, how patients differ, and the size of the trial. "
        "New lesions and deaths are not foretold; responses are not confirmed.",
        "구간에는 마우스 자료, 사멸과 성장의 종간 차이, 환자 사이의 차이, 시험의 크기가 들어 있습니다. 새 병변과 사망은 "
        "예측하지 않으며, 반응은 확인된 반응이 아닙니다.",
    ),
    # Details
    "tgt.detail.mice": Phrase("The mice, and how well the model follows them", "마우스 자료와 모형의 적합"),
    "tgt.detail.table": Phrase("Table and downloads", "표와 내려받기"),
    "tgt.detail.scans": Phrase("Without progression, scan by scan", "검사 시점별 무진행 비율"),
    "tgt.csv": Phrase("Download CSV", "CSV 내려받기"),
    "tgt.table.quantity": Phrase("Quantity", "양"),
    "tgt.per_year": Phrase("1/year", "1/년"),
    "tgt.per_day": Phrase("1/day", "1/일"),
    "tgt.quantity.growth": Phrase("Growth rate of diameters, typical patient", "직경 성장속도(전형적 환자)"),
    "tgt.quantity.kill": Phrase("Kill rate of diameters, typical patient", "직경 사멸속도(전형적 환자)"),
    "tgt.quantity.best_change": Phrase("Median best change", "최대 감소율의 중앙값"),
    "tgt.quantity.response": Phrase("Response rate (CR or PR)", "반응률(CR 또는 PR)"),
    "tgt.quantity.control": Phrase("Disease control (no PD as best)", "질병조절률(PD 제외)"),
    "tgt.quantity.progression_free": Phrase(
        "Without progression of target lesions at the last scan", "마지막 검사까지 표적병변 무진행"
    ),
    "tgt.mice.base": Phrase("Volume at the first dose", "첫 투여 시 부피"),
    "tgt.mice.growth": Phrase("Growth rate of volumes", "부피 성장속도"),
    "tgt.mice.kill": Phrase("Kill rate of volumes", "부피 사멸속도"),
    "tgt.mice.resistance": Phrase("Rate at which kill fades", "효과가 줄어드는 속도"),
    "tgt.caption.summary": Phrase("{arm}, trials of {n} patients", "{arm}, 환자 {n}명의 시험"),
    "tgt.caption.scans": Phrase(
        "Patients without progression of target lesions", "표적병변이 진행하지 않은 환자의 비율"
    ),
    "tgt.caption.mice": Phrase(
        "The typical mouse: median and 90% interval", "전형적인 마우스: 중앙값과 90% 구간"
    ),
    # Pictures
    "tgt.picture.course": Phrase(
        "Change of the sum of diameters over time, with its uncertainty.",
        "시간에 따른 직경 합의 변화와 그 불확실성.",
    ),
    "tgt.picture.waterfall": Phrase("Best change of each patient of a trial.", "시험 환자별 최대 변화."),
    "tgt.picture.dots": Phrase(
        "Response rate as twenty dots of equal chance.", "확률이 같은 점 스무 개로 본 반응률."
    ),
    "tgt.axis.weeks": Phrase("Weeks since the start of treatment", "치료 시작 후 주"),
    "tgt.axis.days": Phrase("Days since the first dose", "첫 투여 후 일"),
    "tgt.axis.change": Phrase("Change of the sum of diameters (%)", "직경 합의 변화(%)"),
    "tgt.axis.best": Phrase("Best change (%)", "최대 변화(%)"),
    "tgt.axis.volume": Phrase("Tumour volume (mm³)", "종양 부피(mm³)"),
    "tgt.axis.patients": Phrase("{n} patients of a trial, the worst first", "시험 환자 {n}명(나쁜 순서)"),
    "tgt.foretold": Phrase("Foretold", "예측"),
    "tgt.foretold_key": Phrase("Foretold: 50% and 90% of patients", "예측: 환자의 50%와 90%"),
    "tgt.seen_key": Phrase("{n} patients of the clinical trial", "임상시험 환자 {n}명"),
    "tgt.best": Phrase("Best change", "최대 변화"),
    "tgt.partial": Phrase("−30%: partial response", "−30%: 부분관해"),
    "tgt.progression": Phrase("+20%", "+20%"),
    "tgt.untreated": Phrase("Untreated", "비투여"),
    "tgt.mouse": Phrase("Mouse", "마우스"),
    "tgt.patient": Phrase("Patient", "환자"),
    "tgt.week": Phrase("Week", "주"),
    "tgt.day": Phrase("Day", "일"),
    "tgt.dots_told": Phrase(
        "{right} of {dots} dots lie above {target}%", "점 {dots}개 중 {right}개가 {target}% 위"
    ),
    "tgt.target_told": Phrase("{target}% wanted", "목표 {target}%"),
    "tgt.tells_course": Phrase(
        "Change of the sum of diameters over weeks; the median patient is lowest at week {week}: {middle}% "
        "(90% of patients {lo}% to {hi}%).",
        "주에 따른 직경 합의 변화. 중앙값은 {week}주에 {middle}%로 가장 낮음(환자 90% {lo}% ~ {hi}%).",
    ),
    "tgt.tells_waterfall": Phrase(
        "Best change of {n} patients from the worst to the best; {middle} ({lo} to {hi}) reach −30%.",
        "환자 {n}명의 최대 변화(나쁜 순서). {middle}명({lo} ~ {hi})이 −30%에 도달.",
    ),
    "tgt.tells_mice": Phrase(
        "Tumour volumes of {controls} untreated mice and {n} under {name} on a logarithmic axis; on day {day} new mice "
        "have {untreated} mm³ untreated and {treated} mm³ treated.",
        "비투여 마우스 {controls}마리와 {name} 투여 마우스 {n}마리의 종양 부피(로그 축). {day}일에 새 마우스는 비투여 "
        "{untreated} mm³, 투여 {treated} mm³.",
    ),
    # What is refused
    "error.tgt_not_ready": Phrase(
        "There is no prediction yet. Wait a moment, then try again.",
        "아직 예측이 없습니다. 잠시 뒤 다시 해 주세요.",
    ),
    "error.tumour_unknown_arm": Phrase(
        "no such treatment here. Choose one of: {known}.",
        "그런 처치가 없습니다. 다음 중에서 고르세요: {known}.",
    ),
    "problem.no_animal": Phrase(
        "This row has no animal. Give each mouse a name or number.",
        "이 행에 동물이 없습니다. 마우스마다 이름이나 번호를 적으십시오.",
    ),
    "problem.exposure_changes": Phrase(
        "The exposure of this animal is {value} here and {hint} before (row in brackets). Give each animal one exposure; "
        "end its rows where treatment ends.",
        "이 동물의 노출이 여기서는 {value}, 앞(괄호 안은 행)에서는 {hint}입니다. 동물마다 노출 하나만 적고, 투여가 끝난 뒤의 "
        "행은 빼십시오.",
    ),
    "problem.few_untreated": Phrase(
        "{value} untreated animals (exposure 0): growth cannot be told from kill. Give at least {hint}, one of them "
        "measured {hint} times.",
        "비투여 동물(노출 0)이 {value}마리라서 성장과 사멸을 가를 수 없습니다. {hint}마리 이상, 적어도 한 마리는 {hint}번 이상 "
        "잰 값이 있어야 합니다.",
    ),
    "problem.few_treated": Phrase(
        "{value} treated animals (exposure above 0): kill cannot be told. Give at least {hint}, one of them measured "
        "{hint} times.",
        "투여 동물(노출 0 초과)이 {value}마리라서 사멸을 알 수 없습니다. {hint}마리 이상, 적어도 한 마리는 {hint}번 이상 잰 "
        "값이 있어야 합니다.",
    ),
}
