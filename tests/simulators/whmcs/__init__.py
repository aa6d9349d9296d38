"""A simulator of the WHMCS API (`includes/api.php`)."""
