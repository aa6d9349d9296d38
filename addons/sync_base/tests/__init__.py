from . import test_bound_mixin
from . import test_issue
from . import test_res_partner
from . import test_security
