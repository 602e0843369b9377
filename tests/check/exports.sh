#!/bin/sh
# The table of entry points, what api/ defines, and what the library exports must be the same list;
# and nothing in the driver may call an SQL... function (it would land in the driver manager; the command line tool
# has none, it calls what it is linked with).
set -u
builddir=${builddir:-.} srcdir=${srcdir:-.} NM=${NM:-nm}
lib=$builddir/.libs/liblakebaseodbc.so
# NM may be a command with options (libtool finds `nm -B`): it is split on purpose
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
echo 1..4
status=0
result() { # number, condition, words
	if [ "$2" = 0 ]; then echo "ok $1 - $3"; else echo "not ok $1 - $3"; status=1; fi
}
sed -n -e 's/^ENTRY(\(SQL[A-Za-z]*\), *TEXT,.*/\1\n\1W/p' -e 's/^ENTRY(\(SQL[A-Za-z]*\), *PLAIN,.*/\1/p' \
	"$srcdir/driver/api/entry_points.def" | sort > "$work/table"
$NM -D --defined-only "$lib" | awk '$2 == "T" {print $3}' | sort > "$work/library"
$NM "$builddir"/driver/api/.libs/*.o | awk '$2 == "T" && $3 ~ /^SQL/ {print $3}' | sort > "$work/objects"
$NM "$builddir"/driver/api/.libs/*.o | awk '$1 == "U" && $2 ~ /^SQL/ {print $2}' > "$work/calls"
find "$builddir/driver" -path "*/cli" -prune -o -name "*.o" -path "*/.libs/*" -print | xargs $NM 2>/dev/null | awk '$1 == "U" && $2 ~ /^SQL/ {print $2}' >> "$work/calls"
[ -s "$work/table" ] && diff "$work/table" "$work/objects" | sed 's/^/# /'
diff -q "$work/table" "$work/objects" > /dev/null; result 1 $? "every entry point of the table is defined in api/, and no other"
diff "$work/table" "$work/library" | sed 's/^/# /'
diff -q "$work/table" "$work/library" > /dev/null; result 2 $? "the library exports exactly the table"
[ ! -s "$work/calls" ]; result 3 $? "the driver calls no SQL... function"
[ "$(wc -l < "$work/table")" -gt 60 ]; result 4 $? "the table is read"
exit $status
