//! Answers requests, one a line, from standard input: what the module is held against, and the engine for other programs on this machine.
//!
//! `cargo run -p play --example answers < crates/play/requests.jsonl`

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let (input, mut output) = (io::stdin().lock(), io::stdout().lock());
    for request in input.lines() {
        writeln!(output, "{}", play::play(&request?))?;
    }
    Ok(())
}
