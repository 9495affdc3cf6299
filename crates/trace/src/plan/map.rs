//! The configuration file of the MAP protocol: besides the graph it says which computation runs, how fast, and when a snapshot begins.
//!
//! What is said beside it goes first. It is a spec with these things said in it that goes on.

use sim_core::Delay;
use snapshot::Diffusing;

use super::refused::Refused;
use super::remark::Remark;
use crate::cos418::MapConfig;
use crate::spec::{Graph, Spec};

/// The spec with what its configuration file says, if it names one; and what of the file is not used.
pub(super) fn with_configuration(mut spec: Spec) -> Result<(Spec, Vec<Remark>), Refused> {
    let Some(Graph::File(text)) = &spec.graph else { return Ok((spec, Vec::new())) };
    if !MapConfig::is_meant(&text.text) {
        return Ok((spec, Vec::new()));
    }
    let file = text.file.clone();
    let read = MapConfig::parse(&text.text).map_err(|error| error.shown(&file, &text.text))?;
    if spec.program_name().is_some_and(|name| name != Diffusing::ENTRY.name) {
        let what =
            format!("of '{file}' the graph is taken, and not the parameters of '{}'", Diffusing::ENTRY.name);
        return Ok((spec, vec![Remark::Note(what)]));
    }
    let numbers = [("min", read.min), ("max", read.max), ("most", read.most)];
    let is_given = |name: &str| spec.parameters.iter().any(|(given, _)| given == name);
    let numbers = numbers.into_iter().filter(|(name, _)| !is_given(name));
    let numbers: Vec<_> = numbers.map(|(name, number)| (name.to_string(), number.to_string())).collect();
    spec.parameters.extend(numbers);
    spec.program.get_or_insert_with(|| Diffusing::ENTRY.name.to_string());
    if spec.schedule.is_none() {
        spec.hold.get_or_insert(Delay::fixed(read.min_send_delay));
        if spec.trigger.is_none() {
            spec.start.get_or_insert(Delay::fixed(read.snapshot_delay));
        }
    }
    if spec.initiators.is_empty() {
        spec.initiators.extend(read.top.servers.first().map(|node| node.name.clone()));
    }
    let what = format!("'{file}' also names hosts and ports: there is no network here");
    Ok((spec, vec![Remark::Note(what)]))
}
