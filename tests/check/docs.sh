#!/bin/sh
# The documents against the tables and the tree.  TAP.
#
#   docs.sh          compares
#   docs.sh --print  writes the keyword table of README.md, made from driver/config/keywords.def
#   docs.sh --write  puts it into README.md
set -u
top=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$top" || exit 99
defs=driver/config/keywords.def

# Rows may run over several lines; neighbouring strings are one.  Rows that are KEYWORD_INTERNAL are the driver
# manager's own and are described in the text.
keyword_table() {
	awk '
	function cell(s) { gsub(/\|/, "\\|", s); return s }
	function code(s,   n, w, i, out) {
		n = split(s, w, " ")
		for (i = 1; i <= n; i++) out = out (i > 1 ? " " : "") "`" w[i] "`"
		return out
	}
	# Splits at the commas outside of strings; a string loses its quotes, NULL becomes empty.
	function fields(row,   i, c, inside, n, text, seen) {
		n = 1; text = ""; seen = 0
		for (i = 1; i <= length(row); i++) {
			c = substr(row, i, 1)
			if (inside) {
				if (c == "\\") { i++; text = text substr(row, i, 1) }
				else if (c == "\"") inside = 0
				else text = text c
			} else if (c == "\"") { inside = 1; if (!seen) text = ""; seen = 1 }
			else if (c == ",") { f[n++] = text == "NULL" && !seen ? "" : text; text = ""; seen = 0 }
			else if (!seen && c !~ /[ \t]/) text = text c
		}
		f[n] = text == "NULL" && !seen ? "" : text
		return n
	}
	/^\/\* .* \*\/$/ { heading = $0; gsub(/^\/\* | \*\/$/, "", heading); next }
	/^KEYWORD\(/ { row = ""; open = 1 }
	open {
		row = row $0
		if ($0 !~ /\)$/) next
		open = 0
		sub(/^KEYWORD\(/, "", row); sub(/\)$/, "", row)
		if (fields(row) != 8) { print "docs.sh: cannot read: " row > "/dev/stderr"; exit 1 }
		if (f[6] == "KEYWORD_INTERNAL") next
		if (heading != "") {
			printf "\n**%s%s**\n\n| keyword | also | default | meaning |\n|---|---|---|---|\n", toupper(substr(heading, 1, 1)), substr(heading, 2)
			heading = ""
		}
		printf "| `%s`%s | %s | %s | %s%s%s |\n", f[4], f[6] == "KEYWORD_SECRET" ? " (secret)" : "", code(f[5]),
			f[3] == "" ? "" : "`" f[3] "`", cell(f[8]),
			f[2] == "BOOL" ? " (`0` or `1`)" : "",
			f[7] == "" ? "" : "; one of " code(f[7])
	}
	END { if (open) { print "docs.sh: a row does not end" > "/dev/stderr"; exit 1 } }' "$defs"
}

if [ "${1-}" = --print ]; then
	keyword_table
	exit
fi
if [ "${1-}" = --write ]; then
	table=$(mktemp) && keyword_table > "$table" && awk -v table="$table" '
		/^<!-- end of keywords -->/ { inside = 0 }
		!inside { print }
		/^<!-- keywords: / { inside = 1; while ((getline line < table) > 0) print line }' README.md > README.md.new &&
		cat README.md.new > README.md
	status=$?
	rm -f "$table" README.md.new
	exit $status
fi

number=0 status=0
result() { # words, findings: none is good
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
	else
		printf '%s\n' "$2" | sed 's/^/# /'
		echo "not ok $number - $1"
		status=1
	fi
}
echo 1..9

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

keyword_table > "$work/want" || echo "cannot be read" > "$work/want"
sed -n '/^<!-- keywords: /,/^<!-- end of keywords -->/p' README.md | sed '1d;$d' > "$work/have"
result "the keyword table of README.md is the one of $defs (docs.sh --print)" "$(diff "$work/have" "$work/want")"
result "every row of $defs is in the table" "$(
	rows=$(grep -c '^KEYWORD(' "$defs") internal=$(grep -c 'KEYWORD_INTERNAL' "$defs")
	lines=$(grep -c '^| `' "$work/want")
	[ "$lines" -gt 20 ] && [ "$lines" = $((rows - internal)) ] || echo "$rows rows, $internal internal, $lines lines"
)"
result "driver/README.md names every .def file" "$(
	for file in driver/*/*.def; do
		grep -qF "\`${file#driver/}\`" driver/README.md || echo "$file"
	done
)"
result "every folder of driver/ stands in driver/layers.txt" "$(
	for folder in driver/*/; do
		folder=$(basename "$folder")
		grep -q "^layer $folder:" driver/layers.txt || echo "$folder"
	done
	sed -n 's/^layer \([a-z]*\):.*/\1/p' driver/layers.txt | while read -r folder; do
		[ -d "driver/$folder" ] || echo "$folder is no folder"
	done
)"
result "every source, header and table of driver/ is in a local.mk" "$(
	for file in driver/*/*.[ch] driver/*/*.def driver/*/*.inc; do
		[ "$file" = driver/catalog/queries.h ] || grep -qE "(^|[[:space:]])$file( |\$)" driver/local.mk driver/cli/local.mk || echo "$file"
	done
	for file in driver/catalog/queries/*.sql; do grep -qE "(^|[[:space:]])$file( |\$)" driver/local.mk || echo "$file"; done
)"
result "every tests/unit/test_*.c is in tests/local.mk" "$(
	for file in tests/unit/test_*.c; do
		grep -qF "$file" tests/local.mk || echo "$file"
	done
)"

# The files of the project: git knows, and in an unpacked distribution all of them are.
files() {
	git ls-files -z --cached --others --exclude-standard 2> /dev/null | tr '\0' '\n' > "$work/files"
	[ -s "$work/files" ] || find . -name .git -prune -o -type f -print | sed 's|^\./||' > "$work/files"
	while read -r file; do [ ! -f "$file" ] || echo "$file"; done < "$work/files"
}
# The words are written so that this file does not find itself.
hosts='registry[.]npmjs|registry[.]yarnpkg|pypi[.]org|pythonhosted[.]org|proxy[.]golang|crates[.]io|[a]rtifactory|[n]exus[.-]|deb[.]debian[.]org'
paths='(^|[^A-Za-z0-9_.-])/(work|root|home/[a-z]+|Users/[A-Za-z]+)/'
result "no file names a package registry" "$(files | tr '\n' '\0' | xargs -0 grep -InE "$hosts" 2> /dev/null | cut -c1-160 | head -n 20)"
result "no file names a path of somebody's machine" "$(files | tr '\n' '\0' | xargs -0 grep -InE "$paths" 2> /dev/null | cut -c1-160 | head -n 20)"

result "the commands and files that the documents name exist" "$(
	files | grep -E '(^|/)(README|CONTRIBUTING)[^/]*\.md$' | while read -r file; do
		sed 's|https*://[^ )]*||g' "$file" | grep -oE '(^|[^A-Za-z0-9_/.-])(tests|packaging|driver|setup|\.ci)/[A-Za-z0-9_./*-]*[A-Za-z0-9_*<]' |
			grep -oE '(tests|packaging|driver|setup|\.ci)/.*' | grep -v "<" | sort -u | while read -r name; do
			set -- $name
			[ -e "$1" ] || [ -e "$1.in" ] || echo "$file: $name"
		done
	done
)"
exit $status
