//! What the tour takes of a scenario.

use crate::{Scenario, Tour};

impl Scenario {
    /// The scenario with those contenders and load points only that the tour takes.
    pub(crate) fn toured(&self) -> Self {
        let mut toured = self.clone();
        let Tour { contenders, connections, rates_per_s } = &self.tour;
        if let Some(contenders) = contenders {
            toured.contenders.retain(|one| contenders.contains(one));
        }
        if let Some(connections) = connections {
            toured.load.closed_connections.retain(|one| connections.contains(one));
        }
        if let Some(rates) = rates_per_s {
            toured.load.open_rates_per_s.retain(|one| rates.contains(one));
        }
        toured
    }
}
