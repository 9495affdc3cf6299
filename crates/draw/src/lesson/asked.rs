//! The cuts that the lesson talks of: what an observer puts together who asks the processes at times that are not the same. What each is
//! worth, [`observed`] says; a cut of which the drawing would say another thing is not talked of.

use std::collections::BTreeMap;

use observed::Logs;
use observed::global_state::GlobalState;
use observed::lattice::Steps;
use observed::model::Run;
use snapshot::oracle::Verdict;
use trace::Saved;
use trace::model::{Good, Held, STARTS, What};

use super::material::Made;
use super::runs::Drawn;
use crate::extent::begins_step;
use crate::view::View;
use crate::words;

/// So far ahead of the others a process is asked at most.
const AHEAD: u32 = 3;
/// So many cuts are asked for at most.
const MOST: usize = 400;

/// A cut, and what is so there.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Of each column how many of the steps that are shown are before it.
    pub(super) cut: Vec<u32>,
    /// Who is asked later than the others.
    pub(super) late: usize,
    /// What each process answers.
    pub(super) states: Vec<String>,
    /// What of the first good the answers have.
    pub(super) alone: Option<String>,
    /// What there is of it, with what was sent and not received by then.
    pub(super) together: Option<String>,
    /// What is received before the cut and sent after it.
    pub(super) backward: Vec<String>,
}

/// Whether a lesson about a run has something to show of what comes of asking its processes.
#[must_use]
pub fn can_be_asked(made: &Made) -> bool {
    let drawn = Drawn::new("asked", made);
    Cuts::of(&drawn).is_some_and(|cuts| !cuts.inconsistent(1).is_empty())
}

/// A step of a process, as the drawing has it.
#[derive(Clone, Copy)]
struct Own {
    /// The number of the event with which it begins.
    begun: u64,
    /// Whether the computation does something in it, and it is not the start of a snapshot alone.
    counts: bool,
}

/// The cuts of a run.
pub(super) struct Cuts<'a> {
    view: &'a View<'a>,
    run: Run,
    steps: Steps,
    /// The steps of each column.
    own: Vec<Vec<Own>>,
    /// How many of these are before what is shown.
    hidden: Vec<u32>,
}

impl<'a> Cuts<'a> {
    /// Of the run that is drawn; `None` if its steps are not all there.
    pub(super) fn of(drawn: &'a Drawn<'a>) -> Option<Self> {
        let (view, saved) = (&drawn.view, &drawn.made.run);
        let run = observe(saved)?;
        let steps = Steps::of(&run).ok()?;
        let own = steps_of(view);
        let same_names = view.processes.iter().zip(&steps.processes).all(|(name, id)| *name == run.name(*id));
        let same_steps = own.iter().zip(&*steps.to).all(|(own, to)| counted(own) == *to);
        let first = view.events.iter().map(|shown| shown.step).min()?;
        let hidden = own.iter().map(|own| count(own.partition_point(|step| step.begun < first))).collect();
        let alike = same_names && same_steps && own.len() == steps.to.len();
        alike.then_some(Self { view, run, steps, own, hidden })
    }

    /// The first cuts that are not consistent, with one message that makes them so: all processes are asked at one time, but one is later.
    pub(super) fn inconsistent(&self, wanted: usize) -> Vec<Asked> {
        let mut found: Vec<Asked> = Vec::new();
        let columns = self.own.len();
        let moved = self.instants().into_iter().flat_map(|cut| {
            (0..columns).flat_map(move |late| {
                let cut = cut.clone();
                (1..=AHEAD).map(move |by| {
                    (
                        late,
                        cut.iter()
                            .zip(0..)
                            .map(|(at, of)| at + if of == late { by } else { 0 })
                            .collect::<Vec<u32>>(),
                    )
                })
            })
        });
        for (late, cut) in moved.take(MOST) {
            let Some((asked, Some(false))) = self.asked(&cut, late) else { continue };
            let is_told =
                found.iter().any(|other| other.cut == asked.cut || other.backward == asked.backward);
            if asked.backward.len() == 1 && !is_told {
                found.push(asked);
            }
            if found.len() == wanted {
                break;
            }
        }
        found
    }

    /// What all answer who are asked at one time, in the middle of what is shown.
    pub(super) fn at_once(&self) -> Option<Asked> {
        let instants = self.instants();
        let (asked, ok) = self.asked(instants.get(instants.len() / 2)?, 0)?;
        (ok == Some(true)).then_some(asked)
    }

    /// The cuts at which the run was after each step that is shown.
    fn instants(&self) -> Vec<Vec<u32>> {
        let ends =
            self.view.events.windows(2).filter(|two| two[0].step != two[1].step).map(|two| two[0].step);
        let at = |step: u64| {
            self.own.iter().map(|own| count(own.partition_point(|own| own.begun <= step))).collect()
        };
        ends.map(at).collect()
    }

    /// What is so at a cut of all steps, and whether it is consistent.
    fn asked(&self, cut: &[u32], late: usize) -> Option<(Asked, Option<bool>)> {
        let fits = cut
            .iter()
            .zip(&self.own)
            .zip(&self.hidden)
            .all(|((at, own), hidden)| *at as usize <= own.len() && at >= hidden);
        if !fits {
            return None;
        }
        let judged = cut.iter().zip(&self.own).map(|(at, own)| counted(&own[..*at as usize])).collect();
        let state = GlobalState::along(&self.run, &self.steps, judged);
        let ok = match state.consistent {
            Verdict::Holds => Some(true),
            Verdict::Violated(_) => Some(false),
            Verdict::Unknown(_) => None,
        };
        let backward = self.backward(cut);
        let goods = &self.view.run.header.config.goods;
        let states = self.states(cut)?;
        let agrees = (ok == Some(true)) == backward.is_empty() && backward.len() == state.backward.len();
        let together = state.sums.and_then(|sums| sums.along.ok());
        let asked = Asked {
            cut: cut.iter().zip(&self.hidden).map(|(at, hidden)| at - hidden).collect(),
            late,
            states: states.iter().map(|held| words::state_and_hold(held)).collect(),
            alone: goods.first().map(|good| {
                amount(
                    good,
                    states
                        .iter()
                        .map(|held| i128::from(held.holds.get(&good.name).copied().unwrap_or_default()))
                        .sum(),
                )
            }),
            together: goods
                .first()
                .zip(together)
                .map(|(good, sum)| amount(good, sum.get(&good.name).copied().unwrap_or_default())),
            backward,
        };
        agrees.then_some((asked, ok))
    }

    /// The messages that the drawing has backwards at a cut of all steps.
    fn backward(&self, cut: &[u32]) -> Vec<String> {
        let before = |column: usize, step: Option<u64>| {
            step.is_some_and(|step| {
                count(self.own[column].partition_point(|own| own.begun < step)) < cut[column]
            })
        };
        let messages = self.view.messages.iter().filter(|message| message.marker.is_none());
        let backward =
            messages.filter(|of| !before(of.from, of.sent.step) && before(of.to, of.received.step));
        backward.map(|message| message.name.clone()).collect()
    }

    /// What each process is at a cut of all steps.
    fn states(&self, cut: &[u32]) -> Option<Vec<&'a Held>> {
        let mut last: BTreeMap<&str, &Held> = BTreeMap::new();
        let end = |name: &str| {
            let column = self.view.processes.iter().position(|process| *process == name)?;
            Some(self.own[column].get(cut[column] as usize).map_or(u64::MAX, |own| own.begun))
        };
        for event in &self.view.run.events {
            let (What::Internal { state, .. } | What::Recv { state, snapshot: None, .. }) = &event.what
            else {
                continue;
            };
            if end(&event.proc).is_some_and(|end| event.seq < end) {
                last.insert(&event.proc, state);
            }
        }
        self.view.processes.iter().map(|name| last.get(name).copied()).collect()
    }
}

/// The run as [`observed`] has it.
fn observe(saved: &Saved) -> Option<Run> {
    let (header, events) = (saved.header.clone(), saved.events.clone());
    let mut text = Vec::new();
    trace::write::json(&mut text, header, saved.footer.clone()?, events).ok()?;
    let mut logs = Logs::new(None, None).ok()?;
    logs.read("the run", std::str::from_utf8(&text).ok()?).ok()?;
    logs.finish().ok()
}

/// The steps of each column, in the whole run.
fn steps_of(view: &View<'_>) -> Vec<Vec<Own>> {
    let mut own: Vec<Vec<Own>> = vec![Vec::new(); view.processes.len()];
    let (mut begun, mut by) = (0, "");
    for event in &view.run.events {
        if begins_step(&event.what) || event.proc != by {
            (begun, by) = (event.seq, event.proc.as_str());
        }
        let underlying = matches!(
            event.what,
            What::Internal { .. } | What::Recv { snapshot: None, .. } | What::Send { snapshot: None, .. }
        );
        let column = view.processes.iter().position(|name| *name == event.proc);
        let Some(own) = column.filter(|_| underlying).map(|column| &mut own[column]) else { continue };
        let counts = !matches!(&event.what, What::Internal { command, .. } if command.starts_with(STARTS));
        match own.last_mut().filter(|last| last.begun == begun) {
            Some(last) => last.counts |= counts,
            None => own.push(Own { begun, counts }),
        }
    }
    own
}

/// How many of these steps are of the computation.
fn counted(own: &[Own]) -> u32 {
    count(own.iter().filter(|own| own.counts).count())
}

fn count(steps: usize) -> u32 {
    u32::try_from(steps).unwrap_or(u32::MAX)
}

fn amount(good: &Good, sum: i128) -> String {
    format!("{sum} {}", if sum == 1 { &good.one } else { &good.many })
}
