//! All that is compared, run: a row an algorithm.

use sim_core::Order;
use snapshot::Overall;
use snapshot::algorithms::Entry;
use snapshot::price::{self, Distances, Price};
use trace::spec::values::ORDERS;

use super::asked::Asked;
use super::measured::Measured;
use crate::failure::Failure;
use crate::progress::Progress;

/// What came of all of them.
pub(super) struct Comparison<'a> {
    pub(super) asked: &'a Asked,
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
}

/// What was measured, or why the algorithm cannot be run.
pub(super) type Cell = Result<Measured, String>;

impl<'a> Comparison<'a> {
    /// Runs all of it.
    pub(super) fn of(asked: &'a Asked) -> Result<Self, Failure> {
        let orders = if asked.has_own_orders() {
            vec![None]
        } else {
            ORDERS.map(|(_, order, _)| Some(order)).to_vec()
        };
        let cells = (asked.algorithms.len() * (1 + orders.len())) as u64;
        let progress = Progress::of(cells.saturating_mul(asked.share.wanted()), "seeds");
        let run = |entry: &'static Entry, order, delay| {
            let scenario = match asked.under(entry, order, delay) {
                Ok(scenario) => scenario,
                Err(Failure::Input { what, .. }) => return Ok(Err(what)),
                Err(failure) => return Err(failure),
            };
            let claims = price::of(entry.name).map_or(&[][..], |price| price.claims);
            Measured::of(entry, claims, scenario, &asked.share, &progress).map(Ok)
        };
        let row = |entry: &&'static Entry| {
            let on_each = |order: &Option<Order>| Ok((*order, run(entry, *order, asked.backlog())?));
            let order = asked.order(entry);
            Ok::<_, Failure>(Row {
                entry,
                price: price::of(entry.name),
                costs: run(entry, order, asked.unit())?,
                orders: orders.iter().map(on_each).collect::<Result<_, Failure>>()?,
                order,
            })
        };
        Ok(Self { asked, rows: asked.algorithms.iter().map(row).collect::<Result<_, _>>()? })
    }

    /// What is known of the network.
    pub(super) fn distances(&self) -> Distances {
        let configuration = &self.asked.scenario.configuration;
        Distances::of(&configuration.topology, &configuration.initiation.initiators)
    }

    /// Whether everything is as it is claimed.
    pub(super) fn verdict(&self) -> Overall {
        Overall::of(self.rows.iter().flat_map(|row| row.cells().map(|cell| row.verdict(cell))))
    }

    /// Whether not all seeds were run.
    pub(super) fn was_interrupted(&self) -> bool {
        let wanted = self.asked.share.wanted();
        self.rows.iter().flat_map(Row::cells).any(|measured| measured.seeds < wanted)
    }
}

impl Row {
    /// All that was measured.
    pub(super) fn cells(&self) -> impl Iterator<Item = &Measured> {
        let orders = self.orders.iter().map(|(_, cell)| cell);
        [&self.costs].into_iter().chain(orders).filter_map(|cell| cell.as_ref().ok())
    }

    /// What was measured on its own channels where messages overtake each other.
    pub(super) fn backlog(&self) -> Option<&Measured> {
        let (_, cell) = self.orders.iter().find(|(order, _)| *order == self.order)?;
        cell.as_ref().ok()
    }

    /// Whether an algorithm is to be right there: enough is paid, and its needs hold.
    pub(super) fn is_paid(&self, measured: &Measured) -> bool {
        measured.has_order && self.price.is_none_or(|price| price.enough)
    }

    /// Whether it is as it is claimed. Of what is not paid for nothing is claimed.
    pub(super) fn verdict(&self, measured: &Measured) -> Overall {
        if measured.has_wrong_claim() {
            return Overall::Violated;
        }
        match measured.verdict {
            Overall::Violated if !self.is_paid(measured) => Overall::Holds,
            verdict => verdict,
        }
    }
}
