//! Which class of request is sent next.

use super::random::{Random, stream};
use crate::{Class, LoadError};

/// Draws classes by their weights. Class 0 is the plan's own request.
#[derive(Clone, Debug)]
pub(crate) struct Mix {
    /// The upper end of each class's part of [0, 1); empty if there is one class only.
    ends: Vec<f64>,
    random: Random,
}

impl Mix {
    pub(crate) fn of(classes: &[Class], seed: u64) -> Result<Self, LoadError> {
        if let Some(class) = classes.iter().find(|class| !(class.weight.is_finite() && class.weight > 0.0)) {
            return Err(LoadError::Setup(format!(
                "class `{}` has weight {}: give it one above 0",
                class.label, class.weight
            )));
        }
        let total = 1.0 + classes.iter().map(|class| class.weight).sum::<f64>();
        let mut ends = Vec::new();
        if !classes.is_empty() {
            let weights = [1.0].into_iter().chain(classes.iter().map(|class| class.weight));
            ends.extend(weights.scan(0.0, |sum, weight| {
                *sum += weight / total;
                Some(*sum)
            }));
        }
        Ok(Self { ends, random: Random::seeded(seed, stream::MIX) })
    }

    /// The same shares, drawn anew.
    pub(crate) fn reseeded(self, seed: u64) -> Self {
        Self { random: Random::seeded(seed, stream::MIX), ..self }
    }

    /// The next class.
    #[inline]
    pub(crate) fn draw(&mut self) -> u16 {
        if self.ends.is_empty() {
            return 0;
        }
        let at = self.random.uniform();
        // The last end may fall short of 1 by rounding.
        self.ends.iter().position(|end| at < *end).unwrap_or(self.ends.len() - 1) as u16
    }
}
