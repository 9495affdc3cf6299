//! `sim step`: a run in the terminal, forward and back.
//!
//! What is shown is made from the saved form of a run, as the drawings are, so a file can be stepped through too.
//! [`load`] is where the run comes from, [`initial`] what its processes began with, [`model`] where one is in it, [`history`] what is so there, [`act`] what can be asked for there, [`keys`] by which key,
//! [`screen`] what is drawn. All of them are pure but for [`terminal`], which alone knows a terminal.

mod act;
mod history;
mod initial;
mod keys;
mod load;
mod model;
mod screen;
mod terminal;

use std::io::IsTerminal as _;

use draw::Extent;
use draw::view::View;

use crate::args::StepArgs;
use crate::failure::Failure;
use crate::interrupt;
use crate::scenario::Scenario;
use model::Model;
use snapshot::oracle::Overall;
use trace::Saved;

pub(crate) fn step(args: &StepArgs) -> Result<Overall, Failure> {
    if !std::io::stdout().is_terminal() {
        return Err(Failure::with_tip(
            "'sim step' needs a terminal to draw on",
            "'sim -f html -o run.html' makes a page to step through",
        ));
    }
    let window = args.window.clone().unwrap_or_default();
    let (saved, initial) = load::saved(args, &window)?;
    interrupt::listen();
    let mut view = View::new(&saved, &window, load::LIMITS);
    initial.complete(&mut view);
    terminal::show(&mut Model::new(&view))?;
    Ok(Overall::Holds)
}

/// A run as it would be saved, as far as it could be stepped through.
pub(crate) fn saved(scenario: &Scenario, seed: u64) -> Result<Saved, Failure> {
    Ok(load::made(scenario, seed, &Extent::Snapshot)?.0)
}
