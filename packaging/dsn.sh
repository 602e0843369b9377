# The data sources of the local Lakebase in the user's odbc.ini.  Sourced by quickstart.
# odbcinst could write them, but it drops the comments of everything else in the file.

user_ini=${ODBCINI:-$HOME/.odbc.ini}

# Sections named lakebase or lakebase-..., `local` (they lead to this machine) or `foreign` (somebody's own).
lakebase_dsns() { # local|foreign
	[ -f "$user_ini" ] || return 0
	awk -v want="$1" '
		function flush() { if (dsn != "" && (want == "local") == here) print dsn; dsn = ""; here = 0 }
		/^[ \t]*\[/ { flush(); name = tolower($0); gsub(/^[ \t]*\[[ \t]*|[ \t]*\].*$/, "", name)
			if (name ~ /^lakebase(-(ro|dev|tap|password|pooled))?$/) dsn = name }
		tolower($0) ~ /^[ \t]*(workspace|server)[ \t]*=[ \t]*(https:\/\/)?localhost/ { here = 1 }
		END { flush() }' "$user_ini"
}

# Nobody's own settings may be lost to a try-out.
refuse_foreign_dsn() {
	local dsn
	dsn=$(lakebase_dsns foreign | head -n 1)
	[ -z "$dsn" ] || die "your data source [$dsn] in $user_ini has a name that the local Lakebase needs; rename it, or use --no-lakebase"
}

# The file without the local Lakebase's sections; comments stay.
without_local_dsns() {
	[ -f "$user_ini" ] || return 0
	awk -v names="$(lakebase_dsns local | tr '\n' ' ')" '
		/^[ \t]*\[/ { name = tolower($0); gsub(/^[ \t]*\[[ \t]*|[ \t]*\].*$/, "", name); drop = index(" " names, " " name " ") }
		!drop || /^[ \t]*[#;]/' "$user_ini"
}

# Written in place, so that a link stays a link; the secrets in it are nobody else's business.
put_user_ini() { # text
	(umask 077 && : >> "$user_ini") && chmod 600 "$user_ini" && printf '%s' "$1" > "$user_ini" || die "cannot write $user_ini"
}

remove_local_dsns() {
	local kept
	[ -n "$(lakebase_dsns local)" ] || return 0
	kept=$(without_local_dsns)
	put_user_ini "$kept${kept:+
}"
}

write_local_dsns() { # sections
	local kept
	[ -n "$1" ] || return 1
	kept=$(without_local_dsns)
	put_user_ini "${kept:+$kept

}$1
"
}
