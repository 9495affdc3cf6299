//! Damaged input for everything that reads, as long as one likes.
//!
//! ```text
//! cargo run --profile quick -p fuzz --example fuzz -- --seconds 60
//! cargo run --profile quick -p fuzz --example fuzz -- --inputs 10000000 --seed 7
//! cargo run --profile quick -p fuzz --example fuzz -- --again target/fuzz/1-4711.json
//! cargo run --profile quick -p fuzz --example fuzz -- --seeds fuzz/corpus
//! ```
//!
//! The inputs are read in a process of its own, in a bounded memory and each in a bounded time; if that dies, the input is saved and
//! another process goes on behind it. `--seeds` reads nothing, and writes what cargo-fuzz begins with. Exit code 0: nothing was found; 1: something was.

#![allow(clippy::print_stdout, reason = "it tells what it finds")]

mod worker;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use fuzz::corpus::Corpus;
use fuzz::{Fuzz, Input, readers};

/// After so many findings it is time to mend something.
const ENOUGH: usize = 20;
/// The memory of the process that reads, in KiB.
const MEMORY: u64 = 2 << 20;

/// What is asked for.
struct Options {
    seed: u64,
    first: u64,
    inputs: u64,
    seconds: u64,
    worker: bool,
    again: Option<PathBuf>,
    seeds: Option<PathBuf>,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(what) => {
            println!(
                "error: {what}\n\n  tip: --seed N, --first N, --inputs N, --seconds N, --again FILE, or --seeds FOLDER"
            );
            return ExitCode::from(2);
        }
    };
    if let Some(file) = &options.again {
        return again(file);
    }
    if let Some(folder) = &options.seeds {
        return seeds(folder);
    }
    if options.worker {
        return worker::read(options.seed, options.first, options.first + options.inputs);
    }
    look(&options)
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        seed: 1,
        first: 0,
        inputs: u64::MAX >> 1,
        seconds: u64::MAX,
        worker: false,
        again: None,
        seeds: None,
    };
    let mut limited = false;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || {
            let value = words.next().ok_or_else(|| format!("{word} needs a number"))?;
            value.parse().map_err(|_| format!("'{value}' is no number"))
        };
        match word.as_str() {
            "--seed" => options.seed = number()?,
            "--first" => options.first = number()?,
            "--inputs" => (options.inputs, limited) = (number()?, true),
            "--seconds" => (options.seconds, limited) = (number()?, true),
            "--worker" => options.worker = true,
            "--again" => options.again = Some(words.next().ok_or("--again needs a file")?.into()),
            "--seeds" => options.seeds = Some(words.next().ok_or("--seeds needs a folder")?.into()),
            _ => return Err(format!("'{word}' is no option")),
        }
    }
    let has_end = limited || options.again.is_some() || options.seeds.is_some();
    if !has_end { Err("how long?".to_string()) } else { Ok(options) }
}

/// Lets processes read until all is read, the time is over, or enough is found.
fn look(options: &Options) -> ExitCode {
    const AT_ONCE: u64 = 50_000;
    let (begin, time) = (Instant::now(), Duration::from_secs(options.seconds));
    let (mut next, end) = (options.first, options.first.saturating_add(options.inputs));
    let mut found = 0;
    while next < end && begin.elapsed() < time && found < ENOUGH {
        let count = AT_ONCE.min(end - next);
        match worker::run(options.seed, next, count, MEMORY, time.saturating_sub(begin.elapsed())) {
            worker::Ended::Well => next += count,
            worker::Ended::TimeOver { at } => {
                next = at;
                break;
            }
            worker::Ended::Badly { at, how } => {
                found += 1;
                report(options.seed, at, &how);
                next = at + 1;
            }
        }
    }
    println!("{} inputs of seed {}, {found} findings", next - options.first, options.seed);
    ExitCode::from(u8::from(found > 0))
}

/// Saves the input and says how to see it again.
fn report(seed: u64, number: u64, how: &str) {
    let Input { reader, text } = Fuzz::new(seed).input(number);
    let file = Path::new("target/fuzz").join(format!("{seed}-{number}.{}", reader.name));
    let saved = std::fs::create_dir_all("target/fuzz").and_then(|()| std::fs::write(&file, text));
    let kept = saved.map_or_else(|error| format!("not saved: {error}"), |()| format!("{}", file.display()));
    println!("finding: {} on input {number} of seed {seed}: {how}\n  {kept}", reader.name);
    println!("  again: cargo run --profile quick -p fuzz --example fuzz -- --again {}", file.display());
}

/// Reads a saved input, without any bound, and with the panic as it is.
fn again(file: &Path) -> ExitCode {
    let reader = file.extension().and_then(|name| name.to_str()).and_then(readers::named);
    let (Some(reader), Ok(text)) = (reader, std::fs::read_to_string(file)) else {
        println!("error: '{}' is no saved input of a reader there is", file.display());
        return ExitCode::from(2);
    };
    let accepted = (reader.read)(&text).is_some();
    println!("{}: {}", reader.name, if accepted { "accepted" } else { "refused" });
    ExitCode::SUCCESS
}

/// Writes the texts that each reader accepts, a file each in a folder of its own.
fn seeds(folder: &Path) -> ExitCode {
    let corpus = Corpus::new();
    for reader in readers::ALL {
        let folder = folder.join(reader.name);
        let files = corpus.of(reader).iter().enumerate();
        let written = std::fs::create_dir_all(&folder).and_then(|()| {
            files
                .map(|(number, text)| (folder.join(format!("seed-{number}")), text))
                .try_for_each(|(file, text)| std::fs::write(file, text))
        });
        if let Err(error) = written {
            println!("error: cannot write '{}': {error}", folder.display());
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// This program again, with so much memory and no more.
fn this(memory: u64) -> std::io::Result<Command> {
    let mut shell = Command::new("sh");
    let limited = format!("ulimit -v {memory}; ulimit -c 0; exec \"$0\" \"$@\"");
    shell.arg("-c").arg(limited).arg(std::env::current_exe()?);
    Ok(shell)
}
