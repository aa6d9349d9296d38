"""Log-in at Zoho: the whole way to tokens, and what its servers may answer."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from odoo.addons.sync_base.lib.errors import Auth, Transient
from odoo.addons.sync_zoho.lib.oauth import SCOPES, ZohoAccounts

from tests.unit.scripted_server import Answer, Reset
from tests.unit.zoho.connected import BACK, accounts_of, consent

SECRET = "the client/secret+"
THROTTLED = {
    "error": "Access Denied",
    "error_description": "You have made too many requests continuously. "
    "Please try again after some time.",
}


@pytest.fixture
def accounts(server, waits):
    with ZohoAccounts("an id", SECRET, url=server.url, test_mode=True) as client:
        yield client


def says(status=200, **body):
    return Answer(status, json.dumps(body).encode())


# -- with the simulator ----------------------------------------------------------------


def test_consent_leads_to_the_region_of_the_organisation(zoho_tokens):
    region, accounts, tokens, back = zoho_tokens
    assert (region, back["state"]) == ("eu", "a state")
    assert tokens.refresh
    assert tokens.seconds == 3600
    assert set(tokens.scopes) == set(SCOPES)
    assert tokens.api_domain.endswith("/api/eu")
    with pytest.raises(Auth, match="Connect again"):
        accounts.exchange(back["code"], BACK)


def test_a_user_who_refuses(zoho_simulator):
    with accounts_of(zoho_simulator, "eu") as accounts:
        back = consent(accounts.authorize_url(BACK, "a state"), "deny")
    assert back == {"error": "access_denied", "state": "a state"}


def test_an_app_that_is_unknown(zoho_simulator):
    with accounts_of(zoho_simulator, "eu", "1000.X", "no secret") as accounts:
        with pytest.raises(Auth, match="client ID") as caught:
            accounts.refresh("a refresh token")
    assert "no secret" not in str(caught.value)


def test_a_data_centre_that_is_not_ticked(zoho_simulator):
    zoho_simulator.control("access", {"regions": ["us"]})
    with accounts_of(zoho_simulator, "eu") as accounts:
        with pytest.raises(Auth, match="ticked"):
            accounts.refresh("a refresh token")
    every = ["us", "eu", "in", "au", "jp", "cn", "ca", "sa", "uk"]
    zoho_simulator.control("access", {"regions": every})


def test_another_address_to_come_back_to(zoho_simulator):
    with accounts_of(zoho_simulator, "eu") as accounts:
        code = consent(accounts.authorize_url(BACK, "x"))["code"]
        with pytest.raises(Auth, match="redirect address"):
            accounts.exchange(code, "https://other.example/")


def test_each_consent_is_lasting_and_can_be_withdrawn(zoho_simulator, zoho_tokens):
    with accounts_of(zoho_simulator, "eu") as accounts:
        code = consent(accounts.authorize_url(BACK, "x"))["code"]
        tokens = accounts.exchange(code, BACK)
        assert tokens.refresh != zoho_tokens[2].refresh
        renewed = accounts.refresh(tokens.refresh)
        assert renewed.access != tokens.access
        assert renewed.refresh == ""
        accounts.revoke(tokens.refresh)
        with pytest.raises(Auth, match="Connect again"):
            accounts.refresh(tokens.refresh)
        with pytest.raises(Auth):
            accounts.revoke(tokens.refresh)


def test_a_life_in_milliseconds(zoho_simulator, zoho_tokens):
    _region, accounts, tokens, _back = zoho_tokens
    zoho_simulator.set_quirks("legacy-expiry", "documented-api-domain")
    found = accounts.refresh(tokens.refresh)
    zoho_simulator.set_quirks()
    assert (found.seconds, found.api_domain) == (3600, "https://api.zoho.eu")


def test_too_many_renewals(zoho_simulator, waits):
    zoho_simulator.control("oauth-limits", {"refreshes": 10})
    with accounts_of(zoho_simulator, "eu") as accounts:
        code = consent(accounts.authorize_url(BACK, "x"))["code"]
        tokens = accounts.exchange(code, BACK)
        for _time in range(10):
            accounts.refresh(tokens.refresh)
        calls = accounts.calls
        with pytest.raises(Transient) as caught:
            accounts.refresh(tokens.refresh)
        # more of them would only make it longer
        assert accounts.calls == calls + 1
    assert caught.value.retry_after == 600
    zoho_simulator.control("oauth-limits", {"refreshes": 10_000})


# -- odd answers -----------------------------------------------------------------------


def test_secrets_are_in_the_body_only(accounts, server):
    server.answer(says(access_token="a", refresh_token="r", expires_in=3600))
    tokens = accounts.exchange("the code", BACK)
    assert (tokens.access, tokens.refresh, tokens.seconds) == ("a", "r", 3600)
    [request] = server.requests
    assert (request.method, request.path) == ("POST", "/oauth/v2/token")
    assert parse_qs(request.body.decode()) == {
        "grant_type": ["authorization_code"],
        "client_id": ["an id"],
        "client_secret": [SECRET],
        "redirect_uri": [BACK],
        "code": ["the code"],
    }


def test_what_a_user_is_asked(accounts):
    url = urlsplit(accounts.authorize_url(BACK, "a state"))
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert url.path == "/oauth/v2/auth"
    assert query == {
        "response_type": "code",
        "client_id": "an id",
        "scope": ",".join(SCOPES),
        "redirect_uri": BACK,
        "state": "a state",
        "access_type": "offline",
        "prompt": "consent",
    }
    assert SECRET not in url.geturl()


@pytest.mark.parametrize("status", [200, 400, 401])
@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("invalid_code", "Connect again"),
        ("invalid_grant", "Connect again"),
        ("invalid_client", "ticked"),
        ("invalid_client_secret", "client secret"),
        ("invalid_redirect_uri", "redirect address"),
        (None, "Connect again"),
        ({"odd": 1}, "Connect again"),
    ],
)
def test_refused(accounts, server, status, error, words):
    server.answer(says(status, error=error, access_token="ignored"))
    with pytest.raises(Auth, match=words):
        accounts.refresh("the refresh token")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer", [says(400, **THROTTLED), says(200, **THROTTLED), Answer(429, b"<html>")]
)
def test_throttled(accounts, server, answer, waits):
    server.answer(answer)
    with pytest.raises(Transient) as caught:
        accounts.refresh("the refresh token")
    assert caught.value.retry_after == 600
    assert (len(server.requests), waits) == (1, [])


def test_what_passes(accounts, server):
    server.answer(says(error="general_error"), says(access_token="a"))
    assert accounts.refresh("r").seconds == 3600
    server.answer(Answer(503), says(access_token="a", expires_in="60"))
    assert accounts.refresh("r").seconds == 60
    server.answer(Reset())
    with pytest.raises(Transient):
        accounts.refresh("r")
    assert len(server.requests) == 6


def test_a_code_is_sent_once(accounts, server):
    server.answer(Reset(), says(access_token="a"))
    with pytest.raises(Transient):
        accounts.exchange("the code", BACK)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(200, b"<html>The page</html>"), Transient),
        (Answer(200, b"[]"), Transient),
        (Answer(403, b"<html>Forbidden</html>"), Auth),
        (Answer(200, b""), Auth),
        (says(refresh_token="r"), Auth),
        (says(500, error="invalid_code"), Transient),
    ],
)
def test_other_answers(accounts, server, answer, kind):
    server.answer(answer)
    with pytest.raises(kind):
        accounts.exchange("the code", BACK)


@pytest.mark.parametrize("status", [200, 400, 502])
def test_a_page_that_quotes_the_request(accounts, server, status):
    quoted = b"<html>client_secret=the+client%2Fsecret%2B&refresh_token=rrr-ttt " + (
        SECRET.encode()
    )
    for answer in (
        Answer(status, quoted),
        says(status, error=SECRET, error_description="no rrr-ttt"),
    ):
        server.answer(answer)
        with pytest.raises((Auth, Transient)) as caught:
            accounts.refresh("rrr-ttt")
        told = f"{caught.value} {caught.value.payload}"
        for secret in (SECRET, "the+client%2Fsecret%2B", "rrr-ttt"):
            assert secret not in told
