//! A run as a file: written, read, judged from the file alone, done again by its schedule, and drawn.

use draw::export::{Format, Options, write as draw};
use sim_core::{ProcessId, Scheduler};
use snapshot::oracle::{Evidence, Verdict};
use snapshot::{Bank, Experiment, Judge, Judgement, Layer, Setup};
use tests::{Run, Scenario};
use trace::model::{Config, Event, Header, Line, Tool};
use trace::write::Recorder;
use trace::{Saved, describe, read, restore, write};

use super::{IN_ORDER, LAW, systems};

/// Saves the run of a seed, and does with the file what can be done with one; the file as text.
pub(crate) fn comes_back(scenario: &Scenario<Bank>, seed: u64) -> String {
    let (alone, layered) = systems(scenario, IN_ORDER);
    let setup = Setup { law: Some(LAW), ..scenario.setup(&alone, &layered) };
    let run = Run::of(setup.timed(&scenario.timing, seed)).expect("a run that is right can be saved");
    let text = written(scenario, setup.timed(&scenario.timing, seed));
    let saved = read(&text).expect("a run that is right can be saved");
    is_the_run(&saved, &run);
    let again = Run::of(setup.listed(run.actions.clone())).expect("a run that is right can be saved");
    is_the_run(
        &read(&written(scenario, setup.listed(run.actions.clone())))
            .expect("a run that is right can be saved"),
        &again,
    );
    assert_eq!(again.recorded.processes.len(), run.recorded.processes.len());
    assert!(
        again.recorded.channels.iter().zip(&run.recorded.channels).all(|(a, b)| a.messages == b.messages)
    );
    for format in Format::ALL {
        let mut out = Vec::new();
        draw(&saved, format, &Options::default(), &mut out).expect("a run that is right can be saved");
        assert!(!out.is_empty());
    }
    text
}

/// The file has the run's events, and the oracles say of it what they say of the run; but for what no file tells.
fn is_the_run(saved: &Saved, run: &Run<Bank>) {
    let verdict = |verdict: &Verdict| matches!(verdict, Verdict::Holds);
    let restored =
        restore::<Bank>(&saved.header.config, &saved.events).expect("a run that is right can be saved");
    assert_eq!(restored.events, run.log.events);
    for judgement in &run.judgements {
        let evidence = restored.evidence(judgement.snapshot);
        assert_eq!(evidence.law, None, "no law is known of what is not ours");
        let again = Judgement::of(&Evidence { law: Some(LAW), ..evidence }, &mut Judge::default());
        let told = |judgement: &Judgement<Bank>| {
            let checks = judgement.checks.iter().filter(|check| check.name != "undisturbed");
            checks.map(|check| (check.name, verdict(&check.verdict))).collect::<Vec<_>>()
        };
        assert_eq!(told(&again), told(judgement));
        assert_eq!(again.initiators, judgement.initiators);
    }
}

/// The run as lines of text.
fn written<L: Layer<Bank>, S: Scheduler<L>>(
    scenario: &Scenario<Bank>,
    mut experiment: Experiment<'_, Bank, L, S>,
) -> String {
    let alone = scenario.alone();
    let mut lines: Vec<Event> = Vec::new();
    experiment
        .run(&mut Recorder::new(&alone, |event| lines.push(event)))
        .expect("a run that is right can be saved");
    let header = Header::new(tool(), config(scenario));
    let mut text = Vec::new();
    write::line(&mut text, &Line::Run(header)).expect("a run that is right can be saved");
    lines.into_iter().for_each(|event| {
        write::line(&mut text, &Line::Event(event)).expect("a run that is right can be saved");
    });
    String::from_utf8(text).expect("a run that is right can be saved")
}

pub(crate) fn tool() -> Tool {
    Tool { name: "a test".into(), version: "1".into() }
}

pub(crate) fn config(scenario: &Scenario<Bank>) -> Config {
    let bank = &scenario.computation;
    let parameters = [("balance", bank.balances.of(ProcessId(0))), ("transfers", bank.transfers.into())];
    Config {
        scenario: "foreign".into(),
        program: "bank".into(),
        parameters: parameters.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect(),
        hold: "1".into(),
        algorithm: "foreign".into(),
        initiator: "any".into(),
        snapshots: scenario.initiation.snapshots,
        seed: "0".into(),
        max_events: scenario.max_events,
        ..describe::config(&scenario.alone(), &scenario.timing)
    }
}
