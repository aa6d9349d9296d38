"""A plain caller of the simulated Zoho."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from tests.simulators.process import PROJECT_ROOT

CONTRACTS = PROJECT_ROOT.parent / "shared" / "contracts" / "zoho"
needs_contracts = pytest.mark.skipif(
    not CONTRACTS.is_dir(), reason="the published descriptions are not on this machine"
)
MODULE = "tests.simulators.zoho"
CLIENT = {"client_id": "1000.SIMULATORCLIENT", "client_secret": "simulator-secret"}
BACK = "http://127.0.0.1/back"
FOREVER = "9999999"


class ZohoApi:
    """Calls the API with a token of its own; ``token`` is what the simulator gave."""

    def __init__(self, sim, by="admin", version=8, **wanted):
        self.sim = sim
        host = urlsplit(sim.url).netloc
        self.token = sim.control("token", {"by": by, "host": host, **wanted})
        self.url = f"{self.token['api_domain']}/crm/v{version}"
        self.user_id = self.token["user_id"]
        self._session = requests.Session()
        value = f"Zoho-oauthtoken {self.token['access_token']}"
        self._session.headers["Authorization"] = value

    def http(self, method, path, body=None, headers=None, url=None, **query):
        """The whole reply."""
        return self._session.request(
            *(method, f"{url or self.url}/{path}"),
            params=query,
            json=body,
            headers=headers,
            timeout=9,
            allow_redirects=False,
        )

    def call(self, method, path, status=200, body=None, headers=None, **query):
        """The JSON of a reply of this status; None of an empty one."""
        reply = self.http(method, path, body, headers, **query)
        assert reply.status_code == status, reply.text
        return reply.json() if reply.content else None

    def error(self, method, path, code, status=400, body=None, headers=None, **query):
        """The details of a refusal, also of the only record of a write."""
        told = self.call(method, path, status, body, headers, **query)
        for key in ("data", "fields", "watch", "layouts"):
            if key in told:
                (told,) = told[key]
        assert (told["code"], told["status"]) == (code, "error"), told
        return told["details"]

    def add(self, module, **values):
        """Make a record; return its id."""
        told = self.call("POST", module, 201, {"data": [values]})
        return told["data"][0]["details"]["id"]

    def deal(self, **values):
        usual = {"Deal_Name": "Ærø", "Stage": "Qualification"}
        usual["Pipeline"] = "Standard (Standard)"
        return self.add("Deals", **usual | values)

    def get(self, module, record_id):
        return self.call("GET", f"{module}/{record_id}")["data"][0]

    def put(self, module, record_id, **values):
        told = self.call("PUT", f"{module}/{record_id}", 200, {"data": [values]})
        return told["data"][0]

    def rows(self, path, fields="id", **query):
        """Rows of a list, which may be empty."""
        told = self.call_any("GET", path, fields=fields, **query)
        return told["data"] if told else []

    def call_any(self, method, path, **query):
        reply = self.http(method, path, **query)
        assert reply.status_code in (200, 204), reply.text
        return reply.json() if reply.content else None

    def field(self, module, name):
        """The metadata of a field."""
        fields = self.call("GET", "settings/fields", module=module)["fields"]
        return next(each for each in fields if each["api_name"] == name)

    def watch(self, url="http://127.0.0.1:9/", channel="100", **settings):
        """Subscribe to deals."""
        row = {"channel_id": channel, "notify_url": url, "events": ["Deals.all"]}
        body = {"watch": [row | settings]}
        return self.call("POST", "actions/watch", 201, body)["watch"][0]


class Accounts:
    """The accounts server of a region, as a client and a browser use it."""

    def __init__(self, url, region="eu"):
        self.url = f"{url}/accounts/{region}"
        self._session = requests.Session()

    def page(self, **query):
        """The consent page."""
        asked = {
            "response_type": "code",
            "client_id": CLIENT["client_id"],
            "scope": "ZohoCRM.modules.ALL,ZohoCRM.org.READ",
            "redirect_uri": BACK,
            "access_type": "offline",
            "prompt": "consent",
            "state": "abc",
        }
        asked = {k: v for k, v in (asked | query).items() if v is not None}
        place = f"{self.url}/oauth/v2/auth?{urlencode(asked)}"
        return self._session.get(place, timeout=9)

    def decide(self, decision="accept", user=None, **query):
        """Press a button of the page; return the address that follows."""
        page = self.page(**query)
        assert page.status_code == 200, page.text
        form = {"decision": decision} | ({"user": user} if user else {})
        reply = self._session.post(page.url, form, timeout=9, allow_redirects=False)
        assert reply.status_code == 302, reply.text
        return reply.headers["Location"]

    def code(self, **query):
        return parse_qs(urlsplit(self.decide(**query)).query)["code"][0]

    def post(self, path, **form):
        return self._session.post(f"{self.url}/oauth/v2/{path}", form, timeout=9)

    def exchange(self, code, **form):
        form = {"grant_type": "authorization_code", "code": code, **CLIENT} | form
        return self.post("token", **{"redirect_uri": BACK} | form).json()

    def refresh(self, token, **form):
        form = {"grant_type": "refresh_token", "refresh_token": token, **CLIENT} | form
        return self.post("token", **form).json()
