from . import test_choice
from . import test_create
from . import test_pull_and_push
from . import test_two_at_once
from . import test_runs
