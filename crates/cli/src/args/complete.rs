//! What a shell proposes while one types: names where names belong, files where files belong.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};
use snapshot::catalog;

/// A topology of each shape.
const SHAPES: [&str; 6] = ["ring:2", "complete:3", "line:3", "star:4", "grid:2x3", "random:5,8"];

/// The definition of the command line as a shell is told of it. It parses nothing: more can be typed than is proposed.
pub(crate) fn for_shells(command: Command) -> Command {
    command.mut_args(proposing).mut_subcommands(for_shells)
}

fn proposing(argument: Arg) -> Arg {
    let names = match argument.get_id().as_str() {
        "program" => catalog::ALL.iter().map(|program| program.name.to_string()).collect(),
        "topology" => SHAPES.map(str::to_string).to_vec(),
        "parameters" => parameters(),
        "initiators" => vec![trace::restore::ANY.to_string()],
        "trigger" => vec!["none".to_string()],
        "window" => vec!["all".to_string(), "snapshot".to_string()],
        "axis" => vec!["time".to_string(), "order".to_string()],
        "seed" => vec!["random".to_string()],
        "schedule" => return argument.value_hint(ValueHint::FilePath),
        "listen" | "connect" => return argument.value_hint(ValueHint::Hostname),
        _ => return argument,
    };
    argument.value_parser(PossibleValuesParser::new(names))
}

/// Every parameter of every program, with its default where it has one.
fn parameters() -> Vec<String> {
    let all = catalog::ALL.iter().flat_map(|program| program.parameters);
    let default = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    let mut named: Vec<_> = all.map(|p| format!("{}={}", p.name, default(p.default))).collect();
    named.push("file=".to_string());
    named.sort();
    named.dedup();
    named
}
