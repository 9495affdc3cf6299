//! What messages look like on the wire: as they print; or as the exercise's two words.

use bytes::BytesMut;
use net::Encoding;
use snapshot::shrink::Configuration;
use snapshot::{Carries as _, Logged, Program, Readable, SnapshotId, Wire};
use trace::local::wire;

use crate::failure::Failure;
use crate::scenario::Scenario;

/// The exercise's words.
pub(super) const WORDS: &[&str] = &["msg", "marker"];

/// The form of a program's messages under an algorithm.
pub(super) struct Form<'a, P: Program, L> {
    program: &'a P,
    /// Reads what the algorithm adds.
    layers: &'a L,
    /// How many snapshots there are: no marker has a higher number.
    snapshots: u32,
    /// With bare words: the message that is meant by the first.
    word: Option<P::Message>,
}

impl<'a, P: Program, L: Readable<P>> Form<'a, P, L> {
    pub(super) fn new(
        scenario: &Scenario,
        program: &'a P,
        layers: &'a L,
        words: bool,
    ) -> Result<Self, Failure> {
        let mut form =
            Self { program, layers, snapshots: scenario.configuration.initiation.snapshots, word: None };
        if words {
            let message = only_message(scenario, program)?;
            let plain = [Wire::bare(message.clone()), Wire::marker(SnapshotId(1))];
            let says_no_more = plain.into_iter().all(|message| form.read(message).is_some());
            form.word = Some(says_no_more.then_some(message).ok_or_else(too_little)?);
        }
        Ok(form)
    }

    fn read(&self, logged: Logged<P::Message>) -> Option<L::Message> {
        self.layers.read(logged, |text| self.program.parse_message(text))
    }
}

/// The message that the word `msg` stands for: there must be one alone, and one snapshot, between two processes.
fn only_message<P: Program>(scenario: &Scenario, program: &P) -> Result<P::Message, Failure> {
    let Configuration { topology, initiation, .. } = &scenario.configuration;
    let pair = topology.processes().len() == 2 && topology.channels().len() == 2 && topology.is_fifo();
    let one = initiation.snapshots == 1 && scenario.initiators().len() == 1;
    program.parse_message("m").filter(|_| pair && one).ok_or_else(too_little)
}

/// Two words are no form of these messages.
fn too_little() -> Failure {
    Failure::with_tip(
        "two bare words say too little for this experiment",
        "'--wire words' is for the exercise: ring:2, token-ring, one snapshot and one initiator, chandy-lamport",
    )
}

impl<P: Program, L: Readable<P>> Encoding<L::Message> for Form<'_, P, L> {
    fn encode(&self, message: &L::Message, out: &mut BytesMut) {
        let logged = message.logged();
        match (&logged, &self.word) {
            (Wire::Message { .. }, Some(_)) => out.extend_from_slice(WORDS[0].as_bytes()),
            (Wire::Control { .. }, Some(_)) => out.extend_from_slice(WORDS[1].as_bytes()),
            (_, None) => out.extend_from_slice(wire::print(self.program, &logged).as_bytes()),
        }
    }

    fn decode(&self, bytes: &[u8]) -> Option<L::Message> {
        let text = std::str::from_utf8(bytes).ok()?;
        self.read(match (&self.word, text) {
            (Some(message), "msg") => Wire::bare(message.clone()),
            (Some(_), "marker") => Wire::marker(SnapshotId(1)),
            (Some(_), _) => return None,
            (None, text) => wire::parse(self.program, self.snapshots, text)?,
        })
    }
}
