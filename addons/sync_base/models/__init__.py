from . import sync_bound_mixin  # first: res.partner inherits it
from . import ir_websocket
from . import res_partner
from . import sync_backend
from . import sync_backend_work
from . import sync_backend_health
from . import sync_backend_incidents
from . import sync_backend_retention
from . import sync_backend_retry
from . import sync_binding
from . import sync_binding_pending
from . import sync_cursor
from . import sync_issue
from . import sync_issue_choice
from . import sync_issue_retry
from . import sync_resource
from . import sync_run
