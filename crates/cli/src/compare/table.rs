//! A comparison as a table for other programs: a row a cost of an algorithm, on each discipline of channels.

use snapshot::price::Cost;
use trace::spec::values::order_name;

use super::comparison::Comparison;
use super::measured::Measured;
use crate::failure::Failure;
use crate::output::Output;

const HEADER: [&str; 11] = [
    "algorithm",
    "channels",
    "delay",
    "seeds",
    "failed",
    "cost",
    "least",
    "median",
    "most",
    "formula",
    "holds",
];

/// Writes all of it.
pub(super) fn csv(comparison: &Comparison<'_>, out: &mut Output) -> Result<(), Failure> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let written = |error: csv::Error| Failure::from(std::io::Error::from(error));
    table.write_record(HEADER).map_err(written)?;
    let (unit, backlog) = (comparison.asked.unit().to_string(), comparison.asked.backlog().to_string());
    for row in &comparison.rows {
        let costs = (row.order, &unit, &row.costs);
        let orders = row.orders.iter().map(|(order, cell)| (*order, &backlog, cell));
        for (order, delay, cell) in [costs].into_iter().chain(orders) {
            let Ok(measured) = cell else { continue };
            for cost in Cost::ALL {
                let head = [row.entry.name, order.map_or("", order_name), delay.as_str()];
                table.write_record(record(head, measured, cost)).map_err(written)?;
            }
        }
    }
    table.flush()?;
    Ok(())
}

fn record(head: [&str; 3], measured: &Measured, cost: Cost) -> Vec<String> {
    let spread = measured.spread(cost);
    let number = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
    let claims = || measured.claims.iter().filter(|tested| tested.claim.cost == cost);
    let formula = claims().map(|tested| format!("{} {}", tested.claim.relation, tested.claim.formula));
    let holds = claims().map(|tested| match (tested.held.times, tested.held.wrong) {
        (0, _) => "",
        (_, None) => "true",
        (_, Some(_)) => "false",
    });
    let sums = [measured.taken.seeds.to_string(), measured.taken.failed.to_string(), cost.name().to_string()];
    let figures = [spread.least(), spread.median(), spread.most()].map(number);
    let claimed = [formula.collect::<Vec<_>>().join(" | "), holds.collect::<Vec<_>>().join(" | ")];
    head.map(str::to_string).into_iter().chain(sums).chain(figures).chain(claimed).collect()
}
