"""Files that people exchange: positional CSV of companies and contracts."""

from .company_file import CompanyFile
from .company_plan import CompanyPlan
from .contract_file import ContractFile
from .contract_plan import ContractPlan

FILES = {"company": CompanyFile, "contract": ContractFile}
PLANS = {"company": CompanyPlan, "contract": ContractPlan}
