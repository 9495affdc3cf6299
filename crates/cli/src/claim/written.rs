//! A claim as it is written: in the exercise's notation, as 'sim -q' prints it, or as a `.snap` of the COS 418 simulator.

use std::collections::BTreeMap;

use observed::model::Run;
use sim_core::words::some;
use trace::cos418::Snap;

use super::state::{Claim, Contents, Is};
use crate::failure::Failure;

/// How a claim is written.
pub(super) const TIP: &str = "write a global state as 'sim -q' does, with a space between its parts: 'P<3> Pc<NULL> Q<4> Qc<2msg>'; or name a file that has one, or a .snap of COS 418";

/// What a word of the notation is about.
#[derive(Clone, PartialEq, Eq)]
enum About {
    Process(String),
    Channel(String, String),
}

/// Reads what is claimed of a run: all of its processes and channels.
pub(super) fn read(run: &Run, text: &str) -> Result<Claim, Failure> {
    let claim = if text.contains('<') { notation(run, text)? } else { snap(run, text)? };
    let processes = run.processes.iter().map(|process| &process.name);
    let untold = processes.filter(|name| !claim.processes.contains_key(*name)).cloned();
    let channels = ends(run).filter(|ends| !claim.channels.contains_key(ends));
    let untold: Vec<String> = untold.chain(channels.map(|(from, to)| format!("{from}->{to}"))).collect();
    if untold.is_empty() {
        return Ok(claim);
    }
    let names: Vec<&str> = untold.iter().map(String::as_str).collect();
    Err(Failure::with_tip(format!("the claim says nothing of {}", some(&names)), TIP))
}

/// The channels of a run, each by its source and its target.
fn ends(run: &Run) -> impl Iterator<Item = (String, String)> {
    run.channels.iter().map(|(from, to)| (run.name(*from).to_string(), run.name(*to).to_string()))
}

fn notation(run: &Run, text: &str) -> Result<Claim, Failure> {
    let words = words(run);
    let mut claim = Claim::default();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let wrong = || {
            let begin: String = rest.chars().take(40).collect();
            Failure::with_tip(format!("'{begin}' is no part of a global state of this run"), TIP)
        };
        let (word, after) = rest.split_once('<').ok_or_else(wrong)?;
        let about = words.get(word).ok_or_else(wrong)?;
        let (value, after) = up_to_the_end(after).ok_or_else(wrong)?;
        let is_new = match about {
            About::Process(name) => {
                claim.processes.insert(name.clone(), Is::State(value.to_string())).is_none()
            }
            About::Channel(from, to) => {
                let count = count(value).ok_or_else(wrong)?;
                claim.channels.insert((from.clone(), to.clone()), Contents::Count(count)).is_none()
            }
        };
        if !is_new {
            let tip = "a claim is one global state; of several snapshots give one";
            return Err(Failure::with_tip(format!("the claim has {word} twice"), tip));
        }
        rest = after.trim_start();
    }
    Ok(claim)
}

/// All words that the notation has for this run: a process, its incoming channel, and that with its source.
fn words(run: &Run) -> BTreeMap<String, About> {
    let mut words = BTreeMap::new();
    let mut incoming: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (from, to) in ends(run) {
        incoming.entry(to).or_default().push(from);
    }
    for (to, sources) in &incoming {
        for from in sources {
            let about = About::Channel(from.clone(), to.clone());
            if sources.len() == 1 {
                words.insert(format!("{to}c"), about.clone());
            }
            words.insert(format!("{to}c({from})"), about);
        }
    }
    let processes = run.processes.iter().map(|process| &process.name);
    words.extend(processes.map(|name| (name.clone(), About::Process(name.clone()))));
    words
}

/// Up to the `>` behind which a word ends.
fn up_to_the_end(text: &str) -> Option<(&str, &str)> {
    let ends = text.match_indices('>').map(|(place, _)| place);
    let mut ends = ends.filter(|place| text[place + 1..].chars().next().is_none_or(char::is_whitespace));
    let end = ends.next()?;
    Some((&text[..end], &text[end + 1..]))
}

/// `NULL`, or so many messages: `3msg`.
fn count(text: &str) -> Option<u64> {
    if text == "NULL" { Some(0) } else { text.strip_suffix("msg")?.parse().ok() }
}

fn snap(run: &Run, text: &str) -> Result<Claim, Failure> {
    let snap = Snap::parse(text).map_err(|error| Failure::with_tip(format!("the claim: {error}"), TIP))?;
    let mut claim = Claim::default();
    claim.channels.extend(ends(run).map(|ends| (ends, Contents::Carries(Vec::new()))));
    for (name, tokens) in snap.servers {
        if !run.processes.iter().any(|process| process.name == name) {
            return Err(Failure::new(format!("the claim has '{name}', which is no process of the run")));
        }
        claim.processes.insert(name, Is::Holds(amount(tokens)));
    }
    for message in snap.messages {
        let ends = (message.source, message.target);
        let Some(Contents::Carries(carries)) = claim.channels.get_mut(&ends) else {
            let what =
                format!("the claim has a message in {}->{}, where there is no channel", ends.0, ends.1);
            return Err(Failure::new(what));
        };
        carries.push(amount(message.tokens));
    }
    Ok(claim)
}

fn amount(tokens: u64) -> i64 {
    i64::try_from(tokens).unwrap_or(i64::MAX)
}
