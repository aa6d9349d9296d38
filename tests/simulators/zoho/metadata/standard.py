"""The standard modules and fields.

Source: recorded answers; Zoho CRM API v8, "Insert Records" (examples). A line is
``api_name type [length] [flag | =lookup module] …``.
"""

MODULE_IDS = {
    "Accounts": 127,
    "Contacts": 129,
    "Deals": 131,
    "Products": 141,
    "Notes": 150,
    "Quotes": 143,
    "Quoted_Items": 144,
}
# module of rows: module that has them as a subform
SUBFORMS = {"Quoted_Items": "Quotes"}
LABELS = {
    "Account_Name": "Account Name",
    "Reason_For_Loss__s": "Reason For Loss",
    "Locked__s": "Locked",
    "Note_Content": "Note Content",
    "Qty_in_Stock": "Quantity in Stock",
}
# the names that permissions and old parts of the API have
INTERNAL = {"Deals": "Potentials", "Quoted_Items": "QuotedItems"}
SINGULAR = {
    "Accounts": "Account",
    "Contacts": "Contact",
    "Deals": "Deal",
    "Products": "Product",
    "Notes": "Note",
    "Quotes": "Quote",
    "Quoted_Items": "Quoted Item",
}
NAMES = {
    "Accounts": "Account_Name",
    "Contacts": "Full_Name",
    "Deals": "Deal_Name",
    "Products": "Product_Name",
    "Notes": "Note_Title",
    "Quotes": "Subject",
}
# what tells duplicates apart, if nothing else is asked for
DUPLICATE_KEYS = {
    "Accounts": ["Account_Name"],
    "Contacts": ["Email"],
    "Deals": ["Deal_Name"],
    "Products": ["Product_Name"],
    "Notes": [],
    "Quotes": ["Subject"],
}
COMMON = """
Owner ownerlookup
Created_By ownerlookup read-only
Modified_By ownerlookup read-only
Created_Time datetime read-only
Modified_Time datetime read-only
Last_Activity_Time datetime read-only
Tag text read-only
Locked__s boolean read-only
Record_Status__s picklist read-only
"""
ROW_COMMON = """
Created_Time datetime read-only
Modified_Time datetime read-only
"""
FIELDS = {
    "Accounts": """
Account_Name text 200 mandatory
Account_Number bigint
Phone phone
Website website
Industry picklist
Billing_Street text 250
Billing_City text
Billing_State text
Billing_Code text 30
Billing_Country text
Description textarea
""",
    "Contacts": """
First_Name text 40
Last_Name text 80 mandatory
Full_Name text 80 read-only
Salutation picklist
Email email
Secondary_Email email
Phone phone
Mobile phone
Account_Name lookup =Accounts
Title text 100
Department text 50
Lead_Source picklist
Mailing_Flat_House_No_Building_Apartment_Name text 255
Mailing_Street text 250
Mailing_City text 100
Mailing_State text 100
Mailing_Zip text 30
Mailing_Country text 100
Mailing_Coordinates text 50
Mailing_Address textarea
Date_of_Birth date
Email_Opt_Out boolean
Description textarea
""",
    "Products": """
Product_Name text 200 mandatory
Product_Code text 40
Product_Active boolean
Product_Category picklist
Unit_Price currency
Commission_Rate percent
Taxable boolean
Tax multiselectpicklist
Usage_Unit picklist
Qty_in_Stock double
Qty_Ordered double
Sales_Start_Date date
Sales_End_Date date
Description textarea
""",
    "Deals": """
Deal_Name text 120 mandatory
Account_Name lookup =Accounts
Contact_Name lookup =Contacts
Amount currency
Closing_Date date
Stage picklist mandatory
Pipeline picklist
Probability integer
Expected_Revenue currency read-only
Type picklist
Next_Step text 100
Lead_Source picklist
Reason_For_Loss__s picklist
Description textarea
""",
    "Notes": """
Note_Title text 120
Note_Content textarea mandatory
Parent_Id lookup =Deals
""",
    "Quotes": """
Subject text 255 mandatory
Quote_Number bigint read-only
Quote_Stage picklist
Valid_Till date
Deal_Name lookup =Deals
Contact_Name lookup =Contacts
Account_Name lookup =Accounts
Team text
Carrier picklist
Quoted_Items subform mandatory =Quoted_Items
Sub_Total currency read-only
Discount currency
Tax currency read-only
Adjustment currency
Grand_Total currency read-only
Billing_Street text 250
Billing_City text
Billing_State text
Billing_Code text 30
Billing_Country text
Shipping_Street text 250
Shipping_City text
Shipping_State text
Shipping_Code text 30
Shipping_Country text
Terms_and_Conditions textarea
Description textarea
""",
    "Quoted_Items": """
Parent_Id lookup =Quotes read-only
Sequence_Number integer read-only
Product_Name lookup =Products mandatory
Description textarea
Quantity double
List_Price currency
Total currency read-only
Discount currency or-percent
Total_After_Discount currency read-only
Line_Tax linetax
Tax currency read-only
Net_Total currency read-only
""",
}
# a subform that administrators made; its total is a formula of the two before it
SUBFORM_FIELDS = """
Product_Name lookup =Products
Quantity double
List_Price currency
Total formula read-only
"""
MULTI_CURRENCY = """
Currency picklist
Exchange_Rate double read-only
"""
MONEY_MODULES = ("Products", "Deals", "Accounts", "Quotes")
PICKLISTS = {
    "Industry": ("Technology", "Retail", "Consulting", "Government"),
    "Salutation": ("Mr.", "Mrs.", "Ms.", "Dr."),
    "Lead_Source": ("-None-", "Advertisement", "Partner", "Web Research"),
    "Product_Category": ("Hardware", "Software", "Services"),
    "Tax": ("Vat - 25.0 %", "Vat - 5.0 %", "No Tax - 0.0 %"),
    "Usage_Unit": ("Box", "Each", "Hours", "Quantity"),
    "Type": ("-None-", "Existing Business", "New Business"),
    "Reason_For_Loss__s": (
        *("-None-", "Expectation Mismatch", "Price", "Unqualified Customer"),
        *("Lack of response", "Missed Follow Ups", "Wrong Target", "Competition"),
        *("Future Interest", "Other"),
    ),
    "Quote_Stage": (
        *("Draft", "Negotiation", "Delivered", "On Hold", "Confirmed"),
        *("Closed Won", "Closed Lost"),
    ),
    "Carrier": ("FedEX", "UPS", "USPS", "DHL", "BlueDart"),
    "Record_Status__s": ("Available", "Draft", "Trash"),
}
# display, actual, reference, probability, category, category of the forecast
STAGES = (
    ("Qualification", "", 10, "Open", "Pipeline"),
    ("Needs Analysis", "", 20, "Open", "Pipeline"),
    ("Value Proposition", "", 40, "Open", "Pipeline"),
    ("Identify Decision Makers", "Id. Decision Makers", 60, "Open", "Pipeline"),
    ("Proposal/Price Quote", "", 75, "Open", "Best Case"),
    ("Negotiation/Review", "", 90, "Open", "Committed"),
    ("Closed Won", "", 100, "Closed Won", "Closed"),
    ("Closed Lost", "", 0, "Closed Lost", "Omitted"),
    (
        *("Closed-Lost to Competition", "Closed Lost to Competition"),
        *(0, "Closed Lost", "Omitted"),
    ),
)
# further pipelines have stages of their own, won and lost ones too
OTHER_STAGES = (
    ("Up for renewal", "", 50, "Open", "Pipeline"),
    ("Renewed", "", 100, "Closed Won", "Closed"),
    ("Churned", "", 0, "Closed Lost", "Omitted"),
)
PIPELINES = ("Standard (Standard)", "Renewals", "Partners")
CONTACT_ROLES = (
    *("Decision Maker", "Developer/Evaluator", "Economic Decision Maker"),
    *("Executive Sponsor", "Influencer", "Product Management", "Purchasing"),
    "Technical Decision Maker",
)
# the billing fields of the user's request; label, type, options
BILLING_FIELDS = (
    (
        *("Products", "Billing", "picklist"),
        (
            *("Monthly", "One off", "Annual", "Quarterly", "Half yearly"),
            *("Daily", "Weekly", "Custom"),
        ),
    ),
    ("Products", "Billing Cycle", "integer", ()),
    ("Products", "No of Billing Cycles", "integer", ()),
    ("Products", "Interval Count", "integer", ()),
    ("Products", "Interval Unit", "picklist", ("Days", "Weeks", "Months", "Years")),
    ("Products", "Region", "picklist", ("Denmark", "EU", "World")),
    (
        *("Contacts", "Customer Language", "picklist"),
        ("English", "Deutsch", "French", "Spanish"),
    ),
)
