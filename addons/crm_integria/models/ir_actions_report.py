import io
from collections import OrderedDict

from odoo import models

from .account_move_pdf import REPORT

# Odoo's own, which the layout of a company stands in for
STANDARD = (
    "account.report_invoice",
    "account.report_invoice_with_payments",
)
# what Odoo's page for customers measures the height of an invoice by
WRAPPED = (("<body>", '<body><div id="wrapwrap">'), ("</body>", "</div></body>"))


class IrActionsReport(models.Model):
    """Invoices are rendered by WeasyPrint, everywhere that Odoo prints them."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        ours = self._crm_invoices(report_ref, res_ids)
        if not ours:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        others = [res_id for res_id in res_ids if res_id not in ours.ids]
        streams = {}
        if others:
            streams = super()._render_qweb_pdf_prepare_streams(report_ref, data, others)
        for move in ours:
            stream = io.BytesIO(move._crm_pdf())
            streams[move.id] = {"stream": stream, "attachment": None}
        return OrderedDict((res_id, streams[res_id]) for res_id in res_ids)

    def _render_qweb_html(self, report_ref, docids, data=None):
        ours = self._crm_invoices(report_ref, docids)
        if not ours or len(ours) != len(set(docids)):
            return super()._render_qweb_html(report_ref, docids, data)
        pages = "".join(move._crm_pdf_html()[0] for move in ours)
        for here, there in WRAPPED:
            pages = pages.replace(here, there)
        return pages.encode(), "html"

    def _crm_invoices(self, report_ref, res_ids):
        """Return the invoices that this report prints in the CRM's layout."""
        moves = self.env["account.move"]
        if not res_ids:
            return moves
        name = self._get_report(report_ref).report_name
        if name != REPORT and name not in STANDARD:
            return moves
        moves = moves.browse(res_ids)
        sold = moves.filtered(lambda move: move.is_sale_document())
        if name == REPORT:
            return sold
        return sold.filtered("company_id.crm_invoice_layout")
