UPDATE sync_backend
SET economic_app_secret = NULL, economic_grant = NULL, economic_nonce = NULL;
