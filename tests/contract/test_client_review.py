"""Review over the reference's own recorded answers: what is asked is the standard's, and every answer is understood."""

from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from sagsbud.domain.ids import AktoerId, DokumentId
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
from sagsbud.sagdok.reviewing import SagDokumentReview

from tests.contract.recorded import Answer, Json, answering, exchange, recorded_answer

ME = Aktoer(AktoerId(UUID(int=8)))
UNIT = AktoerId(UUID(int=9))


def answer(name: str) -> Answer:
    return recorded_answer(exchange(name))


def query(path: str) -> dict[str, str]:
    parts = urlsplit(path)
    assert parts.path == "/dokument/dokument"
    return dict(parse_qsl(parts.query))


def test_the_queue_is_asked_for_in_the_standards_words() -> None:
    with answering(answer("083")) as reference, SagDokumentClient(reference.url) as client:
        review = SagDokumentReview(client, SagDokumentFiling(client))
        assert review.waiting(ME) == []
        assert review.waiting(Aktoer(UNIT, AktoerTypeKode.ENHED)) == []
        assert review.waiting_of_unit(UNIT) == []
        assert review.returned(ME) == []

        assert [query(asked.path) for asked in reference.asked] == [
            {"fremdrift": "Underreview", "fordelttil:Bruger": str(ME.id)},
            {"fremdrift": "Underreview", "fordelttil:OrganisationEnhed": str(UNIT)},
            {"fremdrift": "Underreview", "ansvarlig": str(UNIT)},
            {"fremdrift": "Fordelt", "fordelttil:Bruger": str(ME.id)},
            {"fremdrift": "Underudarbejdelse", "fordelttil:Bruger": str(ME.id)},
        ]


def test_a_search_by_the_type_of_a_relation_is_understood() -> None:
    (found,) = exchange("075")["response"]["json"]["results"]
    with answering(answer("075")) as reference, SagDokumentClient(reference.url) as client:
        review = SagDokumentReview(client, SagDokumentFiling(client))

        assert review.waiting(ME) == [DokumentId(UUID(uuid)) for uuid in found]


def test_a_dokument_of_another_program_is_seen_as_it_is() -> None:
    recorded: Json = exchange("015")["response"]["json"]
    ((uuid, _),) = recorded.items()
    nobody = Answer(200, body=b'{"results":[]}')
    with answering(answer("015"), nobody) as reference, SagDokumentClient(reference.url) as client:
        seen = SagDokumentReview(client, SagDokumentFiling(client)).dokument(DokumentId(UUID(uuid)))

    assert seen
    assert seen.fremdrift is DokumentFremdrift.MODTAGET
    assert (seen.request, seen.main, seen.passive) == (None, None, False)
    assert seen.version
    assert seen.content_url
    assert seen.content_url.startswith("store:")


def test_a_passive_dokument_is_found_by_a_search_and_known_to_be_passive() -> None:
    recorded: Json = exchange("049")["response"]["json"]
    ((uuid, _),) = recorded.items()
    with answering(answer("049")) as reference, SagDokumentClient(reference.url) as client:
        seen = SagDokumentReview(client, SagDokumentFiling(client)).dokument(DokumentId(UUID(uuid)))

    assert seen
    assert seen.passive


def test_a_deleted_dokument_is_none() -> None:
    with answering(answer("039")) as reference, SagDokumentClient(reference.url) as client:
        assert SagDokumentReview(client, SagDokumentFiling(client)).dokument(DokumentId(UUID(int=1))) is None
