//! The line of a message that passes events of other processes: it leaves room around each, so that it is seen not to touch it. Where they
//! are, `layout` says; who draws the line, `marks`.

use super::layout::Layout;
use crate::view::View;

/// How near to such an event the line is not drawn.
const APART: i64 = 10;

/// A point of the picture.
type Point = (i64, i64);

/// For each column how far down its events are, in that order.
pub(super) struct Passing {
    columns: Vec<(i64, Vec<i64>)>,
}

impl Passing {
    pub(super) fn new(view: &View<'_>, layout: &Layout) -> Self {
        let mut columns: Vec<_> = layout.columns.iter().map(|x| (*x, Vec::new())).collect();
        for (shown, y) in view.events.iter().zip(&layout.events) {
            columns[shown.process].1.push(*y);
        }
        columns.iter_mut().for_each(|(_, heights)| heights.sort_unstable());
        Self { columns }
    }

    /// The way from one point to another, with gaps.
    pub(super) fn path(&self, from: Point, to: Point) -> String {
        let ((x1, y1), (dx, dy)) = (from, (to.0 - from.0, to.1 - from.1));
        // Along the line is measured in parts of a pixel: as many as it is long.
        let square = dx * dx + dy * dy;
        let at = |along: i64| format!("{} {}", x1 + dx * along / square, y1 + dy * along / square);
        let (mut path, mut drawn) = (format!("M{x1} {y1}"), 0);
        for (begin, end) in self.gaps(from, to) {
            if begin > drawn {
                path += &format!("L{}", at(begin));
            }
            if end > drawn {
                path += &format!("M{}", at(end));
                drawn = end;
            }
        }
        path + &format!("L{} {}", to.0, to.1)
    }

    /// From where to where the line is too near to an event of a column that it crosses.
    fn gaps(&self, (x1, y1): Point, (x2, y2): Point) -> Vec<(i64, i64)> {
        let (dx, dy) = (x2 - x1, y2 - y1);
        let square = dx * dx + dy * dy;
        let (left, right) = (x1.min(x2), x1.max(x2));
        let mut gaps = Vec::new();
        for (x, heights) in self.columns.iter().filter(|(x, _)| left < *x && *x < right) {
            let y = y1 + dy * (x - x1) / dx;
            let reach = APART * square.isqrt() / dx.abs() + 1;
            let first = heights.partition_point(|height| *height < y - reach);
            for height in heights[first..].iter().take_while(|height| **height <= y + reach) {
                let along = (x - x1) * dx + (height - y1) * dy;
                let aside = (x - x1) * dy - (height - y1) * dx;
                let half = (APART * APART * square - aside * aside).max(0).isqrt();
                if half > 0 {
                    gaps.push((along - half, along + half));
                }
            }
        }
        gaps.sort_unstable();
        gaps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_leaves_room_around_the_events_that_it_passes_and_only_there() {
        let passing = Passing { columns: vec![(0, vec![0]), (100, vec![45, 300]), (200, vec![100])] };
        assert_eq!(passing.path((0, 0), (200, 100)), "M0 0L90 45M106 53L200 100");
        assert_eq!(passing.path((200, 100), (0, 0)), "M200 100L106 53M90 45L0 0");
        assert_eq!(passing.path((0, 200), (200, 200)), "M0 200L200 200", "nothing is near");
        assert_eq!(passing.path((0, 45), (100, 45)), "M0 45L100 45", "its own events are no hindrance");
    }

    #[test]
    fn gaps_that_meet_are_one() {
        let passing = Passing { columns: vec![(50, vec![0, 4])] };
        assert_eq!(passing.path((0, 0), (100, 0)), "M0 0L40 0M60 0L100 0");
    }
}
