"""Replies' records: which keys an action gives and as which types.

Keys and types: WHMCS developer docs, the example reply of each action.
"""

from tests.simulators.whmcs.countries import country_name, phone_parts
from tests.simulators.whmcs.models import EMAIL_KINDS, ZERO_DATE, ZERO_DATETIME


def client_row(client, renderer):
    """A row of GetClients."""
    escape = renderer.escape
    zero = "zero-dates" in renderer.quirks
    return {
        "id": client.id,
        "firstname": escape(client.firstname),
        "lastname": escape(client.lastname),
        "companyname": escape(client.companyname),
        "email": escape(client.email),
        "datecreated": ZERO_DATE if zero else client.datecreated,
        "groupid": client.groupid,
        "status": client.status,
    }


def client_details(client, renderer, store):
    """The `client` member of GetClientsDetails."""
    escape = renderer.escape
    state = escape(client.state)
    phonecc, phone = phone_parts(client.phonenumber, client.country)
    fields = [
        {"id": field_id, "value": escape(client.customfields.get(field_id, ""))}
        for field_id in store.custom_field_ids
    ]
    return {
        "client_id": client.id,
        "owner_user_id": client.owner_user_id,
        "userid": client.id,
        "id": client.id,
        "uuid": client.uuid,
        "firstname": escape(client.firstname),
        "lastname": escape(client.lastname),
        "fullname": escape(client.fullname),
        "companyname": escape(client.companyname),
        "email": escape(client.email),
        "address1": escape(client.address1),
        "address2": escape(client.address2),
        "city": escape(client.city),
        "fullstate": state,
        "state": state,
        "postcode": escape(client.postcode),
        "countrycode": client.country,
        "country": client.country,
        "phonenumber": escape(client.phonenumber),
        "tax_id": escape(client.tax_id),
        "email_preferences": {
            kind: "1" if kind in client.email_preferences else "0"
            for kind in EMAIL_KINDS
        },
        "statecode": state,
        "countryname": country_name(client.country),
        "phonecc": phonecc,
        "phonenumberformatted": phone,
        "telephoneNumber": phone,
        "billingcid": client.billingcid,
        "notes": escape(client.notes),
        "currency": client.currency,
        "defaultgateway": client.defaultgateway,
        "groupid": client.groupid,
        "status": client.status,
        "credit": client.credit,
        "taxexempt": client.taxexempt,
        "latefeeoveride": client.latefeeoveride,
        "overideduenotices": client.overideduenotices,
        "separateinvoices": client.separateinvoices,
        "disableautocc": client.disableautocc,
        "emailoptout": client.emailoptout,
        "marketing_emails_opt_in": client.marketing_emails_opt_in,
        "overrideautoclose": client.overrideautoclose,
        "allowSingleSignOn": 1,
        "email_verified": client.email_verified,
        "language": client.language,
        "isOptedInToMarketingEmails": client.marketing_emails_opt_in,
        "lastlogin": client.lastlogin,
        "currency_code": store.currency_code(client.currency),
        "customfields": fields,
        # numbered by position, not by id
        **{f"customfields{n}": field["value"] for n, field in enumerate(fields, 1)},
        "users": {"user": _users(client, store, escape)},
    }


def contact_row(contact, renderer):
    """A row of GetContacts."""
    escape = renderer.escape
    zero = "zero-dates" in renderer.quirks
    return {
        "id": contact.id,
        "userid": contact.userid,
        "firstname": escape(contact.firstname),
        "lastname": escape(contact.lastname),
        "companyname": escape(contact.companyname),
        "email": escape(contact.email),
        "address1": escape(contact.address1),
        "address2": escape(contact.address2),
        "city": escape(contact.city),
        "state": escape(contact.state),
        "postcode": escape(contact.postcode),
        "country": contact.country,
        "phonenumber": escape(contact.phonenumber),
        **{f"{kind}emails": kind in contact.email_preferences for kind in EMAIL_KINDS},
        "created_at": ZERO_DATETIME if zero else contact.created_at,
        "updated_at": ZERO_DATETIME if zero else contact.updated_at,
    }


def log_entry(entry, renderer):
    """An entry of GetActivityLog; `userid` is the old name of `clientId`."""
    return {
        "id": entry.id,
        "clientId": entry.client_id,
        "userId": entry.user_id,
        "adminId": entry.admin_id,
        "date": entry.date,
        "description": renderer.escape(entry.description),
        "username": entry.username,
        "ipaddress": entry.ipaddress,
        "userid": entry.client_id,
    }


def _users(client, store, escape):
    user = store.users.get(client.owner_user_id)
    if user is None:
        return []
    return [
        {
            "id": client.owner_user_id,
            "name": escape(f"{user.firstname} {user.lastname}"),
            "email": escape(user.email),
            "is_owner": True,
        }
    ]
