#!/bin/bash
# Makes decode.tsv from decode_cases.tsv: the bytes that a real PostgreSQL sends for each expression, in both
# formats, and the value as the same server prints it in its canonical styles.  Needs PostgreSQL's server programs
# (PG_BIN, default the newest of Debian's) and xxd; as root it runs the server as user postgres.
# Usage: tests/data/capture.sh > decode.tsv.new
set -eu
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
work=$(mktemp -d)
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
finish() {
	as "$bin/pg_ctl" -D "$work/data" -m immediate -w stop >/dev/null 2>&1 || :
	rm -rf "$work"
}
trap finish EXIT
[ "$(id -u)" != 0 ] || chown postgres "$work"
cd "$work"
as "$bin/initdb" -D "$work/data" -E UTF8 --locale=C -A trust -U postgres >/dev/null
as "$bin/pg_ctl" -D "$work/data" -o "-c listen_addresses= -k $work -c fsync=off" -l "$work/log" -w start >/dev/null

# query SETTING EXPRESSIONS: the fields of one row as hexadecimal words
query() {
	local hex n fields='' options="-c lc_monetary=C -c TimeZone=UTC -c IntervalStyle=postgres -c bytea_output=hex"
	[ "$1" = - ] || options="$options -c $1"
	# 19 bytes of header, then per row a count of fields, and per field its length and its bytes
	hex=$(as env PGOPTIONS="$options" "$bin/psql" -X -q -h "$work" -U postgres -d postgres -v ON_ERROR_STOP=1 \
		-c "copy (select $2) to stdout (format binary)" | xxd -p | tr -d '\n')
	hex=${hex:42}
	while [ -n "$hex" ] && [ "${hex:0:4}" != ffff ]; do
		n=$((16#${hex:0:8} * 2))
		fields="$fields ${hex:8:n}."
		hex=${hex:8+n}
	done
	echo "$fields"
}

# Tabs, line ends and backslashes are escaped, since a value stands in one column of one line.
plain() { printf '%s' "$1" | xxd -r -p | sed -e 's/\\/\\\\/g' -e 's/\t/\\t/g'; }

cat <<'END'
# Made by capture.sh from decode_cases.tsv; do not edit.
# kind	format	wire (hex)	value	setting	SQL
END
grep -v '^#' "$here/decode_cases.tsv" | while IFS=$'\t' read -r kind setting sql; do
	shown="format('%s', $sql)"
	case $kind in
	BOOL) shown="($sql)::int::text" ;;
	MONEY) shown="($sql)::numeric::text" ;;
	esac
	case $kind in
	MONEY | OTHER) binary= && read -r text <<<"$(query "$setting" "format('%s', $sql)")" ;;
	*) read -r binary text <<<"$(query "$setting" "$sql, format('%s', $sql)")" ;;
	esac
	read -r value <<<"$(query - "$shown")"
	if [ -z "$text" ] || [ -z "$value" ]; then
		echo "capture.sh: the server refused: $sql" >&2
		exit 1
	fi
	value=$(plain "${value%.}")
	[ -z "$binary" ] || printf '%s\tbinary\t%s\t%s\t%s\tselect %s\n' "$kind" "${binary%.}" "$value" "$setting" "$sql"
	# With a time zone the text has the zone's own fields.
	[ "$kind" != TIMESTAMPTZ ] || value=$(plain "${text%.}")
	printf '%s\ttext\t%s\t%s\t%s\tselect %s\n' "$kind" "${text%.}" "$value" "$setting" "$sql"
done
