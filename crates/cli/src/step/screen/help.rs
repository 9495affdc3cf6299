//! The explanation of the keys and the signs: a page that scrolls.

use ratatui::Frame;
use ratatui::style::Stylize as _;
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Paragraph};

use super::cells;
use crate::step::keys::EXPLAINED;
use crate::step::model::Model;

const SIGNS: [(&str, &str); 9] = [
    ("> and reversed", "the present event; what comes after it is dim"),
    ("*", "an event: a message received, or something done"),
    ("+", "a message sent: a stroke to its lane"),
    ("| :", "in a lane: a message, or one of the algorithm, on its way down to its receipt"),
    ("!", "in a lane: a message that a check finds wrongly recorded, or missing"),
    ("#", "a process records its state: the cut of a snapshot"),
    ("= x", "it records a message in a channel; it closes a channel"),
    ("#1", "behind a state: recorded for snapshot 1"),
    ("~", "a message whose lane has no room"),
];

pub(super) fn draw(frame: &mut Frame<'_>, model: &mut Model<'_>) {
    let area = frame.area();
    let lines = lines(model, area.width);
    let room = usize::from(area.height.saturating_sub(1));
    let most = lines.len().saturating_sub(room);
    let scroll = model.help.as_mut().map_or(0, |scroll| {
        *scroll = (*scroll).min(most);
        *scroll
    });
    let title = if most > 0 { " Help (Down, Up scroll; q closes) " } else { " Help (q closes) " };
    let block = Block::new().borders(Borders::TOP).title(title.bold());
    let shown: Vec<_> = lines.into_iter().skip(scroll).collect();
    frame.render_widget(Paragraph::new(shown).block(block), area);
}

fn lines(model: &Model<'_>, width: u16) -> Vec<Line<'static>> {
    let explained = |(what, meaning): &(&str, &str)| {
        let text = format!("{}  {meaning}", cells::fit(what, 24));
        cells::wrapped(&text, width, 26)
    };
    let mut lines: Vec<_> = EXPLAINED.iter().flat_map(explained).collect();
    lines.push(Line::default());
    lines.push(Line::from("Signs").bold());
    lines.extend(SIGNS.iter().flat_map(explained));
    lines.push(Line::default());
    lines.push(Line::from("The run").bold());
    lines.extend(cells::wrapped(&model.view.headline(), width, 2));
    lines.extend(cells::wrapped(&model.view.extent(), width, 2));
    lines
}
