//! A recorded global state as the exercise writes it.
//!
//! ```text
//! P<101> Pc<1msg>
//! Q<102> Qc<NULL>
//! ```
//!
//! Lines are made as they are asked for: of a million processes a report shows the first few.
//!
//! `Pc` is P's *incoming* channel. With several incoming channels each is named by its source too: `p0c(p2)`.

use sim_core::{ChannelId, ProcessId, System};
use snapshot::{Computation, RecordedValue};

/// The same in one line.
#[must_use]
pub fn line<P: Computation>(system: &System<P>, recorded: &RecordedValue<P::State, P::Message>) -> String {
    lines(system, recorded).collect::<Vec<_>>().join("  ")
}

/// One line a process.
pub fn lines<P: Computation>(
    System { protocol, topology }: &System<P>,
    recorded: &RecordedValue<P::State, P::Message>,
) -> impl Iterator<Item = String> {
    let line = move |process: ProcessId| {
        let name = topology.name(process);
        let state = match &recorded.processes[process.index()] {
            Some(state) => protocol.print_state(state),
            None => "?".to_string(),
        };
        let incoming = topology.incoming(process);
        // Of a recovery line no channel is recorded.
        let recorded_in = |channel: &ChannelId| Some((*channel, recorded.channels.get(channel.index())?));
        let channels = incoming.iter().filter_map(recorded_in).map(|(channel, messages)| {
            let source = topology.name(topology.channel(channel).source);
            let which = if incoming.len() == 1 { String::new() } else { format!("({source})") };
            let contents = match messages.as_ref().map(Vec::len) {
                None => "?".to_string(),
                Some(0) => "NULL".to_string(),
                Some(several) => format!("{several}msg"),
            };
            format!(" {name}c{which}<{contents}>")
        });
        format!("{name}<{state}>{}", channels.collect::<String>())
    };
    topology.processes().map(line)
}
