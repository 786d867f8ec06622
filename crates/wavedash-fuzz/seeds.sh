#!/usr/bin/env bash
# Fills corpus/ with real files to start from. WAVEDASH names the program; WEIGHTS a weights file.
set -euo pipefail
cd "$(dirname "$0")"
wavedash="${WAVEDASH:-../../target/release/wavedash}"
mkdir -p corpus/{match_log,replay,checkpoint,configuration,states}
cp ../../replays/*.wdm corpus/match_log/
# Among them a time that no match has, which once took all memory.
cp ../wavedash-replay/tests/data/*.replay corpus/replay/
cp ../../configs/*.toml ../../configs/*/*.toml corpus/configuration/
folder="$(mktemp -d)"
"$wavedash" replay states ../../replays/chaser-striker-1v1.wdm --every 20 --out "$folder/rows.npy"
"$wavedash" replay states ../../replays/chaser-striker-1v1.wdm --every 30 --out "$folder/snapshots.jsonl"
# The first byte says which format the rest is.
{ printf '\x00'; cat "$folder/rows.npy"; } >corpus/states/rows
{ printf '\x02'; cat "$folder/snapshots.jsonl"; } >corpus/states/snapshots
if [ -n "${WEIGHTS:-}" ]; then cp "$WEIGHTS" corpus/checkpoint/; fi
