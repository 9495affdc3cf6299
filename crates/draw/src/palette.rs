//! The colours of the pictures, each by the name of what it is for, on light and on dark paper, and in greys for print.
//!
//! A style sheet names a colour as `var(--NAME)`; what is written has the colour itself, because most programs that open an SVG do not know
//! variables and would draw all of it black. It is no theme of a user's own: what a colour means is said in the legend.

use std::fmt::{self, Write as _};
use std::str::FromStr;

/// On which paper a picture is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scheme {
    /// Light, and dark where the reader's screen is: the file has both.
    #[default]
    Auto,
    /// Light paper.
    Light,
    /// Dark paper.
    Dark,
    /// Greys on white, for a printer without colours.
    Grey,
}

impl Scheme {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Light, Self::Dark, Self::Grey];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Grey => "grey",
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Auto => "As the reader's screen is, which a file of pixels cannot know: light there",
            Self::Light => "Dark on light paper",
            Self::Dark => "Light on dark paper",
            Self::Grey => "Greys on white, for print",
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A scheme that there is none of.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("it is one of auto, light, dark and grey")]
pub struct SchemeError;

impl FromStr for Scheme {
    type Err = SchemeError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name).ok_or(SchemeError)
    }
}

/// A colour by what it is for.
struct Colour {
    name: &'static str,
    light: &'static str,
    dark: &'static str,
    grey: &'static str,
}

const fn colour(name: &'static str, light: &'static str, dark: &'static str, grey: &'static str) -> Colour {
    Colour { name, light, dark, grey }
}

/// What is before a cut is darker than what is after it, so that they are told apart in print too.
const COLOURS: [Colour; 18] = [
    colour("paper", "#ffffff", "#14181d", "#ffffff"),
    colour("ink", "#1b1f24", "#e8ecf0", "#000000"),
    colour("dim", "#4a535d", "#a3adb8", "#3a3a3a"),
    colour("life", "#9aa4ae", "#626d78", "#8a8a8a"),
    colour("line", "#b9c1c9", "#4a545e", "#b0b0b0"),
    colour("before", "#c3d8f7", "#1b2f4b", "#d2d2d2"),
    colour("after", "#fff8ec", "#3a2f1a", "#ffffff"),
    colour("recorded", "#0b6e4f", "#5fd0a5", "#000000"),
    colour("right", "#0b6e4f", "#5fd0a5", "#000000"),
    colour("wrong", "#a80c28", "#ff7d92", "#000000"),
    colour("cut1", "#1f4fa8", "#8ab4ff", "#000000"),
    colour("cut2", "#8a3b00", "#ffb27a", "#333333"),
    colour("cut3", "#6a1b9a", "#d9a6ff", "#555555"),
    colour("cut4", "#00626b", "#6fdbe5", "#222222"),
    colour("forbidden", "#eceff2", "#1f252c", "#ececec"),
    colour("hatch", "#c3cad1", "#39424c", "#bbbbbb"),
    colour("bar", "#3b78c2", "#6ea6ec", "#777777"),
    colour("mark", "#b26a00", "#f0b357", "#444444"),
];

/// Which of a colour's values is meant.
type Paper = fn(&Colour) -> &'static str;

const LIGHT: Paper = |colour| colour.light;
const DARK: Paper = |colour| colour.dark;
const GREY: Paper = |colour| colour.grey;

/// A style sheet of ours with its colours, as it stands in a file.
pub(crate) fn styled(css: &str, scheme: Scheme) -> String {
    match scheme {
        Scheme::Auto => {
            let dark = coloured(&only_coloured(css), DARK);
            format!("{}@media (prefers-color-scheme:dark){{\n{dark}}}\n", coloured(css, LIGHT))
        }
        Scheme::Light => coloured(css, LIGHT),
        Scheme::Dark => coloured(css, DARK),
        Scheme::Grey => coloured(css, GREY),
    }
}

/// The style sheet with colours for the names of colours.
fn coloured(css: &str, paper: Paper) -> String {
    COLOURS
        .iter()
        .fold(css.to_string(), |css, colour| css.replace(&format!("var(--{})", colour.name), paper(colour)))
}

/// Of each rule what names a colour, and no rule that names none.
fn only_coloured(css: &str) -> String {
    let mut out = String::new();
    for (selector, declarations) in css.split('}').filter_map(|rule| rule.split_once('{')) {
        let coloured: Vec<_> = declarations.split(';').filter(|declared| declared.contains("var(")).collect();
        if !coloured.is_empty() {
            writeln!(out, "{}{{{}}}", selector.trim(), coloured.join(";")).expect("a string takes all");
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::float_arithmetic, reason = "the contrast of two colours is a ratio")]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn a_style_has_colours_and_no_variables_and_dark_rules_only_for_what_has_a_colour() {
        let css = ".a{fill:none;stroke:var(--ink)}\n.b{font-weight:700}\n";
        let auto = styled(css, Scheme::Auto);
        assert_eq!(
            auto,
            ".a{fill:none;stroke:#1b1f24}\n.b{font-weight:700}\n\
             @media (prefers-color-scheme:dark){\n.a{stroke:#e8ecf0}\n}\n"
        );
        assert_eq!(styled(css, Scheme::Grey), ".a{fill:none;stroke:#000000}\n.b{font-weight:700}\n");
    }

    /// Relative luminance of a colour `#rrggbb` (WCAG 2.2, 1.4.3).
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn named(name: &str) -> &'static Colour {
        COLOURS.iter().find(|colour| colour.name == name).unwrap()
    }

    #[test]
    fn words_can_be_read_on_all_that_they_stand_on() {
        for paper in [LIGHT, DARK, GREY] {
            for ink in ["ink", "dim", "wrong", "right"] {
                for ground in ["paper", "before", "after", "forbidden"] {
                    let ratio = contrast(paper(named(ink)), paper(named(ground)));
                    assert!(ratio >= 4.5, "{ink} on {ground}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn before_and_after_the_cut_are_told_apart_in_print() {
        for paper in [LIGHT, GREY] {
            let ratio = contrast(paper(named("before")), paper(named("after")));
            assert!(ratio >= 1.35, "{ratio:.2}");
        }
    }
}
