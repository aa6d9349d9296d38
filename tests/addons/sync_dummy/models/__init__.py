from . import dummy_customer
from . import sync_backend
