#!/usr/bin/env bash
# Builds the engine for a browser, and holds it against the engine on this machine. What is missing for that is said.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=wasm32-unknown-unknown

if ! [ -d "$(rustc --print target-libdir --target $target)" ] && ! rustup target add $target; then
  echo "no target $target: the engine for a browser is not built"
  exit 0
fi
cargo build --locked -p play --lib --target $target --profile play
module=target/$target/play/play.wasm
ls -l $module
if ! command -v node >/dev/null 2>&1; then
  echo 'no node: the module is not held against the engine on this machine'
  exit 0
fi
mkdir -p target/tmp
cargo run --quiet --locked -p play --example answers < crates/play/requests.jsonl > target/tmp/answers.jsonl
node crates/play/check.mjs $module crates/play/requests.jsonl target/tmp/answers.jsonl
