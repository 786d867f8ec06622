#!/usr/bin/env bash
# Fills corpus/ with real files to start from.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p corpus/{match_log,checkpoint,configuration,states}
cp ../../replays/*.wdm corpus/match_log/
cp ../../configs/*.toml ../../configs/*/*.toml corpus/configuration/
# A small network that has learned nothing.
cargo run --release --manifest-path ../../Cargo.toml -p wavedash -- train ../../configs/train/quick.toml --steps 1 \
    --set train.network.width=16 --run "$(mktemp -d)/run" || true
