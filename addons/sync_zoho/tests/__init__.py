from . import test_connect
from . import test_deals
from . import test_deal_cycles
from . import test_deal_life
from . import test_deal_mails
from . import test_deal_once
from . import test_deal_pay
