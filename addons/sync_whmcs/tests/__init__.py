from . import test_backend
from . import test_billing
from . import test_billing_send
from . import test_compare
from . import test_events
from . import test_pull
from . import test_push
