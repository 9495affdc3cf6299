//! The parts of a report, by name.

/// A part of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// What was run.
    Header,
    /// The recorded global state.
    Recorded,
    /// Who waits for whom in it, and who did when it was complete.
    Waits,
    /// The recorded state as a table, with times.
    Table,
    /// What the oracles said.
    Checks,
    /// Whether the run was ever in the recorded state.
    Happened,
    /// What the snapshot cost.
    Costs,
    /// The transcript of each process.
    Transcript,
    /// The space-time diagram.
    Diagram,
    /// Totals, and how to see the run again.
    Summary,
}

impl Part {
    /// All of them, as they are listed.
    pub const ALL: [Self; 10] = [
        Self::Header,
        Self::Recorded,
        Self::Waits,
        Self::Table,
        Self::Checks,
        Self::Happened,
        Self::Costs,
        Self::Transcript,
        Self::Diagram,
        Self::Summary,
    ];

    /// All of them, as they are written.
    pub(super) const IN_ORDER: [Self; 10] = [
        Self::Header,
        Self::Recorded,
        Self::Waits,
        Self::Table,
        Self::Happened,
        Self::Costs,
        Self::Checks,
        Self::Transcript,
        Self::Diagram,
        Self::Summary,
    ];

    /// Whether it tells of the events of the run, and not only of what they came to.
    #[must_use]
    pub const fn tells_events(self) -> bool {
        matches!(self, Self::Waits | Self::Happened | Self::Transcript | Self::Diagram)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Recorded => "recorded",
            Self::Waits => "waits",
            Self::Table => "table",
            Self::Checks => "checks",
            Self::Happened => "happened",
            Self::Costs => "costs",
            Self::Transcript => "transcript",
            Self::Diagram => "diagram",
            Self::Summary => "summary",
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Header => "What was run",
            Self::Recorded => "The recorded global state",
            Self::Waits => "Who waits for whom in it, and who did when it was complete",
            Self::Table => "The recorded state as a table, with times",
            Self::Checks => "What the oracles said",
            Self::Happened => "Whether the run was ever in the recorded state",
            Self::Costs => "What the snapshot cost",
            Self::Transcript => "The transcript of each process",
            Self::Diagram => "The space-time diagram",
            Self::Summary => "Totals, and how to see the run again",
        }
    }
}
