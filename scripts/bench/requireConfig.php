<?php

// What Laravel itself does with config/*.php, without Laravel: requires every file with stand-ins for the helpers.
//   php requireConfig.php FOLDER ROUNDS
// Prints a JSON list: milliseconds of each round over all files. The first round compiles what PHP has not seen yet.

namespace Illuminate\Support {
    class Str
    {
        public static function slug(string $text, string $separator = '-'): string
        {
            return trim(preg_replace('/[^a-z0-9]+/', $separator, strtolower($text)), $separator);
        }
    }
}

namespace {
    $root = rtrim($argv[1], '/');
    foreach (is_file("$root/.env") ? file("$root/.env", FILE_IGNORE_NEW_LINES) : [] as $line) {
        if (preg_match('/^([A-Z0-9_]+)=(.*)$/', $line, $found)) {
            $_ENV[$found[1]] = trim($found[2], '"');
        }
    }

    function env(string $name, mixed $default = null): mixed
    {
        return match ($value = $_ENV[$name] ?? $default) {
            'true' => true,
            'false' => false,
            'null' => null,
            default => $value,
        };
    }

    function pathBelow(string $folder, string $path): string
    {
        return rtrim($GLOBALS['root'] . $folder . '/' . $path, '/');
    }
    function base_path(string $path = ''): string
    {
        return pathBelow('', $path);
    }
    function storage_path(string $path = ''): string
    {
        return pathBelow('/storage', $path);
    }
    function public_path(string $path = ''): string
    {
        return pathBelow('/public', $path);
    }
    function database_path(string $path = ''): string
    {
        return pathBelow('/database', $path);
    }
    foreach (['ZipArchive' => 'const CM_DEFAULT = -1;', 'PDO' => 'const ATTR_EMULATE_PREPARES = 20;'] as $class => $body) {
        if (!class_exists($class)) {
            eval("class $class { $body }");
        }
    }

    $took = [];
    for ($round = 0; $round < (int) $argv[2]; $round++) {
        $from = hrtime(true);
        $config = [];
        foreach (glob("$root/config/*.php") as $file) {
            $config[basename($file, '.php')] = require $file;
        }
        $took[] = (hrtime(true) - $from) / 1e6;
        if (count($config) === 0 || in_array(1, $config, true)) {
            fwrite(STDERR, "a file gave no configuration\n");
            exit(1);
        }
    }
    echo json_encode($took), "\n";
}
