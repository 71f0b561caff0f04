#!/bin/sh
# Makes kiwoom-desk.app and a disk image on a Mac, signed and notarised where the names below are set:
#   KIWOOM_DESK_IDENTITY   "Developer ID Application: …" of the keychain; without it the signature is ad hoc
#   KIWOOM_DESK_NOTARY     a profile made by `xcrun notarytool store-credentials NAME`
set -eu
cd "$(dirname "$0")/../.."
identity=${KIWOOM_DESK_IDENTITY:--}
app=dist/kiwoom-desk.app
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' kiwoom_desk/__init__.py)
image=dist/kiwoom-desk-$version-macos-$(uname -m).dmg

python3 dev.py build

# The licences were put in after PyInstaller signed, so all of it is signed again, the inside first.
timestamp=--timestamp
test "$identity" != - || timestamp=--timestamp=none
sign() {
    codesign --force --options runtime "$timestamp" --sign "$identity" "$@"
}
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) | while read -r library; do
    sign "$library"
done
find "$app/Contents" -type d -name '*.framework' | while read -r framework; do
    sign "$framework"
done
sign --entitlements packaging/macos/entitlements.plist "$app"
codesign --verify --deep --strict "$app"

notarise() {
    test -n "${KIWOOM_DESK_NOTARY:-}" || return 0
    xcrun notarytool submit "$1" --keychain-profile "$KIWOOM_DESK_NOTARY" --wait
}
ditto -c -k --keepParent "$app" build/notarise.zip
notarise build/notarise.zip
test -z "${KIWOOM_DESK_NOTARY:-}" || xcrun stapler staple "$app"

"$app/Contents/MacOS/kiwoom-desk" --selftest --panels --language en

rm -rf build/image
mkdir -p build/image
ditto "$app" build/image/kiwoom-desk.app
ln -s /Applications build/image/Applications
hdiutil create -volname kiwoom-desk -srcfolder build/image -format UDZO -ov "$image"
test "$identity" = - || codesign --force --timestamp --sign "$identity" "$image"
notarise "$image"
test -z "${KIWOOM_DESK_NOTARY:-}" || xcrun stapler staple "$image"
rm -rf build/image
echo "$image"
