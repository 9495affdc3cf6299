//! Everything that turns a saved run into something to look at.
//!
//! This crate runs nothing, judges nothing, and knows no terminal.
//!
//! A drawing is made from the saved form of a run alone ([`trace::Saved`]), so a file can be drawn whoever wrote it. [`export`] writes a run as a picture, as a page to step through, and for other programs; which events of it, an [`Extent`] says.
//! What all drawings share is [`view`], with [`words`] for what they say.
//!
//! [`comparison`] is a picture of many runs, of which it is told the numbers; [`lattice`](mod@lattice) one of all the states that a run can have been in; [`lesson`](mod@lesson) a page that teaches with several runs; [`choices`](mod@choices) one to go through a search of every schedule with.
//!
//! [`report`] tells a run in lines of text, of which a space-time diagram is one part; it is written on [`paper`].
#![forbid(unsafe_code)]

mod axis;
pub mod choices;
pub mod comparison;
mod crash;
mod csv;
pub mod diff;
mod dot;
pub mod export;
mod extent;
mod html;
pub mod lattice;
pub mod lesson;
mod mermaid;
mod options;
mod palette;
pub mod paper;
mod perfetto;
pub mod report;
mod shiviz;
mod simlog;
mod svg;
mod vector_time;
pub mod view;
mod who_waits;
pub mod words;
mod wrap;
pub mod xml;

pub use axis::{Axis, AxisError};
pub use crash::Crash;
pub use extent::{Extent, ExtentError, Selection};
pub use palette::{Scheme, SchemeError};
