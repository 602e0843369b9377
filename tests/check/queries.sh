#!/bin/sh
# Prepares every catalog query on the server that psql's environment names, and compares its columns with
# driver/catalog/columns.def.  Exit 77 (skip) without a server.  TAP.
src=${srcdir:-.}/driver/catalog

if ! psql -XAtqc 'select 1' >/dev/null 2>&1; then
	echo "1..0 # SKIP no server (PGHOST, PGPORT, PGUSER, PGDATABASE)"
	exit 77
fi

# The names a query must yield, one a line.
expected() {
	awk -v want="$1" -F '[(,]' '
		/^COLUMN\(/ {
			gsub(/[ "\t)]/, "")
			if ($2 != want)
				next
			if ($8 == "COPY" || $8 == "TYPE_NAME" || $8 == "RULE")
				names = names $3 "\n"
			else
				computed = 1
		}
		END { printf "%s%s", computed ? "TYPE_OID\nTYPE_MOD\n" : "", names }' "$src/columns.def"
}

# A query as a prepared statement, executed with nothing but nulls: described, not run.
described() {
	nulls=$(grep -v '^ *--' "$1" | grep -o '\$[0-9]*' | sort -u | sed 's/.*/null/' | paste -sd, -)
	{
		printf 'prepare q as\n'
		cat "$1"
		printf ';\nexecute q%s \\gdesc\n' "${nulls:+($nulls)}"
	} | psql -XAtq -v ON_ERROR_STOP=1 2>&1 | sed 's/|.*//'
}

set -- "$src"/queries/*.sql
echo "1..$#"
number=0
failed=0
for file; do
	number=$((number + 1))
	name=$(basename "$file" .sql)
	case $name in
	catalogs | schemas | table_types) result=tables ;;
	*) result=$name ;;
	esac
	want=$(expected "$result")
	have=$(described "$file")
	if [ -n "$want" ] && [ "$want" = "$have" ]; then
		echo "ok $number - $name.sql yields the columns of columns.def"
	else
		failed=1
		echo "not ok $number - $name.sql yields the columns of columns.def"
		printf 'want:\n%s\nhave:\n%s\n' "$want" "$have" | sed 's/^/# /'
	fi
done
exit $failed
