//! Channels as they are recorded, message by message, put together: a line for each that is closed.

use std::collections::{BTreeMap, BTreeSet};

use trace::model::{Channel, Event, What};

use crate::line::{Line, Text};

/// A snapshot and a channel.
type Key = (u32, String);

/// What was recorded in channels so far.
#[derive(Debug)]
pub(super) struct Records {
    ends: BTreeMap<String, (String, String)>,
    open: BTreeMap<Key, Vec<u64>>,
    /// Who closed which.
    closed: BTreeMap<Key, String>,
}

impl Records {
    pub(super) fn new(channels: &[Channel]) -> Self {
        let ends = |channel: &Channel| (channel.id.clone(), (channel.from.clone(), channel.to.clone()));
        Self { ends: channels.iter().map(ends).collect(), open: BTreeMap::new(), closed: BTreeMap::new() }
    }

    /// The lines of the channels that are closed in a step.
    pub(super) fn of_step(&mut self, step: &[Event]) -> Vec<Line> {
        let received = step.first().and_then(|event| match event.what {
            What::Recv { msg, .. } => Some(msg),
            _ => None,
        });
        let mut closed = Vec::new();
        for event in step {
            match &event.what {
                What::RecordMessage { snapshot, channel, msg, .. } => {
                    let messages = self.open.entry((*snapshot, channel.clone())).or_default();
                    messages.extend(msg.or(received));
                }
                What::Close { snapshot, channel } => {
                    closed.push(((*snapshot, channel.clone()), event.proc.clone()));
                }
                _ => {}
            }
        }
        let lines = closed.iter().filter_map(|(key, process)| self.line(key, process)).collect();
        self.closed.extend(closed);
        lines
    }

    /// What was recorded in channels that were closed already: records of their own, one too many each.
    pub(super) fn late(mut self) -> Vec<Line> {
        let closed = std::mem::take(&mut self.closed);
        let late: BTreeSet<Key> = self.open.keys().filter(|key| closed.contains_key(*key)).cloned().collect();
        late.iter().filter_map(|key| self.line(key, &closed[key])).collect()
    }

    fn line(&mut self, key: &Key, process: &str) -> Option<Line> {
        let (source, target) = self.ends.get(&key.1)?.clone();
        let messages = self.open.remove(key).unwrap_or_default();
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
