#!/bin/sh
# template_errors_test.sh STENCIL CC SOURCE: what is wrong in a template's C is said at the
# line of the template, and a sentence's values must fit its format.
set -eu
stencil=$1 cc=$2 source=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

# refuses LINE WORDS BODY: the template with BODY on line 2 on is refused there.
refuses() {
	printf '{{ define f(struct html *h, const char *name) }}\n%s\n{{ end }}\n' "$3" >"$tmp/f.html"
	if "$stencil" "$tmp/f.html" "$tmp/f.c" "$tmp/f.html.h" f.html.h 2>"$tmp/said" &&
	    "$cc" -std=gnu17 -Wall -Wformat=2 -Werror -I"$source" -I"$tmp" -c "$tmp/f.c" -o "$tmp/f.o" 2>"$tmp/said"; then
		echo "taken: $3"
		failed=1
	elif ! grep "f.html:$1:.*$2" "$tmp/said" >/dev/null; then
		echo "not said at line $1 with \"$2\": $3"
		cat "$tmp/said"
		failed=1
	fi
}

refuses 2 'argument' '{{ t "Hello %d", name }}'
refuses 3 'argument' '<p>
{{ n "%d try of %s" "%d tries of %s" 2, 5 }}'
refuses 2 'argument' '{{ n "One try" "%d tries" 2 }}'
refuses 4 'undeclared' '<p>

<b>{{ nobody }}</b>'
refuses 2 'pointer' '<a href="{{ 5 }}">'
refuses 3 'quotes' '<p>
<p title={{ name }}>'
# Markup is for text only; the error stands in html.h, where the macro is.
cat <<-'END' >"$tmp/f.html"
	{{ define f(struct html *h, struct markup m) }}<p title="{{ m }}">{{ end }}
END
"$stencil" "$tmp/f.html" "$tmp/f.c" "$tmp/f.html.h" f.html.h
if "$cc" -std=gnu17 -I"$source" -I"$tmp" -c "$tmp/f.c" -o "$tmp/f.o" 2>/dev/null; then
	echo "markup was taken in an attribute"
	failed=1
fi
exit $failed
