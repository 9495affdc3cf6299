//! `sim step`: a run in the terminal, forward and back.
//!
//! What is shown is made from the saved form of a run, as the drawings are, so a file can be stepped through too.
//! [`stepper`] is where one is and what a key does; [`draw`] is the screen. Both are pure; only the loop here knows a terminal.

mod draw;
mod stepper;

use std::io::IsTerminal as _;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event};
use snapshot::Program;
use snapshot::catalog::Visitor;
use trace::Saved;
use trace::view::{Limits, View};

use crate::Outcome;
use crate::args::StepArgs;
use crate::failure::Failure;
use crate::input::load_run;
use crate::run;
use crate::scenario::Scenario;
use stepper::{After, Stepper};

/// How long to wait for a key before looking whether the terminal is still there.
const LOOK_UP: Duration = Duration::from_secs(1);
/// As many events as can be stepped through without lag, and as many processes as have room.
const LIMITS: Limits = Limits { events: 100_000, processes: 64 };

pub(crate) fn step(args: &StepArgs) -> Result<Outcome, Failure> {
    if !(std::io::stdout().is_terminal() && std::io::stdin().is_terminal()) {
        return Err(Failure::with_tip(
            "'sim step' needs a terminal to draw on and to read keys from",
            "'sim -f html -o run.html' makes a page to step through",
        ));
    }
    let saved = saved(args)?;
    let window = args.window.clone().unwrap_or_default();
    let view = View::new(&saved, &window, LIMITS);
    let terminal = ratatui::try_init().map_err(|error| Failure::new(format!("cannot draw: {error}")))?;
    let done = show(terminal, Stepper::new(&view));
    ratatui::restore();
    done?;
    Ok(Outcome::Holds)
}

/// The run that is stepped through: a file, or one that is run now.
fn saved(args: &StepArgs) -> Result<Saved, Failure> {
    if let Some(file) = &args.file {
        return load_run(file);
    }
    let mut scenario = Scenario::from_args(&args.scenario)?;
    if let Some(schedule) = &args.schedule {
        scenario.follow(schedule)?;
    }
    let seed = run::seed(args.seed, &mut scenario)?;
    scenario.visit(Record { scenario: &scenario, seed })
}

/// Runs whatever program it is, and keeps what it did.
struct Record<'a> {
    scenario: &'a Scenario,
    seed: u64,
}

impl Visitor for Record<'_> {
    type Output = Result<Saved, Failure>;

    fn visit<P: Program>(self) -> Self::Output {
        Ok(run::saved(&self.scenario.prepare::<P>()?, self.seed)?.0)
    }
}

/// Draws, waits for a key, and does what it says, until it says that this is enough.
fn show(mut terminal: ratatui::DefaultTerminal, mut stepper: Stepper<'_>) -> Result<(), Failure> {
    loop {
        terminal.draw(|frame| draw::draw(frame, &stepper))?;
        // A terminal that has gone away has no events, and nobody looks any more.
        while !event::poll(LOOK_UP)? {
            if !std::io::stdin().is_terminal() {
                return Ok(());
            }
        }
        if let Event::Key(key) = event::read()?
            && key.is_press()
            && stepper.key(key) == After::Quit
        {
            return Ok(());
        }
    }
}
