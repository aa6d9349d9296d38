from . import sync_bound_mixin  # first: res.partner inherits it
from . import res_partner
from . import sync_backend
from . import sync_backend_work
from . import sync_backend_events
from . import sync_binding
from . import sync_binding_compare
from . import sync_binding_merge
from . import sync_binding_pending
from . import sync_bound_status
from . import sync_cursor
from . import sync_event
from . import sync_field
from . import sync_issue
from . import sync_issue_choice
from . import sync_issue_compare
from . import sync_resource
from . import sync_run
