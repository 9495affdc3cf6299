//! What goes to a child and comes from it: a line each, until a deadline.
//!
//! Neither side ever waits for the other without end: while a long question is being written, what the child says is read. On Unix by
//! `polled`, elsewhere by `threads`, which takes longer for each question.

#[cfg(unix)]
mod polled;
#[cfg(any(not(unix), test))]
mod threads;
mod trouble;

#[cfg(unix)]
pub(crate) use polled::Pipes;
#[cfg(not(unix))]
pub(crate) use threads::Pipes;
pub(crate) use trouble::Trouble;

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::io::{BufRead as _, BufReader, Write as _, pipe};
    use std::os::fd::OwnedFd;
    use std::time::Duration;

    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    #[test]
    fn what_was_said_before_it_was_asked_is_no_answer() {
        let ((answers, mut child_says), (child_hears, questions)) = (pipe().unwrap(), pipe().unwrap());
        let (stdin, stdout) = (OwnedFd::from(questions).into(), OwnedFd::from(answers).into());
        let mut pipes = Pipes::new(stdin, stdout, 100).unwrap();
        child_says.write_all(b"one more\n").unwrap();
        let answer = pipes.exchange(b"question\n", SOON);
        assert!(matches!(answer, Err(Trouble::Unasked)), "{answer:?}");
        drop(child_hears);
    }

    /// What a child that says this to the first question is taken for, by threads.
    fn heard(says: &'static [u8]) -> Result<String, Trouble> {
        let ((answers, mut child_says), (child_hears, questions)) = (pipe().unwrap(), pipe().unwrap());
        let mut pipes = threads::Pipes::new(questions, answers, 10).unwrap();
        let child = std::thread::spawn(move || {
            let mut question = String::new();
            BufReader::new(child_hears).read_line(&mut question).unwrap();
            child_says.write_all(says).unwrap();
            question
        });
        let answer =
            pipes.exchange(b"question\n", SOON).map(|answer| String::from_utf8(answer.to_vec()).unwrap());
        assert_eq!(child.join().unwrap(), "question\n");
        answer
    }

    #[test]
    fn where_threads_wait_an_answer_is_a_line_that_is_not_too_long() {
        assert_eq!(heard(b"answer\n").unwrap(), "answer");
        assert_eq!(heard(b"ten bytes.\n").unwrap(), "ten bytes.");
        assert!(matches!(heard(b"eleven bytes\n"), Err(Trouble::Long)));
        assert!(matches!(heard(b"no end"), Err(Trouble::Ended)));
        assert!(matches!(heard(b""), Err(Trouble::Ended)));
    }

    #[test]
    fn where_threads_wait_who_says_nothing_is_late_and_hears_the_last_word() {
        let ((answers, child_says), (child_hears, questions)) = (pipe().unwrap(), pipe().unwrap());
        let mut pipes = threads::Pipes::new(questions, answers, 10).unwrap();
        assert!(matches!(pipes.exchange(b"question\n", Duration::from_millis(1)), Err(Trouble::Late)));
        pipes.say(b"bye\n");
        drop(pipes);
        let heard: Vec<_> = BufReader::new(child_hears).lines().map(Result::unwrap).collect();
        assert_eq!(heard, ["question", "bye"]);
        drop(child_says);
    }
}
