//! The styles of what there are several of: cuts, regions, colours.

/// How many snapshots have a line of their own; the next ones begin again and differ by their labels.
const CUT_STYLES: u32 = 4;

/// The style of the cut at a place.
pub(super) fn cut_style(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(0) % CUT_STYLES + 1
}
