//! The list of what can be wrong.

/// What is wrong.
#[allow(dead_code, reason = "each table has those that it is about")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mutant {
    /// Nothing.
    None,
    /// The markers are sent only after the next message.
    MarkerAfterNextMessage,
    /// The markers are sent before the message of the step that records.
    MarkerBeforeRecording,
    /// The state of the end of the step is recorded, and the markers are sent, before the message of that step.
    RecordsBeforeMessage,
    /// A marker is sent on the first outgoing channel only.
    MarkerOnOneChannel,
    /// Who records because of a marker sends none.
    MarkerNotPassedOn,
    /// Two markers are sent on each channel; whoever receives the second ignores it.
    MarkerTwice,
    /// Two markers are sent on each channel, and each closes it.
    MarkerTwiceClosesTwice,
    /// Who receives a marker passes it on, but does not record its state.
    MarkerPassedOnWithoutRecording,
    /// An initiator that a marker reached first starts the snapshot all the same.
    SecondInitiatorRestarts,
    /// The state is recorded at the end of the next event.
    StateLate,
    /// The recorded state is the one before the event in which it is recorded.
    StateBeforeEvent,
    /// The recorded state has one receipt too many.
    ReceiptsOffByOne,
    /// What the process holds is left out of the recorded state.
    HeldLeftOut,
    /// A process that closes a channel later than it recorded its state records it again.
    StateTwice,
    /// No message is recorded.
    ChannelIgnored,
    /// All channels are closed, as empty, when the state is recorded.
    ChannelsClosedAtOnce,
    /// The same, and no marker is sent back to where one came from.
    NoMarkerSentBack,
    /// The first incoming channel is never closed.
    ChannelNeverClosed,
    /// Each closing is said twice.
    ChannelClosedTwice,
    /// A marker closes another channel than it came from.
    WrongChannelClosed,
    /// What comes after a marker is recorded too.
    RecordsPastMarker,
    /// The message that was received last before the state was recorded is recorded too.
    RecordsBeforeState,
    /// Each message is recorded twice.
    MessageTwice,
    /// A message is recorded in another channel than it came from.
    MessageInWrongChannel,
    /// A message is recorded when the next one, just like it, is received.
    MessageWithOtherIdentity,
    /// The messages of a channel are recorded in reverse order, when it is closed.
    MessagesInWrongOrder,
    /// What is recorded is not what the message says but what the one before said.
    MessageWithOtherBody,
    /// Who has recorded its state does not let the computation send.
    DropsMessage,
    /// Who has recorded its state sends each message of the computation twice.
    DuplicatesMessage,
    /// The message that an initiator sends immediately before it records is held back until its next event.
    DelaysMessage,
    /// A process has one receipt more after it has recorded its state.
    ChangesState,
    /// A process that has recorded its state shows one receipt too many, from each receipt to the event after it.
    ChangesStateForAWhile,
    /// A process that has closed its last channel shows one receipt too many from then on.
    ChangesStateAtTheEnd,
    /// A process that closes its last channel sends a message of its own invention.
    InventsMessage,
    /// A process that has recorded its state and still records a channel does nothing of its own accord.
    Freezes,
    /// Nothing is wrong with the algorithm, but the computation sends a second copy of m while a snapshot is taken.
    ComputationDoublesMessage,
}
