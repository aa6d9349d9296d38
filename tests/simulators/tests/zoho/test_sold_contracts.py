"""Subforms and quotes against the published descriptions."""

import pytest

from tests.simulators.tests.zoho.api import needs_contracts

pytest.importorskip("jsonschema")
from tests.simulators.tests.zoho import contracts  # noqa: E402

pytestmark = needs_contracts

NAME = "Product_and_Pricing"
RELATED = "/{parentRecordModule}/{parentRecord}/{relatedList}"
ONE = "/{module}/{recordID}"


def made(selling, module, values):
    """Make a record and read it; return its path and values."""
    body = {"data": [values]}
    contracts.check_request(body, "record", "post", "/{module}")
    answer = selling.call("POST", module, 201, body)
    contracts.check_answer(answer, "record", "post", "/{module}", 201)
    path = f"{module}/{answer['data'][0]['details']['id']}"
    shown = selling.call("GET", path)
    contracts.check_answer(shown, "record", "get", ONE, 200)
    return path, shown["data"][0]


@pytest.mark.parametrize("module", ["Deals", NAME, "Quotes", "Quoted_Items"])
def test_metadata(selling, module):
    fields = selling.call("GET", "settings/fields", module=module)
    contracts.check_answer(fields, "fields", "get", "/settings/fields", 200)
    layouts = selling.call("GET", "settings/layouts", module=module)
    contracts.check_answer(layouts, "layouts", "get", "/settings/layouts", 200)


@pytest.mark.parametrize("module", ["Deals", "Quotes"])
def test_related_lists(selling, module):
    path = "/settings/related_lists"
    rows = selling.call("GET", path[1:], module=module)
    contracts.check_answer(rows, "related-lists", "get", path, 200)


def test_a_deal_with_rows(selling):
    values = {"Deal_Name": "x", "Stage": "Qualification"}
    values |= {"Pipeline": "Standard (Standard)", NAME: [{"Quantity": 1}]}
    path, shown = made(selling, "Deals", values)
    (row,) = shown[NAME]
    body = {"data": [{NAME: [{"id": row["id"], "_delete": None}]}]}
    contracts.check_request(body, "record", "put", ONE)
    done = selling.call("PUT", path, 200, body)
    contracts.check_answer(done, "record", "put", ONE, 200)
    for rows in ([{"Quantity": "x"}], [{"id": "1"}], [{}] * 101, 5):
        told = selling.call("PUT", path, 400, {"data": [{NAME: rows}]})
        contracts.check_answer(told, "record", "put", ONE, 400)
    found = selling.call("GET", "Deals", fields=f"Deal_Name,{NAME}")
    contracts.check_answer(found, "record", "get", "/{module}", 200)


def test_a_quote(selling):
    deal, goods = selling.deal(), selling.add("Products", Product_Name="Ærø")
    row = {"Product_Name": {"id": goods}, "Quantity": 2, "List_Price": 5.5}
    values = {"Subject": "Tilbud", "Deal_Name": {"id": deal}, "Quoted_Items": [row]}
    made(selling, "Quotes", values)
    names = "Subject,Grand_Total,Deal_Name,Quote_Stage,Owner"
    rows = selling.call("GET", "Quotes", fields=names)
    contracts.check_answer(rows, "record", "get", "/{module}", 200)
    rows = selling.call("GET", f"Deals/{deal}/Quotes", fields=names)
    contracts.check_answer(rows, "related-records", "get", RELATED, 200)
    told = selling.call("POST", "Quotes", 400, {"data": [{"Subject": "x"}]})
    contracts.check_answer(told, "record", "post", "/{module}", 400)
