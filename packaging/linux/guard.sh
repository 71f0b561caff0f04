#!/bin/sh
# Runs before files are replaced or removed: a running desk loads parts of itself later and would break.
set -e
for link in /proc/[0-9]*/exe; do
    case "$(readlink "$link" 2>/dev/null || true)" in
    /opt/kiwoom-desk/kiwoom-desk*)
        process=${link#/proc/}
        echo "kiwoom-desk runs (process ${process%/exe}). Close it and try again." >&2
        echo "kiwoom-desk가 실행 중입니다. 프로그램을 닫고 다시 시도하십시오." >&2
        exit 1
        ;;
    esac
done
exit 0
