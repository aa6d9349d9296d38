"""Consent, codes and tokens of the simulated accounts servers."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho.api import BACK, MODULE, Accounts
from tests.simulators.zoho.accounts.tokens import challenge_of


@pytest.fixture(scope="module")
def sim():
    with SimulatorProcess(MODULE, deals=0, no_oauth_limits=True) as simulator:
        yield simulator


@pytest.fixture
def accounts(sim):
    yield Accounts(sim.url)
    sim.set_quirks()
    sim.control("access", {"regions": ["us", "eu", "in", "cn"], "secrets": {}})


def query_of(place):
    return {name: each[0] for name, each in parse_qs(urlsplit(place).query).items()}


def org(url, token, region="eu"):
    headers = {"Authorization": f"Zoho-oauthtoken {token}"}
    return requests.get(f"{url}/api/{region}/crm/v8/org", headers=headers, timeout=9)


def test_accepting(sim, accounts):
    place = accounts.decide()
    assert place.startswith(f"{BACK}?")
    found = query_of(place)
    assert found.keys() == {"state", "code", "location", "accounts-server"}
    assert (found["state"], found["location"]) == ("abc", "eu")
    assert found["accounts-server"] == accounts.url
    told = accounts.exchange(found["code"])
    assert told["token_type"] == "Bearer"
    assert told["expires_in"] == 3600
    assert told["scope"] == "ZohoCRM.modules.ALL ZohoCRM.org.READ"
    assert told["api_domain"] == f"{sim.url}/api/eu"
    assert org(sim.url, told["access_token"]).status_code == 200
    again = accounts.refresh(told["refresh_token"])
    assert "refresh_token" not in again
    assert again["access_token"] != told["access_token"]
    assert org(sim.url, again["access_token"]).status_code == 200


def test_the_way_back_keeps_its_query(accounts):
    place = accounts.decide(redirect_uri=f"{BACK}?db=x", state=None)
    found = query_of(place)
    assert found["db"] == "x" and "state" not in found


def test_denying(accounts):
    found = query_of(accounts.decide("deny"))
    assert found == {"state": "abc", "error": "access_denied"}


def test_another_user(sim, accounts):
    user = sim.control("state", {"what": ["users"]})["users"][1]
    scope = "ZohoCRM.users.READ"
    token = accounts.exchange(accounts.code(user=user["id"], scope=scope))
    headers = {"Authorization": f"Zoho-oauthtoken {token['access_token']}"}
    place = f"{sim.url}/api/eu/crm/v8/users?type=CurrentUser"
    (shown,) = requests.get(place, headers=headers, timeout=9).json()["users"]
    assert shown["email"] == user["email"]


def test_the_page_is_html_and_names_the_scopes(accounts):
    page = accounts.page(scope="ZohoCRM.modules.ALL,ZohoCRM.coql.READ")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "<li>ZohoCRM.coql.READ</li>" in page.text
    assert 'id="accept"' in page.text and 'id="deny"' in page.text


@pytest.mark.parametrize(
    "query",
    [
        {"client_id": "1000.OTHER"},
        {"response_type": "token"},
        {"redirect_uri": None},
        {"scope": "ZohoCRM.shoes.ALL"},
        {"scope": None},
    ],
)
def test_bad_requests_for_consent(accounts, query):
    page = accounts.page(**query)
    assert page.status_code == 400
    assert page.headers["Content-Type"].startswith("text/html")


def test_registered_addresses():
    with SimulatorProcess(MODULE, deals=0, redirect_uri=[BACK]) as sim:
        accounts = Accounts(sim.url)
        assert accounts.page().status_code == 200
        other = accounts.page(redirect_uri=f"{BACK}/other")
        assert (other.status_code, "Redirect Uri" in other.text) == (400, True)


def test_a_code_is_good_once(accounts):
    code = accounts.code()
    assert "access_token" in accounts.exchange(code)
    reply = accounts.post("token", grant_type="x")
    assert (reply.status_code, reply.json()) == (200, {"error": "invalid_client"})
    assert accounts.exchange(code) == {"error": "invalid_code"}
    assert accounts.exchange("1000.x.y") == {"error": "invalid_code"}


def test_a_code_is_good_for_two_minutes(sim, accounts):
    code, other = accounts.code(), accounts.code()
    sim.control("clock", {"advance": 115})
    assert "access_token" in accounts.exchange(code)
    sim.control("clock", {"advance": 6})
    assert accounts.exchange(other) == {"error": "invalid_code"}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_id": "1000.OTHER"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client_secret"),
        ({"redirect_uri": f"{BACK}/other"}, "invalid_redirect_uri"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_refused_exchanges(accounts, form, error):
    code = accounts.code()
    assert accounts.exchange(code, **form) == {"error": error}
    assert "access_token" in accounts.exchange(code)


def test_the_form_may_be_in_the_query(accounts):
    reply = requests.post(
        f"{accounts.url}/oauth/v2/token",
        params={"grant_type": "refresh_token", "client_id": "x"},
        timeout=9,
    )
    assert reply.json() == {"error": "invalid_client"}
    assert requests.get(f"{accounts.url}/oauth/v2/token", timeout=9).status_code == 400


def test_pkce(accounts):
    challenge = challenge_of("a" * 43)
    code = accounts.code(code_challenge=challenge)
    assert accounts.exchange(code) == {"error": "invalid_code"}
    code = accounts.code(code_challenge=challenge)
    assert "access_token" in accounts.exchange(code, code_verifier="a" * 43)


# -- regions -------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["us", "com", "in"])
def test_users_are_sent_on_to_their_region(sim, start):
    found = query_of(Accounts(sim.url, start).decide())
    assert found["location"] == "eu"
    assert found["accounts-server"] == f"{sim.url}/accounts/eu"


def test_china_is_apart(sim):
    assert Accounts(sim.url, "cn").page().status_code == 400


def test_the_wrong_region(sim, accounts):
    code = accounts.code()
    other = Accounts(sim.url, "us")
    assert other.exchange(code) == {"error": "invalid_code"}
    told = accounts.exchange(code)
    assert other.refresh(told["refresh_token"]) == {"error": "invalid_code"}
    assert other.post("token/revoke", token=told["refresh_token"]).json() == {
        "error": "invalid_token"
    }
    reply = org(sim.url, told["access_token"], "us")
    assert (reply.status_code, reply.json()["code"]) == (401, "INVALID_TOKEN")


def test_a_region_that_is_not_ticked(sim, accounts):
    sim.control("access", {"regions": ["us"]})
    assert accounts.exchange(accounts.code()) == {"error": "invalid_client"}
    reply = requests.get(f"{accounts.url}/oauth/serverinfo", timeout=9)
    servers = {"us": f"{sim.url}/accounts/us"}
    assert reply.json() == {"result": "success", "locations": servers}


def test_a_secret_of_its_own(sim, accounts):
    sim.control("access", {"secrets": {"eu": "other"}})
    code = accounts.code()
    assert accounts.exchange(code) == {"error": "invalid_client_secret"}
    assert "access_token" in accounts.exchange(code, client_secret="other")


def test_unknown_regions(sim):
    for path in ("accounts/xx/oauth/v2/auth", "accounts/eu/nothing"):
        assert requests.get(f"{sim.url}/{path}", timeout=9).status_code == 400
    for path in ("api/xx/crm/v8/org", "api/eu/crm/v9/org", "api/eu/crm/bulk/v8/read"):
        reply = requests.get(f"{sim.url}/{path}", timeout=9)
        wanted = (404, "INVALID_URL_PATTERN")
        assert (reply.status_code, reply.json()["code"]) == wanted


# -- lives of tokens -----------------------------------------------------------------


def test_an_access_token_lives_an_hour(sim, accounts):
    told = accounts.exchange(accounts.code())
    assert org(sim.url, told["access_token"]).ok
    sim.control("clock", {"advance": 3601})
    reply = org(sim.url, told["access_token"])
    assert reply.json()["code"] == "INVALID_TOKEN"
    assert org(sim.url, accounts.refresh(told["refresh_token"])["access_token"]).ok


def test_revoking(sim, accounts):
    told = accounts.exchange(accounts.code())
    reply = accounts.post("token/revoke", token=told["refresh_token"])
    assert (reply.status_code, reply.json()) == (200, {"status": "success"})
    assert accounts.refresh(told["refresh_token"]) == {"error": "invalid_code"}
    assert org(sim.url, told["access_token"]).status_code == 401
    told = accounts.exchange(accounts.code())
    reply = accounts.post("token/revoke", token=told["access_token"])
    assert reply.json() == {"status": "success"}
    assert org(sim.url, told["access_token"]).status_code == 401
    assert "access_token" in accounts.refresh(told["refresh_token"])


def test_expired_by_control(sim, accounts):
    told = accounts.exchange(accounts.code())
    sim.control("expire-tokens", {"what": ["access"]})
    assert org(sim.url, told["access_token"]).status_code == 401
    assert "access_token" in accounts.refresh(told["refresh_token"])
    sim.control("expire-tokens", {"what": ["refresh"]})
    assert accounts.refresh(told["refresh_token"]) == {"error": "invalid_code"}
    with pytest.raises(ValueError, match="no such tokens"):
        sim.control("expire-tokens", {"what": ["shoes"]})


def test_no_refresh_token_without_asking(accounts):
    online = accounts.exchange(accounts.code(access_type="online"))
    assert "access_token" in online and "refresh_token" not in online
    # only the first consent gives one, unless prompt=consent asks anew
    assert "refresh_token" in accounts.exchange(accounts.code())
    again = accounts.exchange(accounts.code(prompt=None))
    assert "access_token" in again and "refresh_token" not in again


def test_ten_refreshes_in_ten_minutes(sim, accounts):
    token = accounts.exchange(accounts.code())["refresh_token"]
    for _time in range(10):
        assert "access_token" in accounts.refresh(token)
    form = {"grant_type": "refresh_token", "refresh_token": token}
    secret = {"client_id": "1000.SIMULATORCLIENT", "client_secret": "simulator-secret"}
    reply = accounts.post("token", **form, **secret)
    assert (reply.status_code, reply.json()["error"]) == (400, "Access Denied")
    assert "too many requests" in reply.json()["error_description"]
    # of another token it is no concern
    other = accounts.exchange(accounts.code())["refresh_token"]
    assert "access_token" in accounts.refresh(other)
    sim.control("clock", {"advance": 590})
    assert accounts.refresh(token)["error"] == "Access Denied"
    sim.control("clock", {"advance": 15})
    assert "access_token" in accounts.refresh(token)


def test_thirty_access_tokens_alive(sim, accounts):
    sim.control("oauth-limits", {"refreshes": 100})
    told = accounts.exchange(accounts.code())
    for _time in range(29):
        last = accounts.refresh(told["refresh_token"])
    assert org(sim.url, told["access_token"]).ok
    accounts.refresh(told["refresh_token"])
    assert org(sim.url, told["access_token"]).status_code == 401
    assert org(sim.url, last["access_token"]).ok
    sim.control("oauth-limits", {"refreshes": 10})


def test_the_21st_refresh_token_deletes_the_oldest(sim, accounts):
    first = accounts.exchange(accounts.code())["refresh_token"]
    second = accounts.exchange(accounts.code())["refresh_token"]
    for _time in range(19):
        accounts.exchange(accounts.code())
    assert accounts.refresh(first) == {"error": "invalid_code"}
    assert "access_token" in accounts.refresh(second)


def test_quirks(sim, accounts):
    sim.set_quirks("legacy-expiry", "documented-api-domain", "trailing-ampersand")
    place = accounts.decide()
    assert place.endswith("&")
    told = accounts.exchange(query_of(place)["code"])
    assert (told["expires_in"], told["expires_in_sec"]) == (3600000, 3600)
    assert told["api_domain"] == "https://api.zoho.eu"
