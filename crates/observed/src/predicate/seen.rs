//! What a run tells of its processes and channels in any cut. What it does not tell is unknown, and why is said.

use std::borrow::Cow;

use sim_core::ProcessId;

use super::meaning::Channel;
use super::traffic::Traffic;
use super::value::Tells;
use super::why::Why;
use crate::lattice::Steps;
use crate::model::Run;
use crate::told::{Told, told};

/// What is told of some processes and channels, for every cut of their steps.
pub(super) struct Seen<'a> {
    processes: &'a [ProcessId],
    /// Of each process at first, and after each of its steps.
    told: Vec<Vec<Told<'a>>>,
    channels: Vec<(&'a Channel, Traffic)>,
}

impl<'a> Seen<'a> {
    /// What a run tells.
    pub(super) fn of(run: &'a Run, steps: &'a Steps, channels: &[&'a Channel]) -> Self {
        let told = (0..steps.processes.len()).map(|place| told(run, steps, place)).collect();
        let traffic = |channel: &&'a Channel| (*channel, Traffic::of(run, steps, channel));
        Self { processes: &steps.processes, told, channels: channels.iter().map(traffic).collect() }
    }

    /// The same in one cut.
    pub(super) const fn at(&self, cut: &'a [u32]) -> Cut<'_> {
        Cut { seen: self, cut }
    }

    fn told(&self, process: ProcessId, cut: &[u32]) -> Told<'a> {
        let place = self.place(process);
        self.told[place][cut[place] as usize]
    }

    fn place(&self, process: ProcessId) -> usize {
        self.processes.binary_search(&process).expect("all processes were named")
    }
}

/// What is told of one cut.
pub(super) struct Cut<'a> {
    seen: &'a Seen<'a>,
    cut: &'a [u32],
}

impl Tells for Cut<'_> {
    fn state(&self, process: ProcessId) -> Result<Cow<'_, str>, Why> {
        self.seen.told(process, self.cut).state.map(Cow::Borrowed).ok_or(Why::State(process))
    }

    fn holds(&self, process: ProcessId, good: Option<&str>) -> Result<i64, Why> {
        let holds = self.seen.told(process, self.cut).holds.ok_or(Why::Holds(process))?;
        Ok(match good {
            Some(good) => holds.get(good).copied().unwrap_or(0),
            None => holds.values().copied().next().unwrap_or(0),
        })
    }

    fn declared(&self, name: &'static str) -> bool {
        unreachable!("a log declares nothing, and so '{name}' was refused when the predicate was read")
    }

    fn messages(&self, channel: &Channel) -> Result<i64, Why> {
        let mut channels = self.seen.channels.iter();
        let (_, traffic) = channels.find(|(known, _)| *known == channel).expect("all channels were named");
        let (from, to) = channel.ends;
        let [sent, received] = [from, to].map(|process| self.cut[self.seen.place(process)] as usize);
        traffic.under_way(sent, received).ok_or(Why::Channel(from, to))
    }
}
