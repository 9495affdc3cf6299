//! What an oracle said, for people: a line, and for a claim that does not hold its story.

use std::io::{self, Write};

use snapshot::oracle::{
    channel_contents, complete, consistent_cut, markers, one_message, process_states, reachable, undisturbed,
};
use snapshot::{Check, Judgement, Program, Verdict};
use trace::Ended;

use super::style::{BAD, GOOD, UNSURE};

/// One check: a line, and for one that does not hold its story.
///
/// # Errors
/// When it cannot be written.
pub fn check_line<P: Program>(
    out: &mut impl Write,
    ended: &Ended<'_, P>,
    judgement: &Judgement<P>,
    check: &Check,
) -> io::Result<()> {
    let name = check.name;
    match &check.verdict {
        Verdict::Holds => {
            writeln!(out, "  {GOOD}ok{GOOD:#}    {name:<12}  {}", claim(ended, judgement, name))
        }
        Verdict::Unknown(why) => writeln!(out, "  {UNSURE}?{UNSURE:#}     {name:<12}  {why}"),
        Verdict::Violated(violation) => {
            writeln!(out, "  {BAD}FAIL{BAD:#}  {name:<12}  {}", violation.reason)?;
            violation.story.iter().try_for_each(|line| writeln!(out, "          {line}"))
        }
    }
}

/// What an oracle's claim is, for one that holds.
fn claim<P: Program>(ended: &Ended<'_, P>, judgement: &Judgement<P>, name: &str) -> String {
    let channels = judgement.recorded.channels.len();
    match name {
        complete::NAME => format!("every process recorded, every channel closed ({channels} of {channels})"),
        consistent_cut::NAME => "nothing received before the cut was sent after it".to_string(),
        channel_contents::NAME => "each channel holds just what was in flight across the cut".to_string(),
        process_states::NAME => "each process was in the state it recorded".to_string(),
        one_message::NAME => {
            one_message::claim(ended.counts(judgement).map(|(good, count)| (good, count.recorded)))
        }
        reachable::NAME => {
            "with all prerecording events first the run passes through it, and ends the same".to_string()
        }
        markers::NAME => "one marker on each channel".to_string(),
        undisturbed::NAME => "every event of the computation is one that it could do alone".to_string(),
        other => unreachable!("there is no oracle '{other}'"),
    }
}
