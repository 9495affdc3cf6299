//! A comparison for people: what each algorithm pays, and on which channels it is right.

use std::io::{self, Write};

use anstyle::Style;
use draw::paper::Paper as _;
use draw::report::style::{BAD, BOLD, GOOD, UNSURE};
use draw::report::{Column, Columns, width};
use sim_core::Order;
use sim_core::words::counted;
use snapshot::Overall;
use snapshot::price::{Cost, Quantity};
use trace::spec::values::order_name;

use super::comparison::{Cell, Comparison, Row};
use super::measured::{Measured, Tested};
use super::searched::Searched;
use crate::failure::Failure;
use crate::memory;
use crate::output::Output;

pub(super) fn text(comparison: &Comparison<'_>, quiet: bool, out: &mut Output) -> Result<(), Failure> {
    if !quiet {
        head(comparison, out)?;
        costs(comparison, out)?;
        disciplines(comparison, out)?;
        if !comparison.asked.models.is_empty() {
            schedules(comparison, out)?;
        }
    }
    failures(comparison, out)?;
    if !quiet {
        closing_line(comparison, out)?;
    }
    Ok(())
}

fn head(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let (version, scenario) = (env!("CARGO_PKG_VERSION"), &comparison.asked.scenario);
    let seeds = &comparison.asked.share.seeds;
    let (seeds, what) = (format!("{}..{}", seeds.start, seeds.end), scenario.describe_alone());
    let hold = match scenario.configuration.atomic {
        true => String::new(),
        false => format!(", hold {}", scenario.timing.hold()),
    };
    writeln!(out, "{BOLD}sim {version}   seeds {seeds}{BOLD:#}   {what}{hold}\n")
}

/// Rows of a table below its head, each column as wide as it has to be.
fn table(head: &[&str], rows: &[Vec<String>], out: &mut Output) -> io::Result<()> {
    let widest = |place: usize| {
        let cells = rows.iter().map(|row| width(&row[place]));
        cells.chain([width(head[place])]).max().unwrap_or(0)
    };
    let columns =
        Columns::new((0..head.len()).map(|place| Column::Left(widest(place))).collect(), out.columns());
    writeln!(out, "{}", columns.row(head))?;
    for row in rows {
        writeln!(out, "{}", columns.row(&row.iter().map(String::as_str).collect::<Vec<_>>()))?;
    }
    Ok(())
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// What each pays.
fn costs(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let delay = comparison.asked.unit();
    writeln!(out, "{BOLD}What each algorithm pays{BOLD:#}   delay {delay}\n")?;
    let head = ["algorithm", "paid with", "channels"].into_iter();
    let head: Vec<_> = head.chain(Cost::ALL.map(Cost::name)).chain(["verdict"]).collect();
    let measured = |row: &Row| Some(paid(row, row.costs.as_ref().ok()?));
    let rows: Vec<_> = comparison.rows.iter().filter_map(measured).collect();
    table(&head, &rows, out)?;
    writeln!(out)?;
    for row in &comparison.rows {
        if let Err(why) = &row.costs {
            writeln!(out, "  {why}")?;
        }
    }
    legend(comparison, out)
}

/// The row of one algorithm.
fn paid(row: &Row, measured: &Measured) -> Vec<String> {
    let with = row.price.map_or(&[][..], |price| price.with).iter().map(|coin| coin.name());
    let with = Some(with.collect::<Vec<_>>().join(", ")).filter(|with| !with.is_empty());
    let order = row.order.map_or("their own", order_name);
    let head = [row.entry.name.to_string(), with.unwrap_or_else(|| "nothing".to_string()), order.to_string()];
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

/// What was found on all seeds.
fn verdict(row: &Row, measured: &Measured) -> String {
    let Measured { seeds, failed, unknown, verdict, .. } = measured;
    match verdict {
        Overall::Holds => styled(GOOD, "good"),
        Overall::Violated if row.is_paid(measured.has_order) => {
            styled(BAD, &format!("FAIL: {failed} of {seeds} wrong"))
        }
        Overall::Violated => format!("{failed} of {seeds} wrong"),
        Overall::Unknown if *unknown > 0 => styled(UNSURE, &format!("{unknown} without a verdict")),
        Overall::Unknown => styled(UNSURE, "no verdict"),
    }
}

/// What the words of the table mean.
fn legend(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let costs = Cost::ALL.map(|cost| format!("{}: {}", cost.name(), cost.about())).join("; ");
    out.paragraph(&[&format!("{costs}.")])?;
    let measured = || comparison.rows.iter().filter_map(|row| row.costs.as_ref().ok());
    let claims = || measured().flat_map(|measured| &measured.claims);
    let spoken = Quantity::ALL
        .into_iter()
        .filter(|quantity| claims().any(|tested| tested.claim.formula.has(*quantity)));
    let known = |quantity: Quantity| {
        let count =
            comparison.distances().count(quantity).map_or(String::new(), |count| format!(" = {count}"));
        format!("{}{count}: {}", quantity.symbol(), quantity.about())
    };
    let quantities: Vec<_> = spoken.map(known).collect();
    if !quantities.is_empty() {
        out.paragraph(&[&format!("{}.", quantities.join("; "))])?;
    }
    let mut why: Vec<_> = claims().filter(|tested| tested.times == 0).map(Tested::why_not).collect();
    why.dedup();
    for why in why {
        out.paragraph(&[&format!("In brackets: not compared, for {why}.")])?;
    }
    writeln!(out)
}

/// On which channels each is right.
fn disciplines(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let delay = comparison.asked.backlog();
    writeln!(out, "{BOLD}Right on which channels?{BOLD:#}   delay {delay}\n")?;
    let cells = |row: &Row| {
        let cells = row.orders.iter().map(|(_, cell)| discipline(row, cell));
        [row.entry.name.to_string()].into_iter().chain(cells).collect()
    };
    table(&orders(comparison), &comparison.rows.iter().map(cells).collect::<Vec<_>>(), out)?;
    writeln!(out)?;
    witnesses(comparison, out)
}

fn discipline(row: &Row, cell: &Cell) -> String {
    cell.as_ref().map_or_else(|_| "-".to_string(), |measured| verdict(row, measured))
}

/// Of each that is wrong where that is no wonder: the first seed, the oracles that say so, and how to see it.
fn witnesses(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    for row in &comparison.rows {
        for (order, cell) in &row.orders {
            let Ok(measured) = cell else { continue };
            if !row.is_paid(measured.has_order) {
                witness(row, *order, measured, out)?;
            }
        }
    }
    Ok(())
}

fn on(order: Option<Order>) -> String {
    order.map_or(String::new(), |order| format!(" on {} channels", order_name(order)))
}

fn witness(row: &Row, order: Option<Order>, measured: &Measured, out: &mut Output) -> io::Result<()> {
    let Some((seed, checks)) = &measured.first_failure else { return Ok(()) };
    writeln!(out, "  {}{}, seed {seed}: {}", row.entry.name, on(order), checks.join(", "))?;
    out.command("    see it:", &measured.scenario.command(*seed))
}

/// On which channels each is right whatever the schedule.
fn schedules(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    writeln!(out, "\n{BOLD}Right in every schedule?{BOLD:#}   {}\n", comparison.models())?;
    let cells = |row: &Row| {
        let cells = row.searched.iter().map(|(_, cell)| match cell {
            Ok(searched) => every_schedule(row, searched),
            Err(_) => "-".to_string(),
        });
        [row.entry.name.to_string()].into_iter().chain(cells).collect()
    };
    let rows: Vec<_> = comparison.rows.iter().map(cells).collect();
    table(&orders(comparison), &rows, out)?;
    writeln!(out)?;
    for row in &comparison.rows {
        for (order, cell) in &row.searched {
            if let Ok(searched) = cell
                && !row.is_paid(searched.has_order)
            {
                let head = format!("  {}{}", row.entry.name, on(*order));
                schedule(&head, searched, out)?;
            }
        }
    }
    Ok(())
}

/// The schedule of which it is wrong, if there is one.
fn schedule(head: &str, searched: &Searched, out: &mut Output) -> io::Result<()> {
    let (Some(wrong), Some(command)) = (&searched.wrong, searched.command()) else { return Ok(()) };
    writeln!(out, "{head}, {}: {}", counted(wrong.steps, "step"), wrong.checks.join(", "))?;
    out.command("    see it:", &command)
}

/// What was found in every schedule.
fn every_schedule(row: &Row, searched: &Searched) -> String {
    match (&searched.wrong, &searched.why_not) {
        (Some(wrong), _) if row.is_paid(searched.has_order) => {
            styled(BAD, &format!("FAIL: wrong after {}", counted(wrong.steps, "step")))
        }
        (Some(wrong), _) => format!("wrong after {}", counted(wrong.steps, "step")),
        (None, Some(why)) => styled(UNSURE, &format!("no verdict: {why}")),
        (None, None) => styled(GOOD, "good"),
    }
}

/// The head of a table with a column a discipline.
fn orders(comparison: &Comparison<'_>) -> Vec<&'static str> {
    let orders = comparison.rows.first().map_or(&[][..], |row| &row.orders);
    let names = orders.iter().map(|(order, _)| order.map_or("their own", order_name));
    ["algorithm"].into_iter().chain(names).collect()
}

/// Everything that is not as it is claimed.
fn failures(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    for row in &comparison.rows {
        let head = format!("{BAD}FAIL{BAD:#}  {}", row.entry.name);
        for measured in row.cells() {
            wrong_claims(&head, measured, out)?;
            if let Some((seed, checks)) =
                measured.first_failure.as_ref().filter(|_| row.is_paid(measured.has_order))
            {
                writeln!(out, "{head}, seed {seed}: {}", checks.join(", "))?;
                out.command("    see it:", &measured.scenario.command(*seed))?;
            }
        }
        for searched in row.searches().filter(|searched| row.is_paid(searched.has_order)) {
            schedule(&head, searched, out)?;
        }
    }
    Ok(())
}

/// The formulae that do not come to what was paid.
fn wrong_claims(head: &str, measured: &Measured, out: &mut Output) -> io::Result<()> {
    let wrong = measured.claims.iter().filter_map(|tested| Some((tested.claim, tested.wrong?)));
    for (claim, (seed, cost, formula)) in wrong {
        let what = format!("{} is {cost}, and {} comes to {formula}", claim.cost.name(), claim.formula);
        writeln!(out, "{head}, seed {seed}: {what}")?;
        out.command("    see it:", &measured.scenario.command(seed))?;
    }
    Ok(())
}

fn closing_line(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let (style, what) = match comparison.verdict() {
        Overall::Holds => (GOOD, "all as claimed"),
        Overall::Violated => (BAD, "not all as claimed"),
        Overall::Unknown => (UNSURE, "no verdict on all"),
    };
    let (algorithms, seeds) = (comparison.rows.len(), comparison.asked.share.wanted());
    let (algorithms, seeds) = (counted(algorithms, "algorithm"), counted(seeds, "seed"));
    write!(out, "{style}{algorithms}, {seeds} each: {what}{style:#}")?;
    match (comparison.was_interrupted(), memory::reached()) {
        (false, _) => {}
        (true, true) => write!(out, "; no room for all seeds: {}", memory::allowed())?,
        (true, false) => write!(out, "; interrupted before the last seed")?,
    }
    writeln!(out)
}
