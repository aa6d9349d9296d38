from . import test_access
from . import test_access_changes
from . import test_access_paths
from . import test_access_why
from . import test_addresses
from . import test_companies
from . import test_custom_fields
from . import test_import
