//! The terminal: draws, waits, and gives it back when it is wanted elsewhere.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{self, Event, KeyEvent};
use crossterm::execute;
use ratatui::DefaultTerminal;

use super::keys::press;
use super::model::{After, Model};
use super::screen;
use crate::cleanup::Cleanup;
use crate::failure::Failure;
use crate::interrupt;

/// How long to wait for a key before looking whether the terminal is still there.
const LOOK_UP: Duration = Duration::from_millis(250);

/// What happened while we waited.
enum Heard {
    Key(KeyEvent),
    /// The terminal has another size, or other programs may have written on it.
    Redraw,
    /// Somebody sent the signal that Ctrl-Z usually sends.
    Stop,
    /// Nobody looks any more.
    Gone,
}

/// Steps through a run until it is enough.
pub(super) fn show(model: &mut Model<'_>) -> Result<(), Failure> {
    let cannot = |error: io::Error| {
        Failure::with_tip(format!("cannot use the terminal: {error}"), "'sim -f html -o run.html' needs none")
    };
    let signals = Signals::new().map_err(cannot)?;
    let terminal = ratatui::try_init().map_err(cannot)?;
    let cleanup = Cleanup::new(give_back);
    let done = go_on(terminal, model, &signals);
    drop(cleanup);
    give_back();
    match done {
        // What goes wrong with a terminal that is not there any more concerns nobody.
        Err(_) if !io::stdout().is_terminal() => Ok(()),
        done => done.map_err(cannot),
    }
}

fn go_on(mut terminal: DefaultTerminal, model: &mut Model<'_>, signals: &Signals) -> io::Result<()> {
    loop {
        terminal.draw(|frame| screen::draw(frame, model))?;
        let after = match signals.wait()? {
            Heard::Key(key) => press(model, key),
            Heard::Redraw => {
                // All is drawn anew. To clear would ask the terminal where its cursor is, and wait for the answer.
                terminal.resize(terminal.size()?.into())?;
                After::GoOn
            }
            Heard::Stop => After::Suspend,
            Heard::Gone => After::Quit,
        };
        match after {
            After::GoOn => {}
            After::Suspend => terminal = suspended()?,
            After::Quit => return Ok(()),
        }
    }
}

/// Gives the terminal back and stops, where a program can be stopped; goes on with a fresh one.
fn suspended() -> io::Result<DefaultTerminal> {
    give_back();
    #[cfg(unix)]
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
    ratatui::try_init()
}

/// The screen that was there before, with its cursor.
fn give_back() {
    // There is nobody to tell if the terminal is gone.
    let _ = execute!(io::stdout(), Show);
    ratatui::restore();
}

/// The signals that are looked at between keys; only Unix has any.
struct Signals {
    stop: Arc<AtomicBool>,
    /// It goes on after a stop, or the terminal has another size.
    redraw: Arc<AtomicBool>,
}

impl Signals {
    fn new() -> io::Result<Self> {
        let signals = Self { stop: Arc::default(), redraw: Arc::default() };
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGCONT, SIGTSTP, SIGWINCH};
            signal_hook::flag::register(SIGTSTP, Arc::clone(&signals.stop))?;
            for signal in [SIGCONT, SIGWINCH] {
                signal_hook::flag::register(signal, Arc::clone(&signals.redraw))?;
            }
        }
        Ok(signals)
    }

    fn wait(&self) -> io::Result<Heard> {
        loop {
            if interrupt::requested() || !io::stdout().is_terminal() {
                return Ok(Heard::Gone);
            }
            if self.stop.swap(false, Ordering::SeqCst) {
                return Ok(Heard::Stop);
            }
            if self.redraw.swap(false, Ordering::SeqCst) {
                return Ok(Heard::Redraw);
            }
            if !event::poll(LOOK_UP)? {
                continue;
            }
            // Another size is told here, too. Where there is a signal for it, that also tells of one that came before we listened.
            match event::read()? {
                Event::Key(key) if key.is_press() => return Ok(Heard::Key(key)),
                Event::Resize(..) => return Ok(Heard::Redraw),
                _ => {}
            }
        }
    }
}
