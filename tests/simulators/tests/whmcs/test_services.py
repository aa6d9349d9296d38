"""GetProducts, GetClientsProducts, GetClientsAddons, GetClientsDomains."""

import pytest


def listed(reply, wrapper, element):
    return reply[wrapper][element]


def test_products(billing_api):
    rows = listed(billing_api("GetProducts"), "products", "product")
    rows = [row for row in rows if row["pid"] <= 12]
    assert len(rows) == 12
    assert rows[2]["name"] == "Business &amp; Shop"
    assert {row["paytype"] for row in rows} == {"recurring", "onetime", "free"}
    prices = rows[0]["pricing"]
    assert set(prices) == {"EUR", "DKK", "GBP", "USD"}
    assert (prices["EUR"]["monthly"], prices["DKK"]["monthly"]) == ("4.99", "37.23")
    assert prices["EUR"]["triennially"] == "-1.00"


@pytest.mark.parametrize(
    ("parameters", "pids"),
    [
        ({"pid": "2,5"}, [2, 5]),
        ({"gid": 4, "pid": 10}, [10]),
        ({"module": "virtualizor"}, [5, 6]),
        ({"pid": 987654}, []),
    ],
)
def test_filtered_products(billing_api, parameters, pids):
    reply = billing_api("GetProducts", **parameters)
    assert [row["pid"] for row in listed(reply, "products", "product")] == pids
    assert reply["totalresults"] == len(pids)


def test_services(billing_api, billing_sim):
    service = billing_sim.records("services")[3]
    owner, pid = service["clientid"], service["pid"]
    reply = billing_api("GetClientsProducts", serviceid=service["id"])
    assert (reply["clientid"], reply["serviceid"]) == (None, str(service["id"]))
    assert reply["totalresults"] == "1"
    (row,) = listed(reply, "products", "product")
    assert (row["id"], row["pid"]) == (str(service["id"]), str(pid))
    assert row["clientid"] == str(owner)
    assert row["password"] == service["password"]
    for name, value in (("clientid", owner), ("pid", pid)):
        reply = billing_api("GetClientsProducts", limitnum=999, **{name: value})
        rows = listed(reply, "products", "product")
        assert {row[name] for row in rows} == {str(value)}
    reply = billing_api("GetClientsProducts", username2=service["username"])
    assert reply["totalresults"] == "1"


def test_services_are_paged(billing_api):
    page = billing_api("GetClientsProducts", limitstart=2, limitnum=3)
    assert (page["startnumber"], page["numreturned"]) == (2, 3)
    rows = listed(page, "products", "product")
    assert [row["id"] for row in rows] == ["3", "4", "5"]


def test_services_show_the_product_as_it_is_now(billing_api, billing_sim):
    product = billing_sim.edit("product", operation="add", name="Old")["id"]
    billing_sim.edit("service", operation="add", clientid=1, pid=product)
    for name in ("New & better", "Last"):
        billing_sim.edit("product", product, name=name)
        reply = billing_api("GetClientsProducts", pid=product)
        (row,) = listed(reply, "products", "product")
        assert row["name"] == name.replace("&", "&amp;")
    billing_sim.edit("product", product, operation="delete")


def test_bad_utf8_in_a_password_spoils_json(billing_api, billing_sim):
    service = billing_sim.edit(
        "service", operation="add", clientid=1, password="S\udcf8"
    )["id"]
    reply = billing_api("GetClientsProducts", serviceid=service)
    assert "Malformed UTF-8" in reply["message"]
    xml = billing_api.http("GetClientsProducts", serviceid=service, responsetype="xml")
    assert xml.text.count("<product>") == 1
    billing_sim.edit("service", service, operation="delete")


def test_addons_and_domains(billing_api, billing_sim):
    addon = billing_sim.records("addons")[0]
    reply = billing_api("GetClientsAddons", serviceid=f"{addon['serviceid']},987654")
    (row,) = listed(reply, "addons", "addon")
    assert (row["id"], row["recurring"]) == (str(addon["id"]), addon["recurring"])
    domain = billing_sim.records("domains")[0]
    reply = billing_api("GetClientsDomains", domain=domain["domainname"])
    (row,) = listed(reply, "domains", "domain")
    assert (row["id"], row["userid"]) == (str(domain["id"]), str(domain["userid"]))
