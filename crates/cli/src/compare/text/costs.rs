//! What each algorithm pays, beside what is claimed of that.

use std::io::{self, Write};

use draw::report::style::{BAD, BOLD};
use snapshot::price::{Cost, Quantity};
use trace::spec::values::order_name;

use super::super::comparison::{Comparison, Row};
use super::super::measured::{Measured, Tested};
use super::layout::{styled, table};
use super::right::verdict;
use crate::output::Output;

pub(super) fn costs(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let delay = comparison.asked.unit();
    writeln!(out, "{BOLD}What each algorithm pays{BOLD:#}   delay {delay}\n")?;
    let head = ["algorithm", "paid with", "channels"].into_iter();
    let head: Vec<_> = head.chain(Cost::ALL.map(Cost::name)).chain(["verdict"]).collect();
    let measured = |row: &Row| Some(paid(row, row.costs.as_ref().ok()?));
    let rows: Vec<_> = comparison.rows.iter().filter_map(measured).collect();
    table(&head, &rows, out)?;
    let idle = comparison.rows.iter().filter_map(|row| row.costs.as_ref().err());
    for why in idle.clone() {
        writeln!(out, "  {why}")?;
    }
    if idle.count() > 0 {
        writeln!(out)?;
    }
    Ok(())
}

/// The row of one algorithm.
fn paid(row: &Row, measured: &Measured) -> Vec<String> {
    let with: Vec<_> = row.price.map_or(&[][..], |price| price.with).iter().map(|coin| coin.name()).collect();
    let with = if with.is_empty() { "nothing".to_string() } else { with.join(", ") };
    let order = row.order.map_or("their own", order_name);
    let head = [row.entry.name.to_string(), with, order.to_string()];
    let figures = Cost::ALL.map(|cost| figure(measured, cost));
    head.into_iter().chain(figures).chain([verdict(row, measured)]).collect()
}

/// What a cost came to, beside what is claimed of it.
fn figure(measured: &Measured, cost: Cost) -> String {
    let Some(range) = measured.spread(cost).range() else { return "-".to_string() };
    let tested = measured.claims.iter().filter(|tested| tested.claim.cost == cost);
    tested.fold(range, |text, tested| format!("{text} {}", beside(tested)))
}

fn beside(Tested { claim, wrong, times, .. }: &Tested) -> String {
    let formula = format!("{} {}", claim.relation, claim.formula);
    match wrong {
        Some(_) => styled(BAD, &format!("FAIL {formula}")),
        None if *times == 0 => format!("({formula})"),
        None => formula,
    }
}

/// What the words and letters of the table mean, and which formulae are not compared, and why.
pub(super) fn words(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let costs = Cost::ALL.map(|cost| format!("{}: {}", cost.name(), cost.about()));
    let measured = || comparison.rows.iter().filter_map(|row| row.costs.as_ref().ok());
    let claims = || measured().flat_map(|measured| &measured.claims);
    let is_spoken_of = |quantity: &Quantity| claims().any(|tested| tested.claim.formula.has(*quantity));
    let distances = comparison.distances();
    let quantities = Quantity::ALL.into_iter().filter(is_spoken_of).map(|quantity| {
        let count = distances.count(quantity).map_or(String::new(), |count| format!(" = {count}"));
        format!("{}{count}: {}", quantity.symbol(), quantity.about())
    });
    for line in costs.into_iter().chain(quantities) {
        writeln!(out, "  {line}")?;
    }
    let mut why: Vec<_> = claims().filter(|tested| tested.times == 0).map(Tested::why_not).collect();
    why.sort_unstable();
    why.dedup();
    for why in why {
        writeln!(out, "  in brackets: not compared, for {why}")?;
    }
    writeln!(out)
}
