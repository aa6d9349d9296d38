from . import base_partner_merge
from . import sync_link
