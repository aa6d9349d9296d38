"""What must be tidied before the addon's data go."""

from odoo.addons.sync_base.hooks import keep_used

PRODUCTS = ("hosting", "domain", "addon", "late_fee", "other")


def uninstall_hook(env):
    """Leave the products that invoices have, which the books need."""
    keep_used(env, *(f"sync_whmcs.product_{name}" for name in PRODUCTS))
