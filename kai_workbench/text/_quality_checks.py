"""What the quality checks of a study say: title, a failing record, what to do."""

from ._say import Phrase

PHRASES = {
    "check.schema.files": Phrase(
        "The files can be read, and hold what they say", "파일을 읽을 수 있고 내용이 파일의 선언과 같음"
    ),
    "check.schema.files.detail": Phrase("{value}", "{value}"),
    "check.schema.files.action": Phrase(
        "mend the file; the rest of the package was read", "파일을 고치십시오. 나머지 패키지는 읽었습니다"
    ),
    "check.schema.standard": Phrase("The study tells its standard and version", "시험이 표준과 버전을 밝힘"),
    "check.schema.standard.detail": Phrase(
        "The standard or its version is not told.", "표준이나 그 버전을 알 수 없습니다."
    ),
    "check.schema.standard.action": Phrase(
        "state SNDIGVER (or SDTIGVER) in TS; the newest rules were used",
        "TS에 SNDIGVER(또는 SDTIGVER)를 적으십시오. 가장 최근 규칙을 적용했습니다",
    ),
    "check.schema.domains": Phrase(
        "The domains that every study needs are there", "모든 시험에 필요한 도메인이 있음"
    ),
    "check.schema.domains.detail": Phrase("The domain {value} is missing.", "{value} 도메인이 없습니다."),
    "check.schema.domains.action": Phrase("add the data set", "데이터셋을 추가하십시오"),
    "check.schema.variables": Phrase("Required variables are there", "필수 변수가 있음"),
    "check.schema.variables.detail": Phrase(
        "The required variable {value} is missing.", "필수 변수 {value}이(가) 없습니다."
    ),
    "check.schema.variables.action": Phrase("add the variable", "변수를 추가하십시오"),
    "check.schema.values": Phrase("Required variables have a value", "필수 변수에 값이 있음"),
    "check.schema.values.detail": Phrase("A required variable has no value.", "필수 변수에 값이 없습니다."),
    "check.schema.values.action": Phrase("fill it in", "값을 채우십시오"),
    "check.schema.types": Phrase("Variables have the type of the standard", "변수의 자료형이 표준과 같음"),
    "check.schema.types.detail": Phrase(
        "The variable is a {value}; the standard says {expected}.",
        "변수의 자료형이 {value}입니다. 표준은 {expected}입니다.",
    ),
    "check.schema.types.action": Phrase(
        "write the variable with the standard's type", "표준의 자료형으로 저장하십시오"
    ),
    "check.schema.numbers": Phrase("Values of numeric variables are numbers", "숫자 변수의 값이 숫자임"),
    "check.schema.numbers.detail": Phrase('"{value}" is no number.', "'{value}'은(는) 숫자가 아닙니다."),
    "check.schema.numbers.action": Phrase(
        "correct it; the variable was kept as text, and its values take no part in calculations",
        "고치십시오. 이 변수는 글자로 남아 계산에 쓰이지 않습니다",
    ),
    "check.schema.dates": Phrase(
        "Dates are ISO 8601, and days that exist", "날짜가 ISO 8601 형식이고 실제로 있는 날임"
    ),
    "check.schema.dates.detail": Phrase(
        '"{value}" is no ISO 8601 date of a day that exists.',
        "'{value}'은(는) 실제로 있는 날의 ISO 8601 날짜가 아닙니다.",
    ),
    "check.schema.dates.action": Phrase(
        "write it as 2020-03-01, 2020-03 or 2020-03-01T08:30; it is left out of what needs a date",
        "2020-03-01, 2020-03, 2020-03-01T08:30처럼 쓰십시오. 날짜가 필요한 계산에서는 제외됩니다",
    ),
    "check.schema.date_order": Phrase("Nothing ends before it begins", "끝이 시작보다 앞서지 않음"),
    "check.schema.date_order.detail": Phrase(
        "{end} is {value}, before {start}, {expected}.",
        "{end}({value})이(가) {start}({expected})보다 앞섭니다.",
    ),
    "check.schema.date_order.action": Phrase("correct one of the two", "둘 중 하나를 고치십시오"),
    "check.schema.unknown": Phrase("No variable is unknown to the standard", "표준에 없는 변수가 없음"),
    "check.schema.unknown.detail": Phrase(
        "The standard does not know the variable {value}.", "표준에 없는 변수 {value}입니다."
    ),
    "check.schema.unknown.action": Phrase(
        "move it to supplemental qualifiers, or correct its name", "SUPP--로 옮기거나 이름을 고치십시오"
    ),
    "check.terms.codelist": Phrase("Values are controlled terms", "값이 표준용어임"),
    "check.terms.codelist.detail": Phrase(
        '"{value}" is no term of {codelist}, which may not be extended.',
        "'{value}'은(는) 확장할 수 없는 {codelist}의 용어가 아닙니다.",
    ),
    "check.terms.codelist.action": Phrase("use a term of the list", "목록의 용어를 쓰십시오"),
    "check.terms.extended": Phrase(
        "Terms added to an extensible code list", "확장 가능한 목록에 추가된 용어"
    ),
    "check.terms.extended.detail": Phrase(
        '"{value}" was added to {codelist}.', "'{value}'이(가) {codelist}에 추가되었습니다."
    ),
    "check.terms.extended.action": Phrase(
        "check that no published term says the same", "같은 뜻의 공개 용어가 없는지 확인하십시오"
    ),
    "check.keys.subject_twice": Phrase("Every subject stands once in DM", "개체는 DM에 한 번만 나옴"),
    "check.keys.subject_twice.detail": Phrase(
        "The subject {value} stands in DM more than once.", "개체 {value}이(가) DM에 두 번 이상 있습니다."
    ),
    "check.keys.subject_twice.action": Phrase("keep one record", "기록을 하나만 남기십시오"),
    "check.keys.number_twice": Phrase(
        "Sequence numbers tell records apart", "순번(--SEQ)으로 기록을 구별할 수 있음"
    ),
    "check.keys.number_twice.detail": Phrase(
        "The number {value} is given twice to the same subject or pool.",
        "같은 개체나 풀에 번호 {value}이(가) 두 번 쓰였습니다.",
    ),
    "check.keys.number_twice.action": Phrase("number the records anew", "기록에 번호를 다시 매기십시오"),
    "check.keys.subject_unknown": Phrase("Every subject is in DM", "모든 개체가 DM에 있음"),
    "check.keys.subject_unknown.detail": Phrase(
        "The subject {value} is not in DM.", "개체 {value}이(가) DM에 없습니다."
    ),
    "check.keys.subject_unknown.action": Phrase(
        "add the subject to DM, or correct the identifier", "DM에 추가하거나 식별자를 고치십시오"
    ),
    "check.keys.set_unknown": Phrase("Every subject's set is in TX", "개체의 세트가 TX에 있음"),
    "check.keys.set_unknown.detail": Phrase(
        "The set {value} is not in TX.", "세트 {value}이(가) TX에 없습니다."
    ),
    "check.keys.set_unknown.action": Phrase("describe the set in TX", "TX에 세트를 기술하십시오"),
    "check.keys.arm_unknown": Phrase("Every subject's arm is in TA", "개체의 군(arm)이 TA에 있음"),
    "check.keys.arm_unknown.detail": Phrase(
        "The arm {value} is not in TA.", "군 {value}이(가) TA에 없습니다."
    ),
    "check.keys.arm_unknown.action": Phrase("describe the arm in TA", "TA에 군을 기술하십시오"),
    "check.keys.pool_unknown": Phrase("Every pool is defined in POOLDEF", "모든 풀이 POOLDEF에 정의됨"),
    "check.keys.pool_unknown.detail": Phrase(
        "The pool {value} is not in POOLDEF.", "풀 {value}이(가) POOLDEF에 없습니다."
    ),
    "check.keys.pool_unknown.action": Phrase(
        "define the pool; without it the record belongs to no animal",
        "풀을 정의하십시오. 정의가 없으면 기록이 어떤 동물에도 속하지 않습니다",
    ),
    "check.keys.relrec": Phrase("Related records are there", "RELREC이 가리키는 기록이 있음"),
    "check.keys.relrec.detail": Phrase(
        "RELREC points to {value}, which is not there.", "RELREC이 가리키는 {value}이(가) 없습니다."
    ),
    "check.keys.relrec.action": Phrase(
        "correct the relation, or add the record", "관계를 고치거나 기록을 추가하십시오"
    ),
    "check.keys.supp_parent": Phrase(
        "Supplemental qualifiers have a parent record", "SUPP--의 상위 기록이 있음"
    ),
    "check.keys.supp_parent.detail": Phrase(
        "No parent record has {value}.", "{value} 값을 가진 상위 기록이 없습니다."
    ),
    "check.keys.supp_parent.action": Phrase("correct IDVAR and IDVARVAL", "IDVAR와 IDVARVAL을 고치십시오"),
    "check.keys.comment": Phrase(
        "Comments are about records that are there", "코멘트가 가리키는 기록이 있음"
    ),
    "check.keys.comment.detail": Phrase(
        "The comment is about {value}, which is not there.", "코멘트가 가리키는 {value}이(가) 없습니다."
    ),
    "check.keys.comment.action": Phrase("correct IDVAR and IDVARVAL", "IDVAR와 IDVARVAL을 고치십시오"),
    "check.trap01.dose_text": Phrase(
        "Trap 1: the dose of a set is a plain number", "함정 1: 세트의 용량이 단순한 숫자임"
    ),
    "check.trap01.dose_text.detail": Phrase(
        'The dose "{value}" is no plain number.', "용량 '{value}'이(가) 단순한 숫자가 아닙니다."
    ),
    "check.trap01.dose_text.action": Phrase(
        "the text is kept; it is read as a number only where it can mean one thing",
        "텍스트를 그대로 두고, 뜻이 하나일 때만 숫자로 읽음",
    ),
    "check.trap01.dose_basis": Phrase(
        "Trap 1: EX gives the dose on another basis than TX", "함정 1: EX와 TX의 용량 기준이 다름"
    ),
    "check.trap01.dose_basis.detail": Phrase(
        "EX says {value}, TX {expected}.", "EX는 {value}, TX는 {expected}입니다."
    ),
    "check.trap01.dose_basis.action": Phrase(
        "take the group's dose from TX", "군의 용량은 TX에서 가져오십시오"
    ),
    "check.trap02.doses_disagree": Phrase(
        "Trap 2: EX and TX agree on the dose", "함정 2: EX와 TX의 용량이 일치함"
    ),
    "check.trap02.doses_disagree.detail": Phrase(
        "EX gives {value}, TX {expected}.", "EX는 {value}, TX는 {expected}입니다."
    ),
    "check.trap02.doses_disagree.action": Phrase(
        "neither is picked; ask the source of the data", "어느 쪽도 고르지 않음. 자료 제공처에 확인하십시오"
    ),
    "check.trap03.pool": Phrase(
        "Trap 3: pooled exposures can be given to animals", "함정 3: 풀 단위 노출을 동물에 배정할 수 있음"
    ),
    "check.trap03.pool.detail": Phrase(
        "The pool {value} is not defined.", "풀 {value}이(가) 정의되지 않았습니다."
    ),
    "check.trap03.pool.action": Phrase(
        "left out: it belongs to no animal", "제외: 어떤 동물에도 속하지 않음"
    ),
    "check.trap04.examined": Phrase(
        "Trap 4: not every animal of the group was examined", "함정 4: 군의 모든 동물을 검사하지 않음"
    ),
    "check.trap04.examined.detail": Phrase(
        "{value} of {expected} animals were examined.", "{expected}마리 중 {value}마리를 검사했습니다."
    ),
    "check.trap04.examined.action": Phrase(
        "the denominator of an incidence is the animals examined", "발생률의 분모는 검사한 동물 수입니다"
    ),
    "check.trap05.analytes": Phrase(
        "Trap 5: parent and metabolites in one data set", "함정 5: 모체와 대사체가 한 데이터셋에 있음"
    ),
    "check.trap05.analytes.detail": Phrase(
        "The analyte {value} is one of several.", "분석 물질 {value}은(는) 여러 물질 중 하나입니다."
    ),
    "check.trap05.analytes.action": Phrase("keep the analytes apart", "분석 물질을 나누어 다루십시오"),
    "check.trap05.analyte_untold": Phrase("Trap 5: PP tells the analyte", "함정 5: PP가 분석 물질을 밝힘"),
    "check.trap05.analyte_untold.detail": Phrase(
        "The parameter does not tell which analyte it is of.", "어느 물질의 파라미터인지 알 수 없습니다."
    ),
    "check.trap05.analyte_untold.action": Phrase("left out of exposures by analyte", "물질별 노출에서 제외"),
    "check.trap06.impossible": Phrase("Trap 6: exposures are possible", "함정 6: 노출 값이 가능한 값임"),
    "check.trap06.impossible.detail": Phrase(
        "{value} cannot be (expected {expected}).", "{value}은(는) 있을 수 없는 값입니다 (기대: {expected})."
    ),
    "check.trap06.impossible.action": Phrase("reported, and left out of means", "보고하고 평균에서 제외"),
    "check.trap07.severity_scale": Phrase(
        "Trap 7: severities are on one scale", "함정 7: 중증도가 하나의 척도임"
    ),
    "check.trap07.severity_scale.detail": Phrase(
        '"{value}" is on another scale than the rest ({expected}).',
        "'{value}'은(는) 나머지({expected})와 다른 척도입니다.",
    ),
    "check.trap07.severity_scale.action": Phrase(
        "do not order severities of different scales together",
        "척도가 다른 중증도를 함께 순서 매기지 마십시오",
    ),
    "check.trap08.sets_share_dose": Phrase("Trap 8: sets share a dose", "함정 8: 같은 용량의 세트가 있음"),
    "check.trap08.sets_share_dose.detail": Phrase(
        "The dose {value} is also of other sets ({expected}).",
        "용량 {value}인 세트가 더 있습니다 ({expected}).",
    ),
    "check.trap08.sets_share_dose.action": Phrase(
        "keep toxicokinetic and recovery sets apart from the main sets",
        "독성동태군과 회복군을 본 군과 나누십시오",
    ),
    "check.trap08.sets_alike": Phrase(
        "Trap 8: sets of one dose are told apart", "함정 8: 같은 용량의 세트를 구별할 수 있음"
    ),
    "check.trap08.sets_alike.detail": Phrase(
        "Nothing tells this set ({value}) from another of the same dose.",
        "용량({value})이 같은 다른 세트와 구별할 정보가 없습니다.",
    ),
    "check.trap08.sets_alike.action": Phrase(
        "tell sets apart in TX (TKDESC, SETLBL)", "TX(TKDESC, SETLBL)에서 구별하십시오"
    ),
    "check.trap09.no_dose_effect": Phrase(
        "Trap 9: exposure rises with the dose", "함정 9: 용량이 늘면 노출도 늘어남"
    ),
    "check.trap09.no_dose_effect.detail": Phrase(
        "Exposure goes {value} while the dose goes {expected}.",
        "용량이 {expected}일 때 노출은 {value}입니다.",
    ),
    "check.trap09.no_dose_effect.action": Phrase(
        "do not use for exposure–response; it may be simulated",
        "노출-반응 분석에 쓰지 마십시오. 모의 자료일 수 있습니다",
    ),
    "check.trap10.pilot_version": Phrase(
        "Trap 10: which version of the CDISC pilot this is", "함정 10: CDISC 파일럿의 어느 버전인지"
    ),
    "check.trap10.pilot_version.detail": Phrase(
        "AE has {value} records (versions: {expected}).", "AE 기록이 {value}개입니다 (버전: {expected})."
    ),
    "check.trap10.pilot_version.action": Phrase(
        "name the version where results are shown", "결과를 보일 때 버전을 밝히십시오"
    ),
    "check.trap10.pilot_unknown": Phrase(
        "Trap 10: the version of the CDISC pilot is known", "함정 10: CDISC 파일럿의 버전을 알 수 있음"
    ),
    "check.trap10.pilot_unknown.detail": Phrase(
        "AE has {value} records; known versions have {expected}.",
        "AE 기록이 {value}개입니다. 알려진 버전은 {expected}개입니다.",
    ),
    "check.trap10.pilot_unknown.action": Phrase("say where the data came from", "자료의 출처를 밝히십시오"),
    "check.trap11.noael": Phrase("Trap 11: data name a NOAEL", "함정 11: 자료에 NOAEL이 적혀 있음"),
    "check.trap11.noael.detail": Phrase(
        '"{value}" names a NOAEL, which is a judgement.', "'{value}'에 NOAEL이 있습니다. NOAEL은 판단입니다."
    ),
    "check.trap11.noael.action": Phrase(
        "store it as an assertion with its author", "작성자와 함께 주장으로 저장하십시오"
    ),
    "check.trap12.zero": Phrase(
        "Trap 12: no quantity is 0 that cannot be", "함정 12: 0일 수 없는 값이 0이 아님"
    ),
    "check.trap12.zero.detail": Phrase(
        "The value is 0; a small number, rounded, most likely. It has no logarithm.",
        "값이 0입니다. 작은 값이 반올림된 것으로 보이며 로그를 취할 수 없습니다.",
    ),
    "check.trap12.zero.action": Phrase("treated as not measured", "측정되지 않은 것으로 처리"),
    "check.core": Phrase("CDISC CORE conformance rules", "CDISC CORE 적합성 규칙"),
}
