//! Detectors beside each other as a table for other programs, and as a picture.

use draw::Scheme;
use draw::comparison::{self, Bar, Comparison as Drawn, Panel, Point, Trade};

use super::detection::{Detection, FIGURES};
use super::measured::Measured;
use crate::failure::Failure;
use crate::output::Output;
use crate::spread::Spread;

const HEADER: [&str; 9] =
    ["detector", "seeds", "announced", "untrue", "unannounced", "figure", "least", "median", "most"];

/// Writes a row a figure.
pub(super) fn csv(detection: &Detection, out: &mut Output) -> Result<(), Failure> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let written = |error: csv::Error| Failure::from(std::io::Error::from(error));
    let number = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
    table.write_record(HEADER).map_err(written)?;
    for (entry, measured) in detection.measured() {
        let Measured { seeds, right, untrue, unannounced, .. } = measured;
        let counts = [seeds, right, untrue, unannounced].map(ToString::to_string);
        for (name, _, spread) in FIGURES {
            let spread = spread(measured);
            let figures = spread.three().map(number);
            let head = [entry.name.to_string()].into_iter().chain(counts.clone());
            table.write_record(head.chain([name.to_string()]).chain(figures)).map_err(written)?;
        }
    }
    table.flush()?;
    Ok(())
}

/// Draws all of it: hollow is who announced what was not so.
pub(super) fn svg(detection: &Detection, scheme: Scheme, out: &mut Output) -> Result<(), Failure> {
    let (version, seeds) = (env!("CARGO_PKG_VERSION"), &detection.seeds);
    let what = detection.scenario.describe_alone();
    let (x, y) = (FIGURES[2], FIGURES[1]);
    let point = |(name, measured): (&str, &Measured)| {
        let (x, y) = (x.2(measured).median()?, y.2(measured).median()?);
        Some(Point { name: name.to_string(), x, y, wrong: measured.first.is_some() })
    };
    let rows: Vec<_> = detection.measured().map(|(entry, measured)| (entry.name, measured)).collect();
    let drawn = Drawn {
        title: format!("Who detects that it has terminated, delay {}", detection.scenario.timing.message()),
        note: format!("sim {version}, seeds {}..{}; {what}", seeds.start, seeds.end),
        names: rows.iter().map(|(name, _)| (*name).to_string()).collect(),
        panels: FIGURES
            .map(|(name, about, spread)| Panel {
                title: name.to_string(),
                about: about.to_string(),
                bars: rows.iter().map(|(_, measured)| bar(spread(measured), measured)).collect(),
            })
            .into(),
        trade: Trade {
            title: "How soon, and for how much: medians".to_string(),
            x: x.1.to_string(),
            y: y.1.to_string(),
            points: rows.into_iter().filter_map(point).collect(),
        },
    };
    Ok(comparison::write(&drawn, scheme, out)?)
}

fn bar(spread: &Spread, measured: &Measured) -> Option<Bar> {
    let (median, least, most, label) = (spread.median()?, spread.least()?, spread.most()?, spread.range()?);
    Some(Bar { median, least, most, label, wrong: measured.first.is_some() })
}
