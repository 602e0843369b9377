#!/bin/sh
# cppcheck over the driver: cppcheck.sh [BUILD_FOLDER].  TAP.  A single exception has its reason beside the line, as
# cppcheck-suppress id ; reason.
set -u
. "$(dirname "$0")/lint.sh"
lacks cppcheck
lint_flags "${1-}"

# Ids that are off:
#   missingIncludeSystem   it needs no system headers
#   variableScope          variables of a function stand together at its top
#   knownConditionTrueFalse, badBitmaskCheck
#                          2.10 believes `a < b ? a : b` to be b, and then knows too much
#   unusedStructMember     in keyring.c, where the layouts are a library's
set -- $(ls -d driver setup 2> /dev/null)
tr '\n' '\0' < "$work/flags" | xargs -0 sh -c 'cppcheck -j "$0" "$@"' "$(cores)" \
	--std=c11 --quiet --inline-suppr --error-exitcode=1 --enable=warning,style,performance,portability \
	--suppress=missingIncludeSystem --suppress=variableScope --suppress=knownConditionTrueFalse --suppress=badBitmaskCheck \
	--suppress=unusedStructMember:driver/auth/keyring.c \
	--template='{file}:{line}: {severity}: {message} [{id}]' "$@" > "$work/out" 2>&1
status=$?
echo 1..1
sort -u "$work/out" | sed 's/^/# /'
if [ $status = 0 ]; then
	echo "ok 1 - cppcheck finds nothing"
else
	echo "not ok 1 - cppcheck finds nothing"
	exit 1
fi
