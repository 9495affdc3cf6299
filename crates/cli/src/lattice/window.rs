//! Which part of a lattice is looked at: all of it, what is around the snapshots, or what is between two cuts.

use observed::lattice::{Cut, Steps};
use observed::model::Run;

use super::part::Part;
use super::recorded;
use crate::cuts;
use crate::failure::Failure;

/// How many steps of each process are around the cuts of snapshots.
const AROUND: u32 = 3;

/// The part that is wanted.
pub(super) fn part<'a>(run: &'a Run, steps: Steps, wanted: Option<&str>) -> Result<Part<'a>, Failure> {
    let way = steps.way_of(run);
    let went: Option<Vec<Cut>> = way.map(|way| steps.cuts(&way).collect());
    let (from, to) = match wanted {
        None | Some("all") => (steps.from.clone(), steps.to.clone()),
        Some("snapshot") => around(run, &steps, went.as_deref())?,
        Some(cuts) => between(run, &steps, cuts)?,
    };
    let is_part = (&from, &to) != (&steps.from, &steps.to);
    let recorded = recorded::of(run, &steps, went.as_deref());
    let steps = steps.between(from, to);
    let went = went.map(|went| went.into_iter().filter(|cut| steps.has(cut)).collect());
    Ok(Part { run, steps, went, recorded, is_part })
}

/// From before all cuts that were recorded until after them: where the run tells its order, both are cuts that it went through.
fn around(run: &Run, steps: &Steps, went: Option<&[Cut]>) -> Result<(Cut, Cut), Failure> {
    let cuts: Vec<Cut> = run.snapshots.values().filter_map(|snapshot| steps.recorded(snapshot)).collect();
    let of_each = |place: usize| cuts.iter().map(move |cut: &Cut| cut[place]);
    let places = 0..steps.to.len();
    let least = places.clone().map(|place| Some(of_each(place).min()?.saturating_sub(AROUND)));
    let most = places.map(|place| Some((of_each(place).max()? + AROUND).min(steps.to[place])));
    let (Some(least), Some(most)) = (least.collect::<Option<Cut>>(), most.collect::<Option<Cut>>()) else {
        return Err(Failure::with_tip(
            "there is no snapshot that all processes recorded",
            "'--window P=3,Q=5..P=9,Q=9' is from one cut to another",
        ));
    };
    let is_below = |one: &Cut, other: &Cut| one.iter().zip(other).all(|(one, other)| one <= other);
    let before = went.and_then(|went| went.iter().rfind(|cut| is_below(cut, &least)).cloned());
    let after = went.and_then(|went| went.iter().find(|cut| is_below(&most, cut)).cloned());
    Ok((before.unwrap_or_else(|| steps.within(&least)), after.unwrap_or_else(|| steps.closed(&most))))
}

/// From one cut to another: `P=3,Q=5..P=9`. Who is not named is there from its first step, and to its last.
fn between(run: &Run, steps: &Steps, cuts: &str) -> Result<(Cut, Cut), Failure> {
    let Some((from, to)) = cuts.split_once("..") else {
        let tip = "'all', 'snapshot', or from one cut to another: 'P=3,Q=5..P=9,Q=9'";
        return Err(Failure::with_tip(format!("'{cuts}' is no part of a lattice"), tip));
    };
    let (from, to) = (cut(run, steps, from, &steps.from)?, cut(run, steps, to, &steps.to)?);
    let ends_before = (0..from.len()).find(|place| from[*place] > to[*place]);
    match ends_before {
        None => Ok((from, to)),
        Some(place) => Err(Failure::new(format!(
            "'{cuts}' ends before it begins: {} has {} steps at first and {} at last",
            run.name(steps.processes[place]),
            from[place],
            to[place]
        ))),
    }
}

/// A consistent cut as it is written.
fn cut(run: &Run, steps: &Steps, text: &str, usual: &Cut) -> Result<Cut, Failure> {
    let said = cuts::read(run, steps, &[text])?;
    let cut: Cut = said.iter().zip(usual).map(|(has, usual)| has.unwrap_or(*usual)).collect();
    if steps.is_consistent(&cut) {
        return Ok(cut);
    }
    let (less, more) =
        (cuts::written(run, steps, &steps.within(&cut)), cuts::written(run, steps, &steps.closed(&cut)));
    let tip = format!("the next ones that are: {less} and {more}");
    Err(Failure::with_tip(format!("the cut {} is not consistent", cuts::written(run, steps, &cut)), tip))
}
