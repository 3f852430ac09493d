"""Linking animal to human: exposure, findings, links, workspace."""

from ._say import Phrase

PHRASES = {
    "error.nca_column": Phrase(
        "the table has no such column. It has: {columns}.",
        "표에 이 열이 없습니다. 있는 열: {columns}.",
    ),
    "error.nca_choice": Phrase(
        '"{value}" is no such choice. See the list in the documentation of nca.',
        "'{value}'은(는) 고를 수 없는 값입니다. nca 설명서의 목록에서 고르십시오.",
    ),
    "error.nca_points": Phrase(
        "A slope through {value} points cannot be drawn. Ask for at least 2, better 3.",
        "{value}개 점으로는 기울기를 구할 수 없습니다. 2개 이상, 되도록 3개 이상으로 하십시오.",
    ),
    "error.nca_fixed_twice": Phrase(
        "Both last and between were given for the terminal phase. Give one of them.",
        "말단 소실기에 last와 between을 함께 주었습니다. 하나만 주십시오.",
    ),
    "error.nca_twice": Phrase(
        "two samples were taken at the same time ({time}). Average them, or add the column that tells them apart.",
        "같은 시간({time})의 검체가 둘입니다. 평균을 내거나 둘을 구별하는 열을 by에 더하십시오.",
    ),
    "error.nca_doses": Phrase(
        "one curve has more than one dose. Add the column that tells them apart.",
        "한 곡선에 용량이 둘 이상입니다. 둘을 구별하는 열을 by에 더하십시오.",
    ),
    "error.nca_duration": Phrase(
        "A duration of {value} does not go with the route {route}. Give the duration of an infusion, and of nothing else.",
        "투여 시간 {value}은(는) 경로 {route}에 맞지 않습니다. 주입(infusion)일 때만 시간을 주십시오.",
    ),
    "error.nca_tau": Phrase(
        "A dosing interval of {value} cannot be. Give a time above 0.",
        "투여 간격 {value}은(는) 있을 수 없습니다. 0보다 큰 시간을 주십시오.",
    ),
    "error.finding_domain": Phrase(
        "holds no findings of organs. Choose MI, MA or TF.",
        "장기 소견이 들어 있는 도메인이 아닙니다. MI, MA, TF 중에서 고르십시오.",
    ),
    "error.trend_groups": Phrase(
        "A trend needs at least two dose groups; there are {count}. Give more groups.",
        "경향성 검정에는 용량군이 둘 이상 필요합니다. 지금은 {count}개입니다. 용량군을 더하십시오.",
    ),
    "error.trend_counts": Phrase(
        "More animals are affected than were examined. Check the counts.",
        "이상 동물 수가 검사한 동물 수보다 많습니다. 수를 확인하십시오.",
    ),
    "error.trend_animals": Phrase(
        "A survival-adjusted trend needs a tumour, a time above 0 and a group of every animal; there are {animals}, "
        "{times} and {groups}. Give one of each for every animal.",
        "생존 보정 경향성 검정에는 동물마다 종양 유무, 0보다 큰 시간, 용량군이 필요합니다. 지금은 각각 {animals}, "
        "{times}, {groups}개입니다. 동물마다 하나씩 주십시오.",
    ),
    "error.trend_large": Phrase(
        "The exact test would take too long: {total} affected of {size} in {groups} groups. Use exact=False; with so many the normal approximation is as good.",
        "정확 검정은 너무 오래 걸립니다. {groups}개 군 {size}마리(명) 중 이상이 {total}입니다. exact=False로 하십시오. 수가 이렇게 많으면 정규근사로 충분합니다.",
    ),
    "error.no_km": Phrase(
        'There is no factor of body surface area for "{species}". Known: {known}.',
        "'{species}'의 체표면적 환산 계수가 없습니다. 있는 종: {known}.",
    ),
    "error.dose_not_per_kg": Phrase(
        'A dose in "{unit}" is not per body weight. Divide it by the body weight in kg first.',
        "'{unit}' 용량은 체중당 용량이 아닙니다. 먼저 체중(kg)으로 나누십시오.",
    ),
    "error.dose_negative": Phrase(
        "A dose of {value} cannot be: it must be a number of at least 0.",
        "용량이 {value}일 수는 없습니다. 0 이상의 수여야 합니다.",
    ),
    "error.exposure_not_positive": Phrase(
        "An exposure of {value} has no logarithm and gives no margin. Leave it out, and say so.",
        "노출 {value}은(는) 로그를 취할 수 없어 안전역을 구할 수 없습니다. 제외하고 그 사실을 밝히십시오.",
    ),
    "error.draws_without_unit": Phrase(
        "The draws carry no unit. Set the attribute unit.",
        "표본에 단위가 없습니다. unit 속성을 지정하십시오.",
    ),
    "error.draws_differ": Phrase(
        "One side has {one} draws, the other {other}. Draw equally many.",
        "한쪽 표본은 {one}개, 다른 쪽은 {other}개입니다. 같은 수로 맞추십시오.",
    ),
    "error.link_node": Phrase(
        "is nothing that can be linked. Write kind:name; the kinds are: {known}.",
        "연결할 수 있는 대상이 아닙니다. '종류:이름'으로 적으십시오. 종류: {known}.",
    ),
    "error.link_kind": Phrase(
        "is no kind of link. The kinds are: {known}.", "연결의 종류가 아닙니다. 종류: {known}."
    ),
    "error.link_confidence": Phrase(
        "A confidence of {value} cannot be. Give a number from 0 to 1.",
        "확신도 {value}은(는) 있을 수 없습니다. 0에서 1 사이의 수를 주십시오.",
    ),
    "error.link_evidence": Phrase(
        "the link has no evidence. Say what it rests on.",
        "연결에 근거가 없습니다. 무엇을 근거로 하는지 적으십시오.",
    ),
    "error.link_by_rule": Phrase(
        "a rule may propose a link; confirming or rejecting is for people. Give a person's name.",
        "규칙은 연결을 제안할 수만 있습니다. 확정과 기각은 사람이 합니다. 사람 이름을 주십시오.",
    ),
    "error.link_unknown": Phrase(
        "{count} links begin so. Give enough of one identifier; see them with kai workspace links.",
        "이렇게 시작하는 연결이 {count}개입니다. 하나로 정해지도록 더 적으십시오. 목록은 kai workspace links로 봅니다.",
    ),
    "error.workspace_absent": Phrase(
        "there is no workspace here. Make one with kai workspace create.",
        "여기에는 작업 공간이 없습니다. kai workspace create로 만드십시오.",
    ),
    "error.workspace_exists": Phrase(
        "there is a workspace here already. Open it, or choose another folder.",
        "이미 작업 공간이 있습니다. 그것을 열거나 다른 폴더를 고르십시오.",
    ),
    "error.workspace_not_empty": Phrase(
        "the folder holds other files. Choose an empty or a new one.",
        "폴더에 다른 파일이 있습니다. 비어 있거나 새로운 폴더를 고르십시오.",
    ),
    "error.workspace_format": Phrase(
        "the workspace has the format {value}, which this version does not know. Update KAI Workbench.",
        "작업 공간의 형식 {value}을(를) 이 버전은 알지 못합니다. KAI Workbench를 갱신하십시오.",
    ),
    "error.workspace_chain": Phrase(
        "this event was changed after it was written, or the one before it was. Restore the folder from a copy.",
        "이 기록 또는 앞 기록이 작성 뒤에 바뀌었습니다. 사본에서 폴더를 복원하십시오.",
    ),
    "error.workspace_gap": Phrase(
        "this event is missing while later ones are there. Restore the folder from a copy.",
        "뒤 기록은 있는데 이 기록이 없습니다. 사본에서 폴더를 복원하십시오.",
    ),
    "error.workspace_file": Phrase(
        "the audit trail names this file, but it is missing. Restore it, or add the study again.",
        "감사 기록에 있는 파일이 없습니다. 복원하거나 시험을 다시 추가하십시오.",
    ),
    "error.workspace_table": Phrase(
        "is no table of a workspace. The tables are: {known}.",
        "작업 공간의 표가 아닙니다. 표: {known}.",
    ),
    "error.workspace_query": Phrase(
        "The query cannot be run ({detail}). Check the SQL.",
        "질의를 실행할 수 없습니다 ({detail}). SQL을 확인하십시오.",
    ),
    "error.workspace_who": Phrase(
        "Every entry needs the name of who makes it. Give who.",
        "모든 기록에는 작성자 이름이 필요합니다. who를 주십시오.",
    ),
    "error.programme_unknown": Phrase(
        "there is no such programme. The programmes are: {known}.",
        "그런 프로그램이 없습니다. 프로그램: {known}.",
    ),
    "error.programme_empty": Phrase(
        "nothing of this programme could be had ({reason}). Fetch its data sets with kai data fetch.",
        "이 프로그램의 자료를 하나도 가져오지 못했습니다 ({reason}). kai data fetch로 자료를 받으십시오.",
    ),
    "workspace.column.study": Phrase("Study", "시험"),
    "workspace.column.standard": Phrase("Standard", "표준"),
    "workspace.column.species": Phrase("Species", "종"),
    "workspace.column.treatment": Phrase("Treatment", "투여물질"),
    "workspace.column.route": Phrase("Route", "투여경로"),
    "workspace.column.duration": Phrase("Duration", "기간"),
    "workspace.column.organ": Phrase("Organ", "장기"),
    "workspace.column.term": Phrase("Finding", "소견"),
    "workspace.column.dose": Phrase("Dose", "용량"),
    "workspace.column.set": Phrase("Set", "시험군"),
    "workspace.column.sex": Phrase("Sex", "성별"),
    "workspace.column.incidence": Phrase("Affected / examined", "이상 / 검사"),
    "workspace.column.link": Phrase("Link", "연결"),
    "workspace.column.nodes": Phrase("Between", "대상"),
    "workspace.column.kind": Phrase("Kind", "종류"),
    "workspace.column.confidence": Phrase("Confidence", "확신도"),
    "workspace.column.status": Phrase("Status", "상태"),
    "workspace.column.who": Phrase("Who", "작성자"),
    "workspace.column.evidence": Phrase("Evidence", "근거"),
    "workspace.column.number": Phrase("No.", "번호"),
    "workspace.column.at": Phrase("When", "시각"),
    "workspace.column.what": Phrase("What", "내용"),
    "workspace.column.about": Phrase("About", "대상"),
    "workspace.status.proposed": Phrase("proposed", "제안됨"),
    "workspace.status.confirmed": Phrase("confirmed", "확정됨"),
    "workspace.status.rejected": Phrase("rejected", "기각됨"),
    "workspace.created": Phrase(
        "{name}: an empty workspace in {folder}.", "{name}: {folder}에 빈 작업 공간을 만들었습니다."
    ),
    "workspace.added": Phrase("{study} added.", "{study}을(를) 추가했습니다."),
    "workspace.gap": Phrase("Missing: {source} ({reason}).", "빠진 자료: {source} ({reason})."),
    "workspace.proposed": Phrase(
        "{count} links proposed. Look at them with kai workspace links; confirm or reject each.",
        "연결 {count}개를 제안했습니다. kai workspace links로 보고 하나씩 확정하거나 기각하십시오.",
    ),
    "workspace.nothing": Phrase("Nothing was found.", "찾은 것이 없습니다."),
    "workspace.judged": Phrase("{link}: {status}.", "{link}: {status}."),
}
