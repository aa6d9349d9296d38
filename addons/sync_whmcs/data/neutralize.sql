UPDATE sync_backend SET whmcs_secret = NULL, whmcs_access_key = NULL;
