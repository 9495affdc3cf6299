//! What an algorithm does in a step, as it says; what it may not say is a fault of the program, and says nothing of its snapshots.

use serde_json::Value;
use sim_core::{ChannelId, Context};
use snapshot::Note;
use snapshot::algorithms::foreign::{Answer, Entry, Question};
use snapshot::{Happens, SnapshotId};

use super::hello::Hello;
use super::value::{list, truth};
use crate::canonical::canonical;
use crate::network::{channel_called, incoming, outgoing};

/// What an answer may have.
const FIELDS: &[&str] = &["me", "record", "control", "tags", "refuse", "pause"];

/// Reads the answer to a question.
pub(super) fn read(
    answer: &Value,
    cx: Context<'_>,
    question: &Question<'_>,
    hello: &Hello,
) -> Result<Answer, String> {
    let fields = answer.as_object().ok_or("an answer is an object")?;
    if let Some(unknown) = fields.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        return Err(format!("an answer has no field '{unknown}'; it may have {}", FIELDS.join(", ")));
    }
    let me = answer.get("me").ok_or("an answer says in 'me' what the process remembers from now on")?;
    let record = list(answer, "record")?.iter().map(|entry| recorded(entry, cx, question, hello.numbers));
    let control = list(answer, "control")?.iter().map(|control| sent(control, cx, question));
    let refuse = list(answer, "refuse")?.iter().map(|name| incoming(cx, name));
    let (refuse, pause) = (refuse.collect::<Result<Vec<_>, _>>()?, truth(answer, "pause")?);
    if !hello.waits && (pause || !refuse.is_empty()) {
        return Err("who refuses or pauses says \"waits\":true in the answer to hello".to_string());
    }
    Ok(Answer {
        me: canonical(me).into(),
        record: record.collect::<Result<_, _>>()?,
        control: control.collect::<Result<_, _>>()?,
        tags: tags(answer, question.sends.len())?,
        refuse,
        pause,
    })
}

/// One for each message that is sent; where they are left out, none has one.
fn tags(answer: &Value, sends: usize) -> Result<Vec<Note>, String> {
    let tags = list(answer, "tags")?;
    if answer.get("tags").is_some_and(|tags| !tags.is_null()) && tags.len() != sends {
        return Err(format!("{} tags for {sends} messages", tags.len()));
    }
    Ok(tags.iter().map(note).collect())
}

/// A value as text; null is nothing.
fn note(value: &Value) -> Note {
    (!value.is_null()).then(|| canonical(value).into())
}

/// The number of a snapshot that there is.
fn snapshot(value: &Value, question: &Question<'_>) -> Result<SnapshotId, String> {
    let number = value["snapshot"].as_u64().and_then(|number| u32::try_from(number).ok());
    let known = number.filter(|number| (1..=question.snapshots).contains(number));
    known.map(SnapshotId).ok_or_else(|| {
        let there_is = match question.snapshots {
            1 => "1 alone".to_string(),
            last => format!("1 to {last}"),
        };
        format!("there is no snapshot {}; there is {there_is}", value["snapshot"])
    })
}

fn sent(
    control: &Value,
    cx: Context<'_>,
    question: &Question<'_>,
) -> Result<(ChannelId, SnapshotId, Note), String> {
    Ok((outgoing(cx, &control["channel"])?, snapshot(control, question)?, note(&control["body"])))
}

fn recorded(entry: &Value, cx: Context<'_>, question: &Question<'_>, numbers: bool) -> Result<Entry, String> {
    if entry.get("nth").is_some() {
        return nth(entry, cx, question, numbers);
    }
    let id = snapshot(entry, question)?;
    let receives = matches!(question.what, Happens::Receive { .. });
    let what = ["process", "message", "close"].map(|key| entry.get(key));
    match what {
        [Some(when), None, None] => match when.as_str() {
            Some("after") => Ok(Entry::Process { snapshot: id, before: false }),
            Some("before") if receives => Ok(Entry::Process { snapshot: id, before: true }),
            Some("before") => Err("nothing is received, so there is no state before that".to_string()),
            _ => Err(format!("a process is recorded \"before\" or \"after\", and not {when}")),
        },
        [None, Some(which), None] if which == "received" => {
            if receives {
                Ok(Entry::Received(id))
            } else {
                Err("no message is received".to_string())
            }
        }
        [None, None, Some(channel)] => Ok(Entry::Close(id, channel_called(cx.topology, channel)?)),
        _ => Err(format!(
            "{entry} records nothing: 'process' is \"before\" or \"after\", or 'message' is \"received\", or 'close' is a channel, or 'nth' a number"
        )),
    }
}

/// A message of a channel, by its number.
fn nth(entry: &Value, cx: Context<'_>, question: &Question<'_>, numbers: bool) -> Result<Entry, String> {
    if !numbers {
        return Err(
            "who records messages by their numbers says \"numbers\":true in the answer to hello".to_string()
        );
    }
    let channel = channel_called(cx.topology, &entry["channel"])?;
    let number = entry["nth"].as_u64().filter(|nth| *nth > 0);
    let nth = number.ok_or_else(|| format!("'nth' is a number from 1, and not {}", entry["nth"]))?;
    let message = entry["message"].as_str().filter(|text| (question.is_message)(text));
    let message = message
        .ok_or_else(|| format!("'message' is the text of that message, and not {}", entry["message"]))?;
    Ok(Entry::Nth { snapshot: snapshot(entry, question)?, channel, nth, message: message.to_string() })
}
