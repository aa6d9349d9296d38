"""What nobody could verify, what differs between versions, and settings of orgs."""

QUIRKS = {
    "stage-display": "records show the display value of a renamed stage",
    "errors-in-data": "a refusal of a whole call lies inside data[]",
    "failed-writes-202": "a write of which every record failed answers 202, not 400",
    "first-error-only": "a record with several errors tells the first one",
    "modified-since-inclusive": "If-Modified-Since also gives that very second",
    "deleted-204": "nothing deleted since a moment answers 204, not 304",
    "link-touches-deal": "linking a product changes the deal's Modified_Time",
    "related-since-link-time": "If-Modified-Since of a related list is by link time",
    "primary-contact-has-role": "the Contact_Name of a deal is also a contact role",
    "hidden-products": "the related list of products is hidden in the layout of deals",
    "coql-200": "COQL gives at most 200 rows",
    "v2-info": "info has the six keys of v2 only, thus no page tokens",
    "documented-api-domain": "api_domain is https://api.zoho.eu, as in Accounts' docs",
    "trailing-ampersand": "the redirection of the consent ends with &",
    "legacy-expiry": "expires_in is in milliseconds, beside expires_in_sec",
    "iso-code-in-locale": "the org's iso_code is that of a country, the currency's "
    "code is in currency_locale",
    "scope-mismatch-403": "OAUTH_SCOPE_MISMATCH answers 403, not 401",
    "late-expiry-refused": "a channel_expiry in more than a week is refused, instead "
    "of being replaced by one hour",
}


def check_quirks(names):
    """Return the names as a set; ValueError for an unknown one."""
    unknown = set(names) - set(QUIRKS)
    if unknown:
        raise ValueError(f"unknown quirks: {', '.join(sorted(unknown))}")
    return set(names)
