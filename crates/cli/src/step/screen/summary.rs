//! The lines that are always in sight: the verdict of the run, and the present event in words.

use std::collections::BTreeSet;

use draw::view::View;
use ratatui::style::Stylize as _;
use ratatui::text::Line;
use trace::model::{Check, Verdict};

use super::cells;
use crate::step::model::{Model, sentence};

/// The verdict of the run, in a line.
pub(super) fn verdict(view: &View<'_>, cells: u16) -> Line<'static> {
    let (said, text) = words(view);
    let line = Line::from(cells::fit(&text, usize::from(cells))).bold();
    match said {
        Some(true) => line.green(),
        Some(false) => line.red(),
        None => line.yellow(),
    }
}

/// What the checks of a run come to, and how that is said.
fn words(view: &View<'_>) -> (Option<bool>, String) {
    let Some(footer) = &view.run.footer else {
        return (None, "No verdict: the file has no result, it was cut off".to_string());
    };
    let all: Vec<&Check> = view.checks().map(|(_, check)| check).collect();
    let that = |ok: Option<bool>| all.iter().filter(move |check| check.ok == ok);
    let (failed, unknown, total) = (that(Some(false)).count(), that(None).count(), all.len());
    match footer.outcome.verdict {
        _ if failed > 0 => {
            let names: BTreeSet<&str> = that(Some(false)).map(|check| check.name.as_str()).collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            (Some(false), format!("FAIL: {names} ({failed} of {total} checks)"))
        }
        Verdict::Failed => (Some(false), "FAIL: so the file says, but it names no check".to_string()),
        Verdict::Ok if unknown == 0 && total > 0 => (Some(true), format!("ok: all {total} checks hold")),
        Verdict::Ok | Verdict::Unknown => {
            let reason = that(None).find_map(|check| check.reason.as_deref());
            (None, format!("No verdict: {}", reason.unwrap_or("no check could be made")))
        }
    }
}

/// The present event in words, with its number and its time, as lines.
pub(super) fn present(model: &Model<'_>, width: u16) -> Vec<String> {
    let view = model.view;
    let text = match (model.present(), view.events.first()) {
        (Some(place), _) => {
            let shown = &view.events[place];
            format!("#{} t={}: {}", shown.event.seq, shown.event.t, sentence(shown, view))
        }
        (None, Some(first)) => {
            format!("Before event #{}. Down goes to it; ? explains keys and signs.", first.event.seq)
        }
        (None, None) => "No event of the run is in this window. --window all shows all.".to_string(),
    };
    cells::wrap(&text, width, 2)
}
