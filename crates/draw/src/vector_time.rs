//! The vector time of each event of a saved run, put together from what its events know directly.
//!
//! Files say the latter ([`Event::clock`]), because vector time takes an entry for each process and
//! event. Tables and pages show the whole.

use std::collections::BTreeMap;
use std::rc::Rc;

use trace::Saved;
use trace::model::{Event, What};

/// With more processes than this no vector time is shown: it would be nearly all there is to see.
pub(crate) const MOST_PROCESSES: usize = 1000;

/// How many events of each process are known, by its place among the processes. Entries of 0 are absent.
type Vector = BTreeMap<usize, u64>;

/// The vector time of each event of a run in order, as text: `P:203 Q:202`; empty if the file does not tell it, or with too many
/// processes.
pub(crate) fn of_events(run: &Saved) -> impl Iterator<Item = String> {
    let processes = &run.header.config.processes;
    let mut times = (processes.len() <= MOST_PROCESSES).then(|| Times::new(processes));
    run.events.iter().map(move |event| times.as_mut().map_or_else(String::new, |times| times.next(event)))
}

struct Times<'a> {
    names: Vec<&'a str>,
    places: BTreeMap<&'a str, usize>,
    now: Vec<Rc<Vector>>,
    /// What each message of the computation under way brings along.
    in_flight: BTreeMap<u64, Rc<Vector>>,
}

impl<'a> Times<'a> {
    fn new(processes: &'a [String]) -> Self {
        let names: Vec<&str> = processes.iter().map(String::as_str).collect();
        let places = names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
        let now = vec![Rc::default(); names.len()];
        Self { names, places, now, in_flight: BTreeMap::new() }
    }

    fn next(&mut self, event: &Event) -> String {
        let Some(process) = self.places.get(event.proc.as_str()).copied() else { return String::new() };
        if let Some(known) = &event.clock {
            let known =
                known.iter().filter_map(|(name, count)| Some((*self.places.get(name.as_str())?, *count)));
            let mut told: Vec<(usize, u64)> = known.collect();
            if let What::Recv { msg, .. } = &event.what
                && let Some(sent) = self.in_flight.remove(msg)
            {
                told.extend(sent.iter().map(|(process, count)| (*process, *count)));
            }
            let now = Rc::make_mut(&mut self.now[process]);
            for (process, count) in told {
                let entry = now.entry(process).or_insert(0);
                *entry = count.max(*entry);
            }
        }
        let now = &self.now[process];
        if let What::Send { msg, snapshot: None, .. } = &event.what {
            self.in_flight.insert(*msg, Rc::clone(now));
        }
        let entries = now.iter().map(|(process, count)| format!("{}:{count}", self.names[*process]));
        entries.collect::<Vec<_>>().join(" ")
    }
}
