//! The children of a program: one for each thread that asks at the same time.

use std::sync::{Mutex, PoisonError};

use crate::child::{Child, Kin};
use crate::fault::Fault;

/// Children that wait to be asked, each with what it was told hello about.
pub struct Pool {
    kin: Kin,
    idle: Mutex<Vec<(u32, Child)>>,
}

impl Pool {
    /// No child is started yet.
    #[must_use]
    pub fn new(kin: Kin) -> Self {
        Self { kin, idle: Mutex::new(Vec::new()) }
    }

    /// What all children have in common.
    pub const fn kin(&self) -> &Kin {
        &self.kin
    }

    /// Starts a child that is told hello about this world: what it said.
    ///
    /// # Errors
    /// When it does not say hello.
    pub fn greet(&self, world: u32, hello: &str) -> Result<String, Fault> {
        self.dismiss_one();
        let (child, said) = Child::start(&self.kin, hello)?;
        self.lock().push((world, child));
        Ok(said)
    }

    /// Asks one child, alone, which was told hello about this world.
    ///
    /// # Errors
    /// What `ask` says: then the child is ended.
    pub fn with<T>(
        &self,
        (world, hello): (u32, &str),
        ask: impl FnOnce(&mut Child) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let idle = {
            let mut idle = self.lock();
            let place = idle.iter().rposition(|(of, _)| *of == world);
            place.map(|place| idle.swap_remove(place).1)
        };
        let mut child = match idle {
            Some(child) => child,
            None => {
                self.dismiss_one();
                Child::start(&self.kin, hello)?.0
            }
        };
        let answer = ask(&mut child)?;
        self.lock().push((world, child));
        Ok(answer)
    }

    /// Ends a child that waits in another world: there are no more children than threads that ask.
    fn dismiss_one(&self) {
        let dismissed = self.lock().pop();
        drop(dismissed);
    }

    /// Ends all that wait.
    pub fn dismiss(&self) {
        let dismissed = std::mem::take(&mut *self.lock());
        drop(dismissed);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(u32, Child)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
