"""The JSON API of leads on a real server: all that its document allows, and twice."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from devtools.rpc import Rpc

from ..api_keys import api_key

CLIENTS, CALLS = 10, 60


@pytest.fixture(scope="module")
def key(site):
    site.rpc.call(
        "ir.config_parameter", "set_param", "crm_integria.api_rate", "1000000"
    )
    return api_key(site.server)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_document(site, key, mode):
    """What the document allows is taken, and what it does not is refused as it says."""
    schema = schemathesis.openapi.from_url(
        f"{site.server.url}/crm_integria/v1/openapi.json"
    )
    operation = schema["/crm_integria/v1/leads"]["POST"]
    headers = {"Authorization": f"Bearer {key}"}
    statuses = set()

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=150,
        deadline=None,
        # the same requests in each run: a failure stays until it is mended
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def check(case):
        response = case.call(headers=headers)
        # the document does not tell which countries, tags and companies there are
        unsaid = [positive_data_acceptance]
        case.validate_response(response, headers=headers, excluded_checks=unsaid)
        statuses.add(response.status_code)

    check()
    assert statuses & ({201, 422} if mode is GenerationMode.POSITIVE else {400, 422})


def test_the_same_key_at_once(site, key):
    """Ten clients send each of six leads; six are created."""

    def post(number):
        which = number % (CALLS // CLIENTS)
        reply = requests.post(
            f"{site.server.url}/crm_integria/v1/leads",
            json={"name": f"Once {which}", "email": f"once{which}@there.example"},
            headers={
                "Authorization": f"Bearer {key}",
                "Idempotency-Key": f"once-{which}",
            },
            timeout=120,
        )
        return reply.status_code, json.dumps(reply.json())

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = set(pool.map(post, range(CALLS)))
    assert {status for status, _body in answers} == {201}
    assert len(answers) == CALLS // CLIENTS
    rpc = Rpc(site.server.url, site.server.database)
    assert rpc.count("crm.lead", ["name", "=like", "Once %"]) == CALLS // CLIENTS
