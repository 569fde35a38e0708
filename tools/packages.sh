# packages.sh KIND…: installs the Debian packages of these kinds that are missing.
# nodejs is fine from anywhere, as long as `node` runs.
set -eu
wanted=$(for kind in "$@"; do sed -n "s/^$kind: //p" "$(dirname "$0")/../packages.txt"; done)
missing=
for p in $wanted; do
	case $p in
	nodejs) command -v node >/dev/null && command -v npm >/dev/null && continue; p="nodejs npm" ;;
	postgresql) ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 && continue ;;
	chromium) command -v chromium >/dev/null && continue ;;
	clang) command -v clang >/dev/null && continue ;;
	*) dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null | grep -qx installed && continue ;;
	esac
	missing="$missing $p"
done
[ -z "$missing" ] && exit 0
echo "Installing:$missing"
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q >/dev/null
$sudo apt-get install -y -q --no-install-recommends $missing >/tmp/groundswell-apt.log 2>&1 || {
	tail -20 /tmp/groundswell-apt.log
	exit 1
}
