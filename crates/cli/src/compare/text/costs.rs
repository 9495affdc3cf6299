//! What each algorithm pays, beside what is claimed of that.

use std::io::{self, Write};

use draw::report::style::{BAD, BOLD};
use snapshot::price::{Cost, Quantity};
use trace::spec::values::order_name;

use super::super::comparison::{Absent, Comparison, Row};
use super::super::measured::{Measured, Tested};
use super::super::taken::Held;
use super::layout::{styled, table};
use super::right::verdict;
use crate::output::Output;

/// What a cell of the table says.
const HOW_TO_READ: &str =
    "3..9 = e: from 3 to 9, in each run as many as e comes to; <= e: no more than that; -: there was none";

pub(super) fn costs(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let delay = comparison.asked.unit();
    writeln!(out, "{BOLD}What each algorithm pays{BOLD:#}   delay {delay}\n")?;
    let head = ["algorithm", "paid with", "channels"].into_iter();
    let head: Vec<_> = head.chain(Cost::ALL.map(Cost::name)).chain(["verdict"]).collect();
    let measured = |row: &Row| Some(paid(row, row.costs.as_ref().ok()?));
    let rows: Vec<_> = comparison.rows.iter().filter_map(measured).collect();
    table(&head, &rows, out)?;
    let idle = comparison.rows.iter().filter_map(|row| Some((row.entry.name, row.costs.as_ref().err()?)));
    for (name, why) in idle.clone() {
        match why {
            Absent::CannotRun(why) => writeln!(out, "  {why}")?,
            Absent::NoRoom(why) => writeln!(out, "  {name}: {why}")?,
        }
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

/// What a cost came to, beside what is claimed of it. Of a formula that is a number the number is not said twice.
fn figure(measured: &Measured, cost: Cost) -> String {
    let Some(range) = measured.spread(cost).range() else { return "-".to_string() };
    let mut tested = measured.claims.iter().filter(|tested| tested.claim.cost == cost);
    let Some(Tested { claim, held: Held { wrong, times }, .. }) = tested.next() else { return range };
    let says = claim.to_string();
    match wrong {
        Some(_) => styled(BAD, &format!("FAIL: {range}, not {says}")),
        None if *times == 0 => format!("{range} ({says})"),
        None if claim.is_constant() => says,
        None => format!("{range} {says}"),
    }
}

/// What is claimed of what was measured, and was not compared.
fn in_brackets(measured: &Measured) -> impl Iterator<Item = &Tested> {
    let is_measured = |tested: &&Tested| measured.spread(tested.claim.cost).range().is_some();
    measured.claims.iter().filter(|tested| tested.held.times == 0).filter(is_measured)
}

/// What the words and letters of the table mean, and which formulae are not compared, and why.
pub(super) fn words(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    writeln!(out, "  {HOW_TO_READ}")?;
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
    let mut why: Vec<_> = measured().flat_map(in_brackets).map(Tested::why_not).collect();
    why.sort_unstable();
    why.dedup();
    for why in why {
        writeln!(out, "  in brackets: not compared, for {why}")?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use snapshot::price::{Claim, Formula, Relation};

    use super::super::super::measured::tests::measured;
    use super::*;

    fn cell(claims: &'static [Claim]) -> String {
        anstream::adapter::strip_str(&figure(&measured(claims), Cost::Control)).to_string()
    }

    #[test]
    fn a_figure_is_beside_its_formula_a_number_is_said_once_and_what_is_wrong_is_seen() {
        const E: Formula = Formula::Of(Quantity::Channels);
        const OF_CONTROL: Claim = Claim { cost: Cost::Control, relation: Relation::Is, formula: E };
        assert_eq!(cell(&[]), "12");
        assert_eq!(cell(&[OF_CONTROL]), "12 = e");
        assert_eq!(cell(&[Claim { relation: Relation::AtMost, ..OF_CONTROL }]), "12 <= e");
        assert_eq!(cell(&[Claim { formula: Formula::Number(12), ..OF_CONTROL }]), "always 12");
        assert_eq!(cell(&[Claim { formula: Formula::Number(7), ..OF_CONTROL }]), "FAIL: 12, not always 7");
        assert_eq!(
            cell(&[Claim { formula: Formula::Of(Quantity::LongestPath), ..OF_CONTROL }]),
            "12 (= path)"
        );
    }
}
