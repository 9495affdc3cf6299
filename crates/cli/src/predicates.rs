//! Predicates on global states as people ask for them: by the name of one that the program has, or written in the language that
//! [`observed::predicate`] reads.

use observed::predicate::Predicate;
use sim_core::System;
use sim_core::words::some;
use snapshot::oracle::Law;
use snapshot::{Aim, Asked, Program, predicate};
use trace::Finished;
use trace::text::{Source, TextError};

use crate::failure::Failure;

/// A predicate, and what is so where it holds, if the program says that.
pub(crate) struct Named<P: Program> {
    pub(crate) asked: Asked<P>,
    pub(crate) sentence: Option<&'static str>,
}

/// The predicate that was meant: the program's of this name, else one that is written out.
pub(crate) fn understood<P: Program>(system: &System<P>, text: &str) -> Result<Named<P>, Failure> {
    let mut all = predicate::predicates(&system.protocol);
    if let Some(predicate) = all.find(|predicate| predicate.name == text) {
        return Ok(Named { asked: predicate.into(), sentence: Some(predicate.sentence) });
    }
    if is_name(text) {
        return Err(nobody_has(&system.protocol, text));
    }
    Ok(Named { asked: written(system, text)?, sentence: None })
}

/// What is to be stable, of an algorithm with this law. A mistake in it is shown in the file that says it, if there is one.
pub(crate) fn stable<P: Program>(
    system: &System<P>,
    (texts, source): (&[String], Option<&Source>),
    law: Option<Law>,
) -> Result<Vec<Asked<P>>, Failure> {
    if !texts.is_empty() {
        of_global_states("--stable", law)?;
    }
    let asked = |text: &String| match understood(system, text) {
        Ok(named) => Ok(named.asked),
        Err(failure) => Err(match source {
            Some(source) => in_file(system, text, failure, source),
            None => failure,
        }),
    };
    texts.iter().map(asked).collect()
}

/// Refuses what this option asks of an algorithm that records checkpoints: no channel is recorded then.
pub(crate) fn of_global_states(option: &str, law: Option<Law>) -> Result<(), Failure> {
    if Law::aim_of(law) == Aim::GlobalState {
        return Ok(());
    }
    let what = format!("'{option}' is about global states, and this algorithm records checkpoints");
    Err(Failure::with_tip(what, "'sim list' shows which algorithms record global states"))
}

/// Says of a run that is over what was seen of this predicate, which was waited for.
pub(crate) fn tell_waited<P: Program>(finished: &mut Finished<'_, P>, text: &str) -> Result<(), Failure> {
    finished.until = Some(finished.waited_for(&understood(finished.system, text)?.asked));
    Ok(())
}

/// Why a predicate cannot be used, shown in the file that says it.
fn in_file<P: Program>(system: &System<P>, text: &str, failure: Failure, source: &Source) -> Failure {
    let shown = match &failure {
        Failure::Input { what, tip } if is_name(text) => {
            source.shown("stable", (text, 0..text.len()), (what.clone(), tip.clone()))
        }
        _ => Predicate::read_of(text, system)
            .err()
            .and_then(|TextError { what, span, tip, .. }| source.shown("stable", (text, span), (what, tip))),
    };
    shown.map_or(failure, Failure::from)
}

fn is_name(text: &str) -> bool {
    text.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter))
}

fn written<P: Program>(system: &System<P>, text: &str) -> Result<Asked<P>, Failure> {
    let predicate = Predicate::read_of(text, system)?;
    Ok(Asked::new(text, move |system: &System<P>, state| {
        let name = |process| system.topology.name(process).to_string();
        predicate.in_state(system, state).map_err(|why| why.in_words(name))
    }))
}

fn nobody_has<P: Program>(program: &P, name: &str) -> Failure {
    let names: Vec<_> =
        predicate::predicates(program).map(|predicate| format!("'{}'", predicate.name)).collect();
    let names = some(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let tip = format!("it has {names}; one of your own is such as 'P.count > 101', see 'sim help predicate'");
    Failure::with_tip(format!("'{}' has no predicate '{name}'", program.entry().name), tip)
}
