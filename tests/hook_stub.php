<?php
/**
 * As much of WHMCS as its hooks need: php hook_stub.php HOOK_FILE RESULT < SCENARIO
 *
 * The scenario is JSON: {"fire": [[hook, variables], …], "log": true, "fpm": true}.
 * RESULT gets {"hooks": […], "returned": […], "log": […], "finished": 0 or 1} as JSON.
 */

define('WHMCS', true);
error_reporting(E_ALL);
ini_set('display_errors', '1');

$scenario = json_decode(stream_get_contents(STDIN), true);
$stub = ['hooks' => [], 'returned' => [], 'log' => [], 'finished' => 0];

function add_hook($point, $priority, $function)
{
    global $callbacks;
    $callbacks[$point][] = $function;
}

if (!empty($scenario['log'])) {
    function logActivity($message, $userId = 0)
    {
        global $scenario, $stub;
        $stub['log'][] = $message;
        if ($scenario['log'] === 'throws') {
            throw new Exception('no activity log');
        }
    }
}

if (!empty($scenario['fpm'])) {
    function fastcgi_finish_request()
    {
        global $stub;
        $stub['finished']++;
        return true;
    }
}

$callbacks = [];
require $argv[1];
$stub['hooks'] = array_keys($callbacks);

foreach ($scenario['fire'] as [$point, $variables]) {
    if ($point === 'fatal') {
        throw new Exception('WHMCS itself fails');
    }
    foreach ($callbacks[$point] ?? [] as $function) {
        $stub['returned'][] = $function($variables);
    }
}

// after all that the hook file registers while it shuts down
register_shutdown_function(static function () {
    register_shutdown_function(static function () {
        register_shutdown_function(static function () {
            global $argv, $stub;
            file_put_contents($argv[2], json_encode($stub));
        });
    });
});
