//! The formats a saved run can be written in for other eyes and other programs, and what they are told.

use std::fmt;
use std::io::{self, Write};

use sim_core::words::counted;
use trace::Saved;

use crate::extent::Extent;
pub use crate::options::Options;
use crate::view::{Limits, View};
use crate::{csv, dot, html, mermaid, perfetto, shiviz, simlog, svg, vector_time, words};

/// A format to write a run in. None of them can be read back: for that there is JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A picture.
    Svg,
    /// A page to step through the run.
    Html,
    /// A log for ShiViz.
    Shiviz,
    /// A Mermaid sequence diagram.
    Mermaid,
    /// A Graphviz graph.
    Dot,
    /// A table.
    Csv,
    /// A trace for the Perfetto UI.
    Perfetto,
    /// A log as another program would write it.
    Simlog,
}

impl Format {
    /// All of them, the pictures first.
    pub const ALL: [Self; 8] = [
        Self::Svg,
        Self::Html,
        Self::Shiviz,
        Self::Mermaid,
        Self::Dot,
        Self::Csv,
        Self::Perfetto,
        Self::Simlog,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Html => "html",
            Self::Shiviz => "shiviz",
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::Csv => "csv",
            Self::Perfetto => "perfetto",
            Self::Simlog => "simlog",
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Svg => "A picture: space-time diagram with the cut",
            Self::Html => "A page to step through the run and to move the cut, in one file",
            Self::Shiviz => "A log for ShiViz",
            Self::Mermaid => "A Mermaid sequence diagram",
            Self::Dot => "A Graphviz graph",
            Self::Csv => "A table",
            Self::Perfetto => "A trace for the Perfetto UI",
            Self::Simlog => "A log as another program would write it, for 'sim judge'",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Format {
    /// How much it shows at most; `None` if it has room for everything.
    const fn limits(self) -> Option<Limits> {
        match self {
            Self::Svg => Some(svg::LIMITS),
            Self::Html => Some(html::LIMITS),
            Self::Mermaid => Some(mermaid::LIMITS),
            Self::Dot => Some(dot::LIMITS),
            Self::Shiviz | Self::Csv | Self::Perfetto | Self::Simlog => None,
        }
    }
}

/// So many events can be asked of a drawing.
pub const MOST_EVENTS: u16 = 20_000;

/// What a run has and this form of it does not show, and how to have it: a line each.
#[must_use]
pub fn left_out(run: &Saved, format: Format, options: &Options) -> Vec<String> {
    let usual = format.limits().unwrap_or(Limits { events: usize::MAX, processes: usize::MAX });
    let limits = options.limits(usual);
    let (total, shown) = (run.events.len(), options.extent.select(&run.events, limits.events));
    let (count, wanted) = (shown.range.len(), shown.wanted);
    let (mut lines, what) = (Vec::new(), called(format));
    if count < wanted {
        let more = if wanted <= usize::from(MOST_EVENTS) {
            format!("--at-most {wanted} shows them, ")
        } else {
            String::new()
        };
        lines.push(format!(
            "{what} shows {count} of the {wanted} events that were asked for; {more}-f csv has all"
        ));
    } else if count < total && options.extent == Extent::Snapshot {
        let total = counted(total, "event");
        lines.push(format!("{what} shows {count} of {total}; --window all asks for all"));
    }
    if matches!(format, Format::Mermaid | Format::Shiviz | Format::Dot) {
        lines.extend(overtaking(&View::of(run, options, limits), format));
    }
    let after_last = run.events.last().map_or(0, |event| event.seq + 1);
    if let Extent::Events(numbers) = &options.extent
        && numbers.end > after_last
    {
        lines.push(format!("the run has no events from number {after_last} on"));
    }
    lines.extend(processes(run, format, options, limits));
    lines.extend(clocks(run, format));
    lines.extend(letters(run, format, options));
    lines
}

/// Why no event is in the window that was asked for by numbers; nothing, if one is.
#[must_use]
pub fn nothing_in_window(run: &Saved, options: &Options) -> Option<String> {
    let last = run.events.last()?;
    let Extent::Events(numbers) = &options.extent else { return None };
    let is_empty = options.extent.select(&run.events, 1).range.is_empty();
    let told = words::number(run, last);
    is_empty.then(|| {
        format!("no event of the run is in the window {}..{}: its last is {told}", numbers.start, numbers.end)
    })
}

/// What it is called when it is told what it shows: an SVG is drawn again in other forms.
const fn called(format: Format) -> &'static str {
    match format {
        Format::Svg => "the picture",
        other => other.name(),
    }
}

/// That some processes are not shown, or that some are not there.
fn processes(run: &Saved, format: Format, options: &Options, limits: Limits) -> Vec<String> {
    let declared = &run.header.config.processes;
    let is_there =
        |name: &String| declared.contains(name) || run.events.iter().any(|event| event.proc == *name);
    let unknown = options.processes.iter().filter(|name| !is_there(name));
    let mut lines: Vec<_> =
        unknown.map(|name| format!("no process is called '{name}'; there are {}", some(declared))).collect();
    if options.processes.is_empty() && declared.len() > limits.processes {
        let (what, shown, all) = (called(format), limits.processes, declared.len());
        lines.push(format!(
            "{what} shows {shown} of {all} processes; --processes names those to be shown, -f csv has all"
        ));
    }
    lines
}

/// The first of some names.
fn some(names: &[String]) -> String {
    const MOST: usize = 12;
    let more = if names.len() > MOST { format!(" and {} more", names.len() - MOST) } else { String::new() };
    format!("{}{more}", names[..names.len().min(MOST)].join(", "))
}

/// That a form has no room for the vector time of so many processes.
fn clocks(run: &Saved, format: Format) -> Option<String> {
    let most = match format {
        Format::Html => html::CLOCKS,
        Format::Csv | Format::Perfetto => vector_time::MOST_PROCESSES,
        Format::Svg | Format::Shiviz | Format::Mermaid | Format::Dot | Format::Simlog => return None,
    };
    let processes = run.header.config.processes.len();
    if processes <= most || run.events.iter().all(|event| event.clock.is_none()) {
        return None;
    }
    let in_table = processes <= vector_time::MOST_PROCESSES;
    let elsewhere = if in_table { "-f csv has them" } else { "-f json has what they are made of" };
    Some(format!("{format} has no clocks of more than {most} processes; {elsewhere}"))
}

/// That a Mermaid diagram ends before the extent does, because Mermaid draws so many characters and no more.
fn letters(run: &Saved, format: Format, options: &Options) -> Option<String> {
    let left = if format == Format::Mermaid { mermaid::left_out(run, options) } else { 0 };
    let (last, most) = (counted(left, "event"), mermaid::MAX_CHARACTERS);
    let line =
        format!("{format} leaves out the last {last}, to stay below {most} characters; -f csv has all");
    (left > 0).then_some(line)
}

/// That messages overtake others, for a format that cannot show it but in words.
fn overtaking(view: &View<'_>, format: Format) -> Option<String> {
    let (fast, slow) = view.overtakings().into_iter().next()?;
    let [fast, slow] = [fast, slow].map(|place| &view.messages[place].name);
    Some(format!("{format} cannot draw overtaking, only say it, as of {fast} and {slow}; -f svg draws it"))
}

/// Writes a run.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(run: &Saved, format: Format, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let extent = &options.extent;
    match format {
        Format::Svg => svg::write(run, options, out),
        Format::Html => html::write(run, options, out),
        Format::Shiviz => shiviz::write(run, extent, out),
        Format::Mermaid => mermaid::write(run, options, out),
        Format::Dot => dot::write(run, options, out),
        Format::Csv => csv::write(run, extent, out),
        Format::Perfetto => perfetto::write(run, extent, out),
        Format::Simlog => simlog::write(run, extent, out),
    }
}

/// A run in this form, as a text.
///
/// # Panics
/// Never: there is room for it, and every form is UTF-8.
#[must_use]
pub fn to_string(run: &Saved, format: Format, options: &Options) -> String {
    let mut out = Vec::new();
    write(run, format, options, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("every form is UTF-8")
}
