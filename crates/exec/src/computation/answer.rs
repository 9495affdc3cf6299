//! The answers of a computation, read: every field and every name has to be known, and every amount a number.

use std::sync::Arc;

use serde_json::Value;
use sim_core::{ChannelId, Context};
use snapshot::outside::{About, Done};
use snapshot::{Good, Letter, Told};

use super::question::Event;
use super::value::{Read, fields, list, number, shown, text, texts, truth};
use crate::network::{PROTOCOL, outgoing};

/// So many goods are counted apart.
const MOST_GOODS: usize = 16;

/// What an answer may have.
const FIELDS: &[&str] = &["state", "held", "offers", "sends"];

/// What a program says of the whole computation.
pub(super) fn about(answer: &Value) -> Read<About> {
    if answer["hello"] != PROTOCOL {
        return Err(format!("it does not say hello: {{\"hello\":\"{PROTOCOL}\",\"name\":…}} is expected"));
    }
    fields(answer, &["hello", "name", "goods", "ends", "silent"])?;
    let goods = texts(&answer["goods"], "goods")?;
    if goods.len() > MOST_GOODS {
        return Err(format!("\"goods\" names {}, and {MOST_GOODS} are the most", goods.len()));
    }
    let good = |name: &Arc<str>| {
        let word = || name.to_string().into();
        Good { name: word(), one: word(), many: word() }
    };
    Ok(About {
        describe: text(&answer["name"], "name")?.to_string(),
        goods: goods.iter().map(good).collect(),
        ends: truth(&answer["ends"], "ends")?,
        silent_receipts: truth(&answer["silent"], "silent")?,
    })
}

/// What is needed to read what a process did.
pub(super) struct Reader<'a> {
    pub(super) cx: Context<'a>,
    pub(super) goods: &'a [Good],
}

impl Reader<'_> {
    /// What a process did upon this event.
    pub(super) fn done(&self, answer: &Value, event: Event<'_>) -> Read<Done> {
        // Where nothing happened nothing is sent.
        let happens = !matches!(event, Event::Initial | Event::Look { .. });
        let may_have = if happens { FIELDS } else { &FIELDS[..3] };
        fields(answer, may_have)?;
        let sends = list(&answer["sends"], "sends")?.iter().map(|send| self.send(send));
        Ok(Done { sends: sends.collect::<Read<_>>()?, state: self.state(answer)? })
    }

    fn state(&self, answer: &Value) -> Read<Told> {
        let (held, offers) =
            (self.amounts(&answer["held"], "held")?, Some(texts(&answer["offers"], "offers")?));
        Ok(match &answer["state"] {
            count @ Value::Number(_) => Told::counted(number(count, "state")?, &held, offers),
            other => Told::text(text(other, "state")?, &held, offers),
        })
    }

    fn send(&self, send: &Value) -> Read<(ChannelId, Letter)> {
        fields(send, &["channel", "message", "carried"])?;
        let channel = outgoing(self.cx, &send["channel"])?;
        let carried = self.amounts(&send["carried"], "carried")?;
        Ok((channel, Letter::new(text(&send["message"], "message")?, &carried)))
    }

    /// So much of each good: a number where there is one good, else a number by its name.
    fn amounts(&self, amounts: &Value, field: &str) -> Read<Vec<u64>> {
        match amounts {
            Value::Null => Ok(Vec::new()),
            Value::Object(each) => {
                let is_good = |name: &str| self.goods.iter().any(|good| good.name == name);
                if let Some(name) = each.keys().find(|name| !is_good(name)) {
                    let name = shown(&name.as_str().into());
                    return Err(format!(
                        "\"{field}\" has {name}, which is none of the \"goods\" of the hello"
                    ));
                }
                let of = |good: &Good| each.get(&*good.name).map_or(Ok(0), |amount| number(amount, field));
                self.goods.iter().map(of).collect()
            }
            one if self.goods.len() == 1 => Ok(vec![number(one, field)?]),
            one => {
                let goods = self.goods.len();
                Err(format!("\"{field}\" is {}, and the hello names {goods} \"goods\"", shown(one)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sim_core::{ProcessId, Topology};

    use super::*;

    #[test]
    fn nothing_is_sent_before_anything_happened() {
        let answer = json!({ "state": "a", "sends": [] });
        assert!(
            wrong(&answer, Event::Initial)
                .contains(r#"it has "sends": what it may have is state, held, offers"#)
        );
    }

    /// What is wrong with an answer of the first process of a ring, where one good is conserved.
    fn wrong(answer: &Value, event: Event<'_>) -> String {
        let ring = Topology::ring(2).unwrap();
        let cx = Context { process: ProcessId(0), topology: &ring };
        Reader { cx, goods: &[Good::new("$", "$", "$")] }.done(answer, event).map(drop).unwrap_err()
    }

    #[test]
    fn what_is_wrong_with_an_answer_is_named() {
        for (answer, what) in [
            (json!([]), "it is [], and not an object"),
            (json!({}), r#""state" is null, and not a text"#),
            (json!({ "state": -1 }), r#""state" is -1, and not a whole number"#),
            (json!({ "state": "\u{7}" }), "control character"),
            (json!({ "state": "a", "send": [] }), r#"it has "send": what it may have is"#),
            (json!({ "state": "a", "held": "x" }), r#""held" is "x", and not a whole number"#),
            (json!({ "state": "a", "held": { "€": 1 } }), r#""held" has "€", which is none of the "goods""#),
            (json!({ "state": "a", "held": 1.5 }), r#""held" is 1.5"#),
            (json!({ "state": "a", "held": u64::MAX }), r#""held" is 18446744073709551615"#),
            (json!({ "state": "a", "offers": ["b", "b"] }), r#""offers" has "b" twice"#),
            (
                json!({ "state": "a", "sends": [{ "channel": "Q->P", "message": "m" }] }),
                r#"P sends nothing on the channel "Q->P""#,
            ),
            (json!({ "state": "a", "sends": [{ "channel": "P->Q" }] }), r#""message" is null"#),
        ] {
            let said = wrong(&answer, Event::Command { command: "go", state: &Told::text("a", &[], None) });
            assert!(said.contains(what), "{answer}: {said}");
        }
    }
}
