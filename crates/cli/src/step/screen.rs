//! The screen: the verdict, the present event in words, the diagram, what is so now, the keys.
//!
//! Colours are never the only sign. [`places`] is what has room where, [`diagram`] the events, [`panes`] what stands beside
//! them, [`summary`] the lines above, [`help`] the explanation, [`cells`] how text fits.

mod cells;
mod diagram;
mod help;
mod panes;
mod places;
mod summary;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Stylize as _;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::act::Question;
use super::model::{Model, Pane};
use places::{Places, SMALLEST};

/// The keys, but for what is sought with `m`.
const KEYS: [&str; 2] = ["Down/Up step  n/p recording  m ", "  g go to  / find  Tab,J,K panes  ? help"];
const FEW_KEYS: &str = "Down/Up step  Tab panes  ? help";

/// Draws all of it; takes back what is scrolled too far.
pub(super) fn draw(frame: &mut Frame<'_>, model: &mut Model<'_>) {
    let mut present = summary::present(model, frame.area().width);
    let Some(places) = Places::new(frame.area(), model, present.len()) else {
        let (width, height) = SMALLEST;
        let text = format!("too small: {width}x{height} is needed");
        return frame
            .render_widget(Paragraph::new(cells::wrapped(&text, frame.area().width, 0)), frame.area());
    };
    model.one_at_a_time = places.missing.is_some();
    if model.help.is_some() {
        return help::draw(frame, model);
    }
    frame.render_widget(summary::verdict(model.view, places.verdict.width), places.verdict);
    cells::shorten(&mut present, places.present);
    frame.render_widget(Paragraph::new(present.join("\n")), places.present);
    if let Some(area) = places.diagram {
        diagram::draw(frame, area, model);
    }
    for (pane, area) in &places.panes {
        draw_pane(frame, *area, model, *pane, places.panes.len() == 1);
    }
    frame.render_widget(foot(model, &places), places.foot);
}

/// A pane that scrolls, under its title: with the titles of the others, if it is the only one.
fn draw_pane(frame: &mut Frame<'_>, area: Rect, model: &mut Model<'_>, pane: Pane, alone: bool) {
    let lines = panes::lines(model, pane, area.width);
    let room = usize::from(area.height.saturating_sub(1));
    let scroll = &mut model.scroll[pane as usize];
    *scroll = (*scroll).min(lines.len().saturating_sub(room));
    let (first, all) = (*scroll, lines.len());
    let shown: Vec<Line<'_>> = lines.into_iter().skip(first).take(room).collect();
    let more = if shown.len() < all {
        format!(" lines {}-{} of {all}: J, K ", first + 1, first + shown.len())
    } else {
        String::new()
    };
    let block = cells::titled(titles(model, pane, alone), &[more], area.width);
    frame.render_widget(Paragraph::new(shown).block(block), area);
}

fn titles(model: &Model<'_>, pane: Pane, alone: bool) -> Line<'static> {
    let title = |of: Pane| {
        let text = format!(" {} ", of.title());
        match (of == pane, of == model.focus) {
            (true, true) => text.reversed().bold(),
            (true, false) => text.bold(),
            (false, _) => text.dim(),
        }
    };
    let shown = Pane::SIDE.iter().filter(|of| alone || **of == pane);
    Line::from(shown.map(|of| title(*of)).collect::<Vec<Span<'_>>>())
}

/// The question that is being answered, or what is to be said, or what has no room, or the keys.
fn foot(model: &Model<'_>, places: &Places) -> Line<'static> {
    let width = usize::from(places.foot.width);
    if let Some(prompt) = &model.prompt {
        let asked = match prompt.question {
            Question::Number => "go to event number",
            Question::Text => "find",
        };
        return Line::from(cells::fit(&format!("{asked}: {}_", prompt.answer), width)).bold();
    }
    match (&model.said, places.missing) {
        (Some(said), _) => Line::from(cells::fit(said, width)).reversed(),
        (None, Some(missing)) => Line::from(cells::fit(missing, width)).dim(),
        (None, None) => {
            // `marker`, or `control`, in a word.
            let sought = model.view.word().split(' ').next().unwrap_or_default();
            let keys = KEYS.join(sought);
            Line::from(if cells::width(&keys) <= width { keys } else { FEW_KEYS.to_string() }).dim()
        }
    }
}

#[cfg(test)]
mod tests;
