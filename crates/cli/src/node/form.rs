//! What messages look like on the wire: as they print; or as the exercise's two words.

use bytes::BytesMut;
use net::Encoding;
use sim_core::Order;
use snapshot::shrink::Configuration;
use snapshot::{Extra, Program, SnapshotId, Wire};
use trace::local::wire::{self, Reads};

use crate::failure::Failure;
use crate::scenario::Scenario;

/// The exercise's words.
pub(super) const WORDS: &[&str] = &["msg", "marker"];

/// The form of a program's messages under an algorithm.
pub(super) struct Form<'a, P: Program, T, C> {
    program: &'a P,
    /// Reads tags.
    tag: Reads<'a, T>,
    /// Reads what messages of the algorithm say besides which snapshot they are about.
    control: Reads<'a, C>,
    /// How many snapshots there are: no marker has a higher number.
    snapshots: u32,
    /// With bare words: the message that is meant by the first.
    word: Option<P::Message>,
}

impl<'a, P: Program, T, C> Form<'a, P, T, C> {
    pub(super) fn new(
        scenario: &Scenario,
        program: &'a P,
        (tag, control): (Reads<'a, T>, Reads<'a, C>),
        words: bool,
    ) -> Result<Self, Failure> {
        let says_more = tag(None).is_none() || control(None).is_none();
        let word = if words { Some(only_message(scenario, program, says_more)?) } else { None };
        Ok(Self { program, tag, control, snapshots: scenario.configuration.initiation.snapshots, word })
    }
}

/// The message that the word `msg` stands for: there must be one alone, and one snapshot, between two processes, by an algorithm that
/// says no more than which word it is.
fn only_message<P: Program>(
    scenario: &Scenario,
    program: &P,
    says_more: bool,
) -> Result<P::Message, Failure> {
    let Configuration { topology, initiation, .. } = &scenario.configuration;
    let pair = topology.processes().len() == 2
        && topology.channels().len() == 2
        && topology.channels().iter().all(|channel| channel.order == Order::Fifo);
    let one = initiation.snapshots == 1 && scenario.initiators().len() == 1;
    let message = program.parse_message("m");
    message.filter(|_| pair && one && !says_more).ok_or_else(|| {
        Failure::with_tip(
            "two bare words say too little for this experiment",
            "'--wire words' is for the exercise: ring:2, token-ring, one snapshot and one initiator",
        )
    })
}

impl<P: Program, T: Extra<P::Message>, C: Extra<P::Message>> Encoding<Wire<P::Message, T, C>>
    for Form<'_, P, T, C>
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
        match (&self.word, text) {
            (Some(message), "msg") => Some(Wire::Message { body: message.clone(), tag: (self.tag)(None)? }),
            (Some(_), "marker") => {
                Some(Wire::Control { snapshot: SnapshotId(1), body: (self.control)(None)? })
            }
            (Some(_), _) => None,
            (None, text) => wire::parse(self.program, (self.tag, self.control), self.snapshots, text),
        }
    }
}
