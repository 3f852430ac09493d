"""Words of the ladder of exposures."""

from ._say import Phrase

PHRASES = {
    "ladder.row": Phrase(
        "{species} {dose}: {median} {unit} (90%: {lo90} – {hi90})",
        "{species} {dose}: {median} {unit}(90%: {lo90} – {hi90})",
    ),
    "ladder.row_alone": Phrase(
        "{species} {dose}: {median} {unit} (uncertainty not known)",
        "{species} {dose}: {median} {unit}(불확실성 알 수 없음)",
    ),
    "ladder.head": Phrase("times people's exposure (90%)", "사람 노출의 배수(90%)"),
    "ladder.margin": Phrase("{median}× ({lo90}–{hi90})", "{median}배 ({lo90}–{hi90})"),
    "ladder.margin_alone": Phrase("{median}×", "{median}배"),
    "ladder.axis": Phrase("{quantity}, {unit}", "{quantity}, {unit}"),
    "ladder.changed": Phrase("first changed here: {organs}", "이 용량에서 처음 변화: {organs}"),
    "ladder.against": Phrase("Against people", "사람과 비교"),
    "ladder.unknown": Phrase("not known: one value", "알 수 없음: 값이 하나뿐"),
    "ladder.tells": Phrase(
        "Exposure of every dose group on a logarithmic axis, with 50% and 90% intervals. {rows}",
        "용량군마다의 노출과 50%·90% 구간(로그 축). {rows}",
    ),
}
