//! What was asked for, as a plan, and as the command of `sim` that asks for the same.

use snapshot::shrink::Systems;
use snapshot::{Computation, Layer, Setup};
use trace::plan::{Around, Plan, Refused};
use trace::scenario;
use trace::spec::{ENTRIES, Entry, Spec, values::Seed};
use trace::text::Source;

use crate::answer::refused;
use crate::bounds;
use crate::files::Beside;
use crate::options;
use crate::request::Request;

const MIB: u64 = 1 << 20;

const TICKS: &str = "a script that goes by ticks is not run here";
const STABLE: &str = "what one declares stable is not judged here";

/// Why an entry is refused whatever it says, if it is.
pub(crate) fn not_here(entry: &str) -> Option<&'static str> {
    match entry {
        "events" | "delays" => Some(TICKS),
        "stable" => Some(STABLE),
        _ => None,
    }
}

/// What a scenario is called where there are no files.
const FILE: &str = "scenario.toml";

/// An experiment.
pub(crate) struct Experiment {
    pub(crate) plan: Plan,
    /// What the options say.
    typed: Spec,
    /// Whether they are laid over a scenario.
    over_file: bool,
}

impl Experiment {
    /// What a scenario and options ask for.
    pub(crate) fn of(request: &Request) -> Result<Self, Refused> {
        let scenario = request.scenario.as_deref();
        let mut beside = Beside::new(&request.files);
        let typed = beside.read(options::said(&request.options)?)?;
        let base = match scenario {
            None => Spec::default(),
            Some(text) => {
                let spec = scenario::parse(text, FILE, |path| beside.has(path))?;
                beside.read(Spec { source: Some(Source::new(FILE, text)), ..spec })?
            }
        };
        beside.refuse_unused()?;
        let idle = base.graph.as_ref().filter(|_| typed.graph.is_none());
        if let Some(option) = idle.and_then(|graph| typed.idle_over(graph)) {
            let what = format!("'{option}' changes nothing: every channel in the scenario has its own");
            return Err(Refused { what, tip: None });
        }
        let plan = Plan::new(typed.clone().over(base), &Around::alone(&room))?;
        let experiment = Self { plan, typed, over_file: scenario.is_some() };
        experiment.possible_here()?;
        Ok(experiment)
    }

    /// Refuses what only `sim` does.
    fn possible_here(&self) -> Result<(), Refused> {
        let Self { plan, typed, .. } = self;
        if plan.ticks() {
            return Err(refused(TICKS, "'sim --events FILE' runs it"));
        }
        if !plan.spec.stable.is_empty() {
            let tip = "'sim' judges it; what the program itself declares stable is judged here too";
            return Err(refused(STABLE, tip));
        }
        if typed.start.is_some() && !plan.draws_a_start() {
            let what = "'start' changes nothing: a snapshot starts when the trigger is reached";
            return Err(refused(what, "with the trigger 'none' it starts of its own accord"));
        }
        if plan.seed == Some(Seed::Random) {
            return Err(refused("there is no chance here to draw a seed from", "give a number"));
        }
        Ok(())
    }

    /// Which run is made, of those that there are.
    pub(crate) fn seed(&self) -> Result<u64, Refused> {
        match (self.plan.draws_nothing(), self.typed.seed) {
            (Some(why), Some(_)) => {
                Err(Refused { what: format!("'seed' changes nothing: {why}"), tip: None })
            }
            _ => Ok(self.plan.seed.and_then(Seed::given).unwrap_or_default()),
        }
    }

    /// Refuses options that say which run is made, where all are.
    pub(crate) fn refuse_typed(&self, idle: impl Fn(&Entry) -> bool, why: &str) -> Result<(), Refused> {
        match ENTRIES.iter().find(|entry| idle(entry) && !entry.said(&self.typed).is_empty()) {
            None => Ok(()),
            Some(entry) => {
                let what = format!("'{}' changes nothing: {why}", entry.option_name());
                Err(Refused { what, tip: None })
            }
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

    /// The command that makes the run of this seed, or follows this schedule.
    pub(crate) fn command(&self, seed: u64, schedule: Option<&str>) -> String {
        let drawn = self.plan.draws_nothing().is_none() && schedule.is_none();
        let choice = Spec {
            seed: drawn.then_some(Seed::Given(seed)),
            schedule: schedule.map(str::to_string),
            ..Spec::default()
        };
        let typed = if schedule.is_some() { self.typed.clone().without_timing() } else { self.typed.clone() };
        self.as_command("sim", &choice, &typed.without_choice())
    }

    /// The command of `sim` that does this with all runs.
    pub(crate) fn command_of_all(&self, command: &str) -> String {
        self.as_command(&format!("sim {command}"), &Spec::default(), &self.typed)
    }

    fn as_command(&self, command: &str, choice: &Spec, typed: &Spec) -> String {
        let file = self.over_file.then(|| ("scenario".to_string(), FILE.to_string()));
        let options = choice.options().into_iter().chain(file).chain(typed.options());
        let words = options.map(|(name, value)| format!("--{name} {}", quoted(&value)));
        [command.to_string()].into_iter().chain(words).collect::<Vec<_>>().join(" ")
    }
}

/// Asked before something large is built.
fn room(what: &str, bytes: u64) -> Result<(), Refused> {
    if bytes <= bounds::BYTES {
        return Ok(());
    }
    let (needs, most) = (bytes.div_ceil(MIB), bounds::BYTES / MIB);
    Err(refused(format!("{what} would take about {needs} MiB, and here are {most}"), "'sim' has more room"))
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
