# Shell functions that quickstart and tests/run share.  Sourced, not run.

# What root installs is for everybody, and the local Lakebase runs as somebody else.
umask 022

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

# Whether root's rights can be had; sudo may ask for a password, but only once.
have_root() {
	[ "$(id -u)" = 0 ] && return 0
	[ -n "${root_answer-}" ] && return "$root_answer"
	command -v sudo > /dev/null && sudo -v
	root_answer=$?
	return "$root_answer"
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() { # package...
	as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# Installs what is missing; quiet when nothing is.
install_packages() { # purpose...
	local packages log
	packages=$(missing_packages "$@" | tr '\n' ' ')
	[ -z "$packages" ] && return 0
	command -v apt-get > /dev/null || {
		say "not a Debian: packages are yours to install (Debian's names: $packages)"
		return 0
	}
	have_root || die "this needs packages that only root can install:
  apt-get install --no-install-recommends $packages"
	log=$(mktemp)
	timed "installing $(echo "$packages" | wc -w) packages" "$log" apt_install $packages || die "the packages could not be installed"
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

# The same, and says what it does and how long it takes; on a terminal, the seconds go by.
timed() { # words, log, command...
	local words=$1 log=$2 start=$SECONDS ticker= status
	shift 2
	mkdir -p "$(dirname "$log")"
	if [ -t 1 ]; then
		while sleep 1 && kill -0 $$ 2> /dev/null; do printf '\r\033[1m==>\033[0m %s ... %d s ' "$words" $((SECONDS - start)); done &
		ticker=$!
		printf '\033[1m==>\033[0m %s ... ' "$words"
	else
		printf '==> %s ... ' "$words"
	fi
	(quietly "$log" "$@" 2> "$log.end")
	status=$?
	if [ -n "$ticker" ]; then
		kill "$ticker"
		wait "$ticker" 2> /dev/null
		printf '\r\033[1m==>\033[0m %s ... ' "$words"
	fi
	if [ $status = 0 ]; then printf '%d s\n' $((SECONDS - start)); else printf 'failed\n' && cat "$log.end" >&2; fi
	rm -f "$log.end"
	return $status
}
