# From queries/*.sql to queries.h: one `static const char sql_<name>[] = "...";` a file.  Lines of comment are left out.
#   awk -f embed.awk queries/*.sql >queries.h
BEGIN { print "/* Made by embed.awk from queries/: edit those. */" }
FNR == 1 {
	if (open)
		print "\t;"
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.sql$/, "", name)
	printf "static const char sql_%s[] =\n", name
	open = 1
}
/^[ \t]*--/ { next }
{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	printf "\t\"%s\\n\"\n", $0
}
END {
	if (open)
		print "\t;"
}
