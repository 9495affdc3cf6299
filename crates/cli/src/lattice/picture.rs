//! The lattice as a picture: all of it if there is room; else what is around the snapshots, or what was asked for.

use draw::lattice::{CUTS, Lattice, Marked, STEPS, write};
use observed::detect::Question;
use observed::lattice::{Bound, Cut, Steps, all};
use observed::model::Run;
use observed::predicate::Predicate;
use sim_core::words::counted;
use snapshot::oracle::Overall;

use super::asked::{Asked, ask, count, overall, questions};
use super::part::Part;
use super::{text, window};
use crate::args::LatticeArgs;
use crate::failure::Failure;
use crate::output::Output;
use crate::stderr::note;

pub(super) fn draw(
    args: &LatticeArgs,
    run: &Run,
    steps: Steps,
    out: &mut Output,
) -> Result<Overall, Failure> {
    let (part, cuts) = shown(args, run, steps)?;
    let asked = ask(args, &part)?;
    let counts = count(args, &part);
    let predicates = questions(args)
        .map(|(_, text)| Ok((text.to_string(), Predicate::read(text, run)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let questions: Vec<_> = predicates
        .iter()
        .map(|(text, predicate)| (text, Question::new(run, &part.steps, predicate)))
        .collect();
    let marked = questions
        .iter()
        .map(|(text, question)| Marked { text: (*text).clone(), holds: Box::new(question.holds()) });
    let numbers = format!(
        "{}, {} of {}",
        text::counted_number(&counts.cuts, "consistent cut"),
        text::counted_number(&counts.orders, "order"),
        counted(part.steps.count(), "event")
    );
    let overall = overall(&part, &asked, &counts);
    let notes =
        [numbers + &text::window(&part)].into_iter().chain(asked.iter().map(|asked| answer(&part, asked)));
    let lattice = Lattice {
        run,
        steps: &part.steps,
        cuts,
        title: format!("All global states that the run of {} can have gone through", files(args)),
        notes: notes.collect(),
        went: part.went.clone(),
        recorded: part.recorded.clone(),
        marked: marked.collect(),
    };
    write(&lattice, args.picture.scheme(), out)?;
    Ok(overall)
}

fn files(args: &LatticeArgs) -> String {
    let names: Vec<_> = args.files.iter().map(|file| file.display().to_string()).collect();
    if names == ["-"] { "standard input".to_string() } else { names.join(", ") }
}

/// `possibly P.count < 3: yes`
fn answer(part: &Part<'_>, asked: &Asked<'_>) -> String {
    let verdict = match asked.found.is_so {
        Some(true) => "yes".to_string(),
        Some(false) => "no".to_string(),
        None => {
            asked.found.why.map_or_else(String::new, |why| format!("no verdict: {}", text::why(part, why)))
        }
    };
    format!("{} {}: {verdict}", asked.kind.name(), asked.text)
}

/// The part that is shown, and its cuts.
fn shown<'a>(args: &LatticeArgs, run: &'a Run, steps: Steps) -> Result<(Part<'a>, Vec<Cut>), Failure> {
    let part = window::part(run, steps.clone(), args.window.as_deref())?;
    let no_room = match cuts(&part) {
        Ok(cuts) => return Ok((part, cuts)),
        Err(no_room) if args.window.is_some() => return Err(no_room),
        Err(no_room) => no_room,
    };
    let Ok(part) = window::part(run, steps, Some("snapshot")) else { return Err(no_room) };
    let cuts = cuts(&part)?;
    note("the picture shows what is around the snapshots; --window P=3,Q=5..P=9,Q=9 shows another part");
    Ok((part, cuts))
}

/// All cuts, if there is room for them.
fn cuts(part: &Part<'_>) -> Result<Vec<Cut>, Failure> {
    let steps = &part.steps;
    let most = steps.to.iter().zip(&steps.from).map(|(to, from)| to - from).max().unwrap_or(0);
    if steps.processes.len() == 2 && most > STEPS {
        return Err(no_room(&format!("{most} events of a process"), STEPS));
    }
    let room = if steps.processes.len() == 2 { u64::MAX } else { CUTS as u64 };
    let (cuts, is_whole) = all(steps, &mut Bound::new(room, &|| true));
    is_whole.map(|()| cuts).map_err(|_| no_room(&format!("more than {CUTS} cuts"), CUTS))
}

fn no_room(what: &str, most: impl std::fmt::Display) -> Failure {
    Failure::with_tip(
        format!("there are {what}: a picture has room for {most}"),
        "'--window snapshot' or '--window P=3,Q=5..P=9,Q=9' shows a part; '-f csv' has all",
    )
}
