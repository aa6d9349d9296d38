"""Whatever is sent to the addresses that anybody reaches: an answer, never a crash."""

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.crm_integria.lib import integria_api

from .test_crm_api import PASSWORD, api

# `api` is a fixture: it switches Integria's API on
__all__ = ["api"]

OPERATIONS = (
    "create_lead",
    "create_company",
    "create_invoice",
    "get_invoice",
    "get_last_invoice_id",
    "user_exists",
    "validate_user",
)
# bytes of any kind, what is at the edge of a column, and what a form is made of
TEXTS = st.one_of(
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=30),
    st.sampled_from(
        [b"", b"0", b"-1", b"1", b"2147483648", b"1e400", b"nan", b"Spain", b"en_US"]
    ),
    st.sampled_from([b"a" * 300, b"x@y.example", b"\0", b"%", b"../..", b"<b>", b"'"]),
)
SENT = settings(
    max_examples=250,
    deadline=None,
    # the same requests in each run: a failure stays until it is mended
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def send(session, method, url, fields):
    where = "params" if method == "GET" else "data"
    return session.request(method, url, timeout=60, **{where: fields})


def test_the_api_of_integria(api):
    most = max(map(len, (integria_api.LEAD, integria_api.INVOICE)))
    answers = set()

    @given(
        method=st.sampled_from(["GET", "POST"]),
        op=st.sampled_from(OPERATIONS).map(str.encode) | TEXTS,
        cells=st.lists(TEXTS, max_size=most + 2),
        lead=st.booleans(),
        token=st.sampled_from([b",", b"|", b";;"]),
        more=st.dictionaries(
            st.sampled_from(["return_type", "info", "pass", "extra", "op", "user"]),
            st.sampled_from([b"xml", b"csv"]) | TEXTS,
            max_size=2,
        ),
    )
    @SENT
    def check(method, op, cells, lead, token, more):
        if lead:
            op, cells = b"create_lead", [b"Ana", b"Sol", b"ana@there.example", *cells]
        fields = {
            "user": "api_user",
            "user_pass": PASSWORD,
            "op": op,
            "token": token,
            "params": token.join(cells),
            **more,
        }
        reply = send(session, method, f"{api}/include/api.php", fields)
        assert reply.status_code == 200
        answers.add(reply.text)

    with requests.Session() as session:
        check()
    assert {"", "0", "1"} <= answers


@pytest.fixture(scope="module")
def form(site, api):
    number = site.rpc.create("crm.lead.form", name="Contact us", ask_country=True)
    key = site.rpc.read("crm.lead.form", number, "key")["key"]
    return f"{site.server.url}/crm_integria/form/{key}"


def test_a_contact_form(site, form):
    statuses = set()
    names = ["name", "email", "comments", "country", "company", "phone", "x"]

    @given(
        method=st.sampled_from(["GET", "POST"]),
        fields=st.dictionaries(st.sampled_from(names), TEXTS, max_size=6),
        valid=st.booleans(),
    )
    @SENT
    def check(method, fields, valid):
        if valid:
            fields = {**fields, "name": "Ana", "email": "ana@there.example"}
        reply = send(session, method, form, fields)
        assert reply.status_code in (200, 422)
        statuses.add(reply.status_code)

    with requests.Session() as session:
        session.headers["Origin"] = site.server.url
        check()
    assert statuses == {200, 422}
