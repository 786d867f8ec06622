#!/usr/bin/env bash
# The viewer in a real window without a screen: Xvfb, a Vulkan driver that draws on the processor, real key presses.
#   window.sh pace     pictures a second at 1280x720 with two cars
#   window.sh drive    presses keys until the car has jumped, boosted, touched the ball and scored; proves it by the log
#   window.sh soak     ten minutes at 8x; resident memory every ten seconds
# Needs: xvfb xdotool imagemagick mesa-vulkan-drivers. WAVEDASH names a program built with --features viewer.
set -euo pipefail
cd "$(dirname "$0")/../../.."
wavedash="${WAVEDASH:-target/release/wavedash}"
folder="$(mktemp -d)"
export DISPLAY=":${WAVEDASH_DISPLAY:-97}"
Xvfb "$DISPLAY" -screen 0 1400x900x24 >/dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
sleep 2

# Starts the viewer and waits for its window.
start() {
    "$wavedash" "$@" --settings "$folder/viewer.toml" >"$folder/out" 2>"$folder/err" &
    viewer=$!
    window=""
    for _ in $(seq 60); do
        window="$(xdotool search --name '^wavedash: ' 2>/dev/null | head -1 || true)"
        [ -n "$window" ] && break
        sleep 1
    done
    # There is no window manager that would do it.
    xdotool windowfocus "$window"
    sleep 5
}
# A short press may begin and end between two pictures.
press() { xdotool keydown "$1"; sleep 0.25; xdotool keyup "$1"; sleep 0.15; }
quit() { press Escape; wait "$viewer"; }

case "${1:-pace}" in
pace)
    start watch replays/chaser-striker-1v1.wdm --debug
    press F3
    sleep 20
    quit
    grep 'pictures a second' "$folder/err"
    ;;
drive)
    # A tenth of real time: when a key goes down matters to a few hundredths of a second.
    start play --human blue --orange bot:idle --seed 2 --countdown 0 --speed 0.1 --record "$folder/human.wdm"
    xdotool keydown w keydown Shift_L
    sleep 16.95
    xdotool keydown a
    sleep 3.25
    xdotool keyup a
    for _ in 1 2 3; do press equal; done
    sleep 8
    xdotool keyup w keyup Shift_L
    press space
    sleep 2
    import -window root "$folder/drive.png"
    quit
    "$wavedash" replay events "$folder/human.wdm" | tee "$folder/events"
    for what in touch goal jump; do grep -q " $what " "$folder/events"; done
    "$wavedash" replay verify "$folder/human.wdm"
    ;;
soak)
    "$wavedash" match --blue bot:striker --orange bot:chaser --seconds 4900 --out "$folder/long.wdm"
    start watch "$folder/long.wdm" --speed 8 --ball-path
    for _ in $(seq 60); do
        sleep 10
        awk -v now="$(date +%T)" '/VmRSS/ { print now, $2, $3 }' "/proc/$viewer/status"
    done
    quit
    ;;
*) echo "usage: window.sh pace|drive|soak" >&2; exit 2 ;;
esac
