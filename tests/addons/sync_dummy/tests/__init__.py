from . import test_choice
from . import test_create
from . import test_gone
from . import test_merged_records
from . import test_field_choices
from . import test_one_way
from . import test_pull_and_push
from . import test_two_at_once
