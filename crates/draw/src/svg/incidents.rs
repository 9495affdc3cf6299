//! What went wrong, in a picture: a message that is lost ends in a cross beside its sender, one that comes twice has two lines, and a process that
//! crashes has a cross on its line.

use trace::model::What;

use super::layout::Layout;
use crate::view::View;
use crate::xml::text;

/// What draws them, where there are any.
pub(super) fn style(view: &View<'_>) -> &'static str {
    let is_one = |what: &What| matches!(what, What::Lost(_) | What::Doubled(_) | What::Crashed);
    let any = view.events.iter().any(|shown| is_one(&shown.event.what));
    if any { include_str!("incidents.css") } else { "" }
}

/// How far from the line of its process a lost message comes.
const WAY: i64 = 54;

/// Where the life of a process ends: where it crashes, or with the picture.
pub(super) fn end_of_life(view: &View<'_>, layout: &Layout, process: usize) -> i64 {
    let crashes = |what: &What| matches!(what, What::Crashed);
    let name = view.processes[process];
    let shown = view.events.iter().position(|shown| shown.process == process && crashes(&shown.event.what));
    if let Some(place) = shown {
        return layout.point(view, place).1;
    }
    let first = view.events.first().map_or(u64::MAX, |shown| shown.event.seq);
    let mut earlier = view.run.events.iter().take_while(|event| event.seq < first);
    let has_crashed = earlier.any(|event| event.proc == name && crashes(&event.what));
    if has_crashed { layout.top } else { layout.end }
}

/// The shape of an incident.
pub(super) fn shape(view: &View<'_>, layout: &Layout, place: usize) -> String {
    let (x, y) = layout.point(view, place);
    let shown = &view.events[place];
    let towards = |to: &str| {
        let to = view.processes.iter().position(|process| *process == to).unwrap_or_default();
        if to < shown.process { -1 } else { 1 }
    };
    match &shown.event.what {
        What::Lost(astray) => {
            let way = WAY * towards(&astray.to);
            let (end, foot) = (x + way, y + WAY / 5);
            let (label, anchor) = (end + way.signum() * 9, if way > 0 { "start" } else { "end" });
            let (below, body) = (foot + 4, text(&astray.body));
            format!(
                r#"<path class="incident" d="M{x} {y}L{end} {foot}m-5 -5l10 10m0 -10l-10 10"/><text class="lost" x="{label}" y="{below}" text-anchor="{anchor}">{body}, lost</text>"#
            )
        }
        What::Doubled(astray) => {
            let way = WAY * towards(&astray.to);
            format!(r#"<path class="incident" d="M{x} {y}l{way} 4m0 6l{} -4"/>"#, -way)
        }
        _ => format!(r#"<path class="incident" d="M{} {}l18 18m0 -18l-18 18m-3 3h24"/>"#, x - 9, y - 9),
    }
}
