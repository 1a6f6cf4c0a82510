//! Computes scores of 3.0 and 3.1 in integers.
//!
//! The equations are those of chapter 8 of <https://www.first.org/cvss/v3.0/specification-document>
//! and chapter 7 of <https://www.first.org/cvss/v3.1/specification-document>. Both round up to a
//! tenth, and floating-point errors would push some exact tenths up to the next: 2.3 becomes 2.4.
//! Weights have two decimals, and all terms but one are exact. The power for a changed scope has
//! too many digits and is truncated at [`ONE`]; it is never close to a tenth.

use super::form::{Part, letters};
use super::{Score, Version};

/// The fixed-point representation of 1.
const ONE: i128 = 1_000_000_000_000;

/// The weight of each value of a metric, in hundredths.
type Weights = &'static [(&'static str, i128)];

const ATTACK_VECTOR: Weights = &[("N", 85), ("A", 62), ("L", 55), ("P", 20)];
const ATTACK_COMPLEXITY: Weights = &[("L", 77), ("H", 44)];
const PRIVILEGES: Weights = &[("N", 85), ("L", 62), ("H", 27)];
const PRIVILEGES_CHANGED: Weights = &[("N", 85), ("L", 68), ("H", 50)];
const INTERACTION: Weights = &[("N", 85), ("R", 62)];
const IMPACT: Weights = &[("H", 56), ("L", 22), ("N", 0)];
const EXPLOIT: Weights = &[("H", 100), ("F", 97), ("P", 94), ("U", 91)];
const REMEDIATION: Weights = &[("U", 100), ("W", 97), ("T", 96), ("O", 95)];
const CONFIDENCE: Weights = &[("C", 100), ("R", 96), ("U", 92)];
const REQUIREMENT: Weights = &[("H", 150), ("M", 100), ("L", 50)];

/// A 3.x vector that is being scored.
pub(super) struct Scored<'v> {
    pub(super) version: Version,
    pub(super) parts: &'v [Part],
}

impl Scored<'_> {
    pub(super) fn base(&self) -> Score {
        let [c, i, a] = ["C", "I", "A"].map(|metric| 100 * self.weight(metric, IMPACT));
        self.combine("", self.is("S", "C"), impact_base([c, i, a]), 15, ONE)
    }

    pub(super) fn temporal(&self) -> Score {
        self.in_time(self.base())
    }

    pub(super) fn environmental(&self) -> Score {
        let impact = |modified, metric, required| {
            let letters = letters(self.parts, modified).or_else(|| letters(self.parts, metric));
            weigh(letters, IMPACT) * self.weight(required, REQUIREMENT)
        };
        let impacts = [impact("MC", "C", "CR"), impact("MI", "I", "IR"), impact("MA", "A", "AR")];
        let changed = letters(self.parts, "MS").map_or_else(|| self.is("S", "C"), |scope| scope == "C");
        // 3.1 flattens the curve, so that a higher impact never lowers the score.
        let (power, flatten) = if self.version == Version::V3_0 { (15, ONE) } else { (13, 9731 * (ONE / 10_000)) };
        let most = 915 * (ONE / 1000);
        self.in_time(self.combine("M", changed, impact_base(impacts).min(most), power, flatten))
    }

    /// Combines impact and exploitability. `prefix` is `M` for the modified metrics.
    fn combine(&self, prefix: &str, changed: bool, impact: i128, power: u32, flatten: i128) -> Score {
        let weight = |metric: &str, weights| {
            let modified = letters(self.parts, &format!("{prefix}{metric}"));
            weigh(modified.or_else(|| letters(self.parts, metric)), weights)
        };
        let privileges = if changed { PRIVILEGES_CHANGED } else { PRIVILEGES };
        let exploitability = 822
            * weight("AV", ATTACK_VECTOR)
            * weight("AC", ATTACK_COMPLEXITY)
            * weight("PR", privileges)
            * weight("UI", INTERACTION)
            * (ONE / 100_000_000);
        let impact = if changed {
            let curve = raised(impact * flatten / ONE - ONE / 50, power);
            752 * (impact - 29 * (ONE / 1000)) - 325 * curve
        } else {
            642 * impact
        };
        if impact <= 0 {
            return Score(0);
        }
        let factor = if changed { 108 } else { 100 };
        up(factor * (impact + exploitability), 1000 * ONE)
    }

    /// Returns a score lowered by the temporal metrics.
    fn in_time(&self, score: Score) -> Score {
        let product = self.weight("E", EXPLOIT) * self.weight("RL", REMEDIATION) * self.weight("RC", CONFIDENCE);
        up(i128::from(score.0) * product, 1_000_000)
    }

    fn is(&self, metric: &str, value: &str) -> bool {
        letters(self.parts, metric) == Some(value)
    }

    fn weight(&self, metric: &str, weights: Weights) -> i128 {
        weigh(letters(self.parts, metric), weights)
    }
}

/// Returns the weight of a value; 1 if the metric is not defined, which is allowed outside the base
/// metrics.
fn weigh(letters: Option<&str>, weights: Weights) -> i128 {
    weights.iter().find(|(known, _)| Some(*known) == letters).map_or(100, |(_, weight)| *weight)
}

/// Returns one minus the product of the remaining parts of each property; the impacts are in
/// ten-thousandths.
fn impact_base(impacts: [i128; 3]) -> i128 {
    ONE - impacts.iter().map(|impact| 10_000 - impact).product::<i128>()
}

fn raised(base: i128, power: u32) -> i128 {
    (0..power).fold(ONE, |product, _| product * base / ONE)
}

/// Rounds up to tenths, at most 10.0. `tenth` is the value of a tenth in `number`.
fn up(number: i128, tenth: i128) -> Score {
    let tenths = (number + tenth - 1).div_euclid(tenth).clamp(0, 100);
    Score(u16::try_from(tenths).unwrap_or(100))
}
