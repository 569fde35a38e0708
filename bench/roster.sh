#!/bin/bash
# bench/roster.sh [STAFF [STUDENTS]]: a release build imports a district's roster: first all of it, then the
# same again, then a change to everybody, then a tenth too few; time and memory of each, and how sound the file is.
# Build first: meson setup build-rel --buildtype=release -Db_lto=true && ninja -C build-rel
set -eu
cd "$(dirname "$0")/.."
staff=${1:-100000} students=${2:-0}
program=$PWD/${BUILD:-build-rel}/groundswell
work=$(mktemp -d "${TMPDIR:-/tmp}/roster-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
python3 bench/roster_make.py "$work/first" "$staff" "$students"
python3 bench/roster_make.py "$work/second" "$staff" "$students" 2
cp -r "$work/first" "$work/fewer"
keep=$((staff * 4 / 5))
head -n $((keep + 1)) "$work/first/users.csv" >"$work/fewer/users.csv"
"$program" init --name Bench --email ops@bench.example --data "$work/bench.db" >/dev/null
measure() {
	local what=$1; shift
	/usr/bin/time -f '%e %M' -o "$work/time" "$program" "$@" >"$work/out" 2>"$work/err" || true
	tail -n 1 "$work/time" | awk -v what="$what" '{ printf "%-28s %6.2f s %7.1f MB\n", what, $1, $2 / 1024 }'
}
du -sh "$work/first" | awk '{ print "files: " $1 }'
measure "dry run without data" import oneroster "$work/first" --dry-run --data "$work/none.db"
measure "everybody is new" import oneroster "$work/first" --data "$work/bench.db"
cat "$work/out"
measure "nothing changed" import oneroster "$work/first" --data "$work/bench.db"
measure "everybody changes" import oneroster "$work/second" --data "$work/bench.db"
measure "a fifth too few: held" import oneroster "$work/fewer" --data "$work/bench.db"
tail -n 1 "$work/out"
ls -l "$work/bench.db" | awk '{ printf "data: %.0f MB\n", $5 / 1048576 }'
"$program" check --data "$work/bench.db"
