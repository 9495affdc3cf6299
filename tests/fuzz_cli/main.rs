//! Command lines at random, given to the built program.
//!
//! ```text
//! cargo build --profile quick -p sim-lab
//! cargo run --profile quick -p fuzz --example fuzz_cli -- --seconds 60
//! cargo run --profile quick -p fuzz --example fuzz_cli -- --seed 1 --again 4711
//! ```
//!
//! The options are those that the program's own help names ([`options`]); what they are given is partly what belongs there and
//! partly not, and files may be damaged ([`case`]). Whatever it is, the program ends with one of its exit codes, without a panic, in its
//! memory, soon after a signal, and leaves nothing half-written ([`attempt`]). Exit code 0: nothing was found; 1: something was.

#![allow(clippy::print_stdout, reason = "it tells what it finds")]

mod attempt;
mod case;
mod options;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use fuzz::corpus::Corpus;

use case::Case;
use options::Command;

/// After so many findings it is time to mend something.
const ENOUGH: usize = 20;

/// What is asked for.
struct Asked {
    seed: u64,
    first: u64,
    seconds: u64,
    again: Option<u64>,
}

fn main() -> ExitCode {
    match asked().and_then(|asked| Ok((asked, program()?))) {
        Ok((asked, program)) => look(&asked, &program),
        Err(what) => {
            println!("error: {what}\n\n  tip: --seconds N, --seed N, --first N, --again N");
            ExitCode::from(2)
        }
    }
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked { seed: 1, first: 0, seconds: 60, again: None };
    let words: Vec<String> = std::env::args().skip(1).collect();
    for pair in words.chunks(2) {
        let number = pair.get(1).and_then(|word| word.parse().ok());
        let number = number.ok_or_else(|| format!("'{}' needs a number", pair[0]))?;
        match pair[0].as_str() {
            "--seed" => asked.seed = number,
            "--first" => asked.first = number,
            "--seconds" => asked.seconds = number,
            "--again" => asked.again = Some(number),
            other => return Err(format!("'{other}' is no option")),
        }
    }
    Ok(asked)
}

/// The program: `SIM`, or the one beside this.
fn program() -> Result<PathBuf, String> {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.parent()?.join("sim"));
    let program = std::env::var_os("SIM").map(PathBuf::from).or_else(beside);
    program
        .filter(|program| program.exists())
        .ok_or_else(|| "there is no sim: build it, or set SIM".to_string())
}

fn look(asked: &Asked, program: &Path) -> ExitCode {
    let (corpus, commands) = (Corpus::new(), options::of(program));
    let begin = Instant::now();
    let (mut number, mut found) = (asked.again.unwrap_or(asked.first), 0);
    while found < ENOUGH && begin.elapsed() < Duration::from_secs(asked.seconds) {
        if let Err(what) = tried(asked.seed, number, &commands, &corpus, program) {
            found += 1;
            println!("finding: case {number} of seed {}: {what}", asked.seed);
            println!(
                "  again: cargo run --profile quick -p fuzz --example fuzz_cli -- --seed {} --again {number}",
                asked.seed
            );
        }
        number += 1;
        if asked.again.is_some() {
            break;
        }
    }
    println!("{} command lines of seed {}, {found} findings", number - asked.first, asked.seed);
    ExitCode::from(u8::from(found > 0))
}

/// Tries one case in a folder of its own, which stays if something is found.
fn tried(
    seed: u64,
    number: u64,
    commands: &[Command],
    corpus: &Corpus,
    program: &Path,
) -> Result<(), String> {
    let case = Case::new(seed, number, commands, corpus);
    let folder = Path::new("target/fuzz_cli").join(format!("{seed}-{number}"));
    let kept = |what: String| format!("{what}\n  cd {} && sim {}", folder.display(), case.line());
    case.write(&folder).map_err(|error| kept(error.to_string()))?;
    attempt::of(&case, &folder, program).map_err(kept)?;
    std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())
}
