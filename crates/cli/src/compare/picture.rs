//! A comparison as a picture: what is drawn of it.

use draw::Scheme;
use draw::comparison::{self, Bar, Comparison as Drawn, Panel, Point, Trade};
use snapshot::oracle::Overall;
use snapshot::price::Cost;

use super::comparison::{Comparison, Row};
use super::measured::Measured;
use crate::failure::Failure;
use crate::output::Output;

/// Draws all of it.
pub(super) fn svg(compared: &Comparison<'_>, scheme: Scheme, out: &mut Output) -> Result<(), Failure> {
    let (asked, version) = (compared.asked, env!("CARGO_PKG_VERSION"));
    let rows: Vec<_> = compared.rows.iter().filter_map(|row| Some((row, row.costs.as_ref().ok()?))).collect();
    let seeds = &compared.share.seeds;
    let note = format!(
        "sim {version}, seeds {}..{}; {}; each on the channels that it needs",
        seeds.start,
        seeds.end,
        asked.scenario.describe_alone()
    );
    let drawn = Drawn {
        title: format!("What each algorithm pays, delay {}", asked.unit()),
        note,
        names: rows.iter().map(|(row, _)| row.entry.name.to_string()).collect(),
        panels: Cost::ALL.map(|cost| panel(&rows, cost)).into(),
        trade: Trade {
            title: format!("How soon, and how much, delay {}: medians", asked.backlog()),
            x: Cost::Recorded.about().to_string(),
            y: Cost::Messages.about().to_string(),
            points: compared.rows.iter().filter_map(point).collect(),
        },
    };
    Ok(comparison::write(&drawn, scheme, out)?)
}

fn panel(rows: &[(&Row, &Measured)], cost: Cost) -> Panel {
    Panel {
        title: cost.name().to_string(),
        about: cost.about().to_string(),
        bars: rows.iter().map(|(_, measured)| bar(measured, cost)).collect(),
    }
}

fn bar(measured: &Measured, cost: Cost) -> Option<Bar> {
    let spread = measured.spread(cost);
    let claims = measured.claims.iter().filter(|tested| tested.claim.cost == cost && tested.held.times > 0);
    let label = claims.clone().fold(spread.range()?, |label, tested| {
        let claim = tested.claim;
        if claim.is_constant() && tested.held.wrong.is_none() {
            claim.to_string()
        } else {
            format!("{label} {claim}")
        }
    });
    Some(Bar {
        median: spread.median()?,
        least: spread.least()?,
        most: spread.most()?,
        label,
        wrong: claims.clone().any(|tested| tested.held.wrong.is_some()),
    })
}

fn point(row: &Row) -> Option<Point> {
    let measured = row.backlog()?;
    Some(Point {
        name: row.entry.name.to_string(),
        x: measured.spread(Cost::Recorded).median()?,
        y: measured.spread(Cost::Messages).median()?,
        wrong: measured.verdict == Overall::Violated,
    })
}
