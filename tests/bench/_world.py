"""Invented filings for measuring: a municipality's words, subjects with words of their own, and cases with their mail.

Nothing is taken from a test set. Words are made of syllables; a subject's plan words come from the edition at hand. What
is easy and hard is set so that the textbook methods come out where they did on real mail (NUMBERS in docs/suggestions.md),
and is then left alone.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

ONSETS = "b d f g h j k l m n p r s t v br dr fl fr gl gr kl kr pl sk sl sn st sv tr".split()  # noqa: SIM905
VOWELS = "a e i o u y æ ø å".split()  # noqa: SIM905
CODAS = ["", "", "", "n", "r", "l", "s", "t", "nd", "rk", "st", "ng"]


class Words:
    """Makes words nobody has used yet."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._made: set[str] = set()

    def new(self) -> str:
        """One new word of two or three syllables."""
        while True:
            word = "".join(
                self._rng.choice(ONSETS) + self._rng.choice(VOWELS) + self._rng.choice(CODAS)
                for _ in range(self._rng.choice((2, 2, 3)))
            )
            if word not in self._made:
                self._made.add(word)
                return word

    def some(self, count: int) -> list[str]:
        """So many new words."""
        return [self.new() for _ in range(count)]


def zipf(rng: random.Random, words: Sequence[str], steepness: float = 2.0) -> str:
    """One of the words; the first ones far more often."""
    return words[int(len(words) * rng.random() ** steepness)]


@dataclass(frozen=True, slots=True)
class Subject:
    """A number with the words its documents draw from: the plan's, the group's, and the unit's own."""

    nummer: str
    plan: tuple[str, ...]
    group: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One invented filing."""

    nummer: str
    title: str
    text: str


class Municipality:
    """Subjects and the documents filed under them. `plan` holds, for each number, words of its title and keywords."""

    def __init__(self, plan: Mapping[str, Sequence[str]], seed: int = 1) -> None:
        self._rng = random.Random(seed)
        words = Words(self._rng)
        self._office = words.some(2500)
        groups: dict[str, tuple[str, ...]] = {}
        self.subjects = []
        for nummer, own in plan.items():
            group = groups.setdefault(nummer[:5], tuple(words.some(10)))
            self.subjects.append(Subject(nummer, tuple(own), group, tuple(words.some(6))))

    def document(self, subject: Subject, length: tuple[int, int] = (25, 60)) -> Document:
        """A new document of the subject."""
        rng = self._rng
        text = []
        for _ in range(rng.randint(*length)):
            dice = rng.random()
            if dice < 0.030:
                text.append(zipf(rng, subject.own))
            elif dice < 0.070 and subject.plan:
                text.append(zipf(rng, subject.plan, 1.3))
            elif dice < 0.13:
                text.append(zipf(rng, subject.group))
            else:
                text.append(zipf(rng, self._office, 3.0))
        return Document(subject.nummer, "", " ".join(text))

    def filings(self, each: int) -> Iterator[Document]:
        """So many documents of every subject, well mixed."""
        turns = [subject for subject in self.subjects for _ in range(each)]
        self._rng.shuffle(turns)
        for subject in turns:
            yield self.document(subject)


@dataclass(frozen=True, slots=True)
class Mail:
    """One invented mail on a case: who wrote it, what is new in it, and what it quotes."""

    case: int
    sender: str
    new: str
    quoted: str

    @property
    def body(self) -> str:
        """As it arrives."""
        return f"{self.new}\n\nDen 4. maj skrev afsenderen:\n> {self.quoted}" if self.quoted else self.new


@dataclass(frozen=True, slots=True)
class Case:
    """A case: its title, subject, parties, and the words that belong to it alone or to its subject."""

    title: str
    subject: int
    parties: tuple[str, ...]
    own: tuple[str, ...]
    shared: tuple[str, ...]


class Mailbox:
    """Cases whose mail comes in mixed, as a caseworker sees it."""

    def __init__(self, cases: int = 220, subjects: int = 60, people: int = 22, seed: int = 2) -> None:
        self._rng = rng = random.Random(seed)
        words = Words(rng)
        self._office = words.some(2500)
        crowd = [f"{words.new()}@example.org" for _ in range(people)]
        shared = [tuple(words.some(15)) for _ in range(subjects)]
        self.cases = []
        for _ in range(cases):
            subject = rng.randrange(subjects)
            own = words.some(8)
            title = " ".join([rng.choice(shared[subject]), zipf(rng, self._office), own[0]])
            parties = tuple(rng.sample(crowd, rng.choice((3, 4, 5, 6))))
            self.cases.append(Case(title, subject, parties, tuple(own), shared[subject]))
        self._last: dict[int, str] = {}

    def mails(self, each: tuple[int, int] = (4, 14)) -> Iterator[Mail]:
        """All cases' mails in order of arrival; each case is busy for a while."""
        rng = self._rng
        turns = []
        for case in range(len(self.cases)):
            start, span = rng.random(), 0.02 + 0.4 * rng.random() ** 2
            turns += [(start + span * rng.random(), case) for _ in range(rng.randint(*each))]
        for _, case in sorted(turns):
            yield self._mail(case)

    def _mail(self, number: int) -> Mail:
        rng, case = self._rng, self.cases[number]
        new = []
        for _ in range(rng.randint(12, 45)):
            dice = rng.random()
            if dice < 0.05:
                new.append(zipf(rng, case.own, 1.2))
            elif dice < 0.16:
                new.append(zipf(rng, case.shared, 1.3))
            else:
                new.append(zipf(rng, self._office, 2.5))
        before = self._last.get(number, "")
        quoted = before if rng.random() < 0.65 else ""
        text = " ".join(new)
        self._last[number] = text
        return Mail(number, rng.choice(case.parties), text, " ".join(quoted.split()[: rng.choice((8, 30, 60))]))
