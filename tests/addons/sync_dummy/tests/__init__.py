from . import test_pull_and_push
