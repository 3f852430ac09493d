"""``kai site``: what it says to the person at the hospital."""

from ._say import Phrase

PHRASES = {
    "site.made": Phrase(
        "Made {path}. Read the rules, put the rows beside them, and run 'kai site check'.",
        "{path}을(를) 만들었습니다. 규칙을 읽고 자료를 옆에 둔 뒤 'kai site check'를 실행하십시오.",
    ),
    "site.headline": Phrase("Site {site}, study {study}", "기관 {site}, 연구 {study}"),
    "site.check.rows": Phrase("Rows", "자료"),
    "site.check.approvals": Phrase("Approved models", "승인된 모형"),
    "site.check.files": Phrase("Files", "파일"),
    "site.check.budget": Phrase("Budget", "예산"),
    "site.check.log": Phrase("Log", "기록"),
    "site.rows": Phrase("{people} people in {rows} rows", "{people}명, {rows}행"),
    "site.none_approved": Phrase("none", "없음"),
    "site.private": Phrase("readable by their owner alone", "소유자만 읽을 수 있음"),
    "site.budget": Phrase("{spent} of {budget} points spent", "{budget}점 중 {spent}점 사용"),
    "site.log": Phrase(
        "{count} entries, as they were written; the last is {head}",
        "{count}개 항목, 쓰인 그대로임. 마지막 항목 {head}",
    ),
    "site.sure": Phrase(
        "May {model} be evaluated on the rows of {site}?",
        "{site}의 자료에 {model}을(를) 계산하도록 허용할까요?",
    ),
    "site.approved": Phrase("Approved {model} ({hash}).", "{model}({hash})을(를) 승인했습니다."),
    "site.withdrawn": Phrase("Withdrew {model} ({hash}).", "{model}({hash})의 승인을 취소했습니다."),
}
