//! `.events`, and any script: what is done, one statement a line.

use snapshot::script::amounts;
use snapshot::script::{Instruction, Mistake, Statement, first_name};

use super::lines::{LineError, Lines, name, number, printable, shown};
use crate::text::closest;

/// How many statements a script has at most, waits among them.
pub const MAX_LINES: usize = 2_000_000;
/// The longest line that says something, in bytes.
pub const MAX_LINE: usize = 8_192;

/// The longest single wait, in ticks: a longer one is a slip of the pen.
pub const MAX_WAIT: u64 = 1_000_000_000;

/// The statements of a script, with their lines. Whom they are about is not asked here: that needs a topology, and
/// [`Script::new`](snapshot::script::Script::new).
///
/// # Errors
/// When the text is not of the grammar or exceeds a [limit](MAX_WAIT).
pub fn parse(text: &str) -> Result<Vec<Statement>, LineError> {
    let mut lines = Lines::of(text).peekable();
    if lines.peek().is_none() {
        let mistake = Mistake::new("expected a statement, found none");
        return Err(LineError::new(1, mistake.tip("'sim help script' tells what a line may say")));
    }
    let mut statements = Vec::new();
    for (line, text) in lines {
        if statements.len() == MAX_LINES {
            return Err(LineError::new(
                line,
                format!("expected at most {MAX_LINES} statements, found another"),
            ));
        }
        if text.len() > MAX_LINE {
            return Err(LineError::new(line, format!("a statement has at most {MAX_LINE} bytes")));
        }
        let what = instruction(text).map_err(|mistake| LineError::new(line, mistake))?;
        statements.push(Statement { line, what });
    }
    Ok(statements)
}

fn instruction(line: &str) -> Result<Instruction, Mistake> {
    let (keyword, rest) = first_word(line);
    let form = FORMS.iter().find(|form| first_word(form).0 == keyword);
    let form = form.ok_or_else(|| unknown(line, keyword))?;
    let short = || Mistake::new(format!("expected '{form}', found '{}'", shown(line)));
    let inside = |Mistake { what, words, tip }: Mistake| Mistake {
        what: format!("in '{keyword}': {}", printable(what.chars())),
        words,
        tip: Some(tip.unwrap_or_else(|| format!("the line is written as '{form}'"))),
    };
    match keyword {
        "tick" if rest.is_empty() => Ok(Instruction::Tick(1)),
        "tick" => number(rest, "'tick [K]' with a number of ticks", MAX_WAIT).map(Instruction::Tick),
        _ if rest.is_empty() => Err(short()),
        "send" => {
            let (source, rest) = process(rest)?;
            let (target, rest) = process(rest)?;
            if rest.is_empty() {
                return Err(short());
            }
            Ok(Instruction::Send { source, target, parcel: rest.parse().map_err(inside)? })
        }
        "snapshot" => {
            let (mut processes, mut rest) = (Vec::new(), rest);
            while !rest.is_empty() {
                let (name, more) = process(rest)?;
                processes.push(name);
                rest = more;
            }
            Ok(Instruction::Snapshot { processes })
        }
        "local" => {
            let (process, label) = process(rest)?;
            let label = Some(label).filter(|label| !label.is_empty()).map(str::parse).transpose();
            Ok(Instruction::Local { process, label: label.map_err(inside)? })
        }
        _ => {
            let (process, rest) = process(rest)?;
            if rest.is_empty() {
                return Err(short());
            }
            Ok(Instruction::Hold { process, amounts: amounts(rest).map_err(inside)? })
        }
    }
}

/// The name of a process that a text begins with, and what comes after it and the space that follows.
fn process(text: &str) -> Result<(String, &str), Mistake> {
    match first_name(text) {
        Some((word, rest)) if rest.is_empty() || rest.starts_with(char::is_whitespace) => {
            Ok((name(word)?, rest.trim_start()))
        }
        _ => {
            let what = "a name is one word, or in double quotes with none in it";
            Err(Mistake::new(what).at(first_word(text).0).tip("as in 'snapshot \"a b\"'"))
        }
    }
}

/// How statements are written.
const FORMS: [&str; 5] = [
    "send SRC DST AMOUNT [UNIT], … [\"label\"]",
    "local ID [\"label\"]",
    "snapshot ID …",
    "tick [K]",
    "hold ID AMOUNT [UNIT], …",
];

fn unknown(line: &str, keyword: &str) -> Mistake {
    let what = format!("expected 'send', 'local', 'snapshot', 'tick' or 'hold', found '{}'", shown(line));
    let mistake = Mistake::new(what).at(keyword);
    match closest(keyword, FORMS.map(|form| first_word(form).0)) {
        Some(meant) => mistake.tip(format!("a similar statement exists: '{meant}'")),
        None => mistake.tip("'sim help script' tells what a line may say"),
    }
}

/// The first word, and what comes after it and the space that follows.
fn first_word(text: &str) -> (&str, &str) {
    match text.split_once(char::is_whitespace) {
        Some((word, rest)) => (word, rest.trim_start()),
        None => (text, ""),
    }
}
