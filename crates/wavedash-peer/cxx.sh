#!/usr/bin/env bash
# The C++ compiler with one line of the reference changed on its way.
#
# RocketSim's MathTypes.h declares `constexpr float operator[](uint32_t) const`, which casts `this` to `float*`.
# gcc 12 (Debian 12) stops there: "'reinterpret_cast' is not a constant expression", and no flag makes it go on.
# Nothing in RocketSim indexes a vector at compile time, so the word is dropped: preprocess, edit, compile.
#
# .cargo/config.toml names this script as CXX; WAVEDASH_PEER_CXX names another compiler than `c++`.
set -euo pipefail

compiler=${WAVEDASH_PEER_CXX:-c++}
all=("$@")
flags=()
source=""
object=""
while [ $# -gt 0 ]; do
    case $1 in
        -o) object=${2:-}; shift ;;
        -c) ;;
        *.cpp | *.cc) source=$1 ;;
        *) flags+=("$1") ;;
    esac
    shift
done
# Whatever is not the compilation of one file (asking for the compiler's name, for example) passes unchanged.
if [ -z "$source" ] || [ -z "$object" ]; then
    exec "$compiler" "${all[@]}"
fi
"$compiler" "${flags[@]}" -E "$source" |
    sed 's/constexpr float operator\[\](uint32_t index) const/float operator[](uint32_t index) const/' |
    "$compiler" "${flags[@]}" -x c++-cpp-output -c - -o "$object"
