//! Where a search has what it has met: in memory, in a folder, or on several machines, each with its part. What comes of it is the same.

#[cfg(feature = "timely")]
use std::cell::RefCell;

use explore::{Explorable, Options, Property, Report, explore_spilled, explore_with};
use sim_core::System;

use super::watch::Watch;
use crate::args::ExploreArgs;
use crate::failure::Failure;
use crate::foreign;
#[cfg(feature = "timely")]
use crate::hosts::{self, Hosts};
use crate::scenario::Scenario;
use crate::spill::Folder;

/// Where the searches of a command have what they have met.
pub(super) struct Place {
    folder: Option<Folder>,
    #[cfg(feature = "timely")]
    hosts: Option<RefCell<Hosts>>,
}

impl Place {
    /// In memory.
    pub(super) fn memory() -> Self {
        Self {
            folder: None,
            #[cfg(feature = "timely")]
            hosts: None,
        }
    }

    /// Where it was asked for: a folder that is of this search, or machines that are asked for the same.
    pub(super) fn of(args: &ExploreArgs, scenario: &Scenario) -> Result<Self, Failure> {
        let folder = args.spill.as_deref().map(|path| Folder::take(path, args, scenario)).transpose()?;
        Ok(Self {
            folder,
            #[cfg(feature = "timely")]
            hosts: Hosts::meet(args, scenario)?.map(RefCell::new),
        })
    }

    /// Whether the same command goes on where this one ends.
    pub(super) fn can_go_on(&self) -> bool {
        self.folder.is_some()
    }

    /// Searches, under a name that no other search of the command has, and shows how far it has come.
    pub(super) fn search<P: Explorable, Q: Property<P>>(
        &self,
        name: &str,
        options: &Options,
        system: &System<P>,
        property: &Q,
    ) -> Result<Report<Q::Outcome, Q::Violation>, Failure> {
        let found = self.searched(name, options, system, property);
        foreign::check()?;
        found
    }

    fn searched<P: Explorable, Q: Property<P>>(
        &self,
        name: &str,
        options: &Options,
        system: &System<P>,
        property: &Q,
    ) -> Result<Report<Q::Outcome, Q::Violation>, Failure> {
        let mut watch = Watch::new();
        let mut look = |now| watch.look(now);
        #[cfg(feature = "timely")]
        if let Some(hosts) = &self.hosts {
            let peers = &mut *hosts.borrow_mut();
            let found = explore::explore_shared(system, property, options, peers, look);
            return found.map_err(|error| hosts::failed(&error));
        }
        let Some(folder) = &self.folder else {
            return Ok(explore_with(system, property, options, look));
        };
        let disk = folder.disk(name)?;
        let found = explore_spilled(system, property, options, &disk, &mut look);
        found.map_err(|error| folder.failed(&error))
    }

    /// There is nothing more to search.
    pub(super) fn end(self) -> Result<(), Failure> {
        #[cfg(feature = "timely")]
        if let Some(hosts) = self.hosts {
            return hosts.into_inner().end();
        }
        Ok(())
    }
}
