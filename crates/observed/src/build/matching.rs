//! Sendings meet their receipts: by identity; those without one by their channel and their place in it. Which of the two is read first
//! makes no difference.

use std::collections::BTreeMap;

use sim_core::{MessageId, ProcessId};

use crate::model::{Amounts, At, Ends, Message};

/// The messages that were told of so far.
#[derive(Debug, Default)]
pub(super) struct Matching {
    messages: Vec<Message>,
    named: BTreeMap<String, MessageId>,
    lanes: BTreeMap<Ends, Lane>,
}

/// The messages of a channel that have no identity, in order.
#[derive(Debug, Default)]
struct Lane {
    messages: Vec<MessageId>,
    sent: usize,
    received: usize,
}

/// What a sending tells.
#[derive(Debug)]
pub(super) struct Sending {
    pub(super) at: At,
    pub(super) target: ProcessId,
    pub(super) control: Option<u64>,
    pub(super) body: Option<String>,
    pub(super) carries: Option<Amounts>,
}

/// Why a line does not go together with what was told of its message before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Clash {
    SentTwice(At),
    ReceivedTwice(At),
    OtherTarget { sent_to: ProcessId, received_by: ProcessId },
    OtherSource { sent_by: ProcessId, said: ProcessId },
}

/// A clash, and the identity of its message.
pub(super) type Clashes = (Clash, Option<String>);

impl Matching {
    /// A message is sent.
    pub(super) fn send(&mut self, name: Option<String>, sending: Sending) -> Result<MessageId, Clashes> {
        let Sending { at, target, control, body, carries } = sending;
        let id = match &name {
            Some(name) => self.named(name),
            None => self.lane((at.process, target), |lane| &mut lane.sent),
        };
        let message = self.message(id);
        let clash = match (message.sent, message.received, message.source) {
            (Some(first), ..) => Some(Clash::SentTwice(first)),
            (_, Some(receipt), _) if receipt.process != target => {
                Some(Clash::OtherTarget { sent_to: target, received_by: receipt.process })
            }
            (_, Some(_), Some(said)) if said != at.process => {
                Some(Clash::OtherSource { sent_by: at.process, said })
            }
            _ => None,
        };
        if let Some(clash) = clash {
            return Err((clash, name));
        }
        (message.sent, message.source, message.target) = (Some(at), Some(at.process), Some(target));
        (message.body, message.carries) = (body, carries);
        message.control = control.or(message.control);
        Ok(id)
    }

    /// A message is received, from this process, as far as that is told.
    pub(super) fn receive(
        &mut self,
        name: Option<String>,
        at: At,
        source: Option<ProcessId>,
        control: Option<u64>,
    ) -> Result<MessageId, Clashes> {
        let id = match (&name, source) {
            (Some(name), _) => self.named(name),
            (None, source) => {
                let source = source.expect("a message without an identity is received from somebody");
                self.lane((source, at.process), |lane| &mut lane.received)
            }
        };
        let message = self.message(id);
        let clash = match (message.received, message.target, message.source, source) {
            (Some(first), ..) => Some(Clash::ReceivedTwice(first)),
            (_, Some(sent_to), ..) if sent_to != at.process => {
                Some(Clash::OtherTarget { sent_to, received_by: at.process })
            }
            (.., Some(sent_by), Some(said)) if sent_by != said => Some(Clash::OtherSource { sent_by, said }),
            _ => None,
        };
        if let Some(clash) = clash {
            return Err((clash, name));
        }
        (message.received, message.target) = (Some(at), Some(at.process));
        message.source = message.source.or(source);
        message.control = message.control.or(control);
        Ok(id)
    }

    /// A message, as far as it was told of.
    pub(super) fn known(&self, id: MessageId) -> &Message {
        &self.messages[usize::try_from(id.0).expect("it is a place in a list")]
    }

    /// The message of this identity.
    pub(super) fn called(&self, name: &str) -> Option<&Message> {
        self.named.get(name).map(|id| self.known(*id))
    }

    /// All messages.
    pub(super) fn finish(self) -> Vec<Message> {
        self.messages
    }

    fn message(&mut self, id: MessageId) -> &mut Message {
        &mut self.messages[usize::try_from(id.0).expect("it is a place in a list")]
    }

    fn named(&mut self, name: &str) -> MessageId {
        if let Some(id) = self.named.get(name) {
            return *id;
        }
        let id = self.one_more(Some(name.to_string()));
        self.named.insert(name.to_string(), id);
        id
    }

    /// The next message of a channel, as its sender or as its receiver counts.
    fn lane(&mut self, ends: Ends, count: impl Fn(&mut Lane) -> &mut usize) -> MessageId {
        let lane = self.lanes.entry(ends).or_default();
        let next = count(lane);
        let place = *next;
        *next += 1;
        if let Some(id) = lane.messages.get(place) {
            return *id;
        }
        let id = self.one_more(None);
        self.lanes.entry(ends).or_default().messages.push(id);
        id
    }

    fn one_more(&mut self, name: Option<String>) -> MessageId {
        let id = MessageId(self.messages.len() as u64);
        self.messages.push(Message { name, ..Message::default() });
        id
    }
}
