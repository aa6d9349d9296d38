from . import sync_backend
from . import whmcs_client
from . import whmcs_client_person
from . import whmcs_contact
