"""Related lists. Source: Zoho CRM API v8, "Related Records".

A deal's products have no quantity and no price of their own: rows are products. That a
list needs the scopes of both modules is an assumption.
"""

import json

from tests.simulators.zoho.crm import showing
from tests.simulators.zoho.crm.call import MOST_PER_PAGE
from tests.simulators.zoho.crm.paging import Place
from tests.simulators.zoho.crm.reading import asked_fields, check_id
from tests.simulators.zoho.crm.writing import (
    MOST_RECORDS,
    create_records,
    results,
    success,
)
from tests.simulators.zoho.errors import Refused, bad_param

# lists of records whose lookup points to the parent
BY_LOOKUP = {
    ("Accounts", "Contacts"): ("Contacts", "Account_Name"),
    ("Accounts", "Deals"): ("Deals", "Account_Name"),
    ("Contacts", "Deals"): ("Deals", "Contact_Name"),
    ("Deals", "Quotes"): ("Quotes", "Deal_Name"),
    ("Accounts", "Quotes"): ("Quotes", "Account_Name"),
    ("Contacts", "Quotes"): ("Quotes", "Contact_Name"),
    **{
        (parent, "Notes"): ("Notes", "Parent_Id")
        for parent in ("Accounts", "Contacts", "Deals", "Products", "Quotes")
    },
}
HISTORY = ("Deals", "Stage_History")
PRODUCTS = ("Deals", "Products")
OF_PRODUCT = ("Products", "Deals")
LISTS = (*BY_LOOKUP, HISTORY, PRODUCTS, OF_PRODUCT)


def answer(call, pages):
    """Answer ``/{module}/{id}/{list}`` and ``/{module}/{id}/{list}/{record}``."""
    parent, pair = _opened(call)
    one = call.parts[3] if len(call.parts) == 4 else None
    if one:
        check_id(one)
    if call.method == "GET":
        return _list(call, pages, parent, pair, one)
    if pair[1] == "Notes" and call.method == "POST" and not one:
        return _add_notes(call, parent)
    call.only("PUT", "DELETE")
    if pair not in (PRODUCTS, OF_PRODUCT):
        raise Refused("NOT_SUPPORTED", {"resource_path_index": 2})
    if call.method == "PUT":
        return _link(call, parent, pair, one)
    return _unlink(call, parent, pair, one)


def _opened(call):
    """Return the parent and the pair of names."""
    name, record_id, relation = call.parts[:3]
    module = call.need_module(name, "READ" if call.method == "GET" else "UPDATE")
    pair = name, relation
    hidden = pair == PRODUCTS and "hidden-products" in call.quirks
    if pair not in LISTS or hidden:
        message = "the relation name given seems to be invalid"
        raise Refused("INVALID_DATA", {"resource_path_index": 2}, message)
    check_id(record_id)
    parent = call.record(module, record_id)
    if parent is None:
        details = {"resource_path_index": 1}
        raise Refused("INVALID_DATA", details, "The record does not exist", 404)
    if pair != HISTORY and call.method == "GET":
        call.need_module(BY_LOOKUP.get(pair, (relation,))[0], "READ")
    return parent, pair


def _rows(call, parent, pair):
    """Return ``(moment, row)`` of the list, oldest first."""
    store = call.store
    if pair == PRODUCTS:
        links = store.products_of[parent.id]
        # not known which of both moments counts
        by_link = "related-since-link-time" in call.quirks
        return [
            (links[row.id] if by_link else row.modified_time, row)
            for row in store.products(parent.id)
        ]
    if pair == OF_PRODUCT:
        deals = store.records["Deals"].values()
        return [
            (row.modified_time, row)
            for row in deals
            if parent.id in store.products_of.get(row.id, ()) and call.sees(row)
        ]
    name, lookup = BY_LOOKUP[pair]
    return [
        (row.modified_time, row)
        for row in store.records[name].values()
        if row.values.get(lookup) == parent.id and call.sees(row)
    ]


def _list(call, pages, parent, pair, one):
    names = asked_fields(call)
    since = call.header_moment("if-modified-since")
    if pair == HISTORY:
        rows = [_history(call, row, names) for row in _stages(call, parent, since)]
    else:
        rows = [
            showing.row(call, row, names)
            for moment, row in _rows(call, parent, pair)
            if (not since or call.is_since(moment, since)) and one in (None, row.id)
        ]
    return _page(call, pages, rows, since)


def _page(call, pages, rows, since):
    size = call.number("per_page", MOST_PER_PAGE, MOST_PER_PAGE)
    binding = ("related", call.user.id, call.request.path)
    if token := call.query.get("page_token"):
        page = pages.find(token, binding).page
    else:
        page = call.number("page", 1)
    start = (page - 1) * size
    found = rows[start : start + size]
    if not found:
        return (304 if since else 204), None
    info = {
        "per_page": size,
        "next_page_token": None,
        "count": len(found),
        "page": page,
        "previous_page_token": None,
        "page_token_expiry": None,
        "more_records": len(rows) > start + size,
    }
    if info["more_records"]:
        token, expiry = pages.give(binding, Place(page=page + 1))
        info |= {"next_page_token": token, "page_token_expiry": call.moment(expiry)}
    return 200, {"data": found, "info": info}


def _stages(call, parent, since):
    every = call.store.stages_of[parent.id]
    if not since:
        return every
    return [each for each in every if call.is_since(each["Modified_Time"], since)]


def _history(call, row, names):
    user = call.store.org.user(row["Modified_By"])
    shown = row | {
        "Modified_Time": call.moment(row["Modified_Time"]),
        "Modified_By": user.short(),
    }
    return {name: shown[name] for name in ("id", *names) if name in shown}


# -- writes --------------------------------------------------------------------------


def _add_notes(call, parent):
    call.need_module("Notes", "CREATE")
    rows, _body = call.body("data")
    tie = {"id": parent.id, "module": {"api_name": parent.module}}
    for row in rows:
        if isinstance(row, dict):
            row["Parent_Id"] = tie
    call.request.body = json.dumps({"data": rows}).encode()
    return create_records(call, call.store.modules["Notes"])


def _ends(call, parent, pair, target):
    """Return deal and product of a link, or None for a record that is not there."""
    name = "Products" if pair == PRODUCTS else "Deals"
    other = call.record(call.store.modules[name], str(target))
    if other is None:
        return None
    return (parent, other) if pair == PRODUCTS else (other, parent)


def _link(call, parent, pair, one):
    rows, _body = call.body("data")
    if len(rows) > (1 if one else MOST_RECORDS):
        details = {"maximum_length": MOST_RECORDS, "api_name": "data"}
        raise Refused("LIMIT_EXCEEDED", details)

    def link(row, path):
        target = one or (row.get("id") if isinstance(row, dict) else None)
        where = {"api_name": "id", "json_path": f"{path}.id"}
        if target is None:
            raise Refused("MANDATORY_NOT_FOUND", where)
        ends = _ends(call, parent, pair, target)
        if ends is None:
            message = "the related id given seems to be invalid"
            raise Refused("INVALID_DATA", where, message)
        call.store.link_product(ends[0], ends[1].id, call.user)
        return success({"id": str(target)}, "relation added")

    return results(call, rows, link, 200)


def _unlink(call, parent, pair, one):
    ids = [one] if one else call.ids()
    if not ids:
        raise bad_param("ids", "REQUIRED_PARAM_MISSING")

    def unlink(target, path):
        ends = _ends(call, parent, pair, target)
        if ends is None or ends[1].id not in call.store.products_of[ends[0].id]:
            message = "the related id given seems to be invalid"
            raise Refused("INVALID_DATA", {"id": target}, message)
        call.store.unlink_product(ends[0], ends[1].id, call.user)
        return success({"id": target}, "relation removed")

    return results(call, ids, unlink, 200)
