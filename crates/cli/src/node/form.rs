//! What messages look like on the wire: as they print; or as the exercise's two words.

use bytes::BytesMut;
use net::Encoding;
use sim_core::Order;
use snapshot::shrink::Configuration;
use snapshot::{Extra, Program, SnapshotId, Wire};
use trace::local::wire;

use crate::failure::Failure;
use crate::scenario::Scenario;

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
    pub(super) fn new(scenario: &Scenario, program: &'a P, words: bool) -> Result<Self, Failure> {
        let word = if words { Some(only_message(scenario, program)?) } else { None };
        Ok(Self { program, snapshots: scenario.configuration.initiation.snapshots, word })
    }
}

/// The message that the word `msg` stands for: there must be one alone, and one snapshot, between two processes.
fn only_message<P: Program>(scenario: &Scenario, program: &P) -> Result<P::Message, Failure> {
    let Configuration { topology, initiation, .. } = &scenario.configuration;
    let pair = topology.processes().len() == 2
        && topology.channels().len() == 2
        && topology.channels().iter().all(|channel| channel.order == Order::Fifo);
    let one = initiation.snapshots == 1 && scenario.initiators().len() == 1;
    let message = program.parse_message("m");
    message.filter(|_| pair && one).ok_or_else(|| {
        Failure::with_tip(
            "two bare words say too little for this experiment",
            "'--wire words' is for the exercise: ring:2, token-ring, one snapshot and one initiator",
        )
    })
}

impl<P: Program, T: Extra<P::Message>, C: Extra<P::Message>> Encoding<Wire<P::Message, T, C>>
    for Form<'_, P>
{
    fn encode(&self, message: &Wire<P::Message, T, C>, out: &mut BytesMut) {
        match (message, &self.word) {
            (Wire::Message { .. }, Some(_)) => out.extend_from_slice(WORDS[0].as_bytes()),
            (Wire::Control { .. }, Some(_)) => out.extend_from_slice(WORDS[1].as_bytes()),
            (message, None) => out.extend_from_slice(wire::print(self.program, message).as_bytes()),
        }
    }

    fn decode(&self, bytes: &[u8]) -> Option<Wire<P::Message, T, C>> {
        let text = std::str::from_utf8(bytes).ok()?;
        let parse = |text: &str| self.program.parse_message(text);
        match (&self.word, text) {
            (Some(message), "msg") => {
                Some(Wire::Message { body: message.clone(), tag: T::parse(None, parse)? })
            }
            (Some(_), "marker") => {
                Some(Wire::Control { snapshot: SnapshotId(1), body: C::parse(None, parse)? })
            }
            (Some(_), _) => None,
            (None, text) => wire::parse(self.program, self.snapshots, text),
        }
    }
}
