//! How far long work has come: on standard error if that is a terminal, after a moment, and gone when the work ends, however it ends.

mod line;

use std::io::IsTerminal as _;
use std::path::Path;
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::cleanup::Cleanup;
use crate::escape::shown;
use crate::interrupt;
use line::StatusLine;

/// Work that is over before that shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(100);
/// How often in a second it is drawn, at most.
const DRAWN: u8 = 20;

/// What is shown while work goes on.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    _cleanup: Cleanup,
}

impl Progress {
    /// Work of so many parts, in the words of what they are.
    pub(crate) fn of(total: u64, parts: &str) -> Self {
        Self::new(
            Some(total),
            &format!("{{bar:30}} {{human_pos}} of {{human_len}} {parts}, {{rate}} a second, {{eta}} left"),
        )
    }

    /// Work that goes on until it is done, part by part.
    pub(crate) fn counting(parts: &str) -> Self {
        Self::new(None, &format!("{{spinner}} {{msg}}{{human_pos}} {parts}, {{rate}} a second"))
    }

    /// The same, but until the first part there is something else to wait for.
    pub(crate) fn counting_after(what: &str, parts: &str) -> Self {
        let progress = Self::counting(parts);
        progress.say(&format!("{what}; "));
        progress
    }

    /// Work of which no more is known than what it is.
    pub(crate) fn doing(what: &str) -> Self {
        let progress = Self::new(None, "{spinner} {msg}");
        progress.say(what);
        progress
    }

    /// Reading of a file, or of standard input for `-`.
    pub(crate) fn reading(file: &Path) -> Self {
        if file == Path::new("-") {
            return Self::doing("reading standard input");
        }
        Self::doing(&format!("reading {}", file.display()))
    }

    /// Nothing is shown where what is written as the work goes would be in its way.
    pub(crate) fn unless(in_the_way: bool, progress: impl FnOnce() -> Self) -> Self {
        if in_the_way {
            Self { bar: ProgressBar::hidden(), _cleanup: Cleanup::new(|| ()) }
        } else {
            progress()
        }
    }

    fn new(total: Option<u64>, template: &str) -> Self {
        let style = ProgressStyle::with_template(template).expect("the template is well-formed");
        let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            // Whoever reads it misses nothing if it cannot be written.
            let _ = write!(out, "{:.0}", state.per_sec());
        };
        let hidden = ProgressDrawTarget::hidden();
        let bar = ProgressBar::with_draw_target(total, hidden).with_style(style.with_key("rate", rate));
        if std::io::stderr().is_terminal() {
            show_later(&bar);
        }
        let shown = bar.downgrade();
        let cleanup = Cleanup::new(move || shown.upgrade().iter().for_each(ProgressBar::finish_and_clear));
        Self { bar, _cleanup: cleanup }
    }

    /// So many more parts are done.
    pub(crate) fn add(&self, parts: u64) {
        if self.bar.position() == 0 {
            self.say("");
        }
        self.bar.inc(parts);
    }

    /// Writes something where the progress is shown, without the one in the other's way.
    pub(crate) fn beside(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }

    /// What is being done.
    pub(crate) fn say(&self, what: &str) {
        self.bar.set_message(shown(what).into_owned());
    }

    /// So many parts are done; whether to stop there.
    pub(crate) fn at(&self, parts: u64) -> bool {
        self.bar.set_position(parts);
        interrupt::requested()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn show_later(bar: &ProgressBar) {
    let waiting = bar.downgrade();
    thread::spawn(move || {
        thread::sleep(PATIENCE);
        if let Some(bar) = waiting.upgrade().filter(|bar| !bar.is_finished()) {
            let line = Box::new(StatusLine::default());
            bar.set_draw_target(ProgressDrawTarget::term_like_with_hz(line, DRAWN));
            bar.enable_steady_tick(TICK);
        }
    });
}
