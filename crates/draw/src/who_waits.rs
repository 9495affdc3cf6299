//! Who waits for whom in a recorded state, beside who really did: what reports and drawings say of it.
//!
//! Who waits for ever, the file tells; that the snapshot shows what never was, its oracle.

use std::collections::BTreeSet;

use snapshot::oracle::stable;
use trace::model::{Check, Snapshot, WaitFor, WaitGraph, WaitModel};

/// So many processes are told of.
const MOST: usize = 12;

/// One of the two graphs of a snapshot.
pub(crate) struct Graph<'a> {
    model: WaitModel,
    of: &'a WaitGraph,
    /// When it was so; as recorded, if it says nothing.
    at: Option<u64>,
    for_ever: BTreeSet<&'a str>,
    /// Who really waited for ever, if the oracle condemns this.
    really: Option<BTreeSet<&'a str>>,
}

/// The recorded graph of a snapshot, and the one when it was complete; none, where nobody waits for another.
pub(crate) fn graphs(snapshot: &Snapshot) -> Vec<Graph<'_>> {
    let is_stable = |check: &&Check| check.name == stable::CLAIM.name;
    let is_wrong = snapshot.checks.iter().find(is_stable).is_some_and(|check| check.ok == Some(false));
    snapshot.wait_for.iter().flat_map(|wait_for| told(wait_for, snapshot.completed_at, is_wrong)).collect()
}

/// The same of what is told of a snapshot that was complete then, and may be condemned.
pub(crate) fn told(wait_for: &WaitFor, completed_at: Option<u64>, is_wrong: bool) -> Vec<Graph<'_>> {
    let WaitFor { model, recorded, complete } = wait_for;
    let graph = |of, at| Graph { model: *model, of, at, for_ever: names(of), really: None };
    let really = complete.as_ref().filter(|_| is_wrong).map(names);
    let recorded = Graph { really, ..graph(recorded, None) };
    [recorded].into_iter().chain(complete.as_ref().map(|of| graph(of, completed_at))).collect()
}

impl Graph<'_> {
    /// When it was so: `recorded`, or `when complete, t=6`.
    pub(crate) fn when(&self) -> String {
        self.at.map_or_else(|| "recorded".to_string(), |at| format!("when complete, t={at}"))
    }

    /// Whether it is the recorded one.
    pub(crate) const fn is_recorded(&self) -> bool {
        self.at.is_none()
    }

    /// Who waits for whom: `P waits for Q, Q waits for P: a cycle`.
    pub(crate) fn in_words(&self) -> String {
        let (first, rest): (Vec<_>, Vec<_>) =
            self.of.edges.iter().partition(|(process, _)| self.for_ever.contains(process.as_str()));
        if first.is_empty() && rest.is_empty() {
            return "nobody waits".to_string();
        }
        let or = if self.model == WaitModel::And { " and " } else { " or " };
        let clause =
            |(process, others): &(&String, &Vec<String>)| format!("{process} waits for {}", few(others, or));
        let mut told: Vec<_> = first.iter().chain(&rest).take(MOST).map(clause).collect();
        let more = (first.len() + rest.len()).saturating_sub(MOST);
        told.extend((more > 0).then(|| format!("and {more} more wait")));
        let mut told = told.join(", ");
        if let Some(shape) = self.shape() {
            told += &format!(": {shape}");
            if !rest.is_empty() {
                told += &format!(", for ever {}", few(&self.of.for_ever, " and "));
            }
        }
        told
    }

    /// What those are who wait for each other for ever, if some do.
    pub(crate) fn shape(&self) -> Option<&'static str> {
        let shape = if self.model == WaitModel::And { "a cycle" } else { "a knot" };
        (!self.for_ever.is_empty()).then_some(shape)
    }

    /// Whether an edge is one between those who wait for each other for ever.
    pub(crate) fn is_for_ever(&self, from: &str, to: &str) -> bool {
        self.for_ever.contains(from) && self.for_ever.contains(to)
    }

    /// Whether it is so as recorded alone, and the oracle condemns that.
    pub(crate) fn is_wrong(&self, from: &str, to: &str) -> bool {
        let was = |really: &BTreeSet<&str>| really.contains(from) && really.contains(to);
        self.is_for_ever(from, to) && self.really.as_ref().is_some_and(|really| !was(really))
    }

    /// Whether any of it is.
    pub(crate) fn has_wrong(&self) -> bool {
        self.edges().any(|(from, to)| self.is_wrong(from, to))
    }

    /// All edges.
    pub(crate) fn edges(&self) -> impl Iterator<Item = (&str, &str)> {
        self.of
            .edges
            .iter()
            .flat_map(|(from, others)| others.iter().map(move |to| (from.as_str(), to.as_str())))
    }
}

fn names(graph: &WaitGraph) -> BTreeSet<&str> {
    graph.for_ever.iter().map(String::as_str).collect()
}

/// Names with a word between; of many the first.
fn few(names: &[String], between: &str) -> String {
    let mut few: Vec<_> = names.iter().take(MOST).cloned().collect();
    let more = names.len().saturating_sub(MOST);
    few.extend((more > 0).then(|| format!("{more} more")));
    few.join(between)
}
