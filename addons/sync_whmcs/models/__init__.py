from . import sync_backend
from . import sync_backend_events
from . import whmcs_client
from . import whmcs_client_person
from . import whmcs_contact
