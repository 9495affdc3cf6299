//! `sim help`: a command's help, or a part of the reference page. The page is one of the book, `docs/src/reference.md`, which the tests execute;
//! `reference.md` here is the same, for a program that is built without the book.

use std::io::{self, Write as _};

use draw::paper::Paper;

use crate::args;
use crate::failure::Failure;
use crate::output::Output;
use snapshot::oracle::Overall;

/// The page that says what every form of text looks like.
const REFERENCE: &str = include_str!("reference.md");

/// The parts of the page, by their headings.
fn topics() -> impl Iterator<Item = (&'static str, &'static str)> {
    REFERENCE.split("\n## ").skip(1).filter_map(|part| part.split_once('\n'))
}

/// Prints the help of a command, a part of the reference page, or the help of the program itself.
pub(crate) fn help(wanted: Option<&str>) -> Result<Overall, Failure> {
    let mut output = Output::open_as(None, true)?;
    let mut command = args::command();
    command.build();
    match wanted {
        None => write!(output, "{}", command.render_long_help().ansi())?,
        Some(name) => match (command.find_subcommand_mut(name), topics().find(|(topic, _)| *topic == name)) {
            (Some(command), _) => write!(output, "{}", command.render_long_help().ansi())?,
            (None, Some((_, part))) => topic(part, &mut output)?,
            (None, None) => return Err(unknown(name)),
        },
    }
    output.finish()?;
    Ok(Overall::Holds)
}

/// Prints a part of the page. What is to be typed, and what is printed then, stands between fences and stays as it is.
fn topic(part: &str, out: &mut impl Paper) -> io::Result<()> {
    let lines: Vec<&str> = part.trim_matches('\n').lines().collect();
    let mut fenced = false;
    for block in lines.chunk_by(|one, next| is_prose(one) && is_prose(next)) {
        let fence = block[0].starts_with("```");
        fenced ^= fence;
        match block {
            [line] if fenced || fence => out.whole(format_args!("{line}"))?,
            lines if fenced => lines.iter().try_for_each(|line| out.whole(format_args!("{line}")))?,
            [line] if !is_prose(line) => writeln!(out, "{line}")?,
            prose => out.paragraph(prose)?,
        }
    }
    Ok(())
}

/// Whether a line goes on in the next one.
fn is_prose(line: &str) -> bool {
    !(line.is_empty() || line.starts_with([' ', '`', '|', '#']))
}

fn unknown(name: &str) -> Failure {
    let topics: Vec<_> = topics().map(|(topic, _)| topic).collect();
    let tip = format!("a command, or one of {}", topics.join(", "));
    Failure::with_tip(format!("there is no help about '{name}'"), tip)
}

#[cfg(test)]
mod tests {
    use draw::report::Part;

    use super::*;

    #[test]
    fn the_page_explains_every_part_of_a_report() {
        let (_, notation) = topics().find(|(topic, _)| *topic == "notation").expect("it is there");
        for part in Part::ALL {
            assert!(notation.contains(&format!("\n    {:<20}", part.name())), "{}", part.name());
        }
    }

    #[test]
    fn the_help_names_every_part_of_the_page() {
        let help = args::command().render_long_help().to_string();
        for (topic, _) in topics() {
            assert!(help.contains(topic), "{topic}");
        }
    }
}
