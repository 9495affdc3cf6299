//! A log of a computation that there is here, judged by the oracles too: they have its handlers, and so can say whether each process was in
//! the state that it recorded, whether the recorded state is reachable, and whether each event is one that the computation could do.

use observed::model::Run;
use observed::{Judgement, acted};
use snapshot::oracle::{Check, Verdict};
use snapshot::oracle::{process_states, reachable, undisturbed};
use snapshot::{AnyProgram, catalog};

use crate::failure::Failure;
use crate::saved;

/// What the oracles say that the log alone cannot.
const MORE: [&str; 3] = [process_states::CLAIM.name, reachable::CLAIM.name, undisturbed::CLAIM.name];

/// Adds to a judgement what the oracles say of the log as one of this program.
pub(super) fn judge(
    run: &Run,
    judgement: &mut Judgement,
    program: &str,
    parameters: &[(String, String)],
) -> Result<(), Failure> {
    if catalog::entry(program).is_none() {
        let names: Vec<_> = catalog::ALL.iter().map(|entry| entry.name).collect();
        let what = format!("there is no program '{program}'");
        return Err(Failure::with_tip(what, format!("expected {}", names.join(", "))));
    }
    let parameters = parameters.iter().cloned().collect();
    let acted = acted::<AnyProgram>(run, program, parameters).map_err(|(place, what)| match place {
        Some(place) => Failure::with_tip(
            format!("{}: {what}", run.line(place)),
            format!(
                "the log is no run of '{program}' as far as it goes; without --program it is judged by itself"
            ),
        ),
        None => Failure::new(format!("the log is no run of '{program}': {what}")),
    })?;
    let finished = saved::all(&acted.saved, &acted.restored, &acted.restored.events)?;
    let line = |place: usize| acted.places.get(place).map_or_else(String::new, |place| run.line(*place));
    for (of, number) in finished.judgements.iter().zip(&acted.snapshots) {
        let judged = judgement.snapshots.iter_mut().find(|judged| judged.snapshot == *number);
        let more = of.checks.iter().filter(|check| MORE.contains(&check.name));
        judged
            .into_iter()
            .for_each(|judged| judged.checks.extend(more.clone().map(|check| told(check, line))));
    }
    Ok(())
}

/// A check in the words of the log: in its run a time is the place of an event, and the log has a line for that.
fn told(check: &Check, line: impl Fn(usize) -> String) -> Check {
    let in_lines = |text: &str| {
        let mut parts = text.split("t=");
        let mut words = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let digits = part.len() - part.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
            match part[..digits].parse() {
                Ok(place) => words += &line(place),
                Err(_) => words = words + "t=" + &part[..digits],
            }
            words += &part[digits..];
        }
        words
    };
    let verdict = match &check.verdict {
        Verdict::Violated(violation) => snapshot::oracle::Violation {
            reason: in_lines(&violation.reason),
            story: violation.story.iter().map(|line| in_lines(line)).collect(),
            events: Vec::new(),
        }
        .into(),
        other => other.clone(),
    };
    Check { name: check.name, verdict }
}
