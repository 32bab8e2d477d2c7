"""What is added up in arrays comes to what adding one by one comes to."""

import math
from collections import Counter
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.domain.ids import SagId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.suggest.alike import SATURATION, SLOPE, Candidate, coverage, likeness
from sagsbud.suggest.sagtitles import UNSAID, SagTitles

WORDS = ("carport", "skel", "hegn", "vej", "skole")
TITLES = st.lists(st.frozensets(st.sampled_from(WORDS)), max_size=6)


def _sag(at: int) -> SagRef:
    return SagRef(SagId(UUID(int=at + 1)), f"26/{at}", "Sag")


@given(titles=TITLES, said=st.frozensets(st.sampled_from((*WORDS, "ukendt"))))
def test_a_title_is_said_by_the_share_of_its_words_that_stand_in_the_document(
    titles: list[frozenset[str]], said: frozenset[str]
) -> None:
    having = Counter(word for title in titles for word in title)
    rarity = {word: math.log(1 + len(titles) / times) for word, times in having.items()}
    expected = []
    for at, title in enumerate(titles):
        shared = sorted(title & said, key=lambda word: (-rarity[word], word))
        share = sum(rarity[word] for word in sorted(shared)) / (sum(rarity[word] for word in sorted(title)) + UNSAID)
        if share >= 0.2:
            expected.append((_sag(at), share, shared))
    assert SagTitles([(_sag(at), title) for at, title in enumerate(titles)]).said(said, 0.2) == expected


@given(hits=st.lists(st.lists(st.integers(0, 4), max_size=8), min_size=1, max_size=5))
def test_a_sag_is_covered_by_the_words_said_on_it(hits: list[list[int]]) -> None:
    sizes = np.array([3, 0, 9, 1, 4])
    hits = [[sag for sag in word if sizes[sag]] for word in hits]
    whole, found = 0.0, dict.fromkeys(range(len(sizes)), 0.0)
    for word in hits:
        times = Counter(word)
        weight = math.log(1 + (4 + 1) / (len(times) + 0.5))
        whole += weight
        for sag, count in times.items():
            found[sag] += weight * count / (count + SATURATION * (1 - SLOPE + SLOPE * int(sizes[sag]) / (17 / 4)))
    covered = coverage([np.array(word, dtype=np.int64) for word in hits], sizes)
    assert covered.tolist() == pytest.approx([found[sag] / whole for sag in range(len(sizes))])


def test_a_filing_is_alike_by_the_words_both_have() -> None:
    mine = {11: 2.0, 7: 1.0, 30: 4.0}
    quoted = Candidate(np.array([2, 3, 4, 5, 7, 11]), "05.09.12", "sag-a")
    short = Candidate(np.array([30]), "07.18.00", "sag-b")
    other = Candidate(np.array([99, 100]), "17.20.01", "sag-c")
    found = likeness(mine, {7: 1.0, 11: 2.0, 30: 4.0, 99: 0.5}, [other, quoted, short])
    assert [(one.sag, one.likeness, one.quoted) for one in found] == [
        ("sag-b", 4 / 7, 0.0),
        ("sag-a", 3 / (7 + 5 - 3), 3 / 5),
        ("sag-c", 0.0, 0.0),
    ]
