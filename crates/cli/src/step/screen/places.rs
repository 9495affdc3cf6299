//! What has room where. What has none is said, not squeezed.

use ratatui::layout::{Constraint, Layout, Rect};

use crate::step::model::{Model, Pane};

/// The smallest screen that is drawn on: columns and rows.
pub(super) const SMALLEST: (u16, u16) = (24, 6);
/// From this width on the panes stand beside the diagram, if they are high enough.
const WIDE: u16 = 120;
/// Rows that each pane needs beside the diagram.
const PANE: u16 = 6;
/// From so many rows on there is room for the diagram and a pane.
const BOTH: u16 = 11;

/// Of so many rows the present event has one, however long it is; and two at least.
const PRESENT: u16 = 4;

/// Where everything is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Places {
    pub(super) verdict: Rect,
    pub(super) present: Rect,
    pub(super) diagram: Option<Rect>,
    pub(super) panes: Vec<(Pane, Rect)>,
    pub(super) foot: Rect,
    /// What is not shown for lack of room.
    pub(super) missing: Option<&'static str>,
}

impl Places {
    /// Divides the screen, of which the present event takes so many rows; `None` if it is too small for anything.
    pub(super) fn new(area: Rect, model: &Model<'_>, present: usize) -> Option<Self> {
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            return None;
        }
        let present = u16::try_from(present).unwrap_or(u16::MAX).clamp(2, (area.height / PRESENT).max(2));
        let rows =
            [Constraint::Length(1), Constraint::Length(present), Constraint::Min(0), Constraint::Length(1)];
        let [verdict, present, body, foot] = Layout::vertical(rows).areas(area);
        let (mut diagram, mut missing) = (Some(body), None);
        let mut panes = Vec::new();
        if body.width >= WIDE && body.height >= PANE * 3 {
            let [left, right] =
                Layout::horizontal([Constraint::Fill(3), Constraint::Fill(2)]).spacing(1).areas(body);
            let thirds: [Rect; 3] = Layout::vertical([Constraint::Fill(1); 3]).areas(right);
            panes.extend(Pane::SIDE.into_iter().zip(thirds));
            diagram = Some(left);
        } else if body.height >= BOTH {
            let halves = [Constraint::Fill(5), Constraint::Fill(4)];
            let [above, below] = Layout::vertical(halves).areas(body);
            panes.push((model.side(), below));
            diagram = Some(above);
        } else {
            missing = Some("Tab: what has no room here  ? help");
            if model.focus != Pane::Diagram {
                panes.push((model.focus, body));
                diagram = None;
            }
        }
        Some(Self { verdict, present, diagram, panes, foot, missing })
    }
}
