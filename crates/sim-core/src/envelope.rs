//! A message on its way, with its identity.

/// A message in a channel, with its identity.
///
/// The identity `K` is the driver's: a simulation stamps each message with its [`MessageId`](crate::MessageId) so
/// that a trace can speak of *this* message; a search over states uses `()`, because two states that differ in
/// identities only are the same state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Envelope<M, K = ()> {
    /// Which message it is.
    pub id: K,
    /// What it says.
    pub body: M,
}
