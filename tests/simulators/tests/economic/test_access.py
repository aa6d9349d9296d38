"""Who may call the simulated e-conomic, how often, and the log-in."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.simulators.tests.economic.api import (
    CUSTOMERS_API,
    NEW,
    TOKENS,
    WEBHOOKS_API,
    EconomicApi,
)

LOG_IN = "secure/api1/requestaccess.aspx?appPublicToken=simulator-app-public"
PATHS = ("self", f"{CUSTOMERS_API}/Customers/1", f"{WEBHOOKS_API}/webhooks")


@pytest.mark.parametrize("path", PATHS)
def test_wrong_tokens(economic_sim, path):
    for name in TOKENS:
        stranger = EconomicApi(economic_sim.url, **{name: "wrong"})
        error = stranger.call("GET", path, 401)
        assert {"errorCode", "httpStatusCode" if path == "self" else "traceId"} <= {
            *error
        }


@pytest.mark.parametrize("path", PATHS)
def test_revoked_or_without_a_role(economic, economic_sim, path):
    economic_sim.set_access(revoked=True)
    economic.call("GET", path, 401)
    economic_sim.set_access(revoked=False, lacks_role=True)
    error = economic.call("GET", path, 403)
    assert error["errorCode"] == "AccessDeniedAgreementMissingModules"
    economic_sim.set_access(lacks_role=False)
    economic.call("GET", path)
    with pytest.raises(ValueError, match="unknown setting"):
        economic_sim.set_access(revokd=True)


def test_demo_only_reads(economic_sim):
    demo = EconomicApi(economic_sim.url, **dict.fromkeys(TOKENS, "demo"))
    demo.call("GET", "customers/1")
    demo.call("POST", "customers", 403, NEW)
    demo.call("DELETE", f"{CUSTOMERS_API}/Contacts/101", 403)


def accepted(api, query):
    page = api.http("GET", f"{LOG_IN}{query}").text
    link = page.split('id="accept" href="')[1].split('"')[0].replace("&amp;", "&")
    return api.http("GET", api.url + link)


@pytest.mark.parametrize(
    "back", ["https://odoo.example/back", "https://odoo.example/back?nonce=a%2Fb&x=1"]
)
def test_the_log_in(economic, economic_sim, back):
    economic_sim.set_access(revoked=True)
    done = accepted(economic, f"&locale=da-DK&redirectUrl={quote(back, '')}")
    assert done.status_code == 302
    place = done.headers["Location"]
    assert place.startswith(back)
    wanted = parse_qs(urlsplit(back).query) | {"token": ["simulator-grant"]}
    assert parse_qs(urlsplit(place).query) == wanted
    economic.call("GET", "self")


def test_a_log_in_that_leads_nowhere(economic):
    done = accepted(economic, "")
    assert (done.status_code, "simulator-grant" in done.text) == (200, True)
    assert economic.http("GET", LOG_IN[:-1]).status_code == 400


def test_the_budget(economic, economic_sim):
    economic_sim.control("rate", {"limit": 10, "seconds": 60})
    reply = economic.http("GET", "self")
    assert reply.headers["X-CallCost"] == "1"
    used = reply.headers["X-RateLimiting"]
    assert used == "token-limit-10-per-60-seconds: 1/10"
    # a write costs more, and both services take from one bucket
    failed = economic.http("POST", f"{CUSTOMERS_API}/Contacts", {})
    assert failed.headers["X-CallCost"] == "3"
    assert failed.headers["X-RateLimiting"].endswith(": 4/10")
    replies = [economic.http("GET", "self") for _call in range(8)]
    refused = [each for each in replies if each.status_code == 429]
    assert refused
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 60
    assert all("Retry-After" not in x.headers for x in replies if x.ok)
    # tokens come back at a steady rate, not at a minute's end
    economic_sim.control("rate", {"limit": 2, "seconds": 0.2})
    assert {economic.http("GET", "self").status_code for _call in range(3)} <= {
        200,
        429,
    }
    economic_sim.control("rate", {"limit": 10000, "seconds": 60})
    economic.call("GET", "self")
