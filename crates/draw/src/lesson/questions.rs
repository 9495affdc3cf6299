//! What the reader is asked. Which answer is right, an oracle says: of a cut that the reader places, the page's own script, which the tests
//! hold against it.

use sim_core::words::counted;

use super::asked::Asked;
use super::blocks::{At, Choice, Kind, Picture, Question};
use super::material::check;
use super::runs::Drawn;
use crate::words;

/// Have a consistent cut placed, from this one on.
pub(super) fn place(about: &Drawn<'_>, asked: &Asked) -> Question {
    let caption = "Drag a round handle, or use the sliders: one a process. They are at the cut of before.";
    let cut = Some(asked.cut.clone());
    let picture = Picture { cut, quiet: true, ..Picture::of(&about.name, "place", At::End, caption) };
    let text = "Move the [[cut]] until it is [[consistent]].".to_string();
    Question { text, picture: Some(picture), kind: Kind::Place }
}

/// Which message makes a cut inconsistent, of all that have an end near it.
pub(super) fn backward(about: &Drawn<'_>, asked: &Asked) -> Option<Question> {
    let (name, _) = asked.backward.split_first().filter(|(_, others)| others.is_empty())?;
    let shown: Vec<_> = about.view.messages.iter().filter(|message| message.marker.is_none()).collect();
    let place = shown.iter().position(|message| message.name == *name)?;
    let near = shown.iter().skip(place.saturating_sub(2)).take(4);
    let processes = &about.view.processes;
    let choice = |message: &&&crate::view::Message<'_>| {
        let (from, to, right) = (processes[message.from], processes[message.to], message.name == *name);
        let why = if right {
            format!(
                "{to} has received {name} before the cut, and {from} sends it only after the cut. No process can have received what nobody has sent yet."
            )
        } else {
            format!(
                "{} does not: look on which side of the cut {from} sends it, and on which side {to} receives it. Only received before and sent after is impossible.",
                message.name
            )
        };
        Choice { text: format!("{}, from {from} to {to}", message.name), right, why }
    };
    let choices: Vec<_> = near.map(|message| choice(&message)).collect();
    let caption = "A cut that is not consistent.";
    let cut = Some(asked.cut.clone());
    let picture = Picture { cut, quiet: true, ..Picture::of(&about.name, "", At::End, caption) };
    let text = "This [[cut]] is not [[consistent]]. Which message makes it so?".to_string();
    (choices.len() > 1).then_some(Question { text, picture: Some(picture), kind: Kind::Choice(choices) })
}

/// What will be recorded of a channel, if an oracle says that what was recorded is right.
pub(super) fn predict(about: &Drawn<'_>) -> Option<Question> {
    let run = &about.made.run;
    let snapshot = run.footer.as_ref()?.snapshots.first()?;
    check(run, "channels").filter(|check| check.ok == Some(true))?;
    let full = snapshot.channels.iter().filter(|(_, messages)| !messages.is_empty());
    let empty = snapshot.channels.iter().filter(|(_, messages)| messages.is_empty());
    full.chain(empty).find_map(|(channel, messages)| predict_of(about, channel, messages))
}

/// What will be recorded of this channel, if there is a choice.
fn predict_of(about: &Drawn<'_>, channel: &str, messages: &[trace::model::Message]) -> Option<Question> {
    let run = &about.made.run;
    let told = |names: &[String]| if names.is_empty() { "no message".to_string() } else { names.join(", ") };
    let names: Vec<_> = messages.iter().map(|message| words::message(run, message)).collect();
    let config = run.header.config.channels.iter().find(|of| of.id == channel)?;
    let column = |name: &str| about.view.processes.iter().position(|process| *process == name);
    let (from, to) = (column(&config.from)?, column(&config.to)?);
    let along = about.view.messages.iter().filter(|of| of.marker.is_none() && of.from == from && of.to == to);
    let other = along.map(|message| message.name.clone()).filter(|name| !names.contains(name)).take(2);
    let mut answers: Vec<Vec<String>> = other.map(|name| vec![name]).collect();
    answers.extend((!names.is_empty()).then(Vec::new));
    answers.push(names.clone());
    answers.sort();
    if answers.len() < 2 {
        return None;
    }
    let (sender, receiver) = (&config.from, &config.to);
    let them = if names.len() == 1 { "it" } else { "them" };
    let choice = |answer: &Vec<String>| {
        let right = *answer == names;
        let why = if right && names.is_empty() {
            format!(
                "Nothing that {sender} sent before it recorded was still under way when {receiver} recorded: the oracle of channels finds it so."
            )
        } else if right {
            format!(
                "{sender} sent {} before it recorded, and {receiver} received {them} after it had recorded: so the channel has {them} at the cut, and the oracle of channels finds it so.",
                told(&names)
            )
        } else {
            format!(
                "Ask of each message that {sender} sends to {receiver}: was it sent before {sender} recorded, and received after {receiver} did? Just those are recorded."
            )
        };
        Choice { text: told(answer), right, why }
    };
    let choices: Vec<_> = answers.iter().map(choice).collect();
    let what = counted(choices.len(), "answer");
    let text = format!(
        "Before you step to the end: what will be recorded as the [[state of a channel|state]] of {channel}? One of {what} is right."
    );
    Some(Question { text, picture: None, kind: Kind::Choice(choices) })
}
