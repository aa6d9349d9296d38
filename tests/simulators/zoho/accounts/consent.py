"""The page that asks a person, and the way back.

Source: Zoho Accounts, "Authorization request", "Multi DC - client authorization".
"""

import html
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.simulators.messages import HTML, Response, html_page
from tests.simulators.zoho.accounts.tokens import TooMany
from tests.simulators.zoho.crm.scopes import is_known
from tests.simulators.zoho.regions import APART, accounts_url

PATH = "oauth/v2/auth"


def ask(request, region, accounts):
    """Answer ``GET /oauth/v2/auth`` with the page, or with what is wrong."""
    if problem := _problem(request.query, region, accounts):
        return error_page(problem)
    return Response(_page(request, accounts).encode(), 200, HTML)


def decide(request, region, accounts):
    """Answer the form of the page: send the person back to the client."""
    query = request.query
    if problem := _problem(query, region, accounts):
        return error_page(problem)
    form = dict(parse_qsl(request.body.decode(errors="replace")))
    back = query["redirect_uri"]
    kept = {"state": query["state"]} if "state" in query else {}
    if form.get("decision") != "accept":
        return _sent_back(back, kept | {"error": "access_denied"})
    org = accounts.org
    user = org.user(form.get("user", org.admin.id)) or org.admin
    asked_anew = query.get("prompt") == "consent"
    offline = query.get("access_type") == "offline"
    first = user.id not in accounts.tokens.consented
    if offline:
        accounts.tokens.consented.add(user.id)
    try:
        code = accounts.tokens.new_code(
            region=org.region,
            user_id=user.id,
            scopes=_scopes(query),
            redirect_uri=back,
            offline=offline and (first or asked_anew),
            challenge=query.get("code_challenge"),
        )
    except TooMany:
        return error_page("You have made too many requests. Please try again later.")
    found = kept | {
        "code": code,
        "location": org.region,
        "accounts-server": accounts_url(request.host, org.region),
    }
    end = "&" if "trailing-ampersand" in accounts.quirks else ""
    return _sent_back(back, found, end)


def error_page(text):
    return Response(html_page("Error Occurred", text), 400, HTML, is_error=True)


def _problem(query, region, accounts):
    client = accounts.client
    if query.get("client_id") != client.id:
        return "Invalid Client Id"
    if query.get("response_type") != "code":
        return "Invalid Response Type"
    if not query.get("redirect_uri") or not client.takes(query["redirect_uri"]):
        return "Invalid Redirect Uri"
    scopes = _scopes(query)
    if not scopes or not all(is_known(each) for each in scopes):
        return "Invalid OAuth Scope"
    # users are sent on to their own data centre, but for China
    home = accounts.org.region
    if region != home and APART in (region, home):
        return "This user is not in this data center"
    return None


def _scopes(query):
    return [
        each for each in query.get("scope", "").replace(" ", ",").split(",") if each
    ]


def _sent_back(place, values, end=""):
    joint = "&" if urlsplit(place).query else "?"
    place = f"{place}{joint}{urlencode(values)}{end}"
    return Response(b"", 302, HTML, (("Location", place),))


def _page(request, accounts):
    action = html.escape(f"{request.path}?{urlencode(request.query)}")
    scopes = "".join(f"<li>{html.escape(x)}</li>" for x in _scopes(request.query))
    users = "".join(
        f'<option value="{user.id}">{html.escape(user.full_name)}</option>'
        for user in accounts.org.users
    )
    button = '<button name="decision" id="{0}" value="{0}">{1}</button>'
    return (
        '<!DOCTYPE html><html><head><link rel="icon" href="data:,">'
        "<title>Zoho Accounts</title></head><body>"
        f"<h1>{html.escape(accounts.client.name)} would like to access your "
        f"information</h1><ul>{scopes}</ul>"
        f'<form method="post" action="{action}">'
        f'<p><label>User <select name="user">{users}</select></label></p>'
        f"{button.format('accept', 'Accept')} {button.format('deny', 'Deny')}"
        "</form></body></html>"
    )
