"""Where requests may go: https, and loopback for tests."""

import pytest

from odoo.addons.sync_base.lib.errors import Invalid
from odoo.addons.sync_base.lib.http import HttpClient, check_url


@pytest.mark.parametrize(
    "url",
    [
        "https://billing.example",
        "https://billing.example:8443/whmcs/",
        "HTTPS://billing.example",
        "https://[2001:db8::1]/",
        "https://münchen.example",
        "https://127.0.0.1",
    ],
)
@pytest.mark.parametrize("test_mode", [False, True])
def test_https(url, test_mode):
    assert check_url(url, test_mode) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/x",
        "http://localhost",
        "http://LOCALHOST:1",
        "http://[::1]:8080",
    ],
)
def test_plain_http_to_this_machine_is_for_tests(url):
    assert check_url(url, test_mode=True) == url
    with pytest.raises(Invalid, match="https://"):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://billing.example",
        "http://127.0.0.1.billing.example",
        "http://localhost.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://169.254.169.254/latest",
        "http://2130706433",
        "http://billing.example/127.0.0.1",
        "http://billing.example#@127.0.0.1",
        "ftp://billing.example",
        "file:///etc/passwd",
        "billing.example",
        "//billing.example",
        "https://",
        "https:///path",
        "https:billing.example",
        "javascript:alert(1)",
        "",
        None,
    ],
)
@pytest.mark.parametrize("test_mode", [False, True])
def test_other_addresses_are_refused(url, test_mode):
    with pytest.raises(Invalid, match="must begin with https://"):
        check_url(url, test_mode)


@pytest.mark.parametrize(
    "url",
    [
        "https://admin:geheim@billing.example",
        "https://admin@billing.example",
        "https://:geheim@billing.example",
        "http://127.0.0.1@billing.example",
        "http://admin:geheim@127.0.0.1",
        "http://billing.example\\@127.0.0.1",
    ],
)
def test_no_credentials_in_the_address(url):
    with pytest.raises(Invalid, match="must not contain a user name") as caught:
        check_url(url, test_mode=True)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "admin:geheim@billing.example",
        "https://admin:geheim/1@billing.example",
        "https://admin:geheim@[::1",
    ],
)
def test_credentials_in_a_wrong_address_are_not_repeated(url):
    with pytest.raises(Invalid) as caught:
        check_url(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://[::1", "https://[billing.example]", "https://billing.example]"]
)
def test_what_is_no_address_at_all(url):
    with pytest.raises(Invalid):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://billing..example",
        "https://.example",
        "https://*.example",
        "https://billing.example:99999",
    ],
)
def test_a_host_that_cannot_be_is_invalid(url):
    """It must not end in an error that is none of the five kinds."""
    with pytest.raises(Invalid), HttpClient(url, attempts=1) as client:
        client.request("GET", client.url)


def test_a_client_checks_its_address():
    with pytest.raises(Invalid):
        HttpClient("http://127.0.0.1")
    with HttpClient("http://127.0.0.1", test_mode=True) as client:
        assert client.url == "http://127.0.0.1"
