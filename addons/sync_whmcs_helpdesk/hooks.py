"""What must be tidied before the addon's tables go."""

from odoo.addons.sync_base.hooks import keep_used


def uninstall_hook(env):
    """Leave the stage of tickets and the project of hours where there are any."""
    # no backend goes while a ticket was invoiced by it
    env["whmcs.ticket.invoice"].search([]).unlink()
    keep_used(
        env,
        "sync_whmcs_helpdesk.stage_invoiced",
        "sync_whmcs_helpdesk.project_support",
    )
