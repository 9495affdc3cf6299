//! The record of a channel, held against what should be in it.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::MessageId;
use sim_core::words::counted;

use crate::model::{Amounts, ChannelRecord, Ends, Run};

/// What should be in a channel.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    /// Messages that were in flight across the cut, in the order of sending.
    pub(super) messages: Vec<MessageId>,
    /// Messages that may have been: no line tells when they were sent.
    pub(super) doubtful: Vec<MessageId>,
}

/// What comes of it.
pub(super) enum Found {
    Same,
    Different(String),
    Unknown(String),
}

/// Holds a record against what should be in the channel, by the best that both have.
pub(super) fn compare(run: &Run, ends: Ends, record: &ChannelRecord, expected: &Expected) -> Found {
    let channel = run.channel(ends);
    let all = |value: &dyn Fn(MessageId) -> Option<String>| -> Option<Vec<String>> {
        expected.messages.iter().map(|id| value(*id)).collect()
    };
    let names = || all(&|id| run.message(id).name.clone());
    let bodies = || all(&|id| run.message(id).body.clone());
    if let Some((recorded, due)) = record.messages.as_ref().zip(names()) {
        return by_name(run, &channel, (recorded, &due), expected);
    }
    if let Some((recorded, due)) = record.bodies.as_ref().zip(bodies()) {
        return by_body(&channel, (recorded, &due), run.fifo, expected);
    }
    let listed =
        [&record.messages, &record.bodies].into_iter().flatten().map(|list| list.len() as u64).next();
    if let Some(count) = record.count.or(listed) {
        return by_count(&channel, count, expected);
    }
    by_amount(run, &channel, record, expected)
}

fn by_name(run: &Run, channel: &str, (recorded, due): (&[String], &[String]), expected: &Expected) -> Found {
    let there: BTreeSet<&String> = recorded.iter().collect();
    if let Some(lost) = due.iter().find(|name| !there.contains(name)) {
        return Found::Different(format!("{lost} was in {channel} at the cut, but was not recorded there"));
    }
    let due_names: BTreeSet<&String> = due.iter().collect();
    let doubtful: BTreeSet<_> =
        expected.doubtful.iter().filter_map(|id| run.message(*id).name.as_ref()).collect();
    let (mut earlier, mut doubt) = (BTreeSet::new(), None);
    for name in recorded {
        if !earlier.insert(name) {
            return Found::Different(format!("{name} was recorded in {channel} more than once"));
        }
        if doubtful.contains(name) {
            doubt = Some(name);
        } else if !due_names.contains(name) {
            return Found::Different(format!(
                "{name} was recorded in {channel}, but was not there at the cut"
            ));
        }
    }
    match doubt {
        Some(name) => {
            Found::Unknown(format!("{name} was recorded in {channel}, and its sending is not in the log"))
        }
        None if !expected.doubtful.is_empty() => missing_sending(channel),
        None if run.fifo && recorded != due => out_of_order(channel),
        None => Found::Same,
    }
}

fn by_body(channel: &str, (recorded, due): (&[String], &[String]), fifo: bool, expected: &Expected) -> Found {
    if !expected.doubtful.is_empty() {
        return missing_sending(channel);
    }
    let mut left: BTreeMap<&String, i64> = BTreeMap::new();
    recorded.iter().for_each(|body| *left.entry(body).or_default() += 1);
    due.iter().for_each(|body| *left.entry(body).or_default() -= 1);
    match left.into_iter().find(|(_, count)| *count != 0) {
        Some((body, count)) if count < 0 => {
            Found::Different(format!("'{body}' was in {channel} at the cut, but was not recorded there"))
        }
        Some((body, _)) => {
            Found::Different(format!("'{body}' was recorded in {channel}, but was not there at the cut"))
        }
        None if fifo && recorded != due => out_of_order(channel),
        None => Found::Same,
    }
}

fn by_count(channel: &str, count: u64, Expected { messages, doubtful }: &Expected) -> Found {
    let least = messages.len() as u64;
    let most = least + doubtful.len() as u64;
    if count < least || count > most {
        let recorded = counted(count, "message");
        return Found::Different(format!("{recorded} recorded in {channel}, but {least} there at the cut"));
    }
    if doubtful.is_empty() { Found::Same } else { missing_sending(channel) }
}

fn by_amount(run: &Run, channel: &str, record: &ChannelRecord, expected: &Expected) -> Found {
    if !expected.doubtful.is_empty() {
        return missing_sending(channel);
    }
    let mut due: BTreeMap<&str, i128> = BTreeMap::new();
    for id in &expected.messages {
        let Some(carries) = &run.message(*id).carries else {
            return Found::Unknown(format!(
                "what {} in {channel} carries is not in the log",
                run.called(*id)
            ));
        };
        carries.iter().for_each(|(good, amount)| *due.entry(good).or_default() += i128::from(*amount));
    }
    let none = Amounts::new();
    let recorded = record.carries.as_ref().unwrap_or(&none);
    let goods: BTreeSet<&str> = due.keys().copied().chain(recorded.keys().map(String::as_str)).collect();
    for good in goods {
        let recorded = recorded.get(good).copied().map_or(0, i128::from);
        let due = due.get(good).copied().unwrap_or_default();
        if recorded != due {
            let good = if good.is_empty() { String::new() } else { format!(" {good}") };
            return Found::Different(format!(
                "{recorded}{good} recorded in {channel}, but {due} there at the cut"
            ));
        }
    }
    Found::Same
}

fn out_of_order(channel: &str) -> Found {
    Found::Different(format!("the messages in {channel} were recorded in another order than they were sent"))
}

fn missing_sending(channel: &str) -> Found {
    Found::Unknown(format!("the sending of a message that may have been in {channel} is not in the log"))
}
