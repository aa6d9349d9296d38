"""Tickets and invoices of WHMCS: what is chosen for them, files, hours."""

import base64

from .books import invoice
from .connections import backend_of


def fill(env):
    backend = backend_of(env, "whmcs")
    team = env["helpdesk.ticket.team"].create({"name": "Support"})
    backend.write(
        {
            "whmcs_tickets": True,
            "whmcs_ticket_team_id": team.id,
            "whmcs_status_ids": [
                (0, 0, {"name": "Open", "stage_id": _stage(env, "new").id}),
            ],
            "whmcs_department_ids": [
                (0, 0, {"number": "3", "name": "Sales", "team_id": team.id}),
            ],
        }
    )
    company = env.ref("crm_integria.company_b")
    ticket = env["helpdesk.ticket"].create(
        {
            "name": "No mail arrives",
            "description": "<p>Since Monday</p>",
            "partner_id": company.id,
            "team_id": team.id,
            "whmcs_number": "ABC-123",
            "stage_id": env.ref("sync_whmcs_helpdesk.stage_invoiced").id,
        }
    )
    message = ticket.message_post(body="We look into it.", message_type="comment")
    file = env["ir.attachment"].create(
        {
            "name": "log.txt",
            "datas": base64.b64encode(b"a log"),
            "res_model": "helpdesk.ticket",
            "res_id": ticket.id,
        }
    )
    env["whmcs.ticket.file"].create(
        {
            "backend_id": backend.id,
            "ticket_id": ticket.id,
            "message_id": message.id,
            "kind": "reply",
            "related_id": "5",
            "position": "0",
            "name": "log.txt",
            "attachment_id": file.id,
        }
    )
    env["whmcs.ticket.invoice"].create(
        {
            "ticket_id": ticket.id,
            "backend_id": backend.id,
            "items": [{"description": "Two hours", "amount": "180.00"}],
        }
    )
    _hours(env, ticket)
    _billed(env, company)


def _hours(env, ticket):
    admin = env.ref("base.user_admin")
    if not admin.employee_id:
        env["hr.employee"].create({"name": "Mitchell", "user_id": admin.id})
    env["account.analytic.line"].create(
        {
            "name": "Looked for the mails",
            "ticket_id": ticket.id,
            "user_id": admin.id,
            "unit_amount": 2,
            "hour_rate": 90,
        }
    )


def _stage(env, name):
    return env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")


def _billed(env, company):
    """An invoice of a product that the addon brings."""
    product = env.ref("sync_whmcs.product_hosting")
    line = {"product_id": product.id, "price_unit": 30, "tax_ids": [(5,)]}
    invoice(env, company, 0, invoice_line_ids=[(0, 0, line)])
