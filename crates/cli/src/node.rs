//! `sim node`: one process of a run between real processes.

mod addresses;
mod form;
mod journal;
mod lifeline;

use std::fs::File;
use std::io::{Read as _, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use net::hello::Identity;
use net::{Ended, Ending, Meeting, Node, NodeError, Notice, Secret, Settings, Wire};
use sim_core::ProcessId;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::{self, Visitor};
use snapshot::oracle::Overall;
use snapshot::{Program, Rules};

use crate::args::{NodeArgs, OneRunArgs, WireForm};
use crate::failure::Failure;
use crate::input;
use crate::output::{Output, refuse_same};
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::stderr::{say, stderr};
use addresses::Addresses;
use form::Form;
use journal::LocalJournal;

/// How many neighbours are named while they are waited for.
const MOST_NAMED: usize = 8;
/// The longest secret that is read.
const MAX_SECRET: u64 = 1 << 16;

pub(crate) fn node(args: &NodeArgs) -> Result<Overall, Failure> {
    if args.while_input_is_open {
        lifeline::hold_on();
    }
    let (scenario, seed) = scenario(&args.scenario)?;
    let process = scenario.configuration.topology.process(&args.name).ok_or_else(|| {
        let names: Vec<_> = scenario
            .configuration
            .topology
            .processes()
            .take(12)
            .map(|p| scenario.configuration.topology.name(p))
            .collect();
        Failure::with_tip(
            format!("there is no process '{}'", args.name),
            format!("the first processes are {}", names.join(", ")),
        )
    })?;
    scenario.visit(OneNode { args, scenario: &scenario, process, seed })
}

/// The scenario that these options ask for, if it can be run between real processes, and its seed.
pub(crate) fn scenario(args: &OneRunArgs) -> Result<(Scenario, u64), Failure> {
    if args.spec.delay.is_some() {
        return Err(Failure::new(
            "'--delay' changes nothing between real processes: messages take what they take",
        ));
    }
    let (scenario, seed) = Scenario::with_seed(args)?;
    if let Some(outside) = &scenario.configuration.outside {
        return Err(Failure::with_tip(
            format!("{} is asked by one process: real processes run the programs of the list", outside.name),
            "'sim run' asks it; 'sim list' shows the others",
        ));
    }
    if algorithms::is_foreign(scenario.algorithm.name) {
        return Err(Failure::with_tip(
            format!(
                "{} is asked by one process: real processes run the algorithms of the list",
                scenario.algorithm.name
            ),
            "'sim run' asks it; 'sim list' shows the others",
        ));
    }
    if !scenario.configuration.faults.is_empty() {
        return Err(Failure::with_tip(
            "'--fault' is for channels and processes of the simulator: real ones go wrong by themselves",
            "'sim run' loses messages and stops processes",
        ));
    }
    if scenario.ticks() {
        return Err(Failure::with_tip(
            "real processes have no common clock to follow '--events' by",
            "'--program script --param file=FILE' lets each process do its statements in its own time",
        ));
    }
    if scenario.schedule.is_some() {
        return Err(Failure::with_tip(
            "real processes follow no schedule: what happens when is theirs to say",
            "'sim run' follows the schedule",
        ));
    }
    let mut own =
        scenario.configuration.topology.channels().iter().filter(|channel| channel.source == channel.target);
    if let Some(channel) = own.next() {
        let name = scenario.configuration.topology.name(channel.source);
        return Err(Failure::with_tip(
            format!("'{name}' has a channel to itself: real processes have connections to others only"),
            "'sim run' runs it",
        ));
    }
    Ok((scenario, seed))
}

struct OneNode<'a> {
    args: &'a NodeArgs,
    scenario: &'a Scenario,
    process: ProcessId,
    seed: u64,
}

impl Visitor for OneNode<'_> {
    type Output = Result<Overall, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let Self { args, scenario, process, seed } = self;
        let prepared = scenario.prepare::<P, A>(&algorithm)?;
        let words = args.wire == WireForm::Words;
        if words && args.secret_file.is_some() {
            return Err(Failure::new(
                "'--secret-file' changes nothing with '--wire words': there is no hello",
            ));
        }
        let form = Form::new(scenario, &prepared.underlying.protocol, &prepared.superposed.protocol, words)?;
        let config = scenario.config(seed);
        let progress = Arc::new(Progress::counting_after(&self.awaited(), "events"));
        let me = Identity {
            name: args.name.clone(),
            experiment: trace::local::fields(&config),
            secret: args.secret_file.as_deref().map(secret).transpose()?,
        };
        let meeting = self.meeting(me, &progress)?;
        // The log is opened when all else is well: there may be an old one in its place.
        let log = args.output.as_deref().map(log).transpose()?;
        let rules = Rules { closed_by: scenario.algorithm.closed_by, law: prepared.law };
        let mut journal = LocalJournal::open(&prepared.underlying, process, (config, rules), log, progress)?;
        if let Some(listener) = &meeting.listener {
            addresses::tell(listener, &args.name, args.secret_file.is_some())?;
        }
        let (system, settings) = (&prepared.superposed, self.settings());
        let ended = match Node::run(system, process, meeting, settings, &form, &mut journal) {
            Ok(ended) => ended,
            Err(NodeError::Meeting(refusal)) => return self.alone(&refusal.to_string(), journal),
            Err(NodeError::Io(error)) => return Err(Failure::new(error.to_string())),
        };
        self.finish(&ended, journal)
    }
}

impl OneNode<'_> {
    fn meeting(&self, me: Identity, progress: &Arc<Progress>) -> Result<Meeting, Failure> {
        let addresses = Addresses::of(self.args, &self.scenario.configuration.topology, self.process)?;
        let (name, progress) = (self.args.name.clone(), progress.clone());
        Ok(Meeting {
            me,
            listener: addresses.listen()?,
            neighbours: addresses.neighbours,
            wire: match self.args.wire {
                WireForm::Frames => Wire::Frames,
                WireForm::Words => Wire::Words(form::WORDS),
            },
            timeout: Duration::from_millis(self.args.tempo.timeout),
            notice: Notice(Arc::new(move |line| progress.beside(|| say(&format!("{name}: {line}"))))),
        })
    }

    /// The neighbours, as those who are waited for.
    fn awaited(&self) -> String {
        let topology = &self.scenario.configuration.topology;
        let neighbours = net::neighbours(topology, self.process);
        let names: Vec<_> =
            neighbours.iter().take(MOST_NAMED).map(|process| topology.name(*process)).collect();
        let more = if names.len() < neighbours.len() { ", .." } else { "" };
        format!("waiting for {}{more}", names.join(", "))
    }

    fn settings(&self) -> Settings {
        let Self { args, scenario, process, seed } = self;
        let initiates = scenario.configuration.initiation.initiators.contains(*process);
        Settings {
            pace: Duration::from_millis(args.tempo.pace),
            timeout: Duration::from_millis(args.tempo.timeout),
            deadline: Duration::from_millis(args.tempo.deadline()),
            hold: scenario.timing.hold(),
            start: scenario.timing.start(),
            seed: *seed,
            max_events: scenario.max_events,
            ending: match args.wire {
                WireForm::Frames => Ending::Together,
                WireForm::Words if initiates => Ending::Alone,
                WireForm::Words => Ending::HungUp,
            },
        }
    }

    /// The others did not come.
    fn alone<P: Program>(&self, why: &str, journal: LocalJournal<'_, P>) -> Result<Overall, Failure> {
        journal.end(Some(why.to_string()))?;
        say(&format!("{}: no verdict: {why}", self.args.name));
        Ok(Overall::Unknown)
    }

    fn finish<P: Program>(&self, ended: &Ended, journal: LocalJournal<'_, P>) -> Result<Overall, Failure> {
        let reason = (*ended != Ended::Complete).then(|| match ended {
            Ended::Disconnected { peer, .. } => {
                let noun =
                    if self.scenario.configuration.program.name == "token-ring" { "m" } else { "message" };
                format!("{peer} disconnected after {noun} {}", journal.received_from(peer))
            }
            Ended::Late(_) => format!("{ended} (--deadline)"),
            other => other.to_string(),
        });
        if self.args.output.as_deref() == Some(Path::new("-")) {
            // The log has standard output for itself.
            journal.tell(&mut stderr())?;
        } else {
            let mut output = Output::open(None)?;
            journal.tell(&mut output)?;
            output.finish()?;
        }
        journal.end(reason.clone())?;
        match reason {
            None => Ok(Overall::Holds),
            Some(reason) => {
                say(&format!("{}: no verdict: {reason}", self.args.name));
                Ok(Overall::Unknown)
            }
        }
    }
}

/// Where the log goes, as the process runs: a file, or standard output for `-`.
fn log(path: &Path) -> Result<Box<dyn Write>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdout()));
    }
    refuse_same(path)?;
    let bad = |error| Failure::new(format!("cannot write to '{}': {error}", path.display()));
    Ok(Box::new(File::create(path).map_err(bad)?))
}

fn secret(file: &Path) -> Result<Secret, Failure> {
    let bad = |what: &str| Failure::new(format!("cannot use the secret in '{}': {what}", file.display()));
    input::remember(file);
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|opened| opened.take(MAX_SECRET + 1).read_to_end(&mut bytes));
    let length = read.map_err(|error| bad(&error.to_string()))?;
    if length as u64 > MAX_SECRET {
        return Err(bad("it is longer than 65536 bytes"));
    }
    Secret::new(bytes.trim_ascii()).ok_or_else(|| bad("it is empty"))
}
