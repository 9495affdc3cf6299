//! What an algorithm is after: global states, recovery lines, or just checkpoints. Data beside its [law](crate::oracle::Law), for an oracle asks no algorithm.

/// What is to be recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Aim {
    /// A global state: the states of all processes and of all channels.
    #[default]
    GlobalState,
    /// A recovery line: a checkpoint of each process, and nothing of channels. Who need not take a new checkpoint stays at
    /// the last one that it took; at the beginning each has its initial state.
    RecoveryLine,
    /// A checkpoint of each process, taken when it liked, and nothing of channels: nobody claims anything of them together.
    Checkpoints,
}
