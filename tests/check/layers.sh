#!/bin/sh
# Fails on the first #include in driver/ that driver/layers.txt does not allow.
set -u
cd "${srcdir:-.}" || exit 99
echo 1..1
grep -rn '^ *# *include' driver --include='*.[ch]' --include='*.inc' --include='*.def' |
awk -F: '
	BEGIN {
		while ((getline line < "driver/layers.txt") > 0) {
			n = split(line, w, /[ :]+/)
			if (w[1] == "layer") { known[w[2]] = 1; may[w[2], w[2]] = 1; for (i = 3; i <= n; i++) may[w[2], w[i]] = 1 }
			if (w[1] == "door") { door[w[2]] = door[w[2]] " " w[3] }
		}
	}
	function allowed_by_door(file, header,   d, i, n, w, prefix) {
		for (d in door) {
			prefix = d ~ /\/$/ ? substr(header, 1, length(d)) == d : header == d
			if (!prefix) continue
			n = split(door[d], w, " ")
			for (i = 1; i <= n; i++)
				if (index(file, "driver/" w[i]) == 1) return 1
			return 0
		}
		return 1
	}
	{
		file = $1
		split(file, part, "/")
		text = $0
		sub(/^[^:]*:[0-9]*:/, "", text)
		if (match(text, /"[^"]*"/)) {
			header = substr(text, RSTART + 1, RLENGTH - 2)
			split(header, h, "/")
			if (header == "config.h" || header == "lakebase_odbc.h" || header ~ /\.def$/ && h[1] == part[2]) next
			if (header !~ /\//) { bad[++nbad] = file ": " header " is included without its folder"; next }
			if (h[1] == "catalog" && header == "catalog/queries.h" && part[2] == "catalog") next
			if (!((part[2], h[1]) in may)) bad[++nbad] = file " may not include " header
		} else if (match(text, /<[^>]*>/)) {
			header = substr(text, RSTART + 1, RLENGTH - 2)
			if (!allowed_by_door(file, header)) bad[++nbad] = file " may not include <" header ">"
		}
	}
	END {
		for (i = 1; i <= nbad; i++) print "# " bad[i]
		print (nbad ? "not " : "") "ok 1 - every include is allowed by driver/layers.txt"
		exit nbad > 0
	}'
