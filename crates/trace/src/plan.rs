//! What a [`Spec`](crate::spec::Spec) means: an experiment on processes that exist, ready to run under any seed.
//!
//! A [`Plan`] is made once, and whatever cannot be is [`Refused`] then, with how to mend it. It reads no file:
//! [`Spec::with_texts`](crate::spec::Spec::with_texts) has read what the spec names. It runs nothing: [`Plan::visit`] goes from its names to the types of a
//! program and an algorithm, [`Plan::systems`] has what the libraries run. [In full](Plan::in_full) it is a spec again.
//!
//! `understood` goes from the spec to the plan, and `saved` from a saved run; `graph`, `back_edges`, `faults`, `script` and `start` understand a part each,
//! `around` is asked meanwhile, `named` and `tokens` what belongs to no process, `systems` whether it can be run; `words` is for people.
//!
//! ```
//! use sim_trace::plan::{Around, Plan, Refused};
//! use sim_trace::scenario;
//!
//! let spec = scenario::parse("topology = 'ring:3'\nprogram = 'bank'", "ring.toml", |_| false)?;
//! let plan = Plan::new(spec, &Around::alone(&|_, _| Ok::<(), Refused>(())))?;
//! assert_eq!(plan.configuration.topology.channels().len(), 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod around;
mod back_edges;
mod faults;
mod full;
mod graph;
mod map;
mod named;
mod planned;
mod refused;
mod remark;
mod saved;
mod script;
mod start;
mod systems;
#[cfg(test)]
pub(crate) mod tests;
mod tokens;
mod understood;
mod words;

pub use around::{Around, Foreign, Program};
pub use graph::{Room, name_of};
pub use planned::Plan;
pub use refused::Refused;
pub use remark::Remark;
pub use script::Followed;
