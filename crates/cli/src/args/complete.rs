//! What a shell proposes while one types: names where names belong, files where files belong.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};
use snapshot::algorithms;
use trace::spec::ENTRIES;

/// The definition of the command line as a shell is told of it. It parses nothing: more can be typed than is proposed.
pub(crate) fn for_shells(command: Command) -> Command {
    command.mut_args(proposing).mut_subcommands(for_shells)
}

fn proposing(argument: Arg) -> Arg {
    let names = match argument.get_id().as_str() {
        "window" => vec!["all".to_string(), "snapshot".to_string()],
        "axis" => vec!["time".to_string(), "order".to_string()],
        "algorithms" => {
            algorithms::ALL.iter().map(|entry| entry.name).chain(["all"]).map(str::to_string).collect()
        }
        "listen" | "connect" => return argument.value_hint(ValueHint::Hostname),
        id => match ENTRIES.iter().find(|entry| entry.name == id).and_then(|entry| entry.option) {
            Some(usage) => (usage.proposes)(),
            None => return argument,
        },
    };
    if names.is_empty() {
        return argument;
    }
    argument.value_parser(PossibleValuesParser::new(names))
}
