//! What was asked for, as a plan, and as the command of `sim` that asks for the same.

use std::num::NonZeroUsize;
use std::path::Path;

use snapshot::shrink::Systems;
use snapshot::{Computation, Layer, Setup};
use trace::plan::{Around, Plan, Remark};
use trace::scenario;
use trace::spec::{ENTRIES, Entry, Graph, Spec, Text, values::Seed};
use trace::text::Source;

use crate::arguments::{self, Arguments};
use crate::bounds;
use crate::failure::Failure;
use crate::own::{self, Own};
use crate::texts::load;

const MIB: u64 = 1 << 20;

/// What a scenario is called that is no file.
const NO_FILE: &str = "scenario.toml";

/// An experiment.
pub(crate) struct Experiment {
    pub(crate) plan: Plan,
    /// What the arguments say.
    typed: Spec,
    /// The file that they are laid over.
    file: Option<String>,
    /// Whether some of it is written in Python, and so is asked on one thread.
    own: bool,
}

impl Experiment {
    /// What arguments and a scenario ask for: a file, or, if it has a line break or a `=`, the TOML itself.
    pub(crate) fn of(arguments: &Arguments, scenario: Option<&str>, own: &Own) -> Result<Self, Failure> {
        let typed = own.named_in(typed(arguments)?);
        let (base, file) = match scenario {
            None => (Spec::default(), None),
            Some(text) if text.contains(['\n', '=']) => {
                (in_text(text, NO_FILE, Path::new(""))?, Some(NO_FILE.to_string()))
            }
            Some(name) => {
                let path = Path::new(name);
                let base = in_text(&load(path)?, name, path.parent().unwrap_or(Path::new("")))?;
                (base, Some(name.to_string()))
            }
        };
        let idle = base.graph.as_ref().filter(|_| typed.graph.is_none());
        if let Some(option) = idle.and_then(|graph| typed.idle_over(graph)) {
            let what = format!("'{option}' changes nothing: every channel in the scenario has its own");
            return Err(Failure::new(what));
        }
        let around = Around { room: &room, foreign: &own::algorithm, program: &own::program };
        let plan = Plan::new(typed.clone().over(base), &around)?;
        let experiment = Self { plan, typed, file, own: own.is_any() };
        experiment.possible_here()?;
        Ok(experiment)
    }

    /// Refuses what only `sim` does.
    fn possible_here(&self) -> Result<(), Failure> {
        let Self { plan, typed, .. } = self;
        if plan.ticks() {
            let what = "a script that goes by ticks is not run here";
            return Err(Failure::with_tip(what, "'sim --events FILE' runs it"));
        }
        if !plan.spec.stable.is_empty() {
            let tip = "'sim' judges it; what the program itself declares stable is judged here too";
            return Err(Failure::with_tip("what one declares stable is not judged here", tip));
        }
        if typed.start.is_some() && !plan.draws_a_start() {
            let what = "'start' changes nothing: a snapshot starts when the trigger is reached";
            return Err(Failure::with_tip(what, "with the trigger 'none' it starts of its own accord"));
        }
        if plan.seed == Some(Seed::Random) {
            let tip = "give a number, such as random.getrandbits(64)";
            return Err(Failure::with_tip("a seed is not drawn here", tip));
        }
        Ok(())
    }

    /// What is done in another way than may have been meant, in words.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let words = |remark: &Remark| match remark {
            Remark::Note(what) | Remark::Warning(what) => what.clone(),
        };
        self.plan.remarks.iter().map(words).collect()
    }

    /// On how many threads it is done: so many, or on all cores; what is written in Python is asked on one.
    pub(crate) fn jobs(&self, asked: Option<u16>) -> Result<NonZeroUsize, Failure> {
        let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        match (self.own, asked) {
            (_, Some(0)) => {
                Err(Failure::new("invalid value '0' for 'jobs': there is no work without a thread"))
            }
            (true, Some(2..)) => {
                let what = "'jobs' changes nothing: what is written in Python is asked on one thread";
                Err(Failure::new(what))
            }
            (true, _) => Ok(NonZeroUsize::MIN),
            (false, asked) => {
                Ok(asked.and_then(|jobs| NonZeroUsize::new(usize::from(jobs))).unwrap_or_else(cores))
            }
        }
    }

    /// Which run is made, of those that there are.
    pub(crate) fn seed(&self) -> Result<u64, Failure> {
        match (self.plan.draws_nothing(), self.typed.seed) {
            (Some(why), Some(_)) => Err(Failure::new(format!("'seed' changes nothing: {why}"))),
            _ => Ok(self.plan.seed.and_then(Seed::given).unwrap_or_default()),
        }
    }

    /// Refuses arguments that say which run is made, where all are.
    pub(crate) fn refuse_typed(&self, idle: impl Fn(&Entry) -> bool, why: &str) -> Result<(), Failure> {
        match ENTRIES.iter().find(|entry| idle(entry) && !entry.said(&self.typed).is_empty()) {
            None => Ok(()),
            Some(entry) => Err(Failure::new(format!("'{}' changes nothing: {why}", entry.name))),
        }
    }

    /// The systems with what the run is to come to.
    pub(crate) fn setup<'a, P: Computation, L: Layer<P>>(
        &self,
        systems: &'a Systems<P, L>,
    ) -> Setup<'a, P, L> {
        Setup {
            underlying: &systems.underlying,
            superposed: &systems.superposed,
            snapshots: self.plan.configuration.initiation.snapshots,
            max_events: self.plan.max_events,
            law: systems.law,
            stable: &[],
        }
    }

    /// The command that makes the run of this seed, or of the schedule of the scenario; none where a part is written in Python.
    pub(crate) fn command(&self, seed: u64) -> Option<String> {
        let seed = self.plan.draws_nothing().is_none().then_some(Seed::Given(seed));
        let choice = Spec { seed, schedule: self.plan.schedule_as_text(), ..Spec::default() };
        self.written("sim", &choice)
    }

    /// The command that follows this schedule.
    pub(crate) fn command_with(&self, schedule: &str) -> Option<String> {
        self.written("sim", &Spec { schedule: Some(schedule.to_string()), ..Spec::default() })
    }

    /// The command that does this with all runs.
    pub(crate) fn command_of_all(&self, command: &str) -> Option<String> {
        self.written(&format!("sim {command}"), &Spec::default())
    }

    /// Over a file what was said beside it; else all that differs from what is usual.
    fn written(&self, command: &str, choice: &Spec) -> Option<String> {
        let asked = match &self.file {
            Some(_) => self.typed.clone().without_choice(),
            None => self.plan.in_full().beyond(&self.plan.usual()),
        };
        let asked = if choice.schedule.is_some() { asked.without_timing() } else { asked };
        let file = self.file.iter().map(|file| ("scenario".to_string(), file.clone()));
        let options = choice.options().into_iter().chain(file).chain(asked.options());
        let words = options.map(|(name, value)| format!("--{name} {}", quoted(&value)));
        let words = [command.to_string()].into_iter().chain(words).collect::<Vec<_>>();
        (!self.own).then(|| words.join(" "))
    }
}

/// What was typed, with the files that it names.
fn typed(arguments: &Arguments) -> Result<Spec, Failure> {
    let mut spec = arguments::said(arguments)?;
    if let Some(schedule) = &mut spec.schedule
        && Path::new(schedule).is_file()
    {
        *schedule = load(Path::new(schedule))?;
    }
    if let Some(graph) = &mut spec.graph
        && graph.shape().is_none()
        && let Graph::Named(name) = &*graph
        && Path::new(name).is_file()
    {
        *graph = Graph::File(Text::named(name));
    }
    spec.with_texts(Path::new(""), load)
}

/// What this text asks for.
fn in_text(text: &str, name: &str, folder: &Path) -> Result<Spec, Failure> {
    let spec = scenario::parse(text, name, Path::is_file)?;
    Spec { source: Some(Source::new(name, text)), ..spec }.with_texts(folder, load)
}

/// Asked before something large is built.
fn room(what: &str, bytes: u64) -> Result<(), Failure> {
    if bytes <= bounds::BYTES {
        return Ok(());
    }
    let (needs, most) = (bytes.div_ceil(MIB), bounds::BYTES / MIB);
    let what = format!("{what} would take about {needs} MiB, and here are {most}");
    Err(Failure::with_tip(what, "'sim --max-memory' has more room"))
}

/// A value as a shell takes it. In the middle of a word `=` and `,` are plain.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.,:=/+-@".contains(c);
    if value.starts_with(|c: char| c.is_ascii_alphanumeric()) && value.chars().all(plain) {
        return value.to_string();
    }
    let quoter = shlex::Quoter::new().allow_nul(true);
    quoter.quote(value).expect("all that cannot be quoted is allowed").into_owned()
}
