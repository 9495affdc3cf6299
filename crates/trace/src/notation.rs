//! A recorded global state as the exercise writes it.
//!
//! ```text
//! P<101> Pc<1msg>
//! Q<102> Qc<NULL>
//! ```
//!
//! `Pc` is P's *incoming* channel. With several incoming channels each is named by its source too: `p0c(p2)`.

use sim_core::Topology;
use snapshot::RecordedGlobalState;

/// One line a process.
#[must_use]
pub fn lines<S: std::fmt::Display, M>(
    topology: &Topology,
    recorded: &RecordedGlobalState<S, M>,
) -> Vec<String> {
    let line = |process| {
        let name = topology.name(process);
        let state = match &recorded.processes[process.index()].first {
            Some(recording) => recording.state.to_string(),
            None => "?".to_string(),
        };
        let incoming = topology.incoming(process);
        let channels = incoming.iter().map(|channel| {
            let source = topology.name(topology.channel(*channel).source);
            let which = if incoming.len() == 1 { String::new() } else { format!("({source})") };
            let record = &recorded.channels[channel.index()];
            let contents = match (record.messages.len(), record.closed.is_empty()) {
                (_, true) => "?".to_string(),
                (0, false) => "NULL".to_string(),
                (several, false) => format!("{several}msg"),
            };
            format!(" {name}c{which}<{contents}>")
        });
        format!("{name}<{state}>{}", channels.collect::<String>())
    };
    topology.processes().map(line).collect()
}
