//! A crash, after which all processes went back: where it is in the events of a run that goes on with a second life.

/// A crash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crash {
    /// The process that crashed.
    pub process: String,
    /// When.
    pub time: u64,
    /// The cut to which all went back; none for the beginning.
    pub back_to: Option<u32>,
    /// Whether that is the recovery line of checkpoints that each took when it liked, and no snapshot.
    pub is_line: bool,
    /// The number of the first event of the second life.
    pub event: u64,
}

impl Crash {
    /// What happened, in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        let back_to = match self.back_to {
            Some(_) if self.is_line => "the recovery line".to_string(),
            Some(snapshot) => format!("snapshot {snapshot}"),
            None => "the beginning".to_string(),
        };
        format!("{} crashes at t={}: all go back to {back_to}", self.process, self.time)
    }
}
