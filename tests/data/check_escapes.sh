#!/bin/sh
# Runs the translated statements of translate.tsv on a server and compares what
# it answers with the last column.  The server is the one that psql finds by
# itself (PGHOST, PGUSER, ...); nothing is written to it.
#
#   tests/data/check_escapes.sh
set -u
file=$(dirname "$0")/translate.tsv
tab=$(printf '\t')
lines=0
failed=0
number=0
PGTZ=UTC
PGOPTIONS='-c lc_time=C -c DateStyle=ISO -c IntervalStyle=postgres'
export PGTZ PGOPTIONS
psql -XAtc 'select 1' > /dev/null || exit 77
while IFS= read -r line; do
	number=$((number + 1))
	case $line in '#'* | '') continue ;; esac
	output=$(printf '%s\n' "$line" | cut -f3)
	value=$(printf '%s\n' "$line" | cut -s -f5)
	[ -n "$value" ] || continue
	lines=$((lines + 1))
	output=$(printf '%s\n' "$output" | sed 's/\\n/\n/g; s/\\\\/\\/g')
	if [ "$value" = prepare ]; then
		output="PREPARE p AS $output"
		value=PREPARE
	fi
	answer=$(psql -XAtc "$output" 2>&1)
	if [ "$answer" != "$value" ]; then
		failed=$((failed + 1))
		printf '%s:%d: %s%swant %s, got %s\n' "$file" "$number" "$output" "$tab" "$value" "$answer"
	fi
done < "$file"
echo "$((lines - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
