#!/usr/bin/env bash
# Instructions per tick of the simulator, counted by callgrind: the difference of two run lengths, so that start-up
# and arena creation drop out. Repeatable to the instruction on any load.
#
#   crates/wavedash/benchmarks/instructions.sh [SHORT_TICKS] [LONG_TICKS]
#
# Prints one line per workload and team size. Flags for the simulator come from WAVEDASH_FLAGS, for example
# WAVEDASH_FLAGS="--solver rapier". Needs valgrind.
set -euo pipefail
cd "$(dirname "$0")/../../.."

short="${1:-2000}"
long="${2:-22000}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/wavedash-target}"
command -v valgrind >/dev/null || { echo "valgrind is missing (Debian: apt-get install valgrind)" >&2; exit 2; }
cargo build --release --package wavedash >&2
program="$CARGO_TARGET_DIR/release/wavedash"
read -r -a flags <<<"${WAVEDASH_FLAGS:-}"

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

# Instructions of one whole run.
count() {
    valgrind --tool=callgrind --callgrind-out-file="$scratch/out" \
        "$program" bench sim --seed 1 --workload "$1" --team-size "$2" --ticks "$3" ${flags[@]+"${flags[@]}"} \
        >"$scratch/stdout" 2>"$scratch/stderr" || { cat "$scratch/stderr" >&2; exit 1; }
    sed -n 's/^\(summary\|totals\): \([0-9]*\).*/\2/p' "$scratch/out" | head -n 1
}

printf '%-8s %-5s %14s\n' workload cars instr/tick
for workload in chaos drive; do
    for team_size in 1 2 3; do
        a="$(count "$workload" "$team_size" "$short")"
        b="$(count "$workload" "$team_size" "$long")"
        printf '%-8s %-5s %14d\n' "$workload" "${team_size}v${team_size}" "$(((b - a) / (long - short)))"
    done
done
