from . import test_connect
from . import test_contacts
from . import test_customers
from . import test_events
from . import test_lists
