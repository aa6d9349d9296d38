from . import dummy_customer
from . import dummy_row
from . import sync_backend
