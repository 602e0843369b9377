# Shell functions that quickstart and tests/run share.  Sourced, not run.

say() { # a step that is about to take a while
	if [ -t 1 ]; then printf '\033[1m==>\033[0m %s\n' "$*"; else printf '==> %s\n' "$*"; fi
}

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# The packages of packaging/packages for the purposes given, that are not installed yet.
missing_packages() { # purpose...
	for purpose in "$@"; do
		awk -v p="$purpose" '!/^#/ && $2 == p {print $1}' "$top/packaging/packages"
	done | while read -r package; do
		# a node from elsewhere serves as well as Debian's, and the two do not mix
		case $package in
		nodejs | npm) command -v node > /dev/null && command -v npm > /dev/null && continue ;;
		esac
		dpkg-query -W -f '${db:Status-Status}\n' "$package" 2> /dev/null | grep -qx installed || echo "$package"
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo > /dev/null; then
		sudo "$@"
	else
		die "needs root (or sudo) for: $*"
	fi
}

# Installs what is missing; quiet when nothing is.
install_packages() { # purpose...
	local packages log
	packages=$(missing_packages "$@")
	[ -z "$packages" ] && return 0
	command -v apt-get > /dev/null || die "needs these packages (Debian's names): $(echo $packages)"
	say "installing $(echo "$packages" | wc -l) packages"
	log=$(mktemp)
	if ! { as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages; } > "$log" 2>&1; then
		tail -n 20 "$log" >&2
		rm -f "$log"
		die "the packages could not be installed (see above)"
	fi
	rm -f "$log"
}

# Runs a command with its output in a log; shows the end of the log when it fails.
quietly() { # log, command...
	local log=$1
	shift
	mkdir -p "$(dirname "$log")"
	"$@" > "$log" 2>&1 || {
		tail -n 40 "$log" >&2
		printf '(the whole log: %s)\n' "$log" >&2
		return 1
	}
}
