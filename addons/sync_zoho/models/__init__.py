from . import zoho_token
from . import sync_backend
from . import sync_backend_connect
from . import sync_backend_events
from . import zoho_custom_field
