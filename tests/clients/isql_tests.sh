# The same tests for isql and iusql; the caller has set `program` and `odbc3` (the switch that makes it an ODBC 3
# program, if it has one).
#
# isql cannot bind parameters: inserts are plain texts here, pyodbc's tests bind.

table=${program}_$$
scratch=$(mktemp -d "${TMPDIR:-/tmp}/lakebase-client.XXXXXX") || exit 1

cleanup() {
	printf 'drop table if exists %s\n' "$table" | sql > /dev/null 2>&1
	rm -rf "$scratch"
}
trap cleanup EXIT

# Runs the statements of the input; rows come as a|b, without headings.
sql() { client "$program" "$LB_TEST_DSN" -b -v $odbc3 -d'|' 2>&1; }

# The same without a DSN: isql has -k for a connection string, iusql writes "DSN=" before what it is given.
sql_by_string() {
	if [ "$program" = isql ]; then
		client isql -k "$1" -b -v $odbc3 -d'|' 2>&1
	else
		client iusql ";$1" -b -v -d'|' 2>&1
	fi
}

connect_tests() {
	is "$(echo 'select 40 + 2' | sql)" 42 'connects by DSN'
	is "$(echo 'select current_user' | sql_by_string "$by_oauth")" "$LB_CLIENT_ID" 'connects without a DSN'
	is "$(echo 'select current_user' | client "$program" lakebase-password "$LB_NATIVE_USER" "$LB_NATIVE_PASSWORD" -b -v -d'|' 2>&1)" \
		"$LB_NATIVE_USER" 'connects as a native role with UID and PWD on the command line'
	has "$(echo "select application_name from pg_stat_activity where pid = pg_backend_pid()" | sql)" lakebase_odbc/ \
		'pg_stat_activity shows the application name'
}

ddl_tests() {
	local out
	out=$(printf 'create table %s (id int primary key, t text, n numeric(8,2))\n' "$table" | sql)
	ok $? 'DDL'
	has_not "$out" 'S0' 'DDL says no error'
	out=$(printf "insert into %s values (1, 'one', 1.50)\ninsert into %s values (2, null, null)\nselect id, t, n from %s order by id\n" \
		"$table" "$table" "$table" | sql)
	has "$out" '1|one|1.50' 'inserts and selects'
	has "$out" '2||' 'NULL is empty'
}

# expression, what isql shows
types='true|1
(-32768)::int2|-32768
2147483647::int4|2147483647
9223372036854775807::int8|9223372036854775807
1.25::float4|1.25
0.1::float8|0.1
123.450::numeric(10,3)|123.450
12345678901234567890123456789.5::numeric|12345678901234567890123456789.5
$$abc$$::char(5)|abc  
$$varying$$::varchar(10)|varying
$$text$$::text|text
$$x$$::"char"|x
$$a_name$$::name|a_name
$$\x00ff10$$::bytea|00FF10
date $$2024-02-29$$|2024-02-29
time $$23:59:58$$|23:59:58
timestamp $$1999-12-31 23:59:59.000001$$|1999-12-31 23:59:59.000001
timestamptz $$2024-07-01 12:00:00+00$$|2024-07-01 12:00:00+00
timetz $$12:00:00+02$$|12:00:00+02
interval $$3 days 04:05:06$$|3 days 04:05:06
$$00112233-4455-6677-8899-aabbccddeeff$$::uuid|00112233-4455-6677-8899-aabbccddeeff
$$[1, 2]$$::json|[1, 2]
$${"a":null}$$::jsonb|{"a": null}
B$$1011$$|
varbit $$101$$|101
inet $$192.168.0.1/24$$|192.168.0.1/24
cidr $$10.0.0.0/8$$|10.0.0.0/8
macaddr $$08:00:2b:01:02:03$$|08:00:2b:01:02:03
point $$(1,2.5)$$|(1,2.5)
array[1,null,3]|{1,NULL,3}
int4range(1,5)|[1,5)
to_tsvector($$simple$$, $$a b$$)|'"'a':1 'b':2"'
$$0/16B3748$$::pg_lsn|0/16B3748
4294967295::oid|4294967295'

type_tests() {
	local expression want out
	while IFS='|' read -r expression want; do
		case $expression in B\$*) expression="B'1011'" want=1011 ;; esac
		out=$(printf 'select %s\n' "$expression" | sql)
		is "$out" "$want" "type: $expression"
		is "$(printf 'select null::%s\n' "$(printf 'select pg_typeof(%s)\n' "$expression" | sql)" | sql)" '' "NULL of that type"
	done <<< "$types"
}

# iusql takes each byte of its input for a character and writes the low byte of each UTF-16 unit, so that only what
# goes in as a literal comes out right; what the server has is asked for in ASCII there.
text_tests() {
	is "$(echo "select 'José 京 🦊 𠮷'" | sql)" 'José 京 🦊 𠮷' 'UTF-8 beyond the BMP'
	is "$(echo "select octet_length(U&'\\+01F98A'), length(U&'\\+01F98A')" | sql)" '4|1' 'one character beyond the BMP is one character'
	[ "$program" = isql ] || return
	is "$(echo "select length('José 京 🦊 𠮷')" | sql)" 10 'UTF-8 in a statement is taken for what it is'
	is "$(echo "select name from sales.customers where name like '%🦊%'" | sql)" '𠮷田 🦊 Kitsune' 'UTF-8 in a condition'
}

transaction_tests() {
	local out
	out=$(printf "begin\ninsert into %s values (10, 'gone', 0)\nselect count(*) from %s where id = 10\nrollback\nselect 'left:' || count(*) from %s where id = 10\n" \
		"$table" "$table" "$table" | sql)
	has "$out" 'left:0' 'a transaction rolled back'
	out=$(printf "begin\ninsert into %s values (11, 'kept', 0)\ncommit\nselect 'left:' || count(*) from %s where id = 11\n" \
		"$table" "$table" | sql)
	has "$out" 'left:1' 'a transaction committed'
}

# iusql shows messages without their SQLSTATE.
has_state() { # output, state, words, name
	if [ "$program" = isql ]; then
		has "$1" "[$2]" "$4: its SQLSTATE"
	fi
	has "$1" "$3" "$4: its words"
}

error_tests() {
	has_state "$(echo 'select * from no_such_table' | sql)" 42S02 '"no_such_table" does not exist' 'an error about a table'
	has_state "$(echo 'select no_such_column from sales.customers' | sql)" 42S22 '"no_such_column" does not exist' 'an error about a column'
	has_state "$(printf "insert into %s values (1, 'again', 0)\n" "$table" | sql)" 23505 'duplicate key' 'an error about a key'
	is "$(printf "select 1/0\nselect 'after'\n" | sql | tail -n 1)" after 'the connection goes on after an error'
}

# Refused by the check of the token in the server.
token_tests() {
	local kind options token out
	for kind in expired:--expires-in=-5 forged:--forged 'foreign:--endpoint=dev'; do
		options=${kind#*:} kind=${kind%%:*}
		token=$("$LB_CONTROL" credential ${options/=/ })
		out=$(echo 'select 1' | sql_by_string "$(by_token "$token")")
		has_state "$out" 28000 'FATAL:' "a token that is $kind is refused"
		has_not "$out" "$token" "a token that is $kind is not shown"
	done
	token=$("$LB_CONTROL" credential)
	is "$(echo 'select 1' | sql_by_string "$(by_token "$token")")" 1 'a good token is taken'
}

# Ten million rows, in memory that does not grow with them.  The sanitizer's time and memory
# say nothing about the driver's, so it sees fewer rows.
stream_tests() {
	local rows begin took peak now most=$((64 * 1024)) pid all=10000000
	[ -z "${LB_PRELOAD-}" ] || all=100000
	begin=$(date +%s%N)
	echo "select generate_series(1,$all)" > "$scratch/in"
	(
		[ -z "${LB_PRELOAD-}" ] || export ASAN_OPTIONS=${ASAN_OPTIONS-}:suppressions=$here/../asan.supp LD_PRELOAD=$LB_PRELOAD
		exec "$program" "$LB_TEST_DSN" -b -d'|' < "$scratch/in" > "$scratch/out" 2>&1
	) &
	pid=$!
	peak=0
	while kill -0 "$pid" 2> /dev/null; do
		now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2> /dev/null)
		[ "${now:-0}" -le "$peak" ] || peak=$now
		sleep 0.2
	done
	wait "$pid"
	took=$((($(date +%s%N) - begin) / 1000000))
	rows=$(grep -c '^[0-9]' "$scratch/out")
	echo "# $all rows in $took ms, peak $peak kB"
	ok $((rows == all ? 0 : 1)) "$program -b passes $all rows (got $rows)"
	is "$(tail -n 1 "$scratch/out")" $all 'and the last one is the last one'
	[ -z "${LB_PRELOAD-}" ] || return 0
	ok $((peak > 0 && peak < most ? 0 : 1)) "in under 64 MB (peak $peak kB)"
}

main() {
	connect_tests
	ddl_tests
	type_tests
	text_tests
	transaction_tests
	error_tests
	token_tests
	stream_tests
	tap_end
}
