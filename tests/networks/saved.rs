//! There and back: a run as text, and from the text alone again as a trace that is judged.

use indexmap::IndexMap;
use proptest::prelude::*;
use sim_core::{ProcessId, Protocol, System};
use snapshot::{Amounts, Bank, Initiators, Judge, Judgement, Program};
use tests::Scenario;
use tests::programs::AnyProgram;
use trace::describe::{self, Scribe};
use trace::model::{Config, Event, Header, Line, Tool};
use trace::{read, restore, write};

use super::Claim;

/// Writes a run of the scenario down, reads it, restores it, judges it, and writes it down again.
pub(crate) fn comes_back<P: Program>(scenario: &Scenario<P>, any: &AnyProgram, seed: u64) -> Claim {
    let run = scenario.run(seed);
    let text = written(scenario, any, &run.log.events);
    let saved = read(&text).unwrap();
    let restored = restore::<P>(&saved.header.config, &saved.events).unwrap();
    prop_assert_eq!(&restored.events, &run.log.events);
    prop_assert_eq!(&written(scenario, any, &restored.events), &text);
    let mut judge = Judge::default();
    for judgement in &run.judgements {
        let again = Judgement::of(&restored.evidence(judgement.snapshot), &mut judge);
        prop_assert_eq!(&again.checks, &judgement.checks);
        prop_assert_eq!(again.costs, judgement.costs);
        prop_assert_eq!(&again.initiators, &judgement.initiators);
        prop_assert_eq!(again.occurrence.is_some(), judgement.occurrence.is_some());
        prop_assert_eq!(recorded(&again), recorded(judgement));
    }
    Ok(())
}

/// The states and the messages that were recorded.
type Contents<P> = (Vec<Option<<P as Protocol>::State>>, Vec<Vec<<P as Protocol>::Message>>);

/// What was recorded, without the places of the events in the one trace or the other.
fn recorded<P: Program>(judgement: &Judgement<P>) -> Contents<P> {
    let states = judgement.recorded.processes.iter();
    let channels = judgement.recorded.channels.iter();
    (
        states.map(|process| process.first.as_ref().map(|first| first.state.clone())).collect(),
        channels.map(|channel| channel.messages.iter().map(|(_, body)| body.clone()).collect()).collect(),
    )
}

/// The run as lines of text.
fn written<P: Program>(scenario: &Scenario<P>, any: &AnyProgram, events: &[snapshot::LogEvent<P>]) -> String {
    let mut scribe = Scribe::new(&scenario.computation, &scenario.topology);
    let mut lines: Vec<Event> = Vec::new();
    for step in events.chunk_by(|_, next| !next.begins_step()) {
        scribe.step(step, |event| lines.push(event));
    }
    let tool = Tool { name: "a test".into(), version: "1".into() };
    let header = Header::new(tool, config(scenario, any));
    let mut text = Vec::new();
    write::line(&mut text, &Line::Run(header)).unwrap();
    lines.into_iter().for_each(|event| write::line(&mut text, &Line::Event(event)).unwrap());
    String::from_utf8(text).unwrap()
}

/// What a bank is, as a file says it.
fn parameters(bank: &Bank) -> Vec<(String, String)> {
    let number = |name: &str, value: u64| (name.to_string(), value.to_string());
    let Amounts { least, most } = bank.amounts;
    let mut parameters = vec![
        number("balance", bank.balances.of(ProcessId(0))),
        number("transfers", bank.transfers.into()),
        ("amount".to_string(), format!("{least}..={most}")),
    ];
    if bank.widgets > 0 {
        parameters.extend([number("widgets", bank.widgets.into()), number("lot", bank.lot.into())]);
    }
    parameters
}

fn config<P: Program>(scenario: &Scenario<P>, any: &AnyProgram) -> Config {
    let (topology, initiation) = (&scenario.topology, &scenario.initiation);
    let names: Vec<String> = match &initiation.initiators {
        Initiators::Any => vec!["any".into()],
        named => named.written(topology, initiation.trigger),
    };
    let number = |name: &str, value: u64| (name.to_string(), value.to_string());
    let parameters = match any {
        AnyProgram::Ring(ring) => vec![number("tokens", ring.tokens.into())],
        AnyProgram::Bank(bank) => parameters(bank),
        AnyProgram::Chatter(chatter) => vec![number("words", chatter.words.into())],
        AnyProgram::Script(..) => Vec::new(),
    };
    let atomic = matches!(any, AnyProgram::Ring(ring) if ring.forwarding == snapshot::Forwarding::Atomic);
    let alone = System::new(scenario.computation.clone(), topology.clone());
    Config {
        scenario: "network".into(),
        program: scenario.computation.entry().name.into(),
        parameters: parameters.into_iter().collect::<IndexMap<_, _>>(),
        script: match any {
            AnyProgram::Script(_, text) => Some(text.clone()),
            _ => None,
        },
        hold: if atomic { "0".into() } else { "1".into() },
        algorithm: "chandy-lamport".into(),
        initiator: names.first().cloned().unwrap_or_default(),
        initiators: if names.len() > 1 { names } else { Vec::new() },
        trigger: initiation.trigger,
        snapshots: initiation.snapshots,
        seed: "0".into(),
        max_events: scenario.max_events,
        ..describe::config(&alone, &scenario.timing)
    }
}
