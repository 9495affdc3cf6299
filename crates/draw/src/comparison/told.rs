//! What the picture is told: words and numbers.

/// What is drawn.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Comparison {
    /// What it is, in a line.
    pub title: String,
    /// What was run.
    pub note: String,
    /// The algorithms, in the order in which they are drawn.
    pub names: Vec<String>,
    /// What they cost.
    pub panels: Vec<Panel>,
    /// How soon, and how much.
    pub trade: Trade,
}

/// A cost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Panel {
    /// Its name.
    pub title: String,
    /// What is counted.
    pub about: String,
    /// What it came to, by algorithm; `None` for one that did not come to it.
    pub bars: Vec<Option<Bar>>,
}

/// What a cost came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    /// In the middle of all runs: so long is the bar.
    pub median: u64,
    /// In the run with the least.
    pub least: u64,
    /// In the run with the most.
    pub most: u64,
    /// What is written beside it.
    pub label: String,
    /// Whether it is not what it should be.
    pub wrong: bool,
}

/// Two costs against each other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trade {
    /// What it is, in a line.
    pub title: String,
    /// What goes to the right.
    pub x: String,
    /// What goes up.
    pub y: String,
    /// The algorithms that were measured.
    pub points: Vec<Point>,
}

/// An algorithm between two costs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// Its name.
    pub name: String,
    /// To the right.
    pub x: u64,
    /// Up.
    pub y: u64,
    /// Whether what it records is wrong.
    pub wrong: bool,
}
