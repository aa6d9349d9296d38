"""The contacts of a deal and their roles.

Source: Zoho CRM API v8, "Contact Roles" of deals.
"""

from tests.simulators.zoho.crm import showing
from tests.simulators.zoho.crm.call import MOST_PER_PAGE
from tests.simulators.zoho.crm.reading import asked_fields
from tests.simulators.zoho.crm.values import id_of
from tests.simulators.zoho.crm.writing import results, success
from tests.simulators.zoho.errors import Refused, bad_field, bad_param


def answer(call):
    """Answer ``/Deals/{id}/Contact_Roles`` and that with a contact's id."""
    if call.parts[0] != "Deals":
        message = "the relation name given seems to be invalid"
        raise Refused("INVALID_DATA", {"resource_path_index": 2}, message)
    module = call.need_module("Deals", "READ" if call.method == "GET" else "UPDATE")
    deal = call.record(module, call.parts[1])
    if deal is None:
        message = "the related id given seems to be invalid"
        raise Refused("INVALID_DATA", {"resource_path_index": 1}, message)
    contact = call.parts[3] if len(call.parts) == 4 else None
    call.only("GET", "PUT", "DELETE")
    return {"GET": _list, "PUT": _put, "DELETE": _delete}[call.method](
        call, deal, contact
    )


def _list(call, deal, one):
    names = asked_fields(call)
    store = call.store
    rows = []
    for contact_id, role_id in store.roles_of[deal.id].items():
        contact = store.get("Contacts", contact_id)
        if contact is None or one not in (None, contact_id):
            continue
        role = store.metadata.contact_roles.get(role_id)
        role = role and {"name": role, "id": role_id}
        rows.append({**showing.row(call, contact, names), "Contact_Role": role})
    size = call.number("per_page", MOST_PER_PAGE, MOST_PER_PAGE)
    page = call.number("page", 1)
    found = rows[(page - 1) * size : page * size]
    if not found:
        return 204, None
    info = {
        "per_page": size,
        "next_page_token": None,
        "count": len(found),
        "page": page,
        "previous_page_token": None,
        "page_token_expiry": None,
        "more_records": len(rows) > page * size,
    }
    return 200, {"data": found, "info": info}


def _put(call, deal, one):
    rows, _body = call.body("data")
    known = call.store.metadata.contact_roles

    def put(row, path):
        if not isinstance(row, dict):
            raise Refused("INVALID_DATA", {"expected_data_type": "jsonobject"})
        contact_id = one or id_of(row.get("id"))
        if contact_id not in call.store.records["Contacts"]:
            raise bad_field("id", path)
        role = id_of(row.get("Contact_Role"))
        if role is None:
            where = {"api_name": "Contact_Role", "json_path": f"{path}.Contact_Role"}
            raise Refused("MANDATORY_NOT_FOUND", where)
        if role not in known:
            raise bad_field("Contact_Role", path)
        new = contact_id not in call.store.roles_of[deal.id]
        call.store.set_role(deal, contact_id, role, call.user)
        # with the contact in the path it is always called an update (published)
        message = "relation added" if new and not one else "relation updated"
        return success({"id": contact_id}, message)

    return results(call, rows, put, 200)


def _delete(call, deal, one):
    ids = [one] if one else call.ids()
    if not ids:
        raise bad_param("ids", "REQUIRED_PARAM_MISSING")

    def delete(target, path):
        if target not in call.store.roles_of[deal.id]:
            message = "the related id given seems to be invalid"
            raise Refused("INVALID_DATA", {"id": target}, message)
        call.store.drop_role(deal, target, call.user)
        return success({"id": target}, "relation removed")

    return results(call, ids, delete, 200)
