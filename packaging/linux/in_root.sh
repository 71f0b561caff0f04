#!/bin/sh
# Runs inside a minimal Debian root in which the package was installed: proves it as a user, removes it.
set -eu
program=/opt/kiwoom-desk/kiwoom-desk

echo "== files of the desktop"
for file in /usr/bin/kiwoom-desk /usr/share/applications/kiwoom-desk.desktop \
    /usr/share/icons/hicolor/scalable/apps/kiwoom-desk.svg \
    /usr/share/metainfo/io.github.kiwoom_desk.metainfo.xml /usr/share/doc/kiwoom-desk/copyright \
    /opt/kiwoom-desk/licences/THIRD-PARTY-NOTICES.txt /opt/kiwoom-desk/licences/LGPL-3.0.txt; do
    test -s "$file" || { echo "missing: $file"; exit 1; }
done
(cd / && md5sum --quiet --check /var/lib/dpkg/info/kiwoom-desk.md5sums)

echo "== every library finds what it links"
missing=$(find /opt/kiwoom-desk -type f -name '*.so*' | while read -r library; do
    LD_LIBRARY_PATH=/opt/kiwoom-desk/_internal ldd "$library" 2>/dev/null |
        grep 'not found' | sed "s|^|$library:|" || true
done)
test -z "$missing" || { echo "$missing"; exit 1; }

echo "== self-test as a user with an empty home"
useradd --create-home trader
as_trader() {
    runuser -u trader -- env -i HOME=/home/trader PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$@"
}
cd /home/trader
as_trader kiwoom-desk --selftest --language en

echo "== not replaced or removed while it runs"
mkfifo /tmp/words
as_trader kiwoom-desk practice-server --follow-stdin </tmp/words >/tmp/ready 2>/tmp/said &
server=$!
exec 3>/tmp/words
waited=0
until test -s /tmp/ready; do
    waited=$((waited + 1))
    test "$waited" -lt 600 || { echo "no ready line"; cat /tmp/said; exit 1; }
    sleep 0.2
done
if dpkg --remove kiwoom-desk 2>/tmp/refused; then
    echo "it was removed under a running program"
    exit 1
fi
grep -q 'kiwoom-desk runs' /tmp/refused
test -x "$program"
exec 3>&-
wait "$server"

echo "== installed over itself, then removed"
dpkg --install /tmp/proof/kiwoom-desk.deb
dpkg --remove kiwoom-desk
test ! -e /opt/kiwoom-desk
test ! -e /usr/bin/kiwoom-desk
echo "== done"
