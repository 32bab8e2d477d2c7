"""Law citations as facts: `serviceloven § 83, stk. 2`, `§ 35 i planloven`, `lov om social service`.

A citation becomes terms of an exact field: the law, the law with its paragraph, and with the subsection. Names that
mean the same law are one law; the aliases below are the laws' official titles against the names people use.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from sagsbud.domain.frozen import frozen
from sagsbud.suggest.words import fold, stem

ALIASES: dict[str, tuple[str, ...]] = {
    "serviceloven": ("lov om social service",),
    "planloven": ("lov om planlægning", "lov om kommuneplaner"),
    "aktivloven": ("lov om aktiv socialpolitik",),
    "barnets lov": (),
    "ældreloven": ("lov om ældrepleje",),
    "retssikkerhedsloven": ("lov om retssikkerhed og administration på det sociale område",),
    "beskæftigelsesindsatsloven": ("lov om en aktiv beskæftigelsesindsats", "lab-loven", "lab"),
    "sygedagpengeloven": ("lov om sygedagpenge",),
    "barselsloven": ("lov om ret til orlov og dagpenge ved barsel", "barselloven"),
    "pensionsloven": (
        "lov om social pension",
        "lov om højeste mellemste forhøjet almindelig og almindelig førtidspension",
    ),
    "boligstøtteloven": ("lov om individuel boligstøtte",),
    "almenboligloven": ("lov om almene boliger", "almenlovgivningen"),
    "almenlejeloven": ("lov om leje af almene boliger",),
    "lejeloven": ("lov om leje",),
    "boligreguleringsloven": ("lov om midlertidig regulering af boligforholdene", "lov om boligforhold"),
    "byggeloven": ("bygningsloven",),
    "bygningsreglementet": ("br18", "br10", "br15", "bygningsreglement"),
    "byfornyelsesloven": ("lov om byfornyelse og udvikling af byer", "lov om byfornyelse"),
    "bygningsfredningsloven": ("lov om bygningsfredning og bevaring af bygninger og bymiljøer",),
    "naturbeskyttelsesloven": ("lov om naturbeskyttelse",),
    "miljøbeskyttelsesloven": ("lov om miljøbeskyttelse",),
    "miljømålsloven": ("lov om miljømål",),
    "miljøvurderingsloven": ("lov om miljøvurdering af planer og programmer", "lov om miljøvurdering"),
    "jordforureningsloven": ("lov om forurenet jord",),
    "husdyrbrugloven": (
        "lov om husdyrbrug og anvendelse af gødning",
        "husdyrgodkendelsesloven",
        "lov om miljøgodkendelse af husdyrbrug",
    ),
    "vandforsyningsloven": ("lov om vandforsyning",),
    "vandløbsloven": ("lov om vandløb",),
    "okkerloven": ("lov om okker",),
    "råstofloven": ("lov om råstoffer",),
    "skovloven": ("lov om skove",),
    "kystbeskyttelsesloven": ("lov om kystbeskyttelse",),
    "sommerhusloven": ("lov om sommerhuse og campering", "lov om sommerhuse"),
    "udstykningsloven": ("lov om udstykning", "lov om udstykning og anden registrering i matriklen"),
    "vejloven": ("lov om offentlige veje",),
    "privatvejsloven": ("lov om private fællesveje",),
    "færdselsloven": ("lov om færdsel",),
    "vintervedligeholdelsesloven": ("lov om vintervedligeholdelse og renholdelse af veje",),
    "hegnsloven": ("lov om hegn",),
    "mark- og vejfredsloven": ("lov om mark og vejfred",),
    "ekspropriationsprocesloven": ("lov om fremgangsmåden ved ekspropriation vedrørende fast ejendom",),
    "varmeforsyningsloven": ("lov om varmeforsyning",),
    "elforsyningsloven": ("lov om elforsyning",),
    "naturgasforsyningsloven": ("lov om naturgasforsyning",),
    "betalingsloven": (
        "lov om betalingsregler for spildevandsforsyningsselskaber",
        "lov om betalingsregler for spildevandsanlæg",
    ),
    "vandsektorloven": ("lov om vandsektorens organisering og økonomiske forhold",),
    "havneloven": ("lov om havne",),
    "havmiljøloven": ("lov om beskyttelse af havmiljøet",),
    "luftfartsloven": ("lov om luftfart",),
    "beredskabsloven": ("lov om beredskab",),
    "fyrværkeriloven": ("lov om fyrværkeri", "lov om fyrværkeri og andre pyrotekniske artikler"),
    "folkeskoleloven": ("lov om folkeskolen",),
    "friskoleloven": ("lov om friskoler og private grundskoler",),
    "folkeoplysningsloven": (
        "lov om støtte til folkeoplysning",
        "lov om folkeoplysning",
        "lov om støtte til folkeoplysende voksenundervisning",
    ),
    "ungdomsskoleloven": ("lov om ungdomsskoler",),
    "vejledningsloven": ("lov om vejledning om uddannelse og erhverv",),
    "dagtilbudsloven": ("lov om dagtilbud", "lov om dag fritids og klubtilbud"),
    "musikloven": ("lov om musik",),
    "museumsloven": ("lov om museer",),
    "arkivloven": ("lov om arkiver", "lov om offentlige arkiver"),
    "biblioteksloven": ("lov om biblioteksvirksomhed",),
    "teaterloven": ("lov om teatervirksomhed", "lov om teater", "scenekunstloven", "lov om scenekunst"),
    "filmloven": ("lov om film",),
    "restaurationsloven": (
        "lov om restaurationsvirksomhed",
        "lov om restaurationsvirksomhed og alkoholbevilling",
        "lov om restaurations og hotelvirksomhed",
    ),
    "lukkeloven": ("lov om detailsalg fra butikker", "lov om butikstid"),
    "taxiloven": ("lov om taxikørsel", "lov om taxikørsel m v"),
    "ægteskabsloven": ("lov om ægteskabs indgåelse og opløsning",),
    "navneloven": ("lov om personnavne",),
    "cpr-loven": ("lov om det centrale personregister", "cprloven"),
    "pasloven": ("lov om pas til danske statsborgere", "lov om pas"),
    "databeskyttelsesloven": (),
    "persondataloven": ("lov om behandling af personoplysninger",),
    "databeskyttelsesforordningen": ("gdpr", "persondataforordningen"),
    "forvaltningsloven": (),
    "offentlighedsloven": ("lov om offentlighed i forvaltningen",),
    "kommunestyrelsesloven": ("lov om kommunernes styrelse", "styrelsesloven", "den kommunale styrelseslov"),
    "kommunal- og regionalvalgloven": (
        "lov om kommunale og regionale valg",
        "kommunalvalgloven",
        "kommunal og regional valgloven",
    ),
    "folketingsvalgloven": ("lov om valg til folketinget", "valgloven"),
    "europaparlamentsvalgloven": ("lov om valg af danske medlemmer til europa-parlamentet",),
    "ejendomsskatteloven": ("lov om kommunal ejendomsskat", "lov om beskatning til kommunerne af faste ejendomme"),
    "vurderingsloven": ("lov om vurdering af landets faste ejendomme", "ejendomsvurderingsloven"),
    "skatteforvaltningsloven": (),
    "sundhedsloven": (),
    "epidemiloven": ("lov om foranstaltninger mod smitsomme og andre overførbare sygdomme",),
    "tandplejeloven": ("lov om tandpleje",),
    "psykiatriloven": ("lov om anvendelse af tvang i psykiatrien",),
    "integrationsloven": ("lov om integration af udlændinge i danmark",),
    "repatrieringsloven": ("lov om repatriering", "hjemrejseloven"),
    "udlændingeloven": (),
    "danskuddannelsesloven": ("lov om danskuddannelse til voksne udlændinge",),
    "specialundervisningsloven": ("lov om specialundervisning for voksne",),
    "børnetilskudsloven": ("lov om børnetilskud og forskudsvis udbetaling af børnebidrag",),
    "børne- og ungeydelsesloven": ("lov om en børne og ungeydelse",),
    "seniorjobloven": ("lov om seniorjob",),
    "fleksydelsesloven": ("lov om fleksydelse",),
    "arbejdsløshedsforsikringsloven": ("lov om arbejdsløshedsforsikring",),
    "kompensationsloven": ("lov om kompensation til handicappede i erhverv",),
    "ansvarsloven": ("lov om ansvaret for og styringen af den aktive beskæftigelsesindsats",),
    "friplejeboligloven": ("lov om friplejeboliger",),
    "arbejdsmiljøloven": ("lov om arbejdsmiljø",),
    "ferieloven": ("lov om ferie",),
    "funktionærloven": ("lov om retsforholdet mellem arbejdsgivere og funktionærer",),
    "tjenestemandsloven": ("lov om tjenestemænd",),
    "ligebehandlingsloven": ("lov om ligebehandling af mænd og kvinder med hensyn til beskæftigelse",),
    "arbejdsskadesikringsloven": ("lov om arbejdsskadesikring",),
    "udbudsloven": (),
    "tilbudsloven": (
        "lov om indhentning af tilbud i bygge og anlægssektoren",
        "lov om indhentning af tilbud på visse offentlige og offentligt støttede kontrakter",
    ),
    "erhvervsfremmeloven": ("lov om erhvervsfremme", "lov om erhvervsfremme og regional udvikling"),
    "partistøtteloven": ("lov om økonomisk støtte til politiske partier",),
    "ombudsmandsloven": ("lov om folketingets ombudsmand",),
    "lov om trafikselskaber": ("trafikselskabsloven",),
    "værgemålsloven": (),
    "rottebekendtgørelsen": ("bekendtgørelse om forebyggelse og bekæmpelse af rotter",),
    "affaldsbekendtgørelsen": ("bekendtgørelse om affald",),
    "spildevandsbekendtgørelsen": ("bekendtgørelse om spildevandstilladelser",),
    "godkendelsesbekendtgørelsen": ("bekendtgørelse om godkendelse af listevirksomhed",),
    "brændeovnsbekendtgørelsen": (),
}
"""The name people use → other names of the same law."""

_NAME = re.compile(
    r"\b((?:(?:lov(?:bekendtgørelse)?|lbk\.?|bek\.?|bekendtgørelse|cirkulære|vejledning|vejl\.?|cirk\.?|anordning|forordning)"
    r"\s+om\s+[^§\n;.:()\[\]]{3,110})"
    r"|(?:[\wæøåé]+-?(?:\s?og\s)?)?[\wæøåé-]*(?:lovens?|lov|bekendtgørelsen|bekendtgørelse|reglementet|reglement"
    r"|forordningen|cirkulæret|planen|vejledningen|direktivet)\b|barnets lov\b|br18\b|gdpr\b)",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(
    r"§+\s*(?P<first>\d{1,3})\s?(?P<letter>[a-hj-zæø](?![a-zæøå]))?"
    r"(?:\s*(?:-|–|til|og)\s*(?:§\s*)?(?P<last>\d{1,3})?\s?(?P<last_letter>[a-hj-zæø](?![a-zæøå]))?)?"
    r"(?:\s*,?\s*stk\.?\s*(?P<stk>\d{1,2}))?",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    r"\bkap(?:itel|\.)?\s*(?P<first>\d{1,3})\s?(?P<letter>[a-z](?![a-z]))?(?:\s*-\s*(?P<last>\d{1,3}))?", re.IGNORECASE
)
_KIND = re.compile(
    r"^(lov(?:bekendtgørelse)?|lbk\.?|bek\.?|bekendtgørelse|cirkulære|cirk\.?|vejledning|vejl\.?|anordning|forordning)\s+om\s+"
)
_SMALL = frozenset(
    [
        "om",
        "og",
        "af",
        "i",
        "på",
        "for",
        "til",
        "ved",
        "med",
        "det",
        "den",
        "de",
        "en",
        "et",
        "m",
        "v",
        "mv",
        "mm",
        "visse",
        "bestemmelser",
        "samt",
    ]
)


@frozen
class Citation:
    """One citation: the law's canonical key, its paragraphs (0 when none is named), and where it stands."""

    law: str
    first: int = 0
    last: int = 0
    letter: str = ""
    stk: int = 0
    chapter: bool = False
    start: int = 0
    end: int = 0


def _key(name: str) -> str:
    """A law's words without kind, small words and endings, so that spellings of one title agree."""
    bare = _KIND.sub("", fold(name).strip())
    words = re.findall(r"[^\W_]+", bare)
    return " ".join(stem(word) for word in words if word not in _SMALL)


@lru_cache(maxsize=1)
def _alias_keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for name, others in ALIASES.items():
        for spelling in (name, *others):
            keys[_key(spelling)] = name
    return keys


@lru_cache(maxsize=8192)
def canonical(name: str) -> str:
    """The law's one name: the popular one when known, otherwise its significant words."""
    key = _key(name)
    known = _alias_keys().get(key)
    if known:
        return known
    folded = fold(name).strip()
    if folded.endswith("lovens"):
        return canonical(folded[:-1])
    if folded.endswith(("lov", "reglement", "bekendtgørelse")) and " " not in folded:
        return canonical(folded + ("et" if folded.endswith("reglement") else "en"))
    return key


def _names(text: str) -> list[tuple[int, int, str]]:
    return [(found.start(), found.end(), canonical(found.group().strip(" ,"))) for found in _NAME.finditer(text)]


def citations(text: str) -> Iterator[Citation]:
    """Every law named in the text, each with the paragraphs that follow or precede it (`§ 35 i planloven`)."""
    names = [entry for entry in _names(text) if entry[2]]
    for start, end, law in names:
        yield Citation(law, start=start, end=end)
    if not names:
        return
    for pattern, chapter in ((_PARAGRAPH, False), (_CHAPTER, True)):
        for found in pattern.finditer(text):
            law = _nearest(names, found.start(), found.end(), text)
            if law:
                yield _citation(law, found, chapter)


def _nearest(names: list[tuple[int, int, str]], start: int, end: int, text: str) -> str:
    """The law a paragraph belongs to: the one just after `i`/`efter`, else the last one named before it."""
    for begin, _, law in names:
        if 0 <= begin - end <= 14 and re.match(r"[\s,]*(i|efter|af|fra)\s", text[end:begin].lower() + " "):
            return law
    before = [law for _, stop, law in names if stop <= start + 1 and start - stop < 200]
    return before[-1] if before else ""


def _citation(law: str, found: re.Match[str], chapter: bool) -> Citation:
    first = int(found["first"])
    last = int(found["last"] or first)
    return Citation(
        law,
        first,
        last if first <= last <= first + 60 else first,
        (found["letter"] or "").lower(),
        0 if chapter else int(found["stk"] or 0),
        chapter,
        found.start(),
        found.end(),
    )
