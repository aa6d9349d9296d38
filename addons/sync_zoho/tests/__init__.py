from . import test_connect
from . import test_deals
from . import test_deal_life
