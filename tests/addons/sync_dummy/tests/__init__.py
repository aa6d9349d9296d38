from . import test_one_way
from . import test_pull_and_push
