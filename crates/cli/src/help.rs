//! `sim help`: a command's help, or a part of the reference page. The page itself is `REFERENCE.md`, which the tests execute.

use std::io::Write as _;

use crate::Outcome;
use crate::args;
use crate::failure::Failure;
use crate::output::Output;

/// The page that says what every form of text looks like.
const REFERENCE: &str = include_str!("../../../REFERENCE.md");

/// The parts of the page, by their headings.
fn topics() -> impl Iterator<Item = (&'static str, &'static str)> {
    REFERENCE.split("\n## ").skip(1).filter_map(|part| part.split_once('\n'))
}

/// Prints the help of a command, a part of the reference page, or the help of the program itself.
pub(crate) fn help(wanted: Option<&str>) -> Result<Outcome, Failure> {
    let mut output = Output::open(None)?;
    let mut command = args::command();
    command.build();
    let text = match wanted {
        None => command.render_long_help().ansi().to_string(),
        Some(name) => match (command.find_subcommand_mut(name), topics().find(|(topic, _)| *topic == name)) {
            (Some(command), _) => command.render_long_help().ansi().to_string(),
            (None, Some((_, part))) => part.trim_matches('\n').to_string(),
            (None, None) => return Err(unknown(name)),
        },
    };
    writeln!(output, "{}", text.trim_end())?;
    output.finish()?;
    Ok(Outcome::Holds)
}

fn unknown(name: &str) -> Failure {
    let topics: Vec<_> = topics().map(|(topic, _)| topic).collect();
    let tip = format!("a command, or one of {}", topics.join(", "));
    Failure::with_tip(format!("there is no help about '{name}'"), tip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_part_of_the_page() {
        let help = args::command().render_long_help().to_string();
        for (topic, _) in topics() {
            assert!(help.contains(topic), "{topic}");
        }
    }
}
