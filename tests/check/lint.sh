# What tidy.sh and cppcheck.sh share.  Sourced, not run.  Leaves: $top, $work (removed at exit), and the words
# for the compiler, one a line, in $work/flags.

top=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$top" || exit 99
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# pkg-config's words for the libraries that the driver uses; a library without a .pc file says nothing.
library_flags() {
	for library in libpq libcurl libcrypto libcjson iniparser; do
		pkg-config --cflags "$library" 2> /dev/null
	done | tr ' ' '\n' | sed -e '/^$/d' -e 's/^-I/-isystem/' | sort -u
	[ ! -f /usr/include/iniparser/iniparser.h ] || echo -isystem/usr/include/iniparser
}

# config.h and the queries come from the build folder if there is one, else they are made here.
lint_flags() { # build folder or nothing
	mkdir -p "$work/driver/catalog"
	for query in driver/catalog/queries/*.sql; do
		awk -f driver/catalog/embed.awk "$query"
	done > "$work/driver/catalog/queries.h"
	if [ -n "$1" ] && [ -f "$1/config.h" ]; then
		cp "$1/config.h" "$work/config.h"
	else
		cat > "$work/config.h" <<-TXT
			#define LB_WCHAR_SIZE 2
			#define PACKAGE_VERSION "0.0.0"
			#define VERSION PACKAGE_VERSION
		TXT
	fi
	{
		printf '%s\n' -DHAVE_CONFIG_H '-DLB_SYSCONFDIR="/etc"' -Idriver -Iinclude "-I$work" "-I$work/driver"
		library_flags
	} > "$work/flags"
}

cores() { nproc 2> /dev/null || sysctl -n hw.ncpu 2> /dev/null || echo 2; }

lacks() { # command
	command -v "$1" > /dev/null && return 1
	echo "1..0 # SKIP $1 is not installed"
	exit 77
}
