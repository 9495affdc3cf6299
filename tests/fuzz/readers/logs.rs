//! Logs of other programs: read and judged.

use observed::detect::Question;
use observed::lattice::{Bound, Steps};
use observed::predicate::Predicate;
use observed::{Judgement, Logs};
use snapshot::oracle::Verdict;

/// A log as it is.
pub(super) fn log(text: &str) -> Option<()> {
    judged(Logs::new(None, None).ok()?, text)
}

/// A text for people, or one for ShiViz: the first line is the pattern of what is recorded.
pub(super) fn clocks(text: &str) -> Option<()> {
    let (record, text) = text.split_once('\n')?;
    judged(Logs::new(None, Some(record)).ok()?, text)
}

/// Any text: the first line is the pattern of the others.
pub(super) fn pattern(text: &str) -> Option<()> {
    let (pattern, text) = text.split_once('\n')?;
    judged(Logs::new(Some(pattern), None).ok()?, text)
}

/// A predicate, asked of a small run.
pub(super) fn predicate(text: &str) -> Option<()> {
    let mut logs = Logs::new(None, None).ok()?;
    logs.read("log", SMALL).ok()?;
    let run = logs.finish().ok()?;
    let predicate = Predicate::read(text, &run).ok()?;
    let steps = Steps::of(&run).ok()?;
    let question = Question::new(&run, &steps, &predicate);
    let bound = || Bound::new(1000, &|| true);
    let (possibly, definitely) = (question.possibly(&mut bound()), question.definitely(&mut bound()));
    assert!(definitely.is_so != Some(true) || possibly.is_so != Some(false), "{text}");
    Some(())
}

/// Two processes that send to each other.
const SMALL: &str = r#"{"p":"P","send":"m","to":"Q","body":"m","amount":1,"state":"1"}
{"p":"Q","send":"n","to":"P","state":"idle"}
{"p":"Q","recv":"m","state":"2"}
{"p":"P","recv":"n"}"#;

fn judged(mut logs: Logs, text: &str) -> Option<()> {
    logs.read("a.log", text).map_err(|error| error.to_string()).ok()?;
    let run = logs.finish().map_err(|error| error.to_string()).ok()?;
    let judgement = Judgement::of(&run);
    for judged in &judgement.snapshots {
        // Nothing is to be repaired of a consistent cut, and something of another one that is whole.
        let consistent = judged.checks.iter().find(|check| check.name == "consistent").expect("it is asked");
        match consistent.verdict {
            Verdict::Holds => assert!(judged.repair.is_empty(), "{judged:?}"),
            Verdict::Violated(_)
                if run.snapshots[&judged.snapshot].processes.len() == run.processes.len() =>
            {
                assert!(!judged.repair.is_empty(), "{judged:?}");
            }
            _ => {}
        }
        judged.repair.iter().for_each(|earlier| drop(run.told_at(earlier.before)));
    }
    run.all_messages().for_each(|(id, _)| drop(run.called(id)));
    Some(())
}
