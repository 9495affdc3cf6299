//! What a search was asked for: the experiment, and what else has to be the same where a search is gone on with, or shared.

use serde::Serialize;
use serde_json::Value;
use trace::model::{Config, Tool};

use crate::args::{ExploreArgs, Reduce};
use crate::scenario::{Kept, Scenario, tool};

#[derive(Serialize)]
struct Asked {
    schema: &'static str,
    tool: Tool,
    config: Config,
    scenario: Kept,
    reduce: &'static str,
    keep_going: bool,
    max_states: Option<u64>,
    against_reachable: bool,
}

/// That as JSON, for whom it is kept or told under this schema.
pub(crate) fn of(schema: &'static str, args: &ExploreArgs, scenario: &Scenario) -> Value {
    let asked = Asked {
        schema,
        tool: tool(),
        config: scenario.config(0),
        scenario: scenario.kept(),
        reduce: match args.reduce {
            Reduce::On => "on",
            Reduce::Off => "off",
            Reduce::Both => "both",
        },
        keep_going: args.keep_going,
        max_states: args.max_states,
        against_reachable: args.against_reachable,
    };
    serde_json::to_value(&asked).expect("it is JSON")
}
