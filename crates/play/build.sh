#!/usr/bin/env bash
# Builds the engine for a browser and the page around it, and holds both against the engine on this machine. What is missing for that is said.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=wasm32-unknown-unknown

if ! [ -d "$(rustc --print target-libdir --target $target)" ] && ! rustup target add $target; then
  echo "no target $target: the engine for a browser is not built"
  exit 0
fi
cargo build --locked -p play --lib --target $target --profile play
module=target/$target/play/play.wasm
page=target/play/playground.html
mkdir -p target/play target/tmp
gzip -9nc $module | base64 | tr -d '\n' | cargo run --quiet --locked -p play --example page > $page
ls -l $module $page
if ! command -v node >/dev/null 2>&1; then
  echo 'no node: module and page are not held against the engine on this machine'
  exit 0
fi
cargo run --quiet --locked -p play --example answers < crates/play/requests.jsonl > target/tmp/answers.jsonl
node crates/play/check.mjs $module crates/play/requests.jsonl target/tmp/answers.jsonl
# Where `npm install --no-save --prefix target/tmp/axe axe-core` puts it.
node crates/play/check_page.mjs $page crates/play/requests.jsonl target/tmp/answers.jsonl target/tmp/axe/node_modules/axe-core/axe.min.js
