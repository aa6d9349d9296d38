"""The data centres. Each has an accounts server and a host of the API.

Here they are folders of one address: ``/accounts/eu`` and ``/api/eu``. Source of the
codes: ``location`` of the redirection (Zoho Accounts, multi-DC).
"""

REGIONS = ("us", "eu", "in", "au", "jp", "cn", "ca", "sa", "uk")
ALIASES = {"com": "us"}
# accounts.zoho.com sends users on to their own data centre, except to and from China
APART = "cn"
# what Accounts' own examples call the host of the API
DOCUMENTED_TLD = {
    **{region: region for region in REGIONS},
    **{"us": "com", "au": "com.au", "cn": "com.cn"},
}


def region_of(text):
    """Return the code that a folder means, or None."""
    code = ALIASES.get(text, text)
    return code if code in REGIONS else None


def accounts_url(host, region):
    return f"http://{host}/accounts/{region}"


def api_url(host, region):
    return f"http://{host}/api/{region}"
