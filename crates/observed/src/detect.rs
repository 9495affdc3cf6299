//! A predicate asked of a run: is it *possibly* so, in some global state that the run can have gone through, is it *definitely* so, in whichever
//! order its steps happened, and did it *occur*, in the order in which they did?
//!
//! Only the steps of the processes that the predicate is about are looked at: what these know of each other through others their vector
//! times tell. A conjunction of what is each about one process is asked by [Garg & Waldecker](crate::lattice::first), all else
//! by [Cooper & Marzullo](crate::lattice::possibly). What was found is shown: by a cut or a way of all processes.

mod local;

use crate::lattice::{self, Bound, Cut, Definitely, Possibly, Steps, Way};
use crate::model::Run;
use crate::predicate::{Over, Predicate, Why};
use local::Locals;

/// How it was found out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Level by level.
    CooperMarzullo,
    /// From state to state of each process.
    GargWaldecker,
    /// Along the run.
    Run,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Whether it is so; else it is unknown.
    pub is_so: Option<bool>,
    /// How that was found out.
    pub method: Method,
    /// What shows it, of all processes.
    pub shown: Option<Shown>,
    /// Why it is unknown.
    pub why: Option<Unknown>,
}

/// What shows that something is so, or is not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shown {
    /// A cut in which it is so.
    Cut(Cut),
    /// An order in which it never is.
    Way(Way),
}

/// Why something is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unknown {
    /// So many cuts were looked at, and there are more.
    Bound,
    /// The run does not tell what is asked for.
    Untold(Why),
    /// So many receipts are of messages of which nobody tells when they were sent.
    Unsent(usize),
    /// Nobody tells in which order the steps of different processes happened.
    NoOrder,
}

/// What is asked, and of which steps.
pub struct Question<'a> {
    run: &'a Run,
    steps: &'a Steps,
    predicate: &'a Predicate,
    /// The steps of the predicate's processes, and where these are among all.
    some: Steps,
    places: Vec<usize>,
}

impl<'a> Question<'a> {
    /// Asks this of these steps of a run.
    #[must_use]
    pub fn new(run: &'a Run, steps: &'a Steps, predicate: &'a Predicate) -> Self {
        let places: Vec<usize> = predicate.processes().iter().map(|process| process.index()).collect();
        Self { run, steps, predicate, some: steps.only(&places), places }
    }

    /// Whether it is so in some cut.
    #[must_use]
    pub fn possibly(&self, bound: &mut Bound<'_>) -> Found {
        if let Some(locals) = Locals::of(self.run, &self.some, self.predicate) {
            return self.whether_possible(Method::GargWaldecker, locals.possibly());
        }
        let over = self.over();
        let method = Method::CooperMarzullo;
        match lattice::possibly(&self.some, |cut| over.value(cut).ok(), bound) {
            Ok(Possibly::In(cut)) => self.whether_possible(method, Ok(Some(cut))),
            Ok(Possibly::Never) => self.whether_possible(method, Ok(None)),
            Ok(Possibly::Unknown(cut)) => self.whether_possible(method, Err(why(&over, &cut))),
            Err(lattice::Reached) => Found::unknown(method, Unknown::Bound),
        }
    }

    /// A cut that nobody knows to be consistent shows nothing.
    fn whether_possible(&self, method: Method, found: Result<Option<Cut>, Why>) -> Found {
        match found {
            Ok(Some(_)) if self.steps.unsent > 0 => {
                Found::unknown(method, Unknown::Unsent(self.steps.unsent))
            }
            Ok(Some(cut)) => {
                Found { shown: Some(Shown::Cut(self.whole_cut(&cut))), ..Found::known(method, true) }
            }
            Ok(None) => Found::known(method, false),
            Err(why) => Found::unknown(method, Unknown::Untold(why)),
        }
    }

    /// Whether it is so somewhere, in whichever order the steps happen.
    #[must_use]
    pub fn definitely(&self, bound: &mut Bound<'_>) -> Found {
        if let Some(locals) = Locals::of(self.run, &self.some, self.predicate) {
            return match locals.definitely() {
                // That there is a way around it is known without one; it is looked for all the same, to be shown.
                Ok(false) => Found { method: Method::GargWaldecker, ..self.by_levels(bound).unless_bound() },
                Ok(true) => Found::known(Method::GargWaldecker, true),
                Err(why) => Found::unknown(Method::GargWaldecker, Unknown::Untold(why)),
            };
        }
        self.by_levels(bound)
    }

    fn by_levels(&self, bound: &mut Bound<'_>) -> Found {
        let (over, method) = (self.over(), Method::CooperMarzullo);
        match lattice::definitely(&self.some, |cut| over.value(cut).ok(), bound) {
            Ok(Definitely::Always) => Found::known(method, true),
            Ok(Definitely::Avoided(_)) if self.steps.unsent > 0 => {
                Found::unknown(method, Unknown::Unsent(self.steps.unsent))
            }
            Ok(Definitely::Avoided(way)) => {
                let whole = self.steps.whole(&way, &self.places);
                Found { shown: Some(Shown::Way(whole)), ..Found::known(method, false) }
            }
            Ok(Definitely::Unknown(cut)) => Found::unknown(method, Unknown::Untold(why(&over, &cut))),
            Err(lattice::Reached) => Found::unknown(method, Unknown::Bound),
        }
    }

    /// Whether it was so at some time, if these are the cuts that the run went through.
    #[must_use]
    pub fn occurred(&self, went: Option<&[Cut]>) -> Found {
        let Some(went) = went else { return Found::unknown(Method::Run, Unknown::NoOrder) };
        let over = self.over();
        let mut unknown = None;
        for cut in went {
            match over.value(&self.some_of(cut)) {
                Ok(true) => {
                    return Found { shown: Some(Shown::Cut(cut.clone())), ..Found::known(Method::Run, true) };
                }
                Ok(false) => {}
                Err(why) => unknown = unknown.or(Some(why)),
            }
        }
        match unknown {
            Some(why) => Found::unknown(Method::Run, Unknown::Untold(why)),
            None => Found::known(Method::Run, false),
        }
    }

    /// Whether it is so in this cut of all processes, if that is known.
    pub fn holds(&self) -> impl Fn(&[u32]) -> Option<bool> {
        let over = self.over();
        move |cut| over.value(&self.some_of(cut)).ok()
    }

    fn over(&self) -> Over<'_> {
        self.predicate.over(self.run, &self.some)
    }

    fn some_of(&self, cut: &[u32]) -> Cut {
        self.places.iter().map(|place| cut[*place]).collect()
    }

    /// The smallest cut of all processes that has so many steps of these.
    fn whole_cut(&self, some: &[u32]) -> Cut {
        let mut cut = self.steps.from.clone();
        self.places.iter().zip(some).for_each(|(place, has)| cut[*place] = *has);
        self.steps.closed(&cut)
    }
}

fn why(over: &Over<'_>, cut: &[u32]) -> Why {
    over.value(cut).expect_err("it was unknown there")
}

impl Found {
    const fn known(method: Method, is_so: bool) -> Self {
        Self { is_so: Some(is_so), method, shown: None, why: None }
    }

    const fn unknown(method: Method, why: Unknown) -> Self {
        Self { is_so: None, method, shown: None, why: Some(why) }
    }

    /// It is not so; what shows it is not found within the bound.
    fn unless_bound(self) -> Self {
        match self.why {
            Some(Unknown::Bound) => Self::known(self.method, false),
            _ => self,
        }
    }
}
