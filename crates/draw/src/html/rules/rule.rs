//! A rule of an algorithm: in which steps it is followed, and what it says. Plain data, for the tables beside this; which of them fit a step,
//! [`Rule::fits`] sees by the events of the step alone.

use trace::model::{Event, What};

/// The rules of one algorithm.
pub(super) struct Rules {
    /// Its name, as `sim list` has it.
    pub(super) algorithm: &'static str,
    /// Whose rules they are; of an algorithm that is wrong, that it is.
    pub(super) source: &'static str,
    /// The rules. Several may be followed in one step: they are said in this order.
    pub(super) rules: &'static [Rule],
}

/// One rule.
pub(super) struct Rule {
    by: By,
    did: Did,
    pub(super) says: &'static str,
}

/// With what the step began.
#[derive(Clone, Copy)]
enum By {
    /// Whatever it was.
    Any,
    /// A step of the computation, or the start of a snapshot.
    Itself,
    /// The receipt of a control message of this kind.
    Told(&'static str),
}

/// What the process did in the step.
#[derive(Clone, Copy)]
pub(super) enum Did {
    /// Whatever it was.
    Anything,
    /// Nothing else.
    Nothing,
    /// It recorded its state, as it was after the step.
    Records,
    /// It recorded its state, as it was before the receipt.
    RecordsBefore,
    /// It recorded no state.
    RecordsNot,
    /// It recorded a message in a channel.
    TakesIn,
    /// It closed its record of a channel.
    Closes,
    /// It did so, and recorded no state.
    ClosesOnly,
    /// It sent a control message of this kind.
    Sends(&'static str),
    /// It made its checkpoint permanent.
    MakesPermanent,
}

impl Rule {
    /// Followed whatever the step began with.
    pub(super) const fn always(did: Did, says: &'static str) -> Self {
        Self { by: By::Any, did, says }
    }

    /// Followed in a step of the computation, or in one of the process's own accord.
    pub(super) const fn itself(did: Did, says: &'static str) -> Self {
        Self { by: By::Itself, did, says }
    }

    /// Followed upon a control message of this kind.
    pub(super) const fn told(kind: &'static str, did: Did, says: &'static str) -> Self {
        Self { by: By::Told(kind), did, says }
    }

    /// Whether it was followed in this step.
    pub(super) fn fits(&self, step: &[Event]) -> bool {
        let control = match &step[0].what {
            What::Recv { body, snapshot: Some(_), .. } => Some(body.as_str()),
            _ => None,
        };
        let begun = match self.by {
            By::Any => true,
            By::Itself => control.is_none(),
            By::Told(kind) => control == Some(kind),
        };
        begun && self.did.fits(step)
    }
}

impl Did {
    fn fits(self, step: &[Event]) -> bool {
        let some = |is: fn(&What) -> bool| step.iter().any(|event| is(&event.what));
        let records = some(|what| matches!(what, What::Record { .. }));
        let closes = some(|what| matches!(what, What::Close { .. }));
        match self {
            Self::Anything => true,
            Self::Nothing => step.len() == 1,
            Self::Records => some(|what| matches!(what, What::Record { before: false, .. })),
            Self::RecordsBefore => some(|what| matches!(what, What::Record { before: true, .. })),
            Self::RecordsNot => !records,
            Self::TakesIn => some(|what| matches!(what, What::RecordMessage { .. })),
            Self::Closes => closes,
            Self::ClosesOnly => closes && !records,
            Self::Sends(kind) => step.iter().any(
                |event| matches!(&event.what, What::Send { body, snapshot: Some(_), .. } if body == kind),
            ),
            Self::MakesPermanent => some(|what| matches!(what, What::Permanent { .. })),
        }
    }
}
