//! Many values of one thing, and what is said of them.

use serde_json::{Value, json};

/// The values of one measure.
#[derive(Debug, Clone, Default)]
pub struct Figures(pub Vec<f64>);

impl Figures {
    /// The value that a share of all lie below.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let place = share * (sorted.len().max(1) - 1) as f64;
        let (low, high) = (place.floor() as usize, place.ceil() as usize);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        at(low) + (at(high) - at(low)) * place.fract()
    }

    /// The one in the middle.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The middle and the quarters, for those who compute on.
    pub fn json(&self) -> Value {
        let round = |value: f64| (value * 1e4).round() / 1e4;
        json!({
            "median": round(self.median()), "quarter": round(self.quantile(0.25)),
            "three_quarters": round(self.quantile(0.75)), "runs": self.0.len()
        })
    }
}

/// Three digits at most, as much as a noisy machine is good for.
pub fn short(value: f64) -> String {
    match value {
        value if value.is_nan() => "–".to_owned(),
        value if value >= 1000.0 => {
            let whole = value.round() as u64;
            format!("{},{:03}", whole / 1000, whole % 1000)
        }
        value if value >= 99.5 => format!("{value:.0}"),
        value if value >= 9.95 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}
