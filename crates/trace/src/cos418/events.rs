//! `.events`, and any script: what is done, one statement a line.

use snapshot::computation::script::amount::amounts;
use snapshot::computation::script::{Instruction, Statement};

use super::{LineError, Lines, name, number, printable, shown};

/// How many statements a script has at most, waits among them.
pub const MAX_LINES: usize = 2_000_000;
/// The longest line that says something, in bytes.
pub const MAX_LINE: usize = 8_192;

/// The longest single wait, in ticks: a longer one is a slip of the pen.
pub const MAX_WAIT: u64 = 1_000_000_000;

/// The statements of a script, with their lines. Whom they are about is not asked here: that needs a topology, and
/// [`Script::new`](snapshot::Script::new).
///
/// # Errors
/// When the text is not of the grammar or exceeds a [limit](MAX_WAIT).
pub fn parse(text: &str) -> Result<Vec<Statement>, LineError> {
    let mut statements = Vec::new();
    for (line, text) in Lines::of(text) {
        if statements.len() == MAX_LINES {
            return Err(LineError::new(
                line,
                format!("expected at most {MAX_LINES} statements, found another"),
            ));
        }
        if text.len() > MAX_LINE {
            return Err(LineError::new(line, format!("a statement has at most {MAX_LINE} bytes")));
        }
        let what = instruction(text).map_err(|what| LineError::new(line, what))?;
        statements.push(Statement { line, what });
    }
    Ok(statements)
}

fn instruction(line: &str) -> Result<Instruction, String> {
    let (keyword, rest) = first_word(line);
    let expected = |what: &str| format!("expected {what}, found '{}'", shown(line));
    match keyword {
        "send" => {
            let (source, rest) = first_word(rest);
            let (target, rest) = first_word(rest);
            if rest.is_empty() {
                return Err(expected("'send SRC DST AMOUNT [UNIT], … [\"label\"]'"));
            }
            let parcel = rest.parse().map_err(|what: String| inside("send", &what))?;
            Ok(Instruction::Send { source: name(source)?, target: name(target)?, parcel })
        }
        "snapshot" => {
            let processes = rest.split_whitespace().map(name).collect::<Result<Vec<_>, _>>()?;
            if processes.is_empty() {
                return Err(expected("'snapshot ID …'"));
            }
            Ok(Instruction::Snapshot { processes })
        }
        "local" => {
            let (process, label) = first_word(rest);
            if process.is_empty() {
                return Err(expected("'local ID [\"label\"]'"));
            }
            let label = Some(label).filter(|label| !label.is_empty()).map(str::parse).transpose();
            let label = label.map_err(|what: String| inside("local", &what))?;
            Ok(Instruction::Local { process: name(process)?, label })
        }
        "tick" if rest.is_empty() => Ok(Instruction::Tick(1)),
        "tick" => number(rest, "'tick [K]' with a number of ticks", MAX_WAIT).map(Instruction::Tick),
        "hold" => {
            let (process, rest) = first_word(rest);
            if rest.is_empty() {
                return Err(expected("'hold ID AMOUNT [UNIT], …'"));
            }
            let amounts = amounts(rest).map_err(|what: String| inside("hold", &what))?;
            Ok(Instruction::Hold { process: name(process)?, amounts })
        }
        _ => Err(expected("'send', 'local', 'snapshot', 'tick' or 'hold'")),
    }
}

/// What is wrong with the amounts of a statement.
fn inside(keyword: &str, what: &str) -> String {
    format!("in '{keyword}': {}", printable(what.chars()))
}

/// The first word, and what comes after it and the space that follows.
fn first_word(text: &str) -> (&str, &str) {
    match text.split_once(char::is_whitespace) {
        Some((word, rest)) => (word, rest.trim_start()),
        None => (text, ""),
    }
}
