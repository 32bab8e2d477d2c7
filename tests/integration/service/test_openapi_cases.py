"""The OpenAPI document taken at its word, short; the long form is `python -m tests.chaos.openapi`."""

import httpx
from jsonschema import Draft202012Validator

from tests.support.openapicases import run_cases

CASES = 250


def test_no_answer_is_a_failure_or_other_than_the_document_says(client: httpx.Client) -> None:
    statuses, problems = run_cases(client, CASES, seed=1)

    assert not problems, "\n".join(problems)
    assert {200, 400, 404} <= set(statuses)


def test_the_document_and_the_schemas_are_schemas(client: httpx.Client) -> None:
    document = client.get("/openapi.json").raise_for_status().json()
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for path in document["paths"]:
        if path.endswith("/schema"):
            Draft202012Validator.check_schema(client.get(path).raise_for_status().json())
