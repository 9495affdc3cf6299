//! Channels as they are recorded, message by message, put together: a line for each that is closed.

use std::collections::BTreeMap;

use trace::model::{Channel, Event, What};

use crate::line::{Line, Text};

/// A snapshot and a channel.
type Key = (u32, String);

/// What was recorded in channels.
#[derive(Debug)]
pub(super) struct Records {
    ends: BTreeMap<String, (String, String)>,
    /// What no line tells yet: also what a process records of a channel after it closed it belongs to its record.
    untold: BTreeMap<Key, Vec<u64>>,
}

impl Records {
    /// What these events record.
    pub(super) fn new(channels: &[Channel], events: &[Event]) -> Self {
        let ends = |channel: &Channel| (channel.id.clone(), (channel.from.clone(), channel.to.clone()));
        let (mut untold, mut received) = (BTreeMap::<Key, Vec<u64>>::new(), None);
        for event in events {
            match &event.what {
                What::Recv { msg, .. } => received = Some(*msg),
                What::Internal { .. } => received = None,
                What::RecordMessage { snapshot, channel, msg, .. } => {
                    untold.entry((*snapshot, channel.clone())).or_default().extend(msg.or(received));
                }
                _ => {}
            }
        }
        Self { ends: channels.iter().map(ends).collect(), untold }
    }

    /// The lines of the channels that are closed in a step.
    pub(super) fn of_step(&mut self, step: &[Event]) -> Vec<Line> {
        let closed = step.iter().filter_map(|event| match &event.what {
            What::Close { snapshot, channel } => Some((*snapshot, channel.clone(), &event.proc)),
            _ => None,
        });
        closed.filter_map(|(snapshot, channel, process)| self.line(&(snapshot, channel), process)).collect()
    }

    fn line(&mut self, key: &Key, process: &str) -> Option<Line> {
        let (source, target) = self.ends.get(&key.1)?.clone();
        let messages = self.untold.remove(key).unwrap_or_default();
        Some(Line {
            p: Some(process.to_string()),
            channel: Some(source),
            into: (target != process).then_some(target),
            snapshot: Some(u64::from(key.0)),
            messages: Some(messages.iter().map(|msg| Text(msg.to_string())).collect()),
            ..Line::default()
        })
    }
}
