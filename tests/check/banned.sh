#!/bin/sh
# Functions that have no place in the driver: fixed buffers, the locale, the process, numbers without error checks.
set -u
cd "${srcdir:-.}" || exit 99
echo 1..1
banned='strcpy|strcat|sprintf|vsprintf|sscanf|strtok|strtol|strtoul|strtoll|strtod|strtof|atoi|atol|atof|gets|localtime|gmtime|ctime|setlocale|exit|_exit|abort|printf|signal|sigaction|putenv|setenv|alloca'
hits=$(grep -rnE "(^|[^A-Za-z0-9_>.])($banned) *\(" driver setup --include='*.[ch]' --include='*.inc' 2>/dev/null |
	grep -vE ':[0-9]+: *(/?\*|//)' | grep -vE 'format\(printf|/\*.*\b('"$banned"')\b.*\*/')
[ -n "$hits" ] && printf '%s\n' "$hits" | sed 's/^/# /'
[ -z "$hits" ] || { echo "not ok 1 - no banned function is called"; exit 1; }
echo "ok 1 - no banned function is called"
