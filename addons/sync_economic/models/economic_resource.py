from odoo import api, models

from ..lib.soap_forms import LACKING


class EconomicResource(models.AbstractModel):
    """What the resources of e-conomic have in common."""

    _name = "economic.resource"
    _inherit = "sync.resource"
    _description = "Resource of e-conomic"
    _sync_system = "economic"

    @api.model
    def _fields_of(self, backend):
        pairs = super()._fields_of(backend)
        if backend.economic_transport != "soap":
            return pairs
        return [pair for pair in pairs if not LACKING.intersection(pair.paths())]
