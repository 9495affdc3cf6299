//! `sim grade DIR --assignment FILE`: what a whole class has handed in, tested, each test as a process of its own.
//!
//! A test is a [`command`] of `sim` that judges, with what was [handed in](handed_in), of which copies lie in a [`room`]; a [`trial`] of it
//! is [`bounded`], and takes its [`orphans`] with it. What a submission came to is [`graded`], and kept as soon as it is known; a student
//! has a [`report`], with a [`smallest`] run in which it goes wrong, and the teacher a [`table`].
//!
//! It is no jail: what is handed in runs as whoever grades it.

mod bounded;
mod children;
mod command;
mod graded;
mod handed_in;
mod orphans;
mod report;
mod room;
mod smallest;
mod students;
mod table;
mod trial;

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use sim_core::words::counted;
use snapshot::oracle::Overall;
use trace::assignment::{self, Assignment};
use trace::shard::part::Part;

use crate::args::ClassArgs;
use crate::escape::shown;
use crate::failure::Failure;
use crate::input::load;
use crate::interrupt;
use crate::output::Output;
use crate::part;
use crate::progress::Progress;
use graded::{CameTo, Place, SCHEMA};
use handed_in::{HandedIn, Untested};
use room::Room;

pub(crate) use graded::Graded;

/// What is graded, and how.
struct Class {
    assignment: Assignment,
    /// The folder of the assignment.
    folder: PathBuf,
    /// Where results go.
    results: PathBuf,
    /// Where copies lie.
    room: Room,
    /// The hash of the assignment, the files that it names, and the version of the program.
    hash: Sha256,
}

pub(crate) fn grade(place: &Path, args: &ClassArgs) -> Result<Overall, Failure> {
    let part = args.shard.map(part::meant).transpose()?;
    let class = Class::read(args)?;
    let students = students::of(place, [&args.results, &args.assignment])?;
    fs::create_dir_all(&class.results).map_err(|error| students::unusable(&class.results, &error))?;
    interrupt::listen();
    orphans::adopt();
    if let Some(part) = part {
        return class.grade_part(place, students, (part, args.jobs));
    }
    let all = class.grade_all(place, &students, args.jobs)?;
    let interrupted = all.len() < students.len();
    let file = class.results.join("grades.csv");
    table::write(&file, &class.assignment, &all, interrupted)?;
    if interrupted {
        return Err(Failure::Interrupted);
    }
    class.tell(&all, &file)?;
    Ok(if all.iter().any(Graded::is_open) { Overall::Unknown } else { Overall::Holds })
}

impl Class {
    fn read(args: &ClassArgs) -> Result<Self, Failure> {
        let text = load(&args.assignment)?;
        let beside = args.assignment.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = beside.unwrap_or(Path::new(".")).canonicalize()?;
        let name = args.assignment.display().to_string();
        let assignment = assignment::parse(&text, &name, |kind, run| command::refused(&folder, kind, run))?;
        let mut hash = Sha256::new();
        let mut add = |text: &[u8]| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        add(env!("CARGO_PKG_VERSION").as_bytes());
        add(text.as_bytes());
        let words = assignment.tests.iter().filter_map(|test| command::words(&test.run));
        for word in words.flat_map(|words| command::beside(&words).cloned().collect::<Vec<_>>()) {
            add(load(&folder.join(word))?.as_bytes());
        }
        let room = Room::among(&std::env::temp_dir())?;
        Ok(Self { assignment, folder, results: args.results.clone(), room, hash })
    }

    /// Grades every so many-th: whoever grades all knows it then.
    fn grade_part(
        &self,
        place: &Path,
        mut students: Vec<OsString>,
        (part, jobs): (Part, Option<u16>),
    ) -> Result<Overall, Failure> {
        let mut numbers = (1..=part.of).cycle();
        students.retain(|_| numbers.next() == Some(part.number));
        let all = self.grade_all(place, &students, jobs)?;
        if all.len() < students.len() {
            return Err(Failure::Interrupted);
        }
        let (graded, results) = (counted(all.len(), "submission"), self.results.display());
        let mut out = Output::open_as(None, true)?;
        writeln!(out, "shard {part}: {graded} graded, in '{results}'; '--shard' left out, all have a table")?;
        out.finish()?;
        Ok(if all.iter().any(Graded::is_open) { Overall::Unknown } else { Overall::Holds })
    }

    /// Grades all, several at a time; those that were done when the user wanted no more.
    fn grade_all(
        &self,
        place: &Path,
        students: &[OsString],
        jobs: Option<u16>,
    ) -> Result<Vec<Graded>, Failure> {
        let threads = jobs.map_or(0, usize::from); // for 0 there are as many as cores
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| Failure::new(format!("cannot start the threads: {error}")))?;
        let progress = Progress::of(students.len() as u64, "submissions");
        let grade = |student: &OsString| {
            let graded =
                if interrupt::requested() { Err(Failure::Interrupted) } else { self.grade(place, student) };
            progress.add(1);
            match graded {
                Err(Failure::Interrupted) => Ok(None),
                graded => graded.map(Some),
            }
        };
        let all: Result<Vec<_>, Failure> =
            pool.install(|| students.par_iter().with_max_len(1).map(grade).collect());
        Ok(all?.into_iter().flatten().collect())
    }

    /// Grades one, or knows from before what it came to.
    fn grade(&self, place: &Path, student: &OsString) -> Result<Graded, Failure> {
        let bytes = student.as_encoded_bytes();
        let kept = Place::of(&self.results, bytes);
        let mut hash = self.hash.clone();
        hash.update(bytes);
        let handed_in = handed_in::look(&place.join(student), &self.assignment);
        let handed_in = handed_in.and_then(|files| files.digest(&mut hash).map(|()| files));
        if let Err(untested) = &handed_in {
            hash.update(&untested.why);
        }
        let digest = format!("sha256:{}", graded::hex(&hash.finalize()));
        if let Some(graded) = kept.kept(&digest) {
            return Ok(graded);
        }
        let named = shown(&student.to_string_lossy()).replace(['\n', '\t'], " ");
        let (graded, drawn) = match handed_in {
            Ok(files) => self.test(named, digest, &files)?,
            Err(untested) => (self.sum(named, digest, Some(untested), Vec::new()), None),
        };
        kept.write("txt", &report::text(&self.assignment, &graded))?;
        kept.write("html", &report::page(&self.assignment, &graded, drawn.as_ref()))?;
        kept.keep(&graded)?;
        Ok(graded)
    }

    fn test(
        &self,
        student: String,
        digest: String,
        files: &HandedIn,
    ) -> Result<(Graded, Option<smallest::Drawn>), Failure> {
        let tests = self.assignment.tests.iter();
        let places = (self.folder.as_path(), &self.room);
        let test = |test| trial::test(test, &self.assignment, places, files);
        let tests = tests.map(test).collect::<Result<Vec<_>, _>>()?;
        let drawn = smallest::draw(&tests, &self.assignment, places, files)?;
        Ok((self.sum(student, digest, None, tests), drawn))
    }

    fn sum(
        &self,
        student: String,
        digest: String,
        untested: Option<Untested>,
        tests: Vec<graded::Tested>,
    ) -> Graded {
        let unread = untested.as_ref().is_some_and(|untested| untested.unread);
        let remark = untested.map(|untested| untested.why);
        let points = tests.iter().map(|test| test.points).fold(0, u64::saturating_add);
        let of = self.assignment.tests.iter().map(|test| test.points).fold(0, u64::saturating_add);
        Graded { schema: SCHEMA.to_string(), digest, student, points, of, remark, unread, tests }
    }

    /// Tells the teacher how the tests went, and what should be looked at.
    fn tell(&self, all: &[Graded], table: &Path) -> Result<(), Failure> {
        let mut out = Output::open_as(None, true)?;
        writeln!(out, "{}: {}\n", self.assignment.title, counted(all.len(), "submission"))?;
        for (number, test) in self.assignment.tests.iter().enumerate() {
            let passed = all.iter().filter_map(|graded| graded.tests.get(number));
            let passed = passed.filter(|tested| tested.came_to == CameTo::Passed).count();
            writeln!(out, "  {passed} of {} passed: {}", all.len(), test.name)?;
        }
        let remarks =
            all.iter().flat_map(|graded| graded.remarks().into_iter().map(move |remark| (graded, remark)));
        for (graded, remark) in remarks {
            writeln!(out, "\n{}: {remark}", graded.student)?;
        }
        writeln!(out, "\nThe table is '{}'; beside it is a report for each.", table.display())?;
        out.finish()
    }
}
