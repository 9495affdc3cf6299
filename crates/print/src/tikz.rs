//! A picture as TikZ, to be read into a paper in LaTeX: lines and shapes as paths, words as nodes in the font of the paper.
//!
//! It has what the SVG shows, at the same places; words may be a little wider or narrower there. It knows no LaTeX beyond that, nor whether the
//! paper's font has a letter.
#![allow(clippy::float_arithmetic, reason = "the lengths of a picture, of which no verdict is made")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use resvg::tiny_skia::{PathSegment, Point};
use resvg::usvg::{
    Fill, FontFamily, Group, LineCap, Node, Paint, Path, Stroke, Text, TextAnchor, TextSpan, Tree, roxmltree,
};

/// From the length of a pixel to that of a point.
const POINTS: f32 = 0.75;

/// A file to be read with `\input`.
pub(crate) fn tikz(svg: &str, tree: &Tree) -> String {
    let mut picture = Picture::default();
    picture.group(tree.root(), 1.0);
    let mut out = String::new();
    let add = |out: &mut String, line: &str| {
        out.push_str(line);
        out.push('\n');
    };
    for line in about(svg) {
        // A comment ends where its line does.
        add(&mut out, &format!("% {}", line.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    add(
        &mut out,
        r"% In the paper: \usepackage{tikz}, and \input of this file; \resizebox{\linewidth}{!}{\input{…}} fits it to a line.",
    );
    add(
        &mut out,
        &format!(
            r"\begin{{tikzpicture}}[x={POINTS}pt,y=-{POINTS}pt,font=\sffamily,every node/.style={{inner sep=0pt}}]"
        ),
    );
    for colour in &picture.colours {
        add(&mut out, &format!(r"\definecolor{{sim-{colour}}}{{HTML}}{{{colour}}}"));
    }
    out + &picture.drawn + "\\end{tikzpicture}\n"
}

/// What the picture says of itself.
fn about(svg: &str) -> Vec<String> {
    let Ok(document) = roxmltree::Document::parse(svg) else { return Vec::new() };
    let own = document.root_element().children();
    let told = own.filter(|node| matches!(node.tag_name().name(), "title" | "desc"));
    told.filter_map(|node| node.text()).map(str::to_string).collect()
}

/// What is drawn so far, and with which colours.
#[derive(Default)]
struct Picture {
    drawn: String,
    colours: BTreeSet<String>,
}

impl Picture {
    fn group(&mut self, group: &Group, opacity: f32) {
        let opacity = opacity * group.opacity().get();
        for node in group.children() {
            match node {
                Node::Group(inner) => self.group(inner, opacity),
                Node::Path(path) => self.path(path, opacity),
                Node::Text(text) => self.text(text),
                // No picture of ours has one.
                Node::Image(_) => {}
            }
        }
    }

    fn path(&mut self, path: &Path, opacity: f32) {
        let Some(data) = path.data().clone().transform(path.abs_transform()) else { return };
        let mut options = Vec::new();
        if let Some(fill) = path.fill() {
            self.fill(fill, opacity, &mut options);
        }
        if let Some(stroke) = path.stroke() {
            self.stroke(stroke, opacity, &mut options);
        }
        if options.is_empty() || !path.is_visible() {
            return;
        }
        let way: String = data.segments().map(segment).collect();
        writeln!(self.drawn, r"\path[{}]{way};", options.join(",")).expect("a string takes all");
    }

    fn fill(&mut self, fill: &Fill, opacity: f32, options: &mut Vec<String>) {
        options.push(format!("fill={}", self.colour(fill.paint())));
        options.extend(seen_through("fill", fill.opacity().get() * opacity));
    }

    fn stroke(&mut self, stroke: &Stroke, opacity: f32, options: &mut Vec<String>) {
        let width = stroke.width().get() * POINTS;
        options.push(format!("draw={},line width={}pt", self.colour(stroke.paint()), number(width)));
        options.extend(seen_through("draw", stroke.opacity().get() * opacity));
        if stroke.linecap() == LineCap::Round {
            options.push("line cap=round".to_string());
        }
        if let Some(dashes) = stroke.dasharray() {
            let dash = |(place, length): (usize, &f32)| {
                let on = if place % 2 == 0 { "on" } else { "off" };
                format!("{on} {}pt", number(length * POINTS))
            };
            let pattern: Vec<_> = dashes.iter().enumerate().map(dash).collect();
            options.push(format!("dash pattern={}", pattern.join(" ")));
        }
    }

    /// The name of a colour. What is hatched has that of the hatching, thinly.
    fn colour(&mut self, paint: &Paint) -> String {
        let (colour, thin) = match paint {
            Paint::Color(colour) => (*colour, ""),
            Paint::Pattern(pattern) => (first_colour(pattern.root()), "!50"),
            // No picture of ours has a gradient.
            Paint::LinearGradient(_) | Paint::RadialGradient(_) => return "black!50".to_string(),
        };
        let colour = format!("{:02X}{:02X}{:02X}", colour.red, colour.green, colour.blue);
        let name = format!("sim-{colour}{thin}");
        self.colours.insert(colour);
        name
    }

    fn text(&mut self, text: &Text) {
        for chunk in text.chunks() {
            let (Some(x), Some(y), [span, ..]) = (chunk.x(), chunk.y(), chunk.spans()) else { continue };
            let mut at = Point::from_xy(x, y);
            text.abs_transform().map_point(&mut at);
            let anchor = match chunk.anchor() {
                TextAnchor::Start => "base west",
                TextAnchor::Middle => "base",
                TextAnchor::End => "base east",
            };
            let colour = span.fill().map_or("black".to_string(), |fill| self.colour(fill.paint()));
            let (font, words) = (font(span), escaped(chunk.text()));
            writeln!(
                self.drawn,
                r"\node[anchor={anchor},text={colour},font={font}] at {} {{{words}}};",
                point(at)
            )
            .expect("a string takes all");
        }
    }
}

/// The first colour in a pattern.
fn first_colour(group: &Group) -> resvg::usvg::Color {
    let of = |node: &Node| match node {
        Node::Path(path) => match (path.stroke().map(Stroke::paint), path.fill().map(Fill::paint)) {
            (Some(Paint::Color(colour)), _) | (None, Some(Paint::Color(colour))) => Some(*colour),
            _ => None,
        },
        Node::Group(group) => Some(first_colour(group)),
        _ => None,
    };
    group.children().iter().find_map(of).unwrap_or(resvg::usvg::Color::black())
}

fn seen_through(what: &str, opacity: f32) -> Option<String> {
    (opacity < 1.0).then(|| format!("{what} opacity={}", number(opacity)))
}

/// The font of a piece of text, in the paper's own families.
fn font(span: &TextSpan) -> String {
    let size = span.font_size().get() * POINTS;
    let is_monospace = |family: &FontFamily| match family {
        FontFamily::Monospace => true,
        FontFamily::Named(name) => name.contains("mono"),
        _ => false,
    };
    let family = if span.font().families().iter().any(is_monospace) { r"\ttfamily" } else { r"\sffamily" };
    let weight = if span.font().weight() >= 600 { r"\bfseries" } else { "" };
    let slant = if span.font().style() == resvg::usvg::FontStyle::Italic { r"\itshape" } else { "" };
    format!(r"\fontsize{{{}}}{{{}}}\selectfont{family}{weight}{slant}", number(size), number(size * 1.25))
}

fn segment(segment: PathSegment) -> String {
    match segment {
        PathSegment::MoveTo(to) => format!(" {}", point(to)),
        PathSegment::LineTo(to) => format!(" -- {}", point(to)),
        PathSegment::QuadTo(by, to) => format!(" .. controls {} .. {}", point(by), point(to)),
        PathSegment::CubicTo(one, two, to) => {
            format!(" .. controls {} and {} .. {}", point(one), point(two), point(to))
        }
        PathSegment::Close => " -- cycle".to_string(),
    }
}

fn point(Point { x, y }: Point) -> String {
    format!("({},{})", number(x), number(y))
}

/// A number with at most two digits behind the point.
fn number(number: f32) -> String {
    let long = format!("{number:.2}");
    let short = long.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_string() } else { short.to_string() }
}

/// A text as LaTeX sets it: nothing in it is a command, and no two letters become one.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\\' => out += r"\textbackslash{}",
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => out.extend(['\\', letter]),
            '~' => out += r"\textasciitilde{}",
            '^' => out += r"\textasciicircum{}",
            '<' => out += r"\textless{}",
            '>' => out += r"\textgreater{}",
            '|' => out += r"\textbar{}",
            '\'' => out += r"\textquotesingle{}",
            '`' => out += r"\textasciigrave{}",
            // Or '--' would be a dash, and '!`' another sign.
            '-' | ',' | '!' | '?' => out.extend([letter, '{', '}']),
            '"' => out += r"{\char34}",
            '…' => out += r"\dots{}",
            '✓' => out += r"$\surd$",
            '✗' | '×' => out += r"$\times$",
            '→' => out += r"$\rightarrow$",
            '·' => out += r"$\cdot$",
            '≤' => out += r"$\leq$",
            '≥' => out += r"$\geq$",
            other => out.push(other),
        }
    }
    out
}
