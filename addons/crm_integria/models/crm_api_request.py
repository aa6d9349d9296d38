from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL
from odoo.tools.mail import email_normalize, plaintext2html

KEEP_DAYS = 7


class CrmApiRequest(models.Model):
    """Calls of the JSON API that must not be done twice, by their Idempotency-Key."""

    _name = "crm.api.request"
    _description = "Idempotent request of the lead API"

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    key = fields.Char(required=True)
    digest = fields.Char(required=True)
    answer = fields.Json()

    _key_once = models.Constraint("UNIQUE (user_id, key)", "This key was used before.")

    @api.model
    def _claim(self, key, digest):
        """Return the request of a key: a new one, or the one that came first.

        A call with the same key that is under way is waited for.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_api_request
                       (user_id, key, digest, create_uid, create_date)
                VALUES (%(user)s, %(key)s, %(digest)s, %(user)s, now())
                ON CONFLICT (user_id, key) DO NOTHING RETURNING id
                """,
                user=self.env.uid,
                key=key,
                digest=digest,
            )
        )
        if rows:
            return self.browse(rows[0][0])
        mine = [("user_id", "=", self.env.uid), ("key", "=", key)]
        found = self.search(mine)
        if not found:
            # committed after this transaction began: a new one sees it
            raise ConcurrencyError("the same key at the same time")
        return found

    @api.autovacuum
    def _gc_requests(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("create_date", "<", limit)]).unlink()


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _crm_api_create(self, values, **more):
        """Create a lead; return ``(lead, errors by field)``, one of them empty.

        :param values: what `lead_api.check` gave
        :param more: values of the lead that who calls this decides
        """
        found, errors = self._crm_api_refer(values)
        if errors:
            return self.browse(), errors
        lead = self.create(
            {
                "type": "opportunity",
                "name": values["name"],
                "contact_name": values["name"],
                "email_from": values["email"],
                "partner_name": values.get("company"),
                "phone": values.get("phone"),
                "function": values.get("position"),
                "expected_revenue": values.get("expected_revenue", 0),
                "date_deadline": values.get("expected_closing"),
                "crm_overview": values.get("overview"),
                "description": plaintext2html(values.get("comments") or ""),
                "user_id": found["owner"].id,
                "country_id": found["country"].id,
                "lang_id": found["language"].id,
                "crm_company_id": found["managed_by"].id,
                "crm_product_category_id": found["product_category"].id,
                "campaign_id": found["campaign"].id,
                "tag_ids": [(6, 0, found["tags"].ids)],
                **more,
            }
        )
        lead._crm_set_status(values.get("status", "0"))
        return lead, {}

    def _crm_api_refer(self, values):
        """Return ``({field: records}, errors)`` of what values name."""
        tags = values.get("tags", [])
        # field -> what finds it; only asked where the field was sent
        lookups = {
            "country": lambda code: self.env["res.country"].search(
                [("code", "=", code.upper())]
            ),
            "language": self._crm_language,
            "owner": lambda login: self.env["res.users"].search(
                [("login", "=", login), ("share", "=", False)]
            ),
            "managed_by": lambda number: self.env["res.partner"].search(
                [("id", "=", number), ("is_crm_company", "=", True)]
            ),
            "product_category": lambda number: self.env["product.category"].search(
                [("id", "=", number)]
            ),
            "campaign": lambda title: self.env["utm.campaign"].search(
                [("title", "=", title)], limit=1
            ),
            "tags": lambda names: self.env["crm.tag"].search([("name", "in", names)]),
        }
        found = {
            name: look_up(values[name]) if values.get(name) else self.browse()
            for name, look_up in lookups.items()
        }
        errors = {
            name: self.env._("Odoo has none of this, or you do not see it.")
            for name, records in found.items()
            if values.get(name) and not records
        }
        known = found["tags"].mapped("name")
        if missing := sorted(set(tags) - set(known)):
            errors["tags"] = self.env._("There is no tag %s.", ", ".join(missing))
        return found, errors

    @api.model
    def _crm_language(self, code):
        """Return the language of a code such as es or es_ES, installed ones first."""
        return (
            self.env["res.lang"]
            .with_context(active_test=False)
            .search(
                ["|", ("code", "=", code), ("iso_code", "=", code)],
                order="active desc, code",
                limit=1,
            )
        )

    @api.model
    def _crm_of_address(self, email):
        """Return the leads of an e-mail address that there are, whoever sees them.

        For ways in from outside, which tell only whether there is one.
        """
        address = email_normalize(email or "")
        if not address:
            return self.sudo().browse()
        return self.sudo().search([("email_normalized", "=", address)], limit=2)
