"""What people of each relation to a company may do; the project's reference, 1.3.

Plain data: the tests of programs that connect from outside use it as well.
"""

VIEW, WRITE, MANAGE, ADMINISTRATOR = (
    f"crm_integria.group_crm_{name}"
    for name in ("view", "write", "manage", "administrator")
)
# who works with invoices needs Odoo's own role for it; by itself it shows nothing
INVOICING = "account.group_account_invoice"
LEVELS = {
    "none": (INVOICING,),
    "view": (INVOICING, VIEW),
    "write": (INVOICING, WRITE),
    "manage": (INVOICING, MANAGE),
}
NOTHING, SEES, WORKS, DELETES = "-", "r", "w", "w*"


def deletes(kind, relation, wanted):
    """Whether somebody may delete a record; invoices are for administrators alone."""
    return wanted == DELETES and (kind != "invoice" or relation == "administrator")


# relation -> what comes of it at each level
TABLE = {
    "administrator": "w* w* w* w*",
    "owner": "- r w w*",
    "owner_without_parent": "- r w w*",
    "owner_without_company": "- r w w*",
    "peer": "- r r w*",
    "peer_without_parent": "- - - -",
    "ancestor": "- r r w*",
    "own_company": "- r r w*",
    "child": "- - - -",
    "no_company": "- - - -",
    "stranger": "- - - -",
    "peer_of_disabled": "- r r w*",
    "peer_of_deleted": "- r r w*",
}
# users who look at companies -> the company (see `COMPANIES`) that they are below of
HOMES = {
    "administrator": None,
    "owner": "mine",
    "loner": None,
    "peer": "other",
    "fellow": "mine",
    "ancestor": "mine",
    "own": "customer",
    "child": "child",
    "nobody": None,
    "stranger": "other",
}
# users who only own companies; two of them are disabled and deleted afterwards
OWNERS = {
    "the-owner": "mine",
    "outside": "other",
    "lonely": None,
    "disabled": "other",
    "deleted": "other",
}
# company -> the one above it
COMPANIES = {"mine": None, "other": None, "customer": "mine", "child": "customer"}
# relation -> the company above, its owner, who looks at it
RELATIONS = {
    "administrator": ("mine", "the-owner", "administrator"),
    "owner": ("mine", "owner", "owner"),
    "owner_without_parent": (None, "owner", "owner"),
    "owner_without_company": ("mine", "loner", "loner"),
    "peer": ("mine", "outside", "peer"),
    "peer_without_parent": (None, "the-owner", "fellow"),
    "ancestor": ("mine", "outside", "ancestor"),
    "own_company": ("mine", "the-owner", "own"),
    "child": ("mine", "the-owner", "child"),
    "no_company": ("mine", "lonely", "nobody"),
    "stranger": ("mine", "the-owner", "stranger"),
    "peer_of_disabled": ("mine", "disabled", "peer"),
    "peer_of_deleted": ("mine", "deleted", "peer"),
}
# relations to *customer* itself, as people are below it
OF_CUSTOMER = ("own_company", "child")
MODELS = {
    "company": "res.partner",
    "contact": "res.partner",
    "contract": "contract.contract",
    "invoice": "account.move",
    "lead": "crm.lead",
}
# what ties a new one to the company
LINKS = {
    "company": "parent_id",
    "contact": "parent_id",
    "contract": "partner_id",
    "invoice": "partner_id",
    "lead": "crm_company_id",
}
NEW = {
    "company": {"is_company": True, "is_crm_company": True, "name": "New"},
    "contact": {"name": "New"},
    "contract": {"name": "New"},
    "invoice": {"move_type": "out_invoice"},
    "lead": {"name": "New", "user_id": False},
}
CHANGE = {
    "company": {"street": "Changed"},
    "contact": {"street": "Changed"},
    "contract": {"name": "Changed"},
    "invoice": {"ref": "Changed"},
    "lead": {"name": "Changed"},
}
