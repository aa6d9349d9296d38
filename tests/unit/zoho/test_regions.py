"""Zoho's data centres: no address but those of the table is ever called."""

from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.errors import Invalid
from odoo.addons.sync_zoho.lib.regions import REGIONS, Regions

ROOT = "http://127.0.0.1:8123"
TABLES = {"real": Regions(), "simulated": Regions(ROOT)}
HOSTS = {urlsplit(url).hostname for of in REGIONS.values() for url in of[:2]}
HOSTS |= {
    host.replace("www.", f"{trial}.")
    for host in HOSTS
    for trial in ("sandbox", "developer")
}
ADDRESSES = [url for of in REGIONS.values() for url in of[:2]]
codes = st.one_of(st.sampled_from([*REGIONS]), st.text(max_size=4))
servers = st.one_of(
    st.text(),
    st.sampled_from(ADDRESSES),
    st.builds(
        lambda url, before, after: f"{before}{url}{after}",
        st.sampled_from(ADDRESSES),
        st.sampled_from(["", " ", "https://evil.example/", "https://a@"]),
        st.sampled_from(["", "/", "&", "/&", ".evil.example", ":80", "@x", "%2e", "#"]),
    ),
)


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("code", REGIONS)
def test_what_comes_back_from_each_region(kind, code):
    table = TABLES[kind]
    server = table.accounts_url(code)
    for told in (
        server,
        f"{server}/",
        f"{server}&",
        quote(server, safe=""),
        f"{server}%26",
    ):
        assert table.region_of_callback(code, told) == code
    assert table.region_of_callback(f"{code}&", server.upper()) == code
    assert table.api_url(code, f"{table.api_url(code)}/") == table.api_url(code)


@given(codes, servers)
def test_no_other_log_in(code, server):
    try:
        region = TABLES["real"].region_of_callback(code, server)
    except Invalid:
        return
    assert urlsplit(TABLES["real"].accounts_url(region)).hostname in HOSTS
    assert REGIONS[region].accounts in server or "%" in server


@given(st.sampled_from([*REGIONS]), servers)
def test_no_other_api(code, told):
    url = TABLES["real"].api_url(code, told)
    assert urlsplit(url).hostname in HOSTS
    assert urlsplit(url).scheme == "https"
    assert TABLES["simulated"].api_url(code, told).startswith(f"{ROOT}/api/")


@pytest.mark.parametrize(
    ("code", "server"),
    [
        ("eu", "https://accounts.zoho.com"),
        ("us", "https://accounts.zoho.eu"),
        ("eu", ""),
        ("", "https://accounts.zoho.eu"),
        ("eu", None),
        ("ae", "https://accounts.zoho.ae"),
        ("eu", "http://accounts.zoho.eu"),
        ("eu", "https://accounts.zoho.eu.evil.example"),
        ("eu", "https://accounts.zoho.eu@evil.example"),
        ("eu", "https://evil.example/?https://accounts.zoho.eu"),
        ("eu", "https://www.zohoapis.eu"),
    ],
)
def test_what_does_not_fit(code, server):
    with pytest.raises(Invalid):
        Regions().region_of_callback(code, server)


def test_the_address_that_came_with_the_token(caplog):
    table = Regions()
    assert table.api_url("eu") == "https://www.zohoapis.eu"
    sandbox = "https://sandbox.zohoapis.eu"
    assert table.api_url("eu", sandbox) == sandbox
    assert not caplog.records
    # so the documentation of Accounts has it, and nothing is there
    assert table.api_url("eu", "https://api.zoho.eu") == "https://www.zohoapis.eu"
    assert "api.zoho.eu" in caplog.text


@pytest.mark.parametrize(
    "root", ["https://evil.example", "http://10.0.0.1:80", "ftp://localhost", "x"]
)
def test_a_simulator_is_on_this_machine(root):
    with pytest.raises(Invalid):
        Regions(root)
