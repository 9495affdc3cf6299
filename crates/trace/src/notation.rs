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
use snapshot::Computation;
use snapshot::exploration::RecordedValue;

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

#[cfg(test)]
mod tests {
    use sim_core::{Order, Shape};
    use snapshot::{Forwarding, Token, TokenRing};

    use super::*;

    #[test]
    fn a_recorded_state_is_written_a_line_a_process_with_its_incoming_channels() {
        let system = |shape: &str| {
            let topology = shape.parse::<Shape>().unwrap().build(Order::Fifo).unwrap();
            System::new(TokenRing::new(Forwarding::Held), topology)
        };
        let ring = system("ring:2");
        let states = ring.initial_state::<()>().processes;
        let recorded = RecordedValue {
            processes: vec![Some(states[0]), None],
            channels: vec![Some(Vec::new()), Some(vec![Token; 2])],
            whole: false,
        };
        let written: Vec<_> = lines(&ring, &recorded).collect();
        assert_eq!(written, ["P<0,m> Pc<2msg>", "Q<?> Qc<NULL>"]);
        assert_eq!(line(&ring, &recorded), "P<0,m> Pc<2msg>  Q<?> Qc<NULL>");
        let open = RecordedValue { channels: vec![None, None], ..recorded.clone() };
        assert_eq!(line(&ring, &open), "P<0,m> Pc<?>  Q<?> Qc<?>");
        let checkpoints = RecordedValue { channels: Vec::new(), ..recorded.clone() };
        assert_eq!(line(&ring, &checkpoints), "P<0,m>  Q<?>");
        let complete = system("complete:3");
        let channels = vec![Some(Vec::new()); 6];
        let of_three = RecordedValue { processes: vec![None; 3], channels, whole: false };
        assert!(line(&complete, &of_three).starts_with("p0<?> p0c(p1)<NULL> p0c(p2)<NULL>  p1<?>"));
    }
}
