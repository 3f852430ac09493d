"""What the population models say of a chain of transit compartments."""

from ._say import Phrase

PHRASES = {
    "error.pk_transit_chain": Phrase(
        "a chain of transit compartments (MTT, n_transit) delays absorption by itself, and has no state that could be "
        "carried over to another occasion. Leave this out, or leave out MTT and n_transit.",
        "통과 구획 사슬(MTT, n_transit)은 그 자체로 흡수를 늦추며, 다른 시기로 넘겨줄 상태가 없습니다. 이 설정을 빼거나 "
        "MTT와 n_transit을 빼세요.",
    ),
}
