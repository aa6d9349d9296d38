<?php
/**
 * Tells Odoo which objects changed in WHMCS, as soon as they are saved.
 *
 * Belongs in includes/hooks/ of WHMCS. Odoo fills in address and secret when it hands
 * out this file (backend, page Events, Download hook file). PHP 7.4 to 8.3.
 *
 * Only names of hooks and ids leave this server; Odoo then reads the objects through
 * the API. All hooks of a request are told in one call, after the request was answered
 * where PHP can do that, and Odoo gets two seconds for it. Whatever goes wrong here,
 * WHMCS goes on: what was not told comes with Odoo's next synchronisation.
 *
 * Hooks and their variables: https://developers.whmcs.com/hooks-reference/
 */

(static function () {
    $url = '';
    $secret = '';

    if ($url === '' || $secret === '' || !function_exists('add_hook')) {
        return;
    }

    // hook => the variables with the ids; "params.serviceid" lies in the array "params"
    $hooks = [
        // clients and contacts
        'ClientAdd' => ['client_id', 'userid'],
        'ClientEdit' => ['userid'],
        'ClientClose' => ['userid'],
        'ClientDelete' => ['userid'],
        'PreDeleteClient' => ['userid'],
        'AfterClientMerge' => ['toUserID', 'fromUserID'],
        'ContactAdd' => ['contactid'],
        'ContactEdit' => ['contactid'],
        'ContactDelete' => ['contactid'],
        // invoices
        'InvoiceCreation' => ['invoiceid'],
        'InvoiceCreationAdminArea' => ['invoiceid'],
        'InvoiceCreated' => ['invoiceid'],
        'InvoiceChangeGateway' => ['invoiceid'],
        'InvoiceSplit' => ['originalinvoiceid', 'newinvoiceid'],
        'InvoicePaid' => ['invoiceid'],
        'InvoicePaidPreEmail' => ['invoiceid'],
        'InvoiceUnpaid' => ['invoiceid'],
        'InvoiceCancelled' => ['invoiceid'],
        'InvoiceRefunded' => ['invoiceid'],
        'AddInvoiceLateFee' => ['invoiceid'],
        'UpdateInvoiceTotal' => ['invoiceid'],
        // payments and refunds; the documentation has it misspelt
        'AddInvoicePayment' => ['invoiceid'],
        'AddTransaction' => ['invoiceid', 'invocieid'],
        'ManualRefund' => ['transid'],
        // products and services
        'ProductEdit' => ['pid'],
        'ProductDelete' => ['pid'],
        'ServiceEdit' => ['serviceid'],
        'ServiceDelete' => ['serviceid'],
        'ServiceRecurringCompleted' => ['serviceid'],
        'CancellationRequest' => ['relid'],
        'AfterModuleCreate' => ['params.serviceid'],
        'AfterModuleSuspend' => ['params.serviceid'],
        'AfterModuleUnsuspend' => ['params.serviceid'],
        'AfterModuleTerminate' => ['params.serviceid'],
        'AfterModuleChangePackage' => ['params.serviceid'],
        // tickets
        'TicketOpen' => ['ticketid'],
        'TicketOpenAdmin' => ['ticketid'],
        'TicketUserReply' => ['ticketid'],
        'TicketAdminReply' => ['ticketid'],
        'TicketAddNote' => ['ticketid'],
        'TicketStatusChange' => ['ticketid'],
        'TicketDepartmentChange' => ['ticketid'],
        'TicketPriorityChange' => ['ticketid'],
        'TicketSubjectChange' => ['ticketid'],
        'TicketFlagged' => ['ticketid'],
        'TicketClose' => ['ticketid'],
        'TicketDelete' => ['ticketId'],
        'TicketDeleteReply' => ['ticketId'],
        'TicketMerge' => ['masterTicketId', 'mergedTicketIds'],
        'TicketSplit' => ['originalTicketId', 'newTicketID'],
    ];

    $teller = new class ($url, $secret) {
        const SECONDS = 2;
        // of one call; it stays far below what Odoo accepts (256 KB)
        const MOST_EVENTS = 1000;

        private $url;
        private $secret;
        private $events = [];

        public function __construct($url, $secret)
        {
            $this->url = $url;
            $this->secret = $secret;
        }

        /** Take up one hook; the same one with the same ids counts once per request. */
        public function note($hook, array $variables, $vars)
        {
            $ids = [];
            foreach ($variables as $variable) {
                $id = $this->id($this->find($vars, $variable), $variable === 'transid');
                if ($id) {
                    $ids[$variable] = $id;
                }
            }
            if (!$ids) {
                return;
            }
            if (!$this->events) {
                register_shutdown_function(function () {
                    // once more, so as to come after what others have registered
                    register_shutdown_function([$this, 'tell']);
                });
            }
            $event = ['event' => $hook, 'ids' => $ids];
            $this->events[json_encode($event)] = $event;
        }

        /** Answer the request, then tell Odoo. */
        public function tell()
        {
            $events = array_values($this->events);
            $this->events = [];
            $problem = null;
            set_error_handler(static function () {
                return true;
            });
            try {
                $this->answer();
                foreach (array_chunk($events, self::MOST_EVENTS) as $some) {
                    $problem = $this->post($some);
                    if ($problem !== null) {
                        break;
                    }
                }
            } catch (\Throwable $error) {
                $problem = get_class($error);
            }
            try {
                if ($problem !== null) {
                    $this->complain($problem);
                }
            } catch (\Throwable $error) {
                // nothing is left to be done
            }
            restore_error_handler();
        }

        /** Return a variable of a hook, whether it is written userid or userId. */
        private function find($vars, $path)
        {
            foreach (explode('.', strtolower($path)) as $name) {
                $vars = is_array($vars) ? array_change_key_case($vars) : [];
                $vars = isset($vars[$name]) ? $vars[$name] : null;
            }
            return $vars;
        }

        /** Return an id or a list of ids, null for anything else. */
        private function id($value, $isTransaction)
        {
            if (is_array($value)) {
                $ids = array_map(function ($each) {
                    return is_array($each) ? null : $this->id($each, false);
                }, array_values($value));
                return array_values(array_filter($ids));
            }
            if (!is_int($value) && !is_string($value)) {
                return null;
            }
            if (preg_match('/^[1-9][0-9]{0,17}$/D', (string) $value)) {
                return (int) $value;
            }
            // as gateways make them: no words
            $pattern = '/^(?=.*[0-9])[A-Za-z0-9_.:-]{1,100}$/D';
            return $isTransaction && preg_match($pattern, $value) ? $value : null;
        }

        /** Let whoever made the request go on, where PHP can. */
        private function answer()
        {
            ignore_user_abort(true);
            // an open session would let the same person's next request wait
            if (function_exists('session_write_close')) {
                session_write_close();
            }
            foreach (['fastcgi_finish_request', 'litespeed_finish_request'] as $finish) {
                if (function_exists($finish)) {
                    $finish();
                    return;
                }
            }
        }

        /** Return null, or why Odoo was not reached; never with address or secret. */
        private function post(array $events)
        {
            $body = json_encode(['id' => bin2hex(random_bytes(16)), 'events' => $events]);
            $time = (string) time();
            $headers = [
                'Content-Type: application/json',
                'User-Agent: WHMCS-Odoo-Sync',
                'X-Odoo-Sync-Time: ' . $time,
                'X-Odoo-Sync-Signature: '
                    . hash_hmac('sha256', $time . '.' . $body, $this->secret),
            ];
            return function_exists('curl_init')
                ? $this->postByCurl($headers, $body)
                : $this->postByStream($headers, $body);
        }

        private function postByCurl(array $headers, $body)
        {
            $curl = curl_init();
            curl_setopt_array($curl, [
                CURLOPT_URL => $this->url,
                CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
                CURLOPT_POST => true,
                CURLOPT_POSTFIELDS => $body,
                // without "Expect", which costs a second where it is not understood
                CURLOPT_HTTPHEADER => array_merge($headers, ['Expect:']),
                CURLOPT_CONNECTTIMEOUT => self::SECONDS,
                CURLOPT_TIMEOUT => self::SECONDS,
                CURLOPT_FOLLOWLOCATION => false,
                CURLOPT_SSL_VERIFYPEER => true,
                CURLOPT_SSL_VERIFYHOST => 2,
                // what comes back is of no interest, and must not fill the memory
                CURLOPT_WRITEFUNCTION => static function ($curl, $data) {
                    return strlen($data);
                },
            ]);
            curl_exec($curl);
            if (curl_errno($curl)) {
                return curl_strerror(curl_errno($curl));
            }
            return $this->judge((int) curl_getinfo($curl, CURLINFO_HTTP_CODE));
        }

        private function postByStream(array $headers, $body)
        {
            $context = stream_context_create([
                'http' => [
                    'method' => 'POST',
                    'header' => implode("\r\n", $headers),
                    'content' => $body,
                    'timeout' => self::SECONDS,
                    'follow_location' => 0,
                    'ignore_errors' => true,
                ],
                'ssl' => [
                    'verify_peer' => true,
                    'verify_peer_name' => true,
                    'allow_self_signed' => false,
                ],
            ]);
            $stream = fopen($this->url, 'r', false, $context);
            if (!$stream) {
                return 'no connection';
            }
            $lines = stream_get_meta_data($stream)['wrapper_data'];
            fclose($stream);
            preg_match('~^HTTP/\S+ ([0-9]{3})~', (string) reset($lines), $found);
            return $this->judge(isset($found[1]) ? (int) $found[1] : 0);
        }

        private function judge($status)
        {
            return $status >= 200 && $status < 300 ? null : 'it answered ' . $status;
        }

        private function complain($problem)
        {
            $line = 'Odoo synchronisation: Odoo could not be told of changes (' . $problem
                . '). They come with its next synchronisation.';
            if (function_exists('logActivity')) {
                logActivity($line);
            } else {
                error_log($line);
            }
        }
    };

    foreach ($hooks as $hook => $variables) {
        add_hook($hook, 1, static function ($vars = []) use ($teller, $hook, $variables) {
            try {
                $teller->note($hook, $variables, $vars);
            } catch (\Throwable $error) {
                // WHMCS goes on
            }
        });
    }
})();
