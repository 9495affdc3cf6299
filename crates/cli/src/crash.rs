//! `--crash P@400`: a process crashes, and all go back to the last snapshot that is complete then; and `--checkpoint-every`, how often there is one.
//!
//! What it costs is [`snapshot::rollback`]'s business, and [`restore`](crate::restore) tells it.

use draw::report::Hint;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim_core::{Delay, Topology, VirtualTime};
use snapshot::oracle::Overall;
use snapshot::rollback::Loss;
use snapshot::{Judgement, LogEvent, Program, Stopped};
use trace::spec::Spec;
use trace::spec::values::{MAX_SNAPSHOTS, Trigger};
use trace::{Finished, model};

use crate::args::CrashArgs;
use crate::failure::Failure;
use crate::scenario::Scenario;
use crate::shell::quoted;

/// A crash, as it was asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Crash {
    /// Who crashes.
    pub(crate) process: String,
    /// When.
    pub(crate) time: u64,
    /// How often there is a checkpoint before it, if that was said.
    pub(crate) every: Option<u64>,
}

/// A run that was over before its crash: where, and why.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OverBefore {
    /// When its last event was.
    last: VirtualTime,
    /// Why it was over.
    stopped: model::Stopped,
}

/// What a crash cost in the run of a seed, unless that was over before.
#[derive(Debug)]
pub(crate) struct Lost {
    pub(crate) seed: u64,
    pub(crate) loss: Result<Loss, OverBefore>,
}

impl Crash {
    /// The crash that was typed as `P@400`.
    pub(crate) fn read(typed: &str) -> Result<Self, Failure> {
        let parts = typed.rsplit_once('@').filter(|(process, _)| !process.is_empty());
        let digits = |time: &&str| !time.is_empty() && time.bytes().all(|digit| digit.is_ascii_digit());
        let read = parts.and_then(|(process, time)| {
            let time = Some(time).filter(digits)?.parse().ok()?;
            Some(Self { process: process.to_string(), time, every: None })
        });
        read.ok_or_else(|| {
            let tip = "a process and a time: --crash P@400";
            Failure::with_tip(format!("'--crash {typed}' is no crash"), tip)
        })
    }

    /// The options that ask for it.
    pub(crate) fn options(&self) -> impl Iterator<Item = String> {
        let every = self.every.map(|every| format!("--checkpoint-every {every}"));
        let at = quoted(&format!("{}@{}", self.process, self.time));
        every.into_iter().chain([format!("--crash {at}")])
    }

    /// What goes on after it again, from a saved run, for at most so many steps.
    pub(crate) fn made_by(&self, file: &str, seed: u64, most: u64) -> Hint {
        let at = quoted(&format!("{}@{}", self.process, self.time));
        let command = format!("sim restore {} --crash {at} --seed {seed} --steps {most}", quoted(file));
        Hint { purpose: "reproduce:".to_string(), command, aside: None }
    }

    /// Refuses a crash of somebody who is not there.
    pub(crate) fn refuse_unknown(&self, topology: &Topology) -> Result<(), Failure> {
        match topology.process(&self.process) {
            Some(_) => Ok(()),
            None => Err(Failure::new(format!("'{self}': there is no process '{}'", self.process))),
        }
    }

    /// How many of all events of a run there were before it; else why there is no crash in it.
    pub(crate) fn events_before<P: Program>(
        &self,
        events: &[LogEvent<P>],
        stopped: Stopped,
    ) -> Result<usize, OverBefore> {
        self.comes(events.last().map_or(0, |event| event.time), stopped)?;
        Ok(events.partition_point(|event| event.time <= self.time))
    }

    /// Whether a run whose last event is at this time, and that ended because of this, comes to its crash.
    pub(crate) fn comes(&self, last: VirtualTime, stopped: Stopped) -> Result<(), OverBefore> {
        if self.time <= last { Ok(()) } else { Err(OverBefore { last, stopped: stopped.into() }) }
    }

    /// Of a run that comes to it only the snapshots that are complete then are judged: what came of the others nobody will see.
    pub(crate) fn judges_before<P: Program>(&self, finished: &mut Finished<'_, P>) {
        for judgement in &mut finished.judgements {
            if judgement.costs.completed_at.is_none_or(|at| at > self.time) {
                judgement.checks.clear();
            }
        }
    }

    /// What it comes to with this after the crash: what is not judged does not count.
    pub(crate) fn verdict<P: Program>(finished: &Finished<'_, P>, after: Overall) -> Overall {
        let judged = finished.judgements.iter().filter(|judgement| !judgement.checks.is_empty());
        Overall::of(judged.map(Judgement::verdict).chain([after]))
    }

    /// Refuses it in a run that is over before; of many, none of which comes to it, in that of this seed.
    pub(crate) fn never(&self, OverBefore { last, stopped }: OverBefore, seed: Option<u64>) -> Failure {
        let run = seed
            .map_or_else(|| "the run".into(), |seed| format!("no seed comes so far: the run of seed {seed}"));
        let (why, tip) = match stopped.into() {
            Stopped::MaxEvents => (
                format!("was given up at t={last}: that is all that '--max-events' allows"),
                "'--max-events N' allows more",
            ),
            Stopped::MaxMemory => (
                format!("was given up at t={last}: there was no room for more"),
                "'--max-memory' allows more",
            ),
            Stopped::SnapshotComplete => (
                format!("is over by then, its last event is at t={last}"),
                "with more snapshots it goes on for longer: '--checkpoint-every N' takes as many as it needs",
            ),
            Stopped::Quiescent | Stopped::Hopeless | Stopped::OutOfTime => {
                (format!("is over by then, its last event is at t={last}"), "let it crash earlier")
            }
        };
        Failure::with_tip(format!("'{self}': {run} {why}"), tip)
    }
}

impl std::fmt::Display for Crash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "--crash {}@{}", self.process, self.time)
    }
}

impl CrashArgs {
    /// The crash that was asked for, and the scenario with the checkpoints that were.
    pub(crate) fn in_scenario(&self, scenario: Scenario) -> Result<(Option<Crash>, Scenario), Failure> {
        let Some(crash) = self.crash.as_deref().map(Crash::read).transpose()? else {
            return Ok((None, scenario));
        };
        let crash = Crash { every: self.checkpoint_every, ..crash };
        crash.refuse_unknown(&scenario.configuration.topology)?;
        refuse_without_times(&scenario)?;
        refuse_faults(&scenario.spec.faults)?;
        let scenario = match self.checkpoint_every {
            None => scenario,
            Some(every) => checkpointed(&scenario, every, &crash)?,
        };
        Ok((Some(crash), scenario))
    }
}

/// Refuses a run in which something went wrong: what its faults lost and doubled could not be told from what going back does.
pub(crate) fn refuse_faults(faults: &[String]) -> Result<(), Failure> {
    match faults {
        [] => Ok(()),
        [first, ..] => Err(Failure::with_tip(
            format!(
                "nobody goes back in a run with '--fault {first}': what that lost could not be told from what going back loses"
            ),
            "make the run without '--fault'; '--crash P@400' is a crash after which all go back",
        )),
    }
}

/// What goes on after a crash has delays that are drawn, and channels whose messages are all that is in them.
fn refuse_without_times(scenario: &Scenario) -> Result<(), Failure> {
    let why = if scenario.configuration.topology.is_causal() {
        "channels in causal order have stamps, and no snapshot records those"
    } else if scenario.ticks() {
        "it goes by the clock of a course, which has no state to go back to"
    } else {
        return Ok(());
    };
    let tip = "'sim restore' of a saved run goes on from a snapshot as the run did";
    Err(Failure::with_tip(format!("after '--crash' the run cannot go on anew: {why}"), tip))
}

/// The same with a snapshot every so many ticks, the last of which begins after the crash: so the run is not over by then.
fn checkpointed(scenario: &Scenario, every: u64, crash: &Crash) -> Result<Scenario, Failure> {
    let snapshots = u32::try_from(crash.time / every).ok().filter(|snapshots| *snapshots < MAX_SNAPSHOTS);
    let Some(before) = snapshots else {
        let what = format!(
            "'--checkpoint-every {every}' is more than {MAX_SNAPSHOTS} snapshots until t={}",
            crash.time
        );
        return Err(Failure::with_tip(what, "let it crash earlier, or be checkpointed less often"));
    };
    let change = Spec {
        trigger: Some(Trigger::None),
        start: Some(Delay::fixed(every)),
        snapshots: Some(before + 1),
        ..Spec::default()
    };
    let scenario = scenario.with(&change)?;
    if scenario.schedule.is_some() {
        let what = "'--checkpoint-every' changes nothing: the schedule says when a snapshot starts";
        return Err(Failure::with_tip(what, "without a schedule it starts one every so many ticks"));
    }
    if !scenario.starts_of_own_accord() {
        let what = "'--checkpoint-every' changes nothing: nobody starts a snapshot of his own accord";
        return Err(Failure::with_tip(what, "'--initiators' without triggers do"));
    }
    Ok(scenario)
}
