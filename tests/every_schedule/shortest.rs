//! What the shortest schedules are that show each broken algorithm.

use crate::mutants::mutant::Mutant;

/// For each mutant, how many steps the shortest schedule has that shows it.
pub(crate) const SHORTEST: &[(Mutant, usize)] = &[
    (Mutant::MarkerAfterNextMessage, 15),
    (Mutant::MarkerBeforeRecording, 11),
    (Mutant::RecordsBeforeMessage, 11),
    (Mutant::MarkerNotPassedOn, 15),
    (Mutant::MarkerTwice, 12),
    (Mutant::MarkerTwiceClosesTwice, 12),
    (Mutant::MarkerPassedOnWithoutRecording, 16),
    (Mutant::StateLate, 13),
    (Mutant::StateBeforeEvent, 12),
    (Mutant::ReceiptsOffByOne, 12),
    (Mutant::HeldLeftOut, 12),
    (Mutant::StateTwice, 12),
    (Mutant::ChannelIgnored, 14),
    (Mutant::ChannelsClosedAtOnce, 12),
    (Mutant::NoMarkerSentBack, 11),
    (Mutant::ChannelNeverClosed, 16),
    (Mutant::ChannelClosedTwice, 12),
    (Mutant::RecordsPastMarker, 16),
    (Mutant::RecordsBeforeState, 12),
    (Mutant::MessageTwice, 14),
    (Mutant::MessageWithOtherIdentity, 14),
    (Mutant::DropsMessage, 13),
    (Mutant::DuplicatesMessage, 13),
    (Mutant::DelaysMessage, 11),
    (Mutant::ChangesState, 12),
    (Mutant::ChangesStateForAWhile, 14),
    (Mutant::ChangesStateAtTheEnd, 12),
    (Mutant::InventsMessage, 12),
    (Mutant::Freezes, 14),
];
