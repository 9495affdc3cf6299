//! What the drawings say: an event, a message, a check, each as a sentence.

use sim_core::words::counted;
use snapshot::oracle::{self, one_message};
use trace::Saved;
use trace::model::{Amounts, Astray, Check, Config, Event, Good, Held, Message, State, What};
use unicode_width::UnicodeWidthStr as _;

/// A state as text.
#[must_use]
pub fn state(state: &State) -> String {
    match state {
        State::Count(count) => count.to_string(),
        State::Text(text) => text.clone(),
        State::Untold => String::new(),
    }
}

/// A state and what it holds, as the exercise writes it: `102,m`, or `102,3m`. A state that is no count says itself
/// what it holds.
#[must_use]
pub fn state_and_hold(of: &Held) -> String {
    let State::Count(count) = &of.state else { return state(&of.state) };
    let held = of.holds.iter().map(|(good, amount)| match amount {
        1 => format!(",{good}"),
        several => format!(",{several}{good}"),
    });
    format!("{count}{}", held.collect::<String>())
}

/// A state where there is room for so many letters: of a longer text what it holds of these goods, which says more than how it
/// begins. One that holds nothing, or is not told what, is told by its own words, to be shortened.
#[must_use]
pub fn brief(of: &Held, goods: &[Good], letters: usize) -> String {
    let whole = state_and_hold(of);
    if matches!(of.state, State::Count(_))
        || goods.is_empty()
        || of.holds.is_empty()
        || whole.width() <= letters
    {
        return whole;
    }
    let held = |good: &Good| words(&good.name, goods).amount(of.holds.get(&good.name).copied().unwrap_or(0));
    let held = goods.iter().map(held).collect::<Vec<_>>().join(", ");
    if held.width() < whole.width() { held } else { whole }
}

/// So much of each good, by its name: `100 $, 5 widgets`.
#[must_use]
pub fn amounts(amounts: &Amounts) -> String {
    amounts
        .iter()
        .map(|(good, amount)| format!("{amount} {good}").trim_end().to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

/// What an event tells of its process's state: the state after it, or the one it recorded.
#[must_use]
pub const fn state_of(what: &What) -> Option<&Held> {
    match what {
        What::Internal { state, .. } | What::Recv { state, .. } | What::Record { state, .. } => {
            if matches!(state.state, State::Untold) { None } else { Some(state) }
        }
        What::Send { .. } | What::RecordMessage { .. } | What::Close { .. } | What::Permanent { .. } => None,
        What::Lost(_) | What::Doubled(_) | What::Crashed => None,
    }
}

/// A time of a run that has times: `t=7`.
#[must_use]
pub fn time(run: &Saved, t: u64) -> Option<String> {
    run.is_timed().then(|| format!("t={t}"))
}

/// Which event it is, and when: `event 3, t=7`.
#[must_use]
pub fn number(run: &Saved, event: &Event) -> String {
    let time = time(run, event.t).map_or_else(String::new, |time| format!(", {time}"));
    format!("event {}{time}", event.seq)
}

/// When it is, and which event: `t=7 (event 3)`.
#[must_use]
pub fn time_and_number(run: &Saved, event: &Event) -> String {
    let seq = event.seq;
    time(run, event.t).map_or_else(|| format!("event {seq}"), |time| format!("{time} (event {seq})"))
}

/// The name of an event's kind, as files have it.
#[must_use]
pub const fn kind(what: &What) -> &'static str {
    match what {
        What::Internal { .. } => "internal",
        What::Recv { .. } => "recv",
        What::Send { .. } => "send",
        What::Record { .. } => "record",
        What::RecordMessage { .. } => "record-message",
        What::Close { .. } => "close",
        What::Permanent { .. } => "permanent",
        What::Lost(_) => "lost",
        What::Doubled(_) => "doubled",
        What::Crashed => "crashed",
    }
}

/// What happened, without the process: `recv m #204 from Q, state 101`; of a log with its line.
#[must_use]
pub fn event(run: &Saved, event: &Event) -> String {
    let place = run.told_at(event).map_or_else(String::new, |place| format!(" ({place})"));
    happened(run, event) + &place
}

fn happened(run: &Saved, event: &Event) -> String {
    match &event.what {
        What::Internal { command, state } => format!("{command}{}", after(state)),
        What::Recv { msg, body, from, state, recorded, waited, control, tag, .. } => {
            let recorded = if *recorded { ", recorded" } else { "" };
            let from = if from.is_empty() { String::new() } else { format!(" from {from}") };
            format!(
                "recv {}{}{from}{}{}{recorded}",
                run.called(*msg, body),
                added(said(body, control, tag)),
                after_waiting(*waited),
                after(state)
            )
        }
        What::Send { msg, body, to, control, tag, .. } => {
            format!("send {}{} to {to}", run.called(*msg, body), added(said(body, control, tag)))
        }
        What::Record { state, .. }
            if run.foreign.as_ref().is_some_and(|foreign| !foreign.asked.is_empty()) =>
        {
            format!("at the cut{}", after(state))
        }
        What::Record { snapshot, state, before } => {
            let before = if *before { ", before this step" } else { "" };
            format!("record {} for snapshot {snapshot}{before}", state_in_words(state))
        }
        What::RecordMessage { snapshot, channel, body, msg } => {
            let name = msg.map_or_else(|| body.clone(), |msg| run.called(msg, body));
            format!("record {name} in {channel} for snapshot {snapshot}")
        }
        What::Close { snapshot, channel } => format!("close {channel} for snapshot {snapshot}"),
        What::Permanent { snapshot } => format!("checkpoint of line {snapshot} is permanent"),
        What::Lost(Astray { body, to, control, tag, .. }) => {
            format!("{body}{} to {to} is lost", added(said(body, control, tag)))
        }
        What::Doubled(Astray { body, to, control, tag, .. }) => {
            format!("{body}{} to {to} comes twice", added(said(body, control, tag)))
        }
        What::Crashed => "crashes".to_string(),
    }
}

/// What the algorithm adds to a message, or says in one of its own besides what kind it is.
#[must_use]
pub fn said<'a>(body: &str, control: &'a Option<String>, tag: &'a Option<String>) -> &'a str {
    let control = control.as_deref().map(|text| besides(body, text));
    control.or(tag.as_deref()).unwrap_or_default()
}

/// What a message of the algorithm says besides what kind it is: its text, without the word with which it begins.
#[must_use]
pub fn besides<'a>(kind: &str, text: &'a str) -> &'a str {
    text.strip_prefix(kind).unwrap_or(text).trim_start()
}

/// What [is said](said), behind the name of its message.
#[must_use]
pub fn added(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(" ({said})") }
}

/// The same where there is little room: without the stamp by which causal order is kept, and shortened.
#[must_use]
pub fn added_in_short(said: &str) -> String {
    let own = said.rfind('<').map_or(said, |stamp| &said[..stamp]).trim_end();
    if own.chars().count() <= SHORT {
        return added(own);
    }
    let begin: String = own.chars().take(SHORT - 1).collect();
    added(&format!("{}…", begin.trim_end()))
}

/// So many letters of what an algorithm says are shown where there is little room.
const SHORT: usize = 32;

/// For how long a message had waited when it was received, if it had.
#[must_use]
pub fn after_waiting(ticks: u64) -> String {
    if ticks > 0 { format!(" after waiting for {}", counted(ticks, "tick")) } else { String::new() }
}

/// The state after something happened, behind it; nothing, where it is not told.
#[must_use]
pub fn after(state: &Held) -> String {
    if state.state == State::Untold { String::new() } else { format!(", state {}", state_and_hold(state)) }
}

/// A state that is recorded: `state 97`.
#[must_use]
pub fn state_in_words(state: &Held) -> String {
    if state.state == State::Untold {
        "its state".to_string()
    } else {
        format!("state {}", state_and_hold(state))
    }
}

/// A check as a sentence, in a run of this.
#[must_use]
pub fn check(check: &Check, config: &Config) -> String {
    let because = check.reason.as_deref();
    match check.ok {
        Some(false) => because.unwrap_or("it does not hold").to_string(),
        None => format!("cannot be said: {}", because.unwrap_or("the file does not tell why")),
        Some(true) => because.map_or_else(|| claim(check, config), str::to_string),
    }
}

/// The claim of an oracle that holds; a file may name one that is not known here.
fn claim(check: &Check, config: &Config) -> String {
    if check.name == one_message::CLAIM.name {
        return conserved(check, &config.goods);
    }
    oracle::sentence(&check.name, trace::law(config)).unwrap_or_else(|| "it holds".to_string())
}

/// What there is of each good.
fn conserved(check: &Check, goods: &[Good]) -> String {
    one_message::claim(check.amounts.iter().map(|(name, amount)| (words(name, goods), amount.recorded)))
}

/// By whom an event is condemned, each check once: `condemned by channels, reachable`.
#[must_use]
pub fn condemned_by<T: AsRef<str>>(checks: &[T]) -> String {
    format!("condemned by {}", distinct(checks.iter().map(AsRef::as_ref)).join(", "))
}

/// The same checks in the same order, each once: several snapshots, or several events of one row, may have been condemned by one.
#[must_use]
pub fn distinct<'a>(checks: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names = Vec::new();
    for name in checks {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A good in the words of the file; one that the file does not know, by its name.
fn words(name: &str, goods: &[Good]) -> snapshot::Good {
    let known = goods.iter().find(|good| good.name == name);
    let (one, many) = known.map_or((name, name), |good| (&good.one, &good.many));
    let [name, one, many] = [name, one, many].map(|word| word.to_string().into());
    snapshot::Good { name, one, many }
}

/// A message of a channel's state: `m #204`.
#[must_use]
pub fn message(run: &Saved, message: &Message) -> String {
    match message.msg {
        Some(id) => run.called(id, &message.body),
        None => message.body.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_state_is_told_by_what_it_holds_and_one_that_holds_nothing_by_its_own_words() {
        let text = |text: &str, holds: &[(&str, u64)]| Held {
            state: State::Text(text.into()),
            holds: holds.iter().map(|(good, amount)| (good.to_string(), *amount)).collect(),
        };
        let money =
            [Good { name: "money".into(), one: "unit of money".into(), many: "units of money".into() }];
        let account = text("9 (a great many to go)", &[("money", 9)]);
        assert_eq!(brief(&account, &money, 12), "9 units of money");
        assert_eq!(brief(&account, &money, 40), "9 (a great many to go)");
        let checkpoint = text("checkpoint 1, useless", &[]);
        assert_eq!(brief(&checkpoint, &money, 12), "checkpoint 1, useless");
    }

    #[test]
    fn who_condemns_an_event_is_named_once() {
        assert_eq!(condemned_by(&["reachable", "channels", "reachable"]), "condemned by reachable, channels");
    }
}
