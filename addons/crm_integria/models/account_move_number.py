from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .res_users import MANAGE

NUMBERING = [("pattern", "By the pattern"), ("manual", "By hand")]
OURS = ("crm_numbering", "crm_number_row", "crm_number")
# what a draft is called that has no number
NO_NUMBER = (False, "", "/")


class AccountMove(models.Model):
    """Customer invoices numbered by their company's pattern.

    Odoo gives a number when an invoice is posted, and locks it by a unique index:
    whoever posts at the same time waits and gets the next one. Only the pattern, where
    the row goes on, and an index over the whole company are ours.
    """

    _inherit = "account.move"

    crm_numbering = fields.Selection(
        NUMBERING, "Numbered", readonly=True, copy=False, index="btree_not_null"
    )
    crm_number_row = fields.Char("Row of numbers", readonly=True, copy=False)
    crm_number = fields.Integer("Number in its row", readonly=True, copy=False)

    _crm_unique_number = models.UniqueIndex(
        "(company_id, name) WHERE (crm_numbering IS NOT NULL AND name != '/')",
        "Another invoice of the company has this number.",
    )
    _crm_row_idx = models.Index(
        "(company_id, crm_number_row, crm_number) WHERE (crm_number_row IS NOT NULL)"
    )

    # --- by the pattern -------------------------------------------------------------

    def _crm_pattern(self):
        """Return the `NumberPattern` that numbers this invoice, None for Odoo's way."""
        self.ensure_one()
        if self.move_type != "out_invoice":
            return None
        return self.company_id._crm_number_pattern()

    def _crm_last_number(self, row):
        """Return the highest number of a row of this invoice's company, or None."""
        self.env["account.move"].flush_model(["company_id", *OURS])
        [[number]] = self.env.execute_query(
            SQL(
                """
                SELECT max(crm_number) FROM account_move
                WHERE company_id = %s AND crm_number_row = %s AND id != %s
                """,
                self.company_id.id,
                row,
                self._origin.id or 0,
            )
        )
        return number

    def _get_next_sequence_format(self):
        pattern = self._crm_pattern()
        if not pattern:
            return super()._get_next_sequence_format()
        values = {
            "prefix1": pattern.before,
            "seq_length": pattern.width,
            "suffix": pattern.after,
        }
        text = "{prefix1}{seq:0{seq_length}d}{suffix}"
        if (
            text.format(**values, seq=0),
            self.journal_id,
        ) in self._get_sequence_cache():
            # counted on from there
            last = 0
        else:
            last = self._crm_last_number(pattern.row)
        return text, {**values, "seq": pattern.first - 1 if last is None else last}

    def _set_next_sequence(self):
        pattern = self._crm_pattern()
        if not pattern:
            return super()._set_next_sequence()
        # before, as the index that locks the number begins with it
        self._crm_keep({"crm_numbering": "pattern", "crm_number_row": pattern.row})
        result = super()._set_next_sequence()
        self._crm_keep({"crm_number": pattern.number(self.name)})
        return result

    def _locked_increment(self, format_string, format_values):
        name = super()._locked_increment(format_string, format_values)
        if self._crm_pattern():
            # journals share a row: what another one counted to is out of date
            cache = self._get_sequence_cache()
            row = format_string.format(**format_values, seq=0)
            for text, journal in list(cache):
                if text == row and journal != self.journal_id:
                    del cache[text, journal]
        return name

    def _crm_keep(self, values):
        """Set our fields of a number, without what `write` has to do for invoices."""
        with self.env.protecting([self._fields[name] for name in values], self):
            for name, value in values.items():
                self[name] = value

    # --- Odoo's own row beside it ---------------------------------------------------

    def _get_last_sequence_domain(self, relaxed=False):
        # Odoo's row neither goes on from a number of a pattern nor learns its form
        self = self.with_context(crm_row_of_odoo=True)
        where, params = super()._get_last_sequence_domain(relaxed)
        return f"{where} AND crm_numbering IS NULL", params

    @api.model
    def _search(self, domain, *args, **kwargs):
        if self.env.context.get("crm_row_of_odoo"):
            domain = Domain(domain) & Domain("crm_numbering", "=", False)
        return super()._search(domain, *args, **kwargs)

    def _sequence_matches_date(self):
        # 15/1000 is not of the year 15
        return bool(self.crm_numbering) or super()._sequence_matches_date()

    def _is_last_from_seq_chain(self):
        if not self.crm_numbering:
            return super()._is_last_from_seq_chain()
        last = self._crm_last_number(self.crm_number_row)
        return last is None or last < self.crm_number

    @api.depends("crm_numbering")
    def _compute_made_sequence_gap(self):
        # gaps of patterns have a report of their own
        ours = self.filtered("crm_numbering")
        ours.made_sequence_gap = False
        return super(AccountMove, self - ours)._compute_made_sequence_gap()

    @api.depends("company_id.crm_numbers_by_pattern", "company_id.crm_number_pattern")
    def _compute_name_placeholder(self):
        ours = self.browse()
        for move in self:
            if move.name in NO_NUMBER and (pattern := move._crm_pattern()):
                ours += move
                last = move._crm_last_number(pattern.row)
                move.name_placeholder = pattern.name(
                    pattern.first if last is None else last + 1
                )
        return super(AccountMove, self - ours)._compute_name_placeholder()

    # --- by hand --------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._crm_refuse_ours(vals)
        moves = super().create(vals_list)
        for move, vals in zip(moves, vals_list, strict=True):
            if vals.get("name") not in (None, *NO_NUMBER):
                move._crm_check_by_hand(move.name)
                move._crm_number_by_hand("")
        return moves

    def write(self, vals):
        self._crm_refuse_ours(vals)
        if "name" not in vals:
            return super().write(vals)
        before = {
            move: move.name
            for move in self
            if (move.name or "") != (vals["name"] or "")
        }
        for move in before:
            move._crm_check_by_hand(vals["name"])
        result = super().write(vals)
        for move, name in before.items():
            move._crm_number_by_hand("" if name in NO_NUMBER else name)
        return result

    def unlink(self):
        numbered = self.filtered("crm_numbering")
        if numbered:
            # the highest number is used again when it is deleted
            self._get_sequence_cache().clear()
        log = self.env["crm.invoice.number.log"]
        for move in numbered:
            if move.name not in NO_NUMBER:
                log._crm_add(move.company_id, "deleted", move.name)
        return super().unlink()

    def _crm_refuse_ours(self, vals):
        if not vals.keys().isdisjoint(OURS):
            raise UserError(
                self.env._(
                    "How an invoice is numbered is kept by the system. Give it another "
                    "number instead."
                )
            )

    def _crm_check_by_hand(self, name):
        """Refuse a number that a person may not give, or that is taken.

        :raises AccessError: numbers are given by a pattern, and the user is no manager
        :raises ValidationError: another invoice of the company has it
        """
        if name in NO_NUMBER or not self._crm_pattern():
            return
        values = {"company": self.company_id.name, "number": name}
        if not self.env.user.has_group(MANAGE):
            raise AccessError(
                self.env._(
                    "%(company)s numbers its invoices by a pattern; only managers of "
                    "the CRM give other numbers, such as %(number)s.",
                    **values,
                )
            )
        # whoever sees it: a number is taken all the same
        same = self.sudo().search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("move_type", "=", "out_invoice"),
                ("name", "=", name),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if same:
            raise ValidationError(
                self.env._(
                    "%(company)s already has an invoice %(number)s; each number is "
                    "there once. Choose another one.",
                    **values,
                )
            )

    def _crm_number_by_hand(self, before):
        """Keep that a person numbered this invoice, instead of a number or of none."""
        pattern = self._crm_pattern()
        if not pattern and not self.crm_numbering:
            return
        log = self.env["crm.invoice.number.log"]
        numbered = self.name not in NO_NUMBER
        if not (numbered and pattern):
            self._crm_keep(dict.fromkeys(OURS))
            if before:
                other = self.name if numbered else None
                log._crm_add(self.company_id, "removed", before, self, other)
            return
        place = pattern.number(self.name)
        self._crm_keep(
            {
                "crm_numbering": "manual",
                "crm_number_row": None if place is None else pattern.row,
                "crm_number": place,
            }
        )
        if before:
            log._crm_add(self.company_id, "changed", before, self, self.name)
        log._crm_add(self.company_id, "manual", self.name, self, before)
