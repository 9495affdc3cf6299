//! `.snap`: a recorded global state, in and out.

use std::collections::BTreeSet;
use std::fmt;

use sim_core::Topology;
use snapshot::script::Mistake;
use snapshot::{Computation, RecordedGlobalState};

use super::lines::{LineError, Lines, MAX_TOKENS, name, number, shown, words};

/// A snapshot as the course writes it. Prints in its form, with a line feed after each line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snap {
    /// Which snapshot of its run, from 0.
    pub number: u32,
    /// What each server had, in the order of the topology's file.
    pub servers: Vec<(String, u64)>,
    /// The messages: link by link, and those of a link in the order of arrival.
    pub messages: Vec<SnapMessage>,
}

/// A message that was recorded: `SRC DST token(K)`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnapMessage {
    /// Who had sent it.
    pub source: String,
    /// Who received it.
    pub target: String,
    /// How many tokens it carried.
    pub tokens: u64,
}

impl Snap {
    /// A recorded global state of a computation that conserves one good: that are the tokens. `None`, if not every process
    /// has recorded and every channel has been closed.
    #[must_use]
    pub fn of<P: Computation>(
        computation: &P,
        topology: &Topology,
        recorded: &RecordedGlobalState<P::State, P::Message>,
        number: u32,
    ) -> Option<Self> {
        if !recorded.is_whole() {
            return None;
        }
        let conserves = !computation.goods().is_empty();
        let server = |(process, record): (_, &snapshot::ProcessRecord<P::State>)| {
            let state = &record.first.as_ref()?.state;
            Some((topology.name(process).to_string(), if conserves { computation.held(state, 0) } else { 0 }))
        };
        let servers = topology.processes().zip(&recorded.processes).map(server).collect::<Option<_>>()?;
        let mut messages = Vec::new();
        for (channel, record) in topology.channels().iter().zip(&recorded.channels) {
            let [source, target] = [channel.source, channel.target].map(|end| topology.name(end).to_string());
            messages.extend(record.messages.iter().map(|(_, message)| SnapMessage {
                source: source.clone(),
                target: target.clone(),
                tokens: if conserves { computation.carried(message, 0) } else { 0 },
            }));
        }
        Some(Self { number, servers, messages })
    }

    /// Reads a file of one snapshot.
    ///
    /// # Errors
    /// When the text is not of the grammar, or has a server twice. Which servers there are is not known here.
    pub fn parse(text: &str) -> Result<Self, LineError> {
        let mut lines = Lines::of(text);
        let (first, line) = lines.expect("the number of the snapshot")?;
        let at = |line| move |mistake: Mistake| LineError::new(line, mistake);
        let id = number(line, "the number of the snapshot", u64::from(u32::MAX)).map_err(at(first))?;
        let id = u32::try_from(id).expect("it is not more than u32::MAX");
        let mut snap = Self { number: id, servers: Vec::new(), messages: Vec::new() };
        let mut seen = BTreeSet::new();
        for (line, text) in lines {
            if let Some([server, tokens]) = words(text) {
                if !seen.insert(server) {
                    return Err(at(line)(format!("server '{}' is there twice", shown(server)).into()));
                }
                let tokens = number(tokens, "'SERVER TOKENS'", MAX_TOKENS).map_err(at(line))?;
                snap.servers.push((name(server).map_err(at(line))?, tokens));
            } else {
                snap.messages.push(SnapMessage::parse(text).map_err(at(line))?);
            }
        }
        Ok(snap)
    }
}

impl SnapMessage {
    fn parse(line: &str) -> Result<Self, Mistake> {
        let expected = || format!("expected 'SERVER TOKENS' or 'SRC DST token(K)', found '{}'", shown(line));
        let [source, target, message] = words(line).ok_or_else(expected)?;
        let tokens = message.strip_prefix("token(").and_then(|rest| rest.strip_suffix(')'));
        let tokens = number(tokens.ok_or_else(expected)?, "'token(K)'", MAX_TOKENS)?;
        Ok(Self { source: name(source)?, target: name(target)?, tokens })
    }
}

impl fmt::Display for Snap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.number)?;
        for (server, tokens) in &self.servers {
            writeln!(f, "{server} {tokens}")?;
        }
        for SnapMessage { source, target, tokens } in &self.messages {
            writeln!(f, "{source} {target} token({tokens})")?;
        }
        Ok(())
    }
}
