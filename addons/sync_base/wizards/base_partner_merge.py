from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_reference_fields_generic(
        self, referenced_model, src_records, dst_record, *args, **kwargs
    ):
        """Keep the ties to remote systems when records are merged."""
        result = super()._update_reference_fields_generic(
            referenced_model, src_records, dst_record, *args, **kwargs
        )
        # as Odoo does it with all that refers to the records
        bindings_sudo = self.env["sync.binding"].sudo()
        bindings_sudo._merge_records(src_records, dst_record)
        return result
