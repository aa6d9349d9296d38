-- a copy of the database must not speak to the real systems
UPDATE sync_backend SET state = 'paused' WHERE state = 'running';
UPDATE sync_backend SET event_token = NULL;
