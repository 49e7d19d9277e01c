#!/bin/sh
# Tries a built program from an empty folder and an empty environment: sh packaging/selftest.sh PROGRAM
set -eu
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
try() { env -i HOME="$folder" LC_ALL=C.UTF-8 "$program" "$@" || { echo "selftest: failed: $*" >&2; exit 1; }; }

cat >small.cnn.json <<'DESIGN'
{
  "format": "cnn-design",
  "version": 1,
  "layers": [
    {"kind": "input", "id": "image", "height": 8, "width": 8, "channels": 1},
    {"kind": "conv2d", "id": "c1", "out_channels": 2}
  ]
}
DESIGN
try --version
try table small.cnn.json | grep -q 'c1.*6×6×2'
try table small.cnn.json --format xlsx -o table.xlsx && [ -s table.xlsx ]
try screenshot small.cnn.json -o window.png && [ -s window.png ]
try | grep -q cnn-designer.png && [ -s cnn-designer.png ]   # its own example, from its own resources
echo "selftest: all well"
