DELETE FROM zoho_token;
UPDATE sync_backend SET zoho_client_secret = NULL, zoho_nonce = NULL, zoho_channel = NULL;
