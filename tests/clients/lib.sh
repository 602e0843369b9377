# What the client tests share: TAP, and the local Lakebase of the caller.
#
# The clients are not built with the sanitizer: LB_PRELOAD names the library that has to be loaded into them, and
# into nothing else.  iusql copies a text onto itself at its start, which is not the driver's business.

export LC_ALL=C.UTF-8 # isql and Python choose their character set by it
tap_n=0 tap_failed=0

ok() { # condition as a status, name
	tap_n=$((tap_n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tap_n - $2"
	else
		echo "not ok $tap_n - $2"
		tap_failed=1
	fi
}

# The text has to be exactly this.
is() { # got, wanted, name
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || printf '#   expected: %s\n#   got:      %s\n' "${2//$'\n'/$'\n#             '}" "${1//$'\n'/$'\n#             '}"
}

# The text has to hold this, word for word.
has() { # got, part, name
	case $1 in
	*"$2"*) ok 0 "$3" ;;
	*)
		ok 1 "$3"
		printf '#   expected: ...%s...\n#   got:      %s\n' "${2//$'\n'/$'\n#             '}" "${1//$'\n'/$'\n#             '}" ;;
	esac
}

has_not() { # got, part, name
	case $1 in
	*"$2"*) ok 1 "$3" ;;
	*) ok 0 "$3" ;;
	esac
}

tap_end() {
	echo "1..$tap_n"
	exit $tap_failed
}

client() { # program, argument...
	if [ -n "${LB_PRELOAD-}" ]; then
		ASAN_OPTIONS=${ASAN_OPTIONS-}:suppressions=$here/../asan.supp LD_PRELOAD=$LB_PRELOAD "$@"
	else
		"$@"
	fi
}

driver_name=${LB_TEST_DRIVER:-Lakebase ODBC Driver}
by_oauth="Driver={$driver_name};AuthType=oauth-m2m;Workspace=$LB_WORKSPACE_URL;ClientId=$LB_CLIENT_ID;ClientSecret={$LB_CLIENT_SECRET};Endpoint=$LB_ENDPOINT;Port=$LB_PGPORT;SSLRootCert=$LB_TEST_CA"

by_token() { # token
	echo "Driver={$driver_name};AuthType=token;Server=$LB_PGHOST;Port=$LB_PGPORT;UID=$LB_CLIENT_ID;AccessToken={$1};SSLRootCert=$LB_TEST_CA;LoginTimeout=20"
}
