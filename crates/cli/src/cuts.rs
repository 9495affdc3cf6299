//! Cuts as they are written: how many steps of each process are before them, `P=3,Q=5`.

use observed::lattice::{NoSteps, Steps};
use observed::model::Run;
use sim_core::words::{counted, some};

use crate::failure::Failure;
use crate::shell;

/// How a cut is written.
const ONCE: &str = "write once of each process how many of its steps are before the cut: 'P=3,Q=5'";

/// The steps of a run; of a log that no run can have written there are none.
pub(crate) fn steps(run: &Run) -> Result<Steps, Failure> {
    let no = |what: String| Failure::with_tip(what, "'sim judge' says more of a log");
    if run.faults.count > 0 {
        return Err(no(format!("no run can have done this: {}", run.faults)));
    }
    Steps::of(run).map_err(|error| match error {
        NoSteps::Impossible(_) => no(error.to_string()),
        NoSteps::TooMany { .. } => Failure::Memory(error.to_string()),
    })
}

/// What these texts say of each process; nothing of one that is not named.
pub(crate) fn read(run: &Run, steps: &Steps, texts: &[impl AsRef<str>]) -> Result<Vec<Option<u32>>, Failure> {
    let mut cut = vec![None; steps.processes.len()];
    for part in texts.iter().flat_map(|text| parts(run, text.as_ref())) {
        let (place, has) = one(run, steps, part)?;
        if cut[place].replace(has).is_some() {
            let name = run.name(steps.processes[place]);
            return Err(Failure::with_tip(format!("the cut has {name} twice"), ONCE));
        }
    }
    Ok(cut)
}

/// The cut as it is written.
pub(crate) fn written(run: &Run, steps: &Steps, cut: &[u32]) -> String {
    each(run, steps, cut).collect::<Vec<_>>().join(",")
}

/// The cut as options, to be pasted: `--at P=3,Q=5`. Where a comma is in a name, each process has an option of its own.
pub(crate) fn options(run: &Run, steps: &Steps, cut: &[u32]) -> String {
    let is_plain = steps.processes.iter().all(|process| !run.name(*process).contains(','));
    let options = if is_plain { vec![written(run, steps, cut)] } else { each(run, steps, cut).collect() };
    options.iter().map(|option| format!("--at {}", shell::quoted(option))).collect::<Vec<_>>().join(" ")
}

fn each(run: &Run, steps: &Steps, cut: &[u32]) -> impl Iterator<Item = String> {
    steps.processes.iter().zip(cut).map(|(process, has)| format!("{}={has}", run.name(*process)))
}

/// A comma is between processes; but it may be in the name of one.
fn parts<'a>(run: &Run, text: &'a str) -> Vec<&'a str> {
    let is_one = text.rsplit_once('=').is_some_and(|(name, _)| place(run, name).is_some());
    if is_one { vec![text] } else { text.split(',').filter(|part| !part.is_empty()).collect() }
}

fn place(run: &Run, name: &str) -> Option<usize> {
    run.processes.iter().position(|process| process.name == name)
}

/// How many steps of which process.
fn one(run: &Run, steps: &Steps, part: &str) -> Result<(usize, u32), Failure> {
    let wrong = || Failure::with_tip(format!("'{part}' is no part of a cut"), ONCE);
    let (name, has) = part.rsplit_once('=').ok_or_else(wrong)?;
    let place = place(run, name).or_else(|| place(run, name.trim())).ok_or_else(|| unknown(run, name))?;
    let has = has.trim();
    if !has.chars().all(|digit| digit.is_ascii_digit()) || has.is_empty() {
        return Err(wrong());
    }
    let most = steps.to[place];
    match has.parse().ok().filter(|has| *has <= most) {
        Some(has) => Ok((place, has)),
        None => Err(Failure::with_tip(
            format!("{} has {}, and not {has}", run.processes[place].name, counted(most, "step")),
            "'sim help cut' says what a step is",
        )),
    }
}

fn unknown(run: &Run, name: &str) -> Failure {
    let names: Vec<&str> = run.processes.iter().map(|process| process.name.as_str()).collect();
    let tip = format!("there are {}", some(&names));
    Failure::with_tip(format!("there is no process '{name}'"), tip)
}
