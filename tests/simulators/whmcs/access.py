"""Who may call which action."""

from dataclasses import dataclass, field

from tests.simulators.whmcs.errors import ApiError

FORBIDDEN = 403


@dataclass
class Access:
    """Credentials, allowed addresses and the rights of the API role.

    WHMCS docs: Authentication; Access Control. Texts and HTTP status: reports
    in public API clients. That the address is checked first is UNVERIFIED.
    """

    identifier: str
    secret: str
    access_key: str = ""
    caller_ip: str = ""
    refused_ips: set[str] = field(default_factory=set)
    denied_actions: set[str] = field(default_factory=set)

    def seen_ip(self, remote_address):
        """The caller's address as WHMCS sees it, perhaps behind a translation."""
        return self.caller_ip or remote_address

    def check_caller(self, form, remote_address):
        address = self.seen_ip(remote_address)
        if address in self.refused_ips and not self._has_access_key(form):
            raise ApiError(f"Invalid IP {address}", FORBIDDEN)
        identifier = form.text("identifier") or form.text("username")
        secret = form.text("secret") or form.text("password")
        if not identifier or not secret:
            raise ApiError("Authentication Failed", FORBIDDEN)
        if identifier != self.identifier:
            raise ApiError("Invalid or missing credentials", FORBIDDEN)
        if secret != self.secret:
            raise ApiError("Authentication Failed", FORBIDDEN)

    def check_action(self, action):
        if action.lower() in self.denied_actions:
            raise ApiError(
                f'Invalid Permissions: API action "{action.lower()}" is not allowed',
                FORBIDDEN,
            )

    def deny(self, actions):
        self.denied_actions = {action.lower() for action in actions}

    def _has_access_key(self, form):
        return bool(self.access_key) and form.text("accesskey") == self.access_key
