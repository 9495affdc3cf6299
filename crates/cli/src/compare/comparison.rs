//! All that is compared, run: a row an algorithm.

use std::fmt;

use sim_core::Order;
use snapshot::algorithms::Entry;
use snapshot::oracle::Overall;
use snapshot::price::{self, Distances, Price};
use trace::spec::values::ORDERS;

use super::asked::Asked;
use super::measured::{Measured, Source};
use super::searched::Searched;
use super::taken::Taken;
use crate::check::sweep::Share;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::scenario::Scenario;

/// What came of all of them.
pub(super) struct Comparison<'a> {
    pub(super) asked: &'a Asked,
    /// The seeds that were run.
    pub(super) share: &'a Share,
    pub(super) rows: Vec<Row>,
}

/// What came of one algorithm.
pub(super) struct Row {
    pub(super) entry: &'static Entry,
    pub(super) price: Option<&'static Price>,
    /// Where every message takes one tick, unless something else was asked for.
    pub(super) costs: Cell,
    /// On each discipline of channels, where messages overtake each other; without one, where channels have orders of their own.
    pub(super) orders: Vec<(Option<Order>, Cell)>,
    /// On which of them it was measured.
    pub(super) order: Option<Order>,
    /// On each discipline of channels, under every schedule, if that was asked for.
    pub(super) searched: Vec<(Option<Order>, Result<Searched, Absent>)>,
}

/// What was measured, or why it was not.
pub(super) type Cell = Result<Measured, Absent>;

/// Why nothing is known of an algorithm.
#[derive(Clone, Debug)]
pub(super) enum Absent {
    /// It cannot be run.
    CannotRun(String),
    /// There is no room for it.
    NoRoom(String),
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CannotRun(why) | Self::NoRoom(why) => f.write_str(why),
        }
    }
}

impl<'a> Comparison<'a> {
    /// Runs all of it under these seeds, unless what came of them is `kept`, cell by cell.
    pub(super) fn of(
        asked: &'a Asked,
        share: &'a Share,
        kept: Option<&[Option<Taken>]>,
    ) -> Result<Self, Failure> {
        let orders = if asked.has_own_orders() {
            vec![None]
        } else {
            ORDERS.map(|(_, order, _)| Some(order)).to_vec()
        };
        let cells = (asked.algorithms.len() * (1 + orders.len())) as u64;
        let progress = || Progress::of(cells.saturating_mul(share.wanted()), "seeds");
        let progress = Progress::unless(kept.is_some(), progress);
        let source = match kept {
            Some(cells) => Source::Kept(cells, share.wanted()),
            None => Source::Seeds(share, &progress),
        };
        let run = |entry: &'static Entry, order, delay, cell| {
            let claims = price::of(entry.name).map_or(&[][..], |price| price.claims);
            let scenario = Asked::under(entry, &asked.scenario, order, Some(delay));
            let measure = |scenario| Measured::of((entry, claims), scenario, &source, cell);
            present(scenario, measure)
        };
        let row = |(number, entry): (usize, &&'static Entry)| {
            let first = number * (1 + orders.len());
            let on_each = |(place, order): (usize, &Option<Order>)| {
                Ok((*order, run(entry, *order, asked.backlog(), first + 1 + place)?))
            };
            let order = asked.order(entry);
            Ok::<_, Failure>(Row {
                entry,
                price: price::of(entry.name),
                costs: run(entry, order, asked.unit(), first)?,
                orders: orders.iter().enumerate().map(on_each).collect::<Result<_, Failure>>()?,
                order,
                searched: Vec::new(),
            })
        };
        let mut rows: Vec<_> = asked.algorithms.iter().enumerate().map(row).collect::<Result<_, _>>()?;
        drop(progress);
        if !asked.models.is_empty() {
            for row in &mut rows {
                let each = orders.iter().map(|order| Ok((*order, searched(asked, row.entry, *order)?)));
                row.searched = each.collect::<Result<_, Failure>>()?;
            }
        }
        Ok(Self { asked, share, rows })
    }

    /// What was taken in, cell by cell; nothing where an algorithm cannot be run.
    pub(super) fn into_taken(self) -> Result<Vec<Option<Taken>>, Failure> {
        let cells = self.rows.into_iter().flat_map(|row| {
            let orders = row.orders.into_iter().map(|(_, cell)| cell);
            [row.costs].into_iter().chain(orders)
        });
        let taken = |cell: Cell| match cell {
            Ok(measured) => Ok(Some(measured.taken)),
            Err(Absent::CannotRun(_)) => Ok(None),
            Err(Absent::NoRoom(why)) => Err(Failure::Memory(why)),
        };
        cells.map(taken).collect()
    }

    /// The models that are searched, in words.
    pub(super) fn models(&self) -> String {
        let models: Vec<_> = self.asked.models.iter().map(|model| model.describe_alone()).collect();
        models.join("; and ")
    }

    /// What is known of the network.
    pub(super) fn distances(&self) -> Distances {
        let configuration = &self.asked.scenario.configuration;
        Distances::of(&configuration.topology, &configuration.initiation.initiators)
    }

    /// Whether everything is as it is claimed.
    pub(super) fn verdict(&self) -> Overall {
        let no_room = self.rows.iter().flat_map(Row::absent).filter(|why| matches!(why, Absent::NoRoom(_)));
        let no_room = no_room.map(|_| Overall::Unknown);
        let measured = |row: &Row| row.cells().map(|cell| row.verdict(cell)).collect::<Vec<_>>();
        let searched = |row: &Row| row.searches().map(|cell| row.verdict_of_all(cell)).collect::<Vec<_>>();
        Overall::of(self.rows.iter().flat_map(|row| [measured(row), searched(row)].concat()).chain(no_room))
    }

    /// Whether not all seeds were run.
    pub(super) fn lacks_seeds(&self) -> bool {
        self.rows.iter().flat_map(Row::cells).any(|measured| !measured.is_whole())
    }
}

impl Row {
    /// All that was measured.
    pub(super) fn cells(&self) -> impl Iterator<Item = &Measured> {
        let orders = self.orders.iter().map(|(_, cell)| cell);
        [&self.costs].into_iter().chain(orders).filter_map(|cell| cell.as_ref().ok())
    }

    /// Why something of it is not known.
    fn absent(&self) -> impl Iterator<Item = &Absent> {
        let orders = self.orders.iter().filter_map(|(_, cell)| cell.as_ref().err());
        let searched = self.searched.iter().filter_map(|(_, cell)| cell.as_ref().err());
        self.costs.as_ref().err().into_iter().chain(orders).chain(searched)
    }

    /// What was measured on its own channels where messages overtake each other.
    pub(super) fn backlog(&self) -> Option<&Measured> {
        let (_, cell) = self.orders.iter().find(|(order, _)| *order == self.order)?;
        cell.as_ref().ok()
    }

    /// All that was searched.
    pub(super) fn searches(&self) -> impl Iterator<Item = &Searched> {
        self.searched.iter().filter_map(|(_, cell)| cell.as_ref().ok())
    }

    /// Whether an algorithm is to be right there: enough is paid, and the channels have the order that it needs.
    pub(super) fn is_paid(&self, has_order: bool) -> bool {
        has_order && self.price.is_none_or(|price| price.enough)
    }

    /// Whether it is as it is claimed. Of what is not paid for nothing is claimed.
    pub(super) fn verdict(&self, measured: &Measured) -> Overall {
        if measured.has_wrong_claim() {
            return Overall::Violated;
        }
        match measured.verdict {
            Overall::Violated if !self.is_paid(measured.has_order) && measured.is_whole() => Overall::Holds,
            Overall::Violated if !self.is_paid(measured.has_order) => Overall::Unknown,
            verdict => verdict,
        }
    }

    /// The same of every schedule.
    pub(super) fn verdict_of_all(&self, searched: &Searched) -> Overall {
        match searched.verdict {
            Overall::Violated if !self.is_paid(searched.has_order) => Overall::Holds,
            verdict => verdict,
        }
    }
}

/// What is done with a scenario, or why it cannot be; without room for it nothing is lost of what is known of others.
fn present<T>(
    scenario: Result<Scenario, Failure>,
    work: impl FnOnce(Scenario) -> Result<T, Failure>,
) -> Result<Result<T, Absent>, Failure> {
    let scenario = match scenario {
        Err(Failure::Input { what, .. }) => return Ok(Err(Absent::CannotRun(what))),
        other => other,
    };
    match scenario.and_then(work) {
        Err(Failure::Memory(why)) => Ok(Err(Absent::NoRoom(why))),
        other => other.map(Ok),
    }
}

/// Searches one model after another, until one is not good.
fn searched(
    asked: &Asked,
    entry: &'static Entry,
    order: Option<Order>,
) -> Result<Result<Searched, Absent>, Failure> {
    let mut last = Err(Absent::CannotRun("there is nothing to search".to_string()));
    for model in &asked.models {
        let scenario = Asked::under(entry, model, order, None);
        last = present(scenario, |scenario| Searched::of(entry, scenario, &asked.options))?;
        if last.as_ref().is_ok_and(|searched| searched.verdict != Overall::Holds) {
            break;
        }
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use snapshot::algorithms;

    use super::super::measured::tests::measured;
    use super::*;

    #[test]
    fn what_is_wrong_where_it_may_be_is_as_claimed_once_all_seeds_are_run() {
        let row = |name| Row {
            entry: algorithms::entry(name).expect("it is in the catalog"),
            price: price::of(name),
            costs: Err(Absent::NoRoom("a bound".to_string())),
            orders: Vec::new(),
            order: None,
            searched: Vec::new(),
        };
        let mut measured = measured(&[]);
        measured.verdict = Overall::Violated;
        assert_eq!(row("chandy-lamport").verdict(&measured), Overall::Violated);
        assert_eq!(row("naive-request").verdict(&measured), Overall::Holds);
        measured.wanted += 1;
        assert_eq!(row("chandy-lamport").verdict(&measured), Overall::Violated);
        assert_eq!(row("naive-request").verdict(&measured), Overall::Unknown);
    }
}
