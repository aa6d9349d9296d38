from . import test_notes
