//! What was asked for: a [`Plan`], and how it was asked for, so that a command can ask for it again.

mod again;
mod asked;
mod choice;
mod command;
mod idle;
mod kept;
mod smaller;

use std::ops::{Deref, DerefMut};
use std::path::Path;

use trace::model::{Config, Header, Tool};
use trace::plan::{Around, Plan, Remark};
use trace::spec::{Graph, Spec};

use crate::args::ExperimentArgs;
use crate::failure::Failure;
use crate::foreign;
use crate::input::load;
use crate::memory::room_for;
use crate::stderr::{note, warn};
pub(crate) use kept::Kept;

/// A plan, and what was typed for it. Where that does not matter it is the plan.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    plan: Plan,
    /// The options that were typed, and the file that they were laid over.
    typed: Spec,
    file: Option<String>,
}

impl Deref for Scenario {
    type Target = Plan;

    fn deref(&self) -> &Plan {
        &self.plan
    }
}

impl DerefMut for Scenario {
    fn deref_mut(&mut self) -> &mut Plan {
        &mut self.plan
    }
}

/// What is asked while a plan is made.
const AROUND: Around<'static, Failure> =
    Around { room: &room_for, foreign: &foreign::algorithm, program: &foreign::program };

/// This program.
pub(crate) fn tool() -> Tool {
    Tool { name: "sim".to_string(), version: env!("CARGO_PKG_VERSION").to_string() }
}

impl Scenario {
    /// The experiment that these options ask for.
    pub(crate) fn from_args<const ONE: bool>(args: &ExperimentArgs<ONE>) -> Result<Self, Failure> {
        let scenario = Self::from_args_over(args, Spec::default())?;
        scenario.warn_of_idle();
        Ok(scenario)
    }

    /// The same; without a file, what is not said is as `usual` has it.
    pub(crate) fn from_args_over<const ONE: bool>(
        args: &ExperimentArgs<ONE>,
        usual: Spec,
    ) -> Result<Self, Failure> {
        let typed = asked::typed(&args.spec)?;
        let scenario = match &args.file {
            None => Self::new(typed.clone().over(usual), typed, None)?,
            Some(path) => Self::over_file(typed, path)?,
        };
        if args.spec.hold.is_some() && scenario.ticks() {
            return Err(Failure::with_tip(
                "'--hold' changes nothing: with '--events' the script says itself when a process does something",
                "its lines 'tick N' do; '--param file=FILE' with '--program script' runs it without ticks",
            ));
        }
        if args.spec.start.is_some() && !scenario.draws_a_start() {
            return Err(Failure::with_tip(
                "'--start' changes nothing: a snapshot starts when the trigger is reached",
                "with '--trigger none' it starts of its own accord",
            ));
        }
        Ok(scenario)
    }

    fn over_file(typed: Spec, path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let base = asked::in_file(&load(path)?, path)?;
        let idle = base.graph.as_ref().filter(|_| typed.graph.is_none());
        if let Some(option) = idle.and_then(|graph| typed.idle_over(graph)) {
            let what = format!("'{option}' changes nothing: every channel in '{name}' has its own");
            return Err(Failure::new(what));
        }
        for (typed, named) in [(&typed.algorithm, &base.algorithm), (&typed.program, &base.program)] {
            if let (None, Some(named)) = (typed, named) {
                foreign::refuse_unless_allowed(named, &name)?;
            }
        }
        Self::new(typed.clone().over(base), typed, Some(name))
    }

    fn new(spec: Spec, typed: Spec, file: Option<String>) -> Result<Self, Failure> {
        let plan = Plan::new(spec, &AROUND).map_err(foreign::or_fault)?;
        tell(&plan.remarks);
        Ok(Self { plan, typed, file })
    }

    /// The same experiment, but for this.
    pub(crate) fn with(&self, change: &Spec) -> Result<Self, Failure> {
        let plan = Plan::new(change.clone().over(self.plan.spec.clone()), &AROUND);
        let plan = plan.map_err(foreign::or_fault)?;
        Ok(Self { plan, typed: change.clone().over(self.typed.clone()), file: self.file.clone() })
    }

    /// The experiment that a saved configuration asks for, and its seed; `file` is where it was saved.
    pub(crate) fn from_config(config: &Config, file: &str) -> Result<(Self, u64), Failure> {
        foreign::refuse_unless_allowed(&config.algorithm, file)?;
        foreign::refuse_unless_allowed(&config.program, file)?;
        Self::saved(config, file, &AROUND)
    }

    /// The same for who tells of it and does not run it. A program that is there already was allowed.
    pub(crate) fn of_config(config: &Config, file: &str) -> Result<(Self, u64), Failure> {
        if config.outside.is_none() {
            foreign::refuse_unless_allowed(&config.program, file)?;
        }
        Self::saved(config, file, &Around { foreign: &foreign::silent, ..AROUND })
    }

    fn saved(config: &Config, file: &str, around: &Around<'_, Failure>) -> Result<(Self, u64), Failure> {
        let (plan, seed) = Plan::from_config(config, around).map_err(foreign::or_fault)?;
        tell(&plan.remarks);
        let by_options = matches!(plan.spec.graph, Some(Graph::Named(_))) && plan.script.is_none();
        let typed = if by_options { plan.spec.clone() } else { Spec::default() };
        let file = (!by_options).then(|| file.to_string());
        Ok((Self { plan, typed, file }, seed))
    }

    /// The head of a file about the run of this seed.
    pub(crate) fn header(&self, seed: u64) -> Header {
        Header::new(tool(), self.config(seed))
    }
}

/// Tells the user of what is done in another way than may have been meant.
fn tell(remarks: &[Remark]) {
    for remark in remarks {
        match remark {
            Remark::Note(what) => note(what),
            Remark::Warning(what) => warn(what),
        }
    }
}
