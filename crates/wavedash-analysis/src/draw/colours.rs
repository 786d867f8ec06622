//! Colours of values, teams and series. All of them can be told apart by colour-blind people.

use plotters::style::RGBColor;
use wavedash_core::Team;

use super::{nice_step, ticks};

/// About how many bands a map has.
const BANDS: f64 = 32.0;

pub(super) const TOMATO: RGBColor = RGBColor(255, 99, 71);
pub(super) const TURQUOISE: RGBColor = RGBColor(72, 209, 204);
pub(super) const GOLD: RGBColor = RGBColor(255, 215, 0);
pub(super) const BALL: RGBColor = RGBColor(214, 39, 40);
pub(super) const BLUE: RGBColor = RGBColor(0, 191, 255);
pub(super) const ORANGE: RGBColor = RGBColor(255, 69, 0);

/// Blue's players in blues, orange's in oranges and reds: dark to light.
pub(super) fn player(team: Team, index: usize) -> RGBColor {
    const BLUES: [RGBColor; 4] =
        [RGBColor(0, 90, 160), RGBColor(70, 160, 220), RGBColor(0, 160, 150), RGBColor(110, 120, 190)];
    const ORANGES: [RGBColor; 4] =
        [RGBColor(200, 70, 0), RGBColor(240, 160, 40), RGBColor(150, 30, 60), RGBColor(190, 140, 100)];
    match team {
        Team::Blue => BLUES[index % 4],
        Team::Orange => ORANGES[index % 4],
    }
}

/// Values to colours in bands of equal width. Purple, white at 0 and orange where there are both signs, else from
/// dark blue to yellow (cividis).
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) band: f64,
    is_diverging: bool,
}

impl Scale {
    /// Of values from `low` to `high`.
    pub(super) fn new([low, high]: [f32; 2]) -> Self {
        let (low, high) = (f64::from(low), f64::from(high));
        let span = high - low;
        // A constant gets one band around it.
        let is_constant = span <= 1e-6 * (low.abs() + high.abs()) + 1e-9;
        let band = if is_constant { (0.1 * high.abs()).max(1e-3) } else { nice_step(span / BANDS) };
        let edge = |value: f64, round: fn(f64) -> f64| band * round(value / band);
        // Rounding of a value on an edge opens no band of its own.
        let slack = 1e-4 * band;
        let (low, high) = (edge(low + slack, libm::floor), edge(high - slack, libm::ceil));
        let high = if high <= low { low + band } else { high };
        // A sign that is nothing but rounding is none.
        Self { low, high, band, is_diverging: low < -0.02 * span && high > 0.02 * span && !is_constant }
    }

    pub(super) fn is_diverging(&self) -> bool {
        self.is_diverging
    }

    /// Which band a value lies in, counted from 0 of the scale's low end.
    pub(super) fn band_of(&self, value: f32) -> i32 {
        let last = libm::round((self.high - self.low) / self.band) as i32 - 1;
        (libm::floor((f64::from(value) - self.low) / self.band) as i32).clamp(0, last.max(0))
    }

    /// Colour of a band.
    pub(super) fn colour(&self, band: i32) -> RGBColor {
        let value = self.low + (f64::from(band) + 0.5) * self.band;
        let colour = if self.is_diverging {
            // The same strength on both sides of 0; the darkest ends hide the markers.
            let most = self.low.abs().max(self.high.abs());
            colorous::PURPLE_ORANGE.eval_continuous(0.5 + 0.44 * value / most)
        } else {
            colorous::CIVIDIS.eval_continuous(((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0))
        };
        RGBColor(colour.r, colour.g, colour.b)
    }

    /// Bands from low to high with their lower edges.
    pub(super) fn bands(&self) -> impl Iterator<Item = (i32, f64)> + '_ {
        let count = libm::round((self.high - self.low) / self.band) as i32;
        (0..count).map(|band| (band, self.low + f64::from(band) * self.band))
    }

    /// Where the bar has numbers.
    pub(super) fn ticks(&self) -> impl Iterator<Item = f64> {
        ticks([self.low, self.high], nice_step((self.high - self.low) / 9.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn light(colour: RGBColor) -> u32 {
        u32::from(colour.0) + u32::from(colour.1) + u32::from(colour.2)
    }

    #[test]
    fn both_signs_meet_at_white_and_bands_begin_at_zero() {
        let scale = Scale::new([-0.3, 1.0]);
        assert!(scale.is_diverging() && scale.low <= -0.3 && scale.high >= 1.0);
        let (below, above) = (scale.band_of(-1e-4), scale.band_of(1e-4));
        assert_eq!(below + 1, above);
        assert!(light(scale.colour(below)) > 700 && light(scale.colour(above)) > 700);
        assert!(light(scale.colour(scale.band_of(1.0))) < 500);
        // Orange is red above blue, purple blue above green.
        let (RGBColor(r, _, b), RGBColor(_, g2, b2)) = (scale.colour(scale.band_of(0.9)), scale.colour(0));
        assert!(r > b && b2 > g2);
    }

    #[test]
    fn one_sign_gets_darker_to_lighter_and_a_constant_is_no_problem() {
        let scale = Scale::new([0.2, 0.9]);
        assert!(!scale.is_diverging());
        assert!(light(scale.colour(0)) < light(scale.colour(scale.band_of(0.9))));
        for constant in [0.0, 1.0, -3.0] {
            let scale = Scale::new([constant; 2]);
            assert_eq!(scale.bands().count(), 1, "{constant}");
            scale.colour(scale.band_of(constant));
        }
    }
}
