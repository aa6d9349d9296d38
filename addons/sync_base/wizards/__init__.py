from . import base_partner_merge
from . import sync_link
from . import sync_field_change
