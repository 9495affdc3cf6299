//! A run in a form for other eyes or other programs: what the form leaves out is noted, and a window in which there is nothing is refused.
//! It draws nothing itself, `draw` does; where it is written, `output` decides.

use draw::export::{self, Format, Options};
use trace::Saved;

use crate::failure::Failure;
use crate::output::Output;
use crate::stderr::note;

/// Writes it.
pub(crate) fn write(
    saved: &Saved,
    format: Format,
    options: Options,
    output: &mut Output,
) -> Result<(), Failure> {
    let options = Options { printed: output.is_printed(), ..options };
    if let Some(why) = export::nothing_in_window(saved, &options) {
        return Err(Failure::with_tip(why, "--window all asks for all events"));
    }
    export::left_out(saved, format, &options).iter().for_each(|what| note(what));
    Ok(export::write(saved, format, &options, output)?)
}
