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
    def _crm_api_create(self, values):
        """Create a lead; return ``(lead, errors by field)``, one of them empty.

        :param values: what `lead_api.check` gave
        """
        found, errors = self._crm_api_refer(values)
        if errors:
            return self.browse(), errors
        text = {
            name: values.get(name) for name in ("name", "email", "company", "phone")
        }
        lead = self.create(
            {
                "type": "opportunity",
                "name": text["name"],
                "contact_name": text["name"],
                "email_from": text["email"],
                "partner_name": text["company"],
                "phone": text["phone"],
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
            }
        )
        lead._crm_set_status(values.get("status", "0"))
        return lead, {}

    def _crm_api_refer(self, values):
        """Return ``({field: record}, errors)`` of what values name."""
        languages = self.env["res.lang"].with_context(active_test=False)
        language = values.get("language")
        owner = ("login", "=", values.get("owner"))
        managed_by = ("id", "=", values.get("managed_by"))
        tags = values.get("tags", [])
        found = {
            "country": self.env["res.country"].search(
                [("code", "=", (values.get("country") or "").upper())]
            ),
            "language": languages.search(
                ["|", ("code", "=", language), ("iso_code", "=", language)],
                order="active desc, code",
                limit=1,
            )
            if language
            else languages,
            "owner": self.env["res.users"].search([owner, ("share", "=", False)]),
            "managed_by": self.env["res.partner"].search(
                [managed_by, ("is_crm_company", "=", True)]
            ),
            "product_category": self.env["product.category"].search(
                [("id", "=", values.get("product_category"))]
            ),
            "campaign": self.env["utm.campaign"].search(
                [("title", "=", values.get("campaign"))], limit=1
            ),
            "tags": self.env["crm.tag"].search([("name", "in", tags)]),
        }
        errors = {
            name: self.env._("Odoo has none of this, or you do not see it.")
            for name, records in found.items()
            if values.get(name) and not records
        }
        if missing := set(tags) - set(found["tags"].mapped("name")):
            errors["tags"] = self.env._(
                "There is no tag %s.", ", ".join(sorted(missing))
            )
        return found, errors

    def _crm_has_duplicate(self):
        self.ensure_one()
        address = email_normalize(self.email_from or "")
        # whoever sees the other one: that there is one is all that is told
        others = [("email_normalized", "=", address), ("id", "!=", self.id)]
        return bool(address and self.sudo().search_count(others, limit=1))
