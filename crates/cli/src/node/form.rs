//! What messages look like on the wire: as they print; or as the exercise's two words.

use bytes::BytesMut;
use net::Encoding;
use sim_core::Order;
use snapshot::{Program, SnapshotId, Wire};

use crate::failure::Failure;
use crate::prepared::Prepared;

/// The exercise's words.
pub(super) const WORDS: &[&str] = &["msg", "marker"];

/// The form of a program's messages.
pub(super) struct Form<'a, P: Program> {
    program: &'a P,
    /// How many snapshots there are: no marker has a higher number.
    snapshots: u32,
    /// With bare words: the message that is meant by the first.
    word: Option<P::Message>,
}

impl<'a, P: Program> Form<'a, P> {
    pub(super) fn new(prepared: &'a Prepared<'_, P>, words: bool) -> Result<Self, Failure> {
        let program = &prepared.underlying.protocol;
        let word = if words { Some(only_message(prepared)?) } else { None };
        Ok(Self { program, snapshots: prepared.scenario.configuration.initiation.snapshots, word })
    }
}

/// The message that the word `msg` stands for: there must be one alone, and one snapshot, between two processes.
fn only_message<P: Program>(prepared: &Prepared<'_, P>) -> Result<P::Message, Failure> {
    let (topology, initiation) = (prepared.topology(), &prepared.scenario.configuration.initiation);
    let pair = topology.processes().len() == 2
        && topology.channels().len() == 2
        && topology.channels().iter().all(|channel| channel.order == Order::Fifo);
    let one = initiation.snapshots == 1 && prepared.scenario.initiators().len() == 1;
    let message = prepared.underlying.protocol.parse_message("m");
    message.filter(|_| pair && one).ok_or_else(|| {
        Failure::with_tip(
            "two bare words say too little for this experiment",
            "'--wire words' is for the exercise: ring:2, token-ring, one snapshot and one initiator",
        )
    })
}

impl<P: Program> Encoding<Wire<P::Message>> for Form<'_, P> {
    fn encode(&self, message: &Wire<P::Message>, out: &mut BytesMut) {
        let text = match (message, &self.word) {
            (Wire::Message { .. }, Some(_)) => WORDS[0].to_string(),
            (Wire::Control { .. }, Some(_)) => WORDS[1].to_string(),
            (Wire::Message { body, .. }, None) => format!("m {}", self.program.print_message(body)),
            (Wire::Control { snapshot, .. }, None) => format!("marker {}", snapshot.0),
        };
        out.extend_from_slice(text.as_bytes());
    }

    fn decode(&self, bytes: &[u8]) -> Option<Wire<P::Message>> {
        let text = std::str::from_utf8(bytes).ok()?;
        match (&self.word, text) {
            (Some(message), "msg") => Some(Wire::bare(message.clone())),
            (Some(_), "marker") => Some(Wire::marker(SnapshotId(1))),
            (Some(_), _) => None,
            (None, text) => match text.split_once(' ')? {
                ("m", message) => self.program.parse_message(message).map(Wire::bare),
                ("marker", number) => {
                    let number = number.parse().ok().filter(|number| (1..=self.snapshots).contains(number));
                    number.map(SnapshotId).map(Wire::marker)
                }
                _ => None,
            },
        }
    }
}
