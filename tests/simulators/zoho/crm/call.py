"""One call of the API: who calls, and what the call brings."""

import json

from tests.simulators.zoho.clock import parse, shown
from tests.simulators.zoho.crm.scopes import allows
from tests.simulators.zoho.errors import Refused, bad_param
from tests.simulators.zoho.regions import api_url

MOST_PER_PAGE = 200


class Call:
    """:param parts: what follows the version in the path"""

    def __init__(self, request, region, version, parts, store, token):
        self.request, self.region, self.version = request, region, version
        self.parts, self.store, self.token = parts, store, token
        self.user = store.org.user(token.user_id)
        self.method, self.query = request.method, request.query
        # what the call costs may be known only when its query was read
        self.cost = 1

    @property
    def quirks(self):
        return self.store.quirks

    @property
    def api_url(self):
        return api_url(self.request.host, self.region)

    def moment(self, moment):
        """Return a moment in the time zone of the token's user."""
        return shown(moment, self.user.time_zone)

    def profiles(self):
        """Return the profiles that may write a field."""
        names = dict.fromkeys(user.profile for user in self.store.org.users)
        return [
            {"permission_type": "read_write", "name": name, "id": profile_id(name)}
            for name in names
        ]

    # -- rights ----------------------------------------------------------------------

    def need(self, group, operation, part=""):
        """Refuse a token that lacks the scope."""
        if not allows(self.token.scopes, group, operation, part):
            status = 403 if "scope-mismatch-403" in self.quirks else None
            raise Refused("OAUTH_SCOPE_MISMATCH", status=status)

    def need_permission(self, *permissions):
        """Refuse a user whose profile lacks a permission."""
        if lacking := [each for each in permissions if each in self.user.lacks]:
            raise Refused("NO_PERMISSION", {"permissions": lacking})

    def need_module(self, name, operation):
        """Return a module that token and user may use so."""
        module = self.store.modules.get(name)
        if module is None:
            raise Refused("INVALID_MODULE", {"resource_path_index": 0})
        if module.parent and operation != "READ":
            message = "The given module is not supported in API"
            raise Refused("INVALID_MODULE", {"resource_path_index": 0}, message)
        if module.parent:
            # rows are as open as what they belong to
            self.need_module(module.parent, operation)
            return module
        self.need("ZohoCRM.modules", operation, name)
        right = {"READ": "View", "CREATE": "Create", "UPDATE": "Edit"}.get(operation)
        self.need_permission(f"Crm_Implied_{right or 'Delete'}_{module.internal}")
        return module

    def sees(self, record):
        """Return whether the user's role sees a record.

        That products and notes are open to all, other modules private, is an
        assumption; it is a setting of each org.
        """
        if self.user.sees_all or record.module in ("Products", "Notes"):
            return True
        if parent := self.store.modules[record.module].parent:
            holder = self.store.get(parent, record.values["Parent_Id"])
            return holder is not None and self.sees(holder)
        return record.values.get("Owner") == self.user.id

    def record(self, module, record_id):
        """Return a record that the user sees, or None."""
        record = self.store.get(module.api_name, record_id)
        return record if record and self.sees(record) else None

    # -- what a call brings ----------------------------------------------------------

    def only(self, *methods):
        if self.method not in methods:
            raise Refused("INVALID_REQUEST_METHOD")

    def body(self, key):
        """Return the list that the body has under ``key``, and the body."""
        try:
            body = json.loads(self.request.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            details = {"expected_data_type": "jsonobject"}
            raise Refused("INVALID_DATA", details, "body")
        if key not in body:
            where = {"api_name": key, "json_path": f"$.{key}"}
            raise Refused("MANDATORY_NOT_FOUND", where)
        rows = body[key]
        if not isinstance(rows, list) or not rows:
            details = {"expected_data_type": "jsonarray", "api_name": key}
            raise Refused("INVALID_DATA", details | {"json_path": f"$.{key}"})
        return rows, body

    def number(self, name, usual, most=None):
        """Return a number of the query between 1 and ``most``."""
        text = self.query.get(name, str(usual))
        if not text.isdigit() or int(text) < 1 or (most and int(text) > most):
            raise bad_param(name)
        return int(text)

    def ids(self, name="ids", most=100):
        """Return the ids of the query, or None where it has none."""
        text = self.query.get(name, "")
        ids = [each for each in text.split(",") if each]
        if len(ids) > most:
            raise bad_param(name, "LIMIT_EXCEEDED", limit=most)
        return ids or None

    def header_moment(self, name):
        """Return the moment of a header such as If-Modified-Since, or None.

        What Zoho makes of an HTTP date is not known; it is refused here.
        """
        text = self.request.headers.get(name)
        if text is None:
            return None
        moment = parse(text)
        if moment is None:
            details = {"header_name": name, "expected_data_type": "datetime"}
            raise Refused("INVALID_DATA", details)
        return moment

    def is_since(self, moment, since):
        """Return whether something of this moment is newer than ``since``."""
        if "modified-since-inclusive" in self.quirks:
            return moment >= since
        return moment > since


def profile_id(name):
    """Return an id that a profile always has."""
    return str(554_023_000_000_026_000 + sum(name.encode()))
