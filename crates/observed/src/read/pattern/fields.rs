//! What a line of text says, by the groups that took part: as lines of `sim.log/1`. What is told of one line happened in this order: a
//! receipt, a sending, a recording.

use trace::json;

use crate::line::{Amount, Init, Line, Name, Text};

/// The groups that say something.
pub(super) const GROUPS: [&str; 19] = [
    "host", "p", "clock", "vc", "event", "send", "to", "recv", "from", "control", "body", "amount", "record",
    "state", "snapshot", "channel", "messages", "count", "init",
];

/// The lines that these groups come to; a recording may be known already.
pub(super) fn lines<'t>(
    process: &str,
    group: impl Fn(&str) -> Option<&'t str>,
    record: Option<Line>,
) -> Result<Vec<Line>, String> {
    let text = |name: &str| group(name).map(str::to_string);
    let whole = |name: &str| group(name).map(|text| number(name, text)).transpose();
    let amount = || group("amount").map(|text| amount("amount", text)).transpose();
    let mut lines = Vec::new();
    if let Some(init) = group("init") {
        lines.push(Line {
            init: Some(Init { amount: Some(self::amount("init", init)?), state: None }),
            ..Line::default()
        });
    }
    if let Some(name) = group("recv") {
        lines.push(Line {
            recv: Some(identity(name)),
            from: text("from"),
            control: whole("control")?,
            ..Line::default()
        });
    }
    if let Some(name) = group("send") {
        let (send, to, body) = (Some(identity(name)), text("to"), text("body").map(Text));
        lines.push(Line { send, to, body, control: whole("control")?, amount: amount()?, ..Line::default() });
    }
    if let Some(number) = whole("record")? {
        let state = text("state").map(Text);
        lines.push(Line { record: Some(number), state, amount: amount()?, ..Line::default() });
    }
    lines.extend(record);
    if let Some(source) = text("channel") {
        let messages = group("messages").map(list);
        let (snapshot, count) = (whole("snapshot")?.or(Some(1)), whole("count")?);
        lines.push(Line {
            channel: Some(source),
            snapshot,
            messages,
            count,
            amount: amount()?,
            ..Line::default()
        });
    }
    if lines.is_empty() {
        lines.push(Line { note: Some(group("event").unwrap_or_default().into()), ..Line::default() });
    }
    if let Some(clock) = group("clock").or(group("vc")) {
        lines[0].vc = Some(json::parse(clock).map_err(|error| format!("the clock '{clock}': {error}"))?);
    }
    lines.iter_mut().for_each(|line| line.p = Some(process.to_string()));
    Ok(lines)
}

/// An identity; one that is empty is none.
fn identity(name: &str) -> Name {
    if name.is_empty() { Name::None } else { Name::Is(name.to_string()) }
}

/// A list as people write it: `[m1, m2]`, `m1 m2`, or nothing.
fn list(text: &str) -> Vec<Text> {
    let words = text.split(|char: char| char.is_whitespace() || "[](){}<>,;'\"".contains(char));
    words.filter(|word| !word.is_empty()).map(|word| Text(word.to_string())).collect()
}

/// A number that is whole and not negative.
pub(super) fn number(group: &str, text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{group}: '{text}' is no number"))
}

fn amount(group: &str, text: &str) -> Result<Amount, String> {
    text.parse().map(Amount::One).map_err(|_| format!("{group}: '{text}' is no whole number"))
}
