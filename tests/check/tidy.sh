#!/bin/sh
# clang-tidy with .clang-tidy over the driver: tidy.sh [BUILD_FOLDER [FILE...]].  TAP, one line a file.
set -u
. "$(dirname "$0")/lint.sh"
lacks clang-tidy
lint_flags "${1-}"
[ $# = 0 ] || shift
[ $# -gt 0 ] || set -- $(ls driver/*/*.c setup/*.c 2> /dev/null)

cat > "$work/one" <<'SH'
#!/bin/sh
# flags, folder for the results, file
out=$2/$(echo "$3" | tr / _)
tr '\n' '\0' < "$1" | xargs -0 clang-tidy --quiet "$3" -- -std=gnu11 > "$out.out" 2> "$out.err" || : > "$out.bad"
SH
chmod +x "$work/one"
printf '%s\n' "$@" | xargs -P "$(cores)" -n 1 "$work/one" "$work/flags" "$work"

echo "1..$#"
number=0 status=0
for file; do
	number=$((number + 1))
	out=$work/$(echo "$file" | tr / _)
	if [ -e "$out.bad" ] || grep -q ' \(warning\|error\): ' "$out.out"; then
		echo "not ok $number - clang-tidy $file"
		grep -h ': \(warning\|error\): ' "$out.out" "$out.err" | sed -e "s|^$top/||" -e 's/^/# /'
		status=1
	else
		echo "ok $number - clang-tidy $file"
	fi
done
exit $status
