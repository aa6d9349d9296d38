from . import test_pull
from . import test_push
from . import test_hours
from . import test_settings
