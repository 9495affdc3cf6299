//! The styles of what there are several of: cuts, regions, colours.

use crate::view::View;

/// How many colours there are.
const COLOURS: u32 = 4;

/// How many cuts have a line of their own, those of one colour by their dashes; the next ones begin again and differ by their labels.
const CUT_STYLES: u32 = 2 * COLOURS;

/// The style of the cut at a place.
pub(super) fn cut_style(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(0) % CUT_STYLES + 1
}

/// The colour of what is before the cut at a place, of what was sent after it, and of a region.
pub(super) fn colour(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(0) % COLOURS + 1
}

/// The style of what is drawn here, where there is anything beside what each picture has.
pub(super) fn style(view: &View<'_>) -> &'static str {
    if view.cuts.len() > COLOURS as usize { include_str!("styles.css") } else { "" }
}
