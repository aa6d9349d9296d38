"""The organisation: its edition, users, currencies and switches."""

from dataclasses import dataclass, field

PREFIX = 554_023_000_000_000_000
EDITIONS = ("free", "standard", "professional", "enterprise", "ultimate")
# iso code: (name, symbol, how many of it are one euro)
CURRENCIES = {
    "EUR": ("Euro", "€", 1.0),
    "DKK": ("Danish Krone", "kr", 7.46),
    "USD": ("US Dollar", "$", 1.08),
    "SEK": ("Swedish Krona", "kr", 11.4),
}


@dataclass
class User:
    """A user; ``sees_all`` is the top of the role hierarchy."""

    id: str
    first_name: str
    last_name: str
    email: str
    profile: str
    role: str
    time_zone: str
    sees_all: bool = True
    status: str = "active"
    # permissions of the profile that were taken away, such as Crm_Implied_Api_Access
    lacks: set = field(default_factory=set)

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}"

    def short(self):
        return {"name": self.full_name, "id": self.id}

    def with_email(self):
        return {"name": self.full_name, "id": self.id, "email": self.email}


def usual_users():
    """Two people: the administrator, and someone who sees only what they own."""
    customize = "Crm_Implied_Customize_Zoho_CRM"
    return [
        User(
            *(str(PREFIX + 50_001), "Astrid", "Møller", "astrid@saelger.example"),
            *("Administrator", "CEO", "Europe/Copenhagen"),
        ),
        User(
            *(str(PREFIX + 50_002), "Ravi", "Iyer", "ravi@saelger.example"),
            *("Standard", "Sales", "Asia/Kolkata"),
            sees_all=False,
            lacks={customize},
        ),
    ]


@dataclass
class Org:
    """:param currency: ISO code of the base currency, which cannot be changed"""

    edition: str = "enterprise"
    currency: str = "EUR"
    multi_currency: bool = False
    # "Currency Format" of the company settings: symbol or code
    currency_format: str = "symbol"
    company_name: str = "Sælger ApS"
    region: str = "eu"
    users: list = field(default_factory=usual_users)

    def user(self, user_id):
        """Return a user by id, or None."""
        for user in self.users:
            if user.id == user_id:
                return user
        return None

    @property
    def admin(self):
        return self.users[0]

    def symbol(self, code=None):
        """Return what ``$currency_symbol`` shows for a currency."""
        code = code or self.currency
        if self.currency_format == "code" or code not in CURRENCIES:
            return code
        return CURRENCIES[code][1]
