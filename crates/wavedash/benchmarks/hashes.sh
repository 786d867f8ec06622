#!/usr/bin/env bash
# The same state hash from a debug build, a release build and a release build for x86-64-v3 (AVX2, FMA)?
# Prints one line per build and fails if they differ.
set -euo pipefail
cd "$(dirname "$0")/../../.."

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/wavedash-target}"
flags=(hash --seed 1 --ticks 20000 --arenas 4 --team-size 2 "$@")

show() { printf '%-20s %s\n' "$1" "$2"; }

cargo build --package wavedash >&2
debug="$("$CARGO_TARGET_DIR/debug/wavedash" "${flags[@]}")"
show debug "$debug"

cargo build --release --package wavedash >&2
release="$("$CARGO_TARGET_DIR/release/wavedash" "${flags[@]}")"
show release "$release"

result=0
[ "$debug" = "$release" ] || result=1
if [ "$(uname -m)" = x86_64 ]; then
    RUSTFLAGS="-C target-cpu=x86-64-v3" cargo build --release --package wavedash \
        --target-dir "$CARGO_TARGET_DIR/x86-64-v3" >&2
    v3="$("$CARGO_TARGET_DIR/x86-64-v3/release/wavedash" "${flags[@]}")"
    show "release x86-64-v3" "$v3"
    [ "$v3" = "$release" ] || result=1
fi
exit "$result"
