"""Words of the app that shows a study, and of its pictures."""

from ._say import Phrase

PHRASES = {
    "chart.study.finding": Phrase("Finding", "소견"),
    "chart.study.dose": Phrase("Dose group", "용량군"),
    "chart.study.dose_unit": Phrase("Dose ({unit})", "용량({unit})"),
    "chart.study.affected": Phrase("Affected", "이상"),
    "chart.study.severity": Phrase("Severity", "정도"),
    "chart.study.of": Phrase(
        "{affected} of {examined} examined ({percent}%)", "검사 {examined} 중 {affected}({percent}%)"
    ),
    "chart.study.not_examined": Phrase("not examined", "검사하지 않음"),
    "chart.study.test": Phrase("Test", "검사 항목"),
    "chart.study.ratio": Phrase("Ratio to control", "대조군 대비 비"),
    "chart.study.ratio_axis": Phrase("Mean, as a ratio to control", "대조군 평균에 대한 비"),
    "chart.study.animals": Phrase("Animals", "동물 수"),
    "chart.study.animal": Phrase("Animal", "동물"),
    "chart.study.day": Phrase("Study day", "시험일"),
    "chart.study.on_day": Phrase("Day {day}", "{day}일"),
    "chart.study.weight": Phrase("Body weight", "체중"),
    "chart.study.weight_axis": Phrase("Body weight (% of start)", "체중(시작 체중 대비 %)"),
    "chart.study.percent": Phrase("% of start", "시작 대비 %"),
    "chart.study.unit": Phrase("Unit", "단위"),
    "chart.study.sex": Phrase("Sex", "성별"),
    "chart.study.who": Phrase("Animal or pool", "동물 또는 풀"),
    "chart.study.told": Phrase("{title}: {each}", "{title}: {each}"),
    "chart.tells.study_findings": Phrase(
        "{n} findings by dose group, animals affected of animals examined. {told}.",
        "소견 {n}가지의 용량군별 이상 동물 수와 검사한 동물 수. {told}.",
    ),
    "chart.tells.study_profile": Phrase(
        "{n} tests: mean of each dose group as a ratio to the control's, with 50% and 90% intervals. {told}.",
        "검사 항목 {n}개: 용량군 평균의 대조군 대비 비와 50%·90% 구간. {told}.",
    ),
    "chart.tells.study_weight": Phrase(
        "Body weight of {n} animals over time, as per cent of the start of dosing. Means at the end: {told}.",
        "동물 {n}마리의 시작 체중 대비 체중 변화. 마지막 평균: {told}.",
    ),
    "chart.tells.study_measure": Phrase(
        "{title} of {n} animals by dose group. Means, geometric where all values are above 0: {told}.",
        "용량군별 동물 {n}마리의 {title}. 평균(모든 값이 0보다 크면 기하평균): {told}.",
    ),
    "chart.tells.study_exposure": Phrase(
        "{parameter} against dose, {n} values on logarithmic axes. Not drawn, as they are not above zero: {left}.",
        "용량에 따른 {parameter}, 값 {n}개(로그 축). 0보다 크지 않아 그리지 않은 값: {left}개.",
    ),
    "error.chart_study_nothing": Phrase(
        "there is nothing to draw: no animal has a value. Choose another test or group.",
        "그릴 값이 없습니다. 다른 검사 항목이나 동물군을 고르십시오.",
    ),
    "error.study_explorer_ending": Phrase(
        "this is no package that can be opened here. Choose a file that ends in {endings}.",
        "여기서 열 수 없는 파일입니다. {endings} 파일을 고르십시오.",
    ),
    "error.study_explorer_people": Phrase(
        "this is data of people ({standard}), and this page shows animals. Choose a SEND package; "
        "kai study check tells what is wrong with this one.",
        "사람의 자료({standard})입니다. 이 화면은 동물을 보여 줍니다. SEND 패키지를 고르십시오. "
        "이 자료는 kai study check로 점검할 수 있습니다.",
    ),
    "error.study_explorer_no_animals": Phrase(
        "DM names no animal: it has no record, or USUBJID is missing or empty. Fill in USUBJID and send the package again.",
        "DM에 동물이 없습니다. 기록이 없거나 USUBJID가 없거나 비어 있습니다. USUBJID를 채운 뒤 다시 올리십시오.",
    ),
    "error.study_explorer_not_ready": Phrase(
        "The study is not ready yet. Wait until the work shown has ended, then try again.",
        "아직 준비되지 않았습니다. 진행 중인 일이 끝난 뒤 다시 해 주세요.",
    ),
    "explorer.title": Phrase(
        "What changed in the animals, and at which dose?", "동물에서 무엇이, 어느 용량에서 달라졌습니까?"
    ),
    "explorer.subtitle": Phrase(
        "One study at a time: findings by organ, body weight, laboratory values, every animal, and "
        "how sound the data are.",
        "시험 하나를 골라 장기별 소견, 체중, 임상검사, 동물 한 마리 한 마리, 그리고 데이터 품질을 봅니다.",
    ),
    "explorer.waiting": Phrase("Opening the study …", "시험을 여는 중…"),
    "explorer.reading": Phrase("Reading {study}", "{study} 읽는 중"),
    "explorer.fetching": Phrase("Fetching {study}", "{study} 내려받는 중"),
    "explorer.checking": Phrase("Checking the data", "데이터 품질을 점검하는 중"),
    "explorer.stopped": Phrase("Stopped.", "중단했습니다."),
    "explorer.again": Phrase("Start again", "다시 시작"),
    "explorer.answer": Phrase(
        "{study}: {treatment} in {animals}, {duration}, {doses}.",
        "{study}: {treatment}, {animals}, {duration} 투여, {doses}.",
    ),
    "explorer.answer_finding": Phrase(
        "{organ}, {term}: {affected} of {examined} at {dose} against {affected0} of {examined0} in "
        "the control.",
        "{organ}, {term}: {dose}에서 {examined} 중 {affected}, 대조군 {examined0} 중 {affected0}.",
    ),
    "explorer.answer_none": Phrase(
        "None of its {n} findings grows clearly with the dose.",
        "소견 {n}가지 가운데 용량에 따라 뚜렷하게 늘어난 것은 없습니다.",
    ),
    "explorer.answer_no_organs": Phrase("It holds no organ findings.", "장기 소견은 들어 있지 않습니다."),
    "explorer.answer_crossed": Phrase(
        "Every animal gets several doses in turn, so its groups are orders of doses and no dose is "
        "compared here.",
        "동물마다 여러 용량을 차례로 투여했으므로 군은 투여 순서이며, 여기서는 용량을 비교하지 않습니다.",
    ),
    "explorer.untold": Phrase("not told", "기재 없음"),
    "explorer.small_animals": Phrase(
        "{shown} of {every} animals are shown.", "동물 {every}마리 중 {shown}마리를 보입니다."
    ),
    "explorer.small_weight": Phrase(
        "Mean body weight at {dose}: {low}% of the start, control {control}%.",
        "평균 체중은 시작 대비 {dose} {low}%, 대조군 {control}%.",
    ),
    "explorer.small_change": Phrase(
        "{test} at {dose}: × {ratio} the control (90% {low}–{high}).",
        "{dose}의 {test}: 대조군의 {ratio}배(90% {low}–{high}).",
    ),
    "explorer.small_trend": Phrase(
        "Named above: the finding that rises most clearly with the dose (exact trend test, not "
        "adjusted for {n} findings). Whether it is adverse is a judgement; no SEND package holds a "
        "NOAEL.",
        "위 소견은 용량에 따라 가장 뚜렷하게 늘어난 것입니다(정확 추세검정, 소견 {n}가지에 대한 보정 "
        "없음). 유해한지는 판단의 문제이며 SEND 자료에는 최대무독성용량(NOAEL)이 없습니다.",
    ),
    "explorer.duration.d": Phrase("{n} days", "{n}일"),
    "explorer.duration.d1": Phrase("{n} day", "{n}일"),
    "explorer.duration.w": Phrase("{n} weeks", "{n}주"),
    "explorer.duration.w1": Phrase("{n} week", "{n}주"),
    "explorer.duration.m": Phrase("{n} months", "{n}개월"),
    "explorer.duration.m1": Phrase("{n} month", "{n}개월"),
    "explorer.species.mouse": Phrase("mice", "마우스"),
    "explorer.species.rat": Phrase("rats", "랫드"),
    "explorer.species.dog": Phrase("dogs", "개"),
    "explorer.species.monkey": Phrase("monkeys", "원숭이"),
    "explorer.species.rabbit": Phrase("rabbits", "토끼"),
    "explorer.species.pig": Phrase("pigs", "돼지"),
    "explorer.species.unknown": Phrase("animals", "동물"),
    "explorer.study": Phrase("Study", "시험"),
    "explorer.study_help": Phrase(
        "Type to search. What is not here yet is fetched when you choose it.",
        "입력해 찾으세요. 아직 없는 시험은 고르면 내려받습니다.",
    ),
    "explorer.synthetic_hint": Phrase("synthetic", "합성"),
    "explorer.fetch_hint": Phrase("fetch {size} MB", "{size} MB 내려받기"),
    "explorer.own_hint": Phrase("yours", "올린 자료"),
    "explorer.sex_of": Phrase("Sex", "성별"),
    "explorer.both": Phrase("Both", "모두"),
    "explorer.male": Phrase("Male", "수컷"),
    "explorer.female": Phrase("Female", "암컷"),
    "explorer.animals_of": Phrase("Animals", "동물군"),
    "explorer.main": Phrase("Main", "주 시험군"),
    "explorer.recovery": Phrase("Recovery", "회복군"),
    "explorer.organ": Phrase("Organ", "장기"),
    "explorer.organ_all": Phrase("Growing most with the dose", "용량에 따라 가장 늘어난 소견"),
    "explorer.category": Phrase("Measured", "측정 분야"),
    "explorer.test": Phrase("Test", "검사 항목"),
    "explorer.day": Phrase("Day", "시험일"),
    "explorer.on_day": Phrase("Day {day}", "{day}일"),
    "explorer.latest": Phrase("Latest of each animal", "각 동물의 마지막 값"),
    "explorer.animal": Phrase("Animal", "동물"),
    "explorer.animal_help": Phrase(
        "Choose one to see all of it.", "한 마리를 고르면 그 동물의 모든 자료를 보입니다."
    ),
    "explorer.clear": Phrase("Clear the choice", "선택 지우기"),
    "explorer.own": Phrase("A package of your own", "내 자료 올리기"),
    "explorer.upload": Phrase("SEND package", "SEND 패키지"),
    "explorer.upload_help": Phrase(
        "A ZIP archive or one XPT file, at most {limit} MB. It is read as data, stays in this "
        "session, and is gone when you reload.",
        "ZIP 또는 XPT 파일 하나, {limit} MB 이하. 데이터로만 읽고 이 화면에만 머물며, 새로 고치면 "
        "사라집니다.",
    ),
    "explorer.own_read": Phrase("{name} was read: {domains}.", "{name}을(를) 읽었습니다: {domains}."),
    "explorer.own_read_problems": Phrase(
        "{name} was read: {domains}. Notes on its files: {n}; see the quality table.",
        "{name}을(를) 읽었습니다: {domains}. 파일에 참고할 점이 {n}건 있습니다. 품질 표를 보세요.",
    ),
    "explorer.own_unread": Phrase("Could not be read: {files}.", "읽지 못한 파일: {files}."),
    "explorer.only_synthetic": Phrase(
        "The studies at hand are invented: no real one lies on this machine.\nTo see real ones, "
        "choose one in the list to fetch it, or set KAI_DATA_MIRROR to a folder that holds them.",
        "지금 있는 시험은 지어낸 것입니다. 이 컴퓨터에 실제 시험이 없습니다.\n실제 시험을 보려면 "
        "목록에서 골라 내려받거나, 자료가 든 폴더를 KAI_DATA_MIRROR로 알려 주세요.",
    ),
    "explorer.unknown": Phrase(
        "There is no study called “{name}”; the first of the list is shown.",
        "‘{name}’ 시험이 없어 목록의 첫 시험을 보입니다.",
    ),
    "explorer.bad_setting": Phrase(
        "The address held settings that cannot be used and were left out: {names}.",
        "주소에 쓸 수 없는 설정이 있어 뺐습니다: {names}.",
    ),
    "explorer.findings": Phrase("Organ findings", "장기 소견"),
    "explorer.findings_how": Phrase(
        "Animals affected of those examined; darker is more severe. Click a cell to see its animals "
        "everywhere; a dot: a chosen animal has it; a dash: not examined.",
        "검사한 동물 중 이상이 있는 동물. 진할수록 정도가 심합니다. 칸을 누르면 그 동물들이 모든 "
        "그림에 보입니다. 점은 고른 동물에 그 소견이 있다는 뜻이고, 줄표(–)는 검사하지 않았다는 뜻입니다.",
    ),
    "explorer.weight": Phrase("Body weight", "체중"),
    "explorer.weight_how": Phrase(
        "Thin: animals. Thick: mean of the group. Click a line to see all of that animal.",
        "가는 선은 동물, 굵은 선은 용량군 평균. 선을 누르면 그 동물의 모든 자료를 보입니다.",
    ),
    "explorer.profile": Phrase("Laboratory and organ weights", "임상검사와 장기 무게"),
    "explorer.profile_how": Phrase(
        "Means against the control, with 50% and 90% intervals; darker is a higher dose. Click a row "
        "to see its animals.",
        "대조군 대비 평균과 50%·90% 구간. 진할수록 용량이 높습니다. 줄을 누르면 동물별 값을 보입니다.",
    ),
    "explorer.measure": Phrase("Animal by animal", "동물별 값"),
    "explorer.measure_how": Phrase(
        "Grey: where a further control animal would lie (50%, 90%). Line: mean (geometric on a logarithmic "
        "axis). Filled: male; hollow: female. Click a dot, or drag over some.",
        "회색은 대조군 동물이 하나 더 있다면 놓일 범위(50%, 90%), 선은 평균(로그 축이면 기하평균). 채운 점은 수컷, 빈 점은 "
        "암컷. 점을 누르거나 끌어서 고르세요.",
    ),
    "explorer.exposure": Phrase("Exposure against dose", "용량에 따른 노출"),
    "explorer.exposure_how": Phrase(
        "Dashed: in proportion to dose. Filled: male; hollow: female. Parent and metabolites are kept apart.",
        "점선은 용량 비례. 채운 점은 수컷, 빈 점은 암컷. 모화합물과 대사체를 섞지 않습니다.",
    ),
    "explorer.exposure_none": Phrase(
        "The package holds no exposure above zero at a known dose.",
        "용량이 알려진 노출 값이 들어 있지 않습니다.",
    ),
    "explorer.exposure_axis": Phrase("{parameter} of {analyte}", "{analyte}의 {parameter}"),
    "explorer.parameter.auclst": Phrase("AUC to the last sample", "AUC(마지막 채혈까지)"),
    "explorer.parameter.aucifo": Phrase("AUC to infinity", "AUC(무한대까지)"),
    "explorer.parameter.auctau": Phrase("AUC of a dosing interval", "AUC(투여 간격)"),
    "explorer.parameter.aucint": Phrase("AUC of the sampled interval", "AUC(채혈 구간)"),
    "explorer.parameter.cmax": Phrase("Highest concentration (Cmax)", "최고 농도(Cmax)"),
    "explorer.told_none": Phrase(
        "Click in a picture to point out animals in all of them.",
        "그림을 눌러 고르면 모든 그림에서 같은 동물이 표시됩니다.",
    ),
    "explorer.told_one": Phrase(
        "Animal {name} is pointed out; all of it stands below the pictures.",
        "동물 {name}을(를) 표시했습니다. 모든 자료는 그림 아래에 있습니다.",
    ),
    "explorer.told_many": Phrase(
        "{n} animals are pointed out: {names}", "동물 {n}마리를 표시했습니다: {names}"
    ),
    "explorer.told_cell": Phrase(
        "{finding}, {dose} – {n} animals: {names}", "{finding}, {dose} – 동물 {n}마리: {names}"
    ),
    "explorer.animal_title": Phrase("Animal {animal}", "동물 {animal}"),
    "explorer.sex.M": Phrase("male", "수컷"),
    "explorer.sex.F": Phrase("female", "암컷"),
    "explorer.set.main": Phrase("main", "주 시험군"),
    "explorer.set.control": Phrase("control", "대조군"),
    "explorer.set.recovery": Phrase("recovery", "회복군"),
    "explorer.set.toxicokinetic": Phrase("toxicokinetic", "독성동태"),
    "explorer.set.satellite": Phrase("toxicokinetic only", "독성동태 전용"),
    "explorer.animal_weight": Phrase(
        "Body weight from {first} to {last} {unit} on day {day}, {percent}% of the start.",
        "체중 {first}에서 {day}일에 {last} {unit}(시작의 {percent}%).",
    ),
    "explorer.animal_fate": Phrase("End: {fate}.", "종료: {fate}."),
    "explorer.animal_fate_day": Phrase("End: {fate}, day {day}.", "종료: {fate}, {day}일."),
    "explorer.animal_no_lesions": Phrase("No organ finding.", "장기 소견 없음."),
    "explorer.animal_no_signs": Phrase("No clinical sign.", "임상증상 없음."),
    "explorer.domain.mi": Phrase("microscopy", "조직병리"),
    "explorer.domain.ma": Phrase("necropsy", "부검"),
    "explorer.caption.lesions": Phrase("Findings: {n}", "소견 {n}건"),
    "explorer.caption.outside": Phrase(
        "Latest values outside of those of the control animals of its sex: {n} of {every}",
        "같은 성별 대조군 동물의 값 범위를 벗어난 마지막 값: {every}개 중 {n}개",
    ),
    "explorer.caption.signs": Phrase("Clinical signs: {n}", "임상증상 {n}가지"),
    "explorer.caption.design": Phrase(
        "Trial sets; doses as TX tells them", "시험군. 용량은 TX에 적힌 대로입니다"
    ),
    "explorer.caption.checks": Phrase("Checks that found something: {n}", "문제를 찾은 점검 {n}건"),
    "explorer.caption.rows": Phrase(
        "Rows with their keys: {shown} of {n}, some of each check; the report holds more",
        "해당 행과 키: {n}개 중 점검마다 일부, 모두 {shown}개. 나머지는 보고서에 있습니다",
    ),
    "explorer.detail.quality": Phrase("Quality of the data", "데이터 품질"),
    "explorer.picture_png": Phrase("Picture (PNG)", "그림 (PNG)"),
    "explorer.picture_svg": Phrase("Picture (SVG)", "그림 (SVG)"),
    "explorer.detail.exposure": Phrase("Exposure by dose", "용량별 노출"),
    "explorer.detail.design": Phrase("Design, doses and animals", "시험 설계, 용량, 동물"),
    "explorer.csv_findings": Phrase("Findings (CSV)", "소견 (CSV)"),
    "explorer.csv_measures": Phrase("Measurements (CSV)", "측정값 (CSV)"),
    "explorer.report": Phrase("Quality report (HTML)", "품질 보고서 (HTML)"),
    "explorer.quality_waiting": Phrase(
        "The data are being checked, or the check was stopped.",
        "데이터를 점검하는 중이거나 점검을 중단했습니다.",
    ),
    "explorer.quality_found": Phrase(
        "{failed} of {done} checks of the data found something. Read what, before you rely on the pictures.",
        "데이터 점검 {done}건 중 {failed}건에서 문제를 찾았습니다. 그림을 근거로 삼기 전에 읽어 보세요.",
    ),
    "explorer.quality_clean": Phrase(
        "All {done} checks of the data passed.", "데이터 점검 {done}건을 모두 통과했습니다."
    ),
    "explorer.quality_part": Phrase(
        "{done} of {all} checks of the data could be evaluated, and all of those passed.",
        "데이터 점검 {all}건 가운데 {done}건을 평가할 수 있었고, 평가한 점검은 모두 통과했습니다.",
    ),
    "explorer.quality_blind": Phrase(
        "Not evaluated: {n} of {all}. The report says why.",
        "평가하지 못한 점검: {all}건 중 {n}건. 이유는 보고서에 있습니다.",
    ),
    "explorer.quality_none": Phrase("No check found a fault.", "문제를 찾은 점검이 없습니다."),
    "explorer.category.clinical_chemistry": Phrase("Clinical chemistry", "임상화학"),
    "explorer.category.chemistry": Phrase("Clinical chemistry", "임상화학"),
    "explorer.category.hematology": Phrase("Haematology", "혈액학"),
    "explorer.category.coagulation": Phrase("Coagulation", "응고"),
    "explorer.category.urinalysis": Phrase("Urinalysis", "요검사"),
    "explorer.category.lb": Phrase("Laboratory", "임상검사"),
    "explorer.category.om": Phrase("Organ weights", "장기 무게"),
    "explorer.category.eg": Phrase("ECG", "심전도"),
    "explorer.category.vs": Phrase("Vital signs", "활력징후"),
    "explorer.category.cv": Phrase("Cardiovascular", "심혈관"),
    "explorer.category.re": Phrase("Respiration", "호흡"),
    "explorer.table.set": Phrase("Set", "시험군"),
    "explorer.table.label": Phrase("Label", "이름"),
    "explorer.table.dose": Phrase("Dose", "용량"),
    "explorer.table.kind": Phrase("Kind", "구분"),
    "explorer.table.males": Phrase("Males", "수컷"),
    "explorer.table.females": Phrase("Females", "암컷"),
    "explorer.table.check": Phrase("Check", "점검"),
    "explorer.table.where": Phrase("Where", "위치"),
    "explorer.table.failures": Phrase("Failures / looked at", "문제 / 점검"),
    "explorer.table.category": Phrase("Kind", "구분"),
    "explorer.table.allowed": Phrase("Allowed", "허용 한계"),
    "explorer.table.domain": Phrase("Domain", "도메인"),
    "explorer.table.row": Phrase("Row", "행"),
    "explorer.table.key": Phrase("Key", "키"),
    "explorer.table.detail": Phrase("What is wrong", "무엇이 문제인가"),
    "explorer.table.action": Phrase("What to do", "할 일"),
    "explorer.table.organ": Phrase("Organ", "장기"),
    "explorer.table.finding": Phrase("Finding", "소견"),
    "explorer.table.severity": Phrase("Severity", "정도"),
    "explorer.table.seen": Phrase("Seen in", "확인 방법"),
    "explorer.table.test": Phrase("Test", "검사 항목"),
    "explorer.table.value": Phrase("Value", "값"),
    "explorer.table.control": Phrase("Controls", "대조군"),
    "explorer.table.animals": Phrase("Control animals", "대조군 동물 수"),
    "explorer.table.day": Phrase("Day", "시험일"),
    "explorer.table.sign": Phrase("Sign", "증상"),
    "explorer.table.times": Phrase("Times", "횟수"),
    "explorer.table.days": Phrase("Days", "시험일"),
}
