//! A reward over the pitch at one height.

use wavedash_core::Vec3;
use wavedash_core::units::{BACK_WALL_Y, SIDE_WALL_X};

use crate::error::AnalysisError;
use crate::stage::Stage;
use crate::subject::Subject;

/// |x| + |y| of the walls across the corners, uu: 1152 uu are cut off each side of a corner.
const CORNER: f32 = SIDE_WALL_X + BACK_WALL_Y - 1152.0;
/// Distance of the samples, uu: a pixel and a half of the largest picture.
const FINE: f32 = 16.0;
/// The same where each value is the mean of many.
const COARSE: f32 = 128.0;

/// The pitch, seen from above, without the goals: an octagon.
#[must_use]
pub fn is_on_pitch(x: f32, y: f32) -> bool {
    x.abs() <= SIDE_WALL_X && y.abs() <= BACK_WALL_Y && x.abs() + y.abs() <= CORNER
}

/// The octagon's corners, counter-clockwise in x and y.
#[must_use]
pub fn outline() -> [[f32; 2]; 8] {
    let (x, y, cut) = (SIDE_WALL_X, BACK_WALL_Y, 1152.0);
    [[x, y - cut], [x - cut, y], [cut - x, y], [-x, y - cut], [-x, cut - y], [cut - x, -y], [x - cut, -y], [x, cut - y]]
}

/// Values on a grid that covers the pitch.
#[derive(Clone, Debug)]
pub struct Field {
    /// Height of the moved body's centre, uu.
    pub z: f32,
    step: f32,
    columns: usize,
    rows: usize,
    values: Vec<f32>,
}

impl Field {
    /// The reward with the moved body everywhere at height `z`.
    ///
    /// # Errors
    ///
    /// The reward is nothing but events, or a value is not finite.
    pub fn sample(subject: &Subject, stage: &Stage, z: f32) -> Result<Self, AnalysisError> {
        subject.check_has_states()?;
        let step = if stage.means.is_none() { FINE } else { COARSE };
        let (columns, rows) = ((2.0 * SIDE_WALL_X / step) as usize + 1, (2.0 * BACK_WALL_Y / step) as usize + 1);
        let at = |i: usize| {
            let (row, column) = (i / columns, i % columns);
            Vec3::new(column as f32 * step - SIDE_WALL_X, row as f32 * step - BACK_WALL_Y, z)
        };
        let values = stage.values(subject, (0..columns * rows).map(at));
        if values.iter().any(|value| !value.is_finite()) {
            return Err(AnalysisError::NothingToSee(format!("{} is not finite everywhere", subject.name)));
        }
        Ok(Self { z, step, columns, rows, values })
    }

    /// The value at a place, between four samples in proportion. Outside of the walls it is that at the wall.
    #[must_use]
    pub fn at(&self, x: f32, y: f32) -> f32 {
        let along = |place: f32, wall: f32, count: usize| {
            let at = ((place + wall) / self.step).clamp(0.0, (count - 1) as f32);
            let low = (at as usize).min(count - 2);
            (low, at - low as f32)
        };
        let (column, right) = along(x, SIDE_WALL_X, self.columns);
        let (row, up) = along(y, BACK_WALL_Y, self.rows);
        let value = |row: usize, column: usize| self.values[row * self.columns + column];
        let mix = |row: usize| value(row, column) * (1.0 - right) + value(row, column + 1) * right;
        mix(row) * (1.0 - up) + mix(row + 1) * up
    }

    /// Steepest rise at a place, per uu.
    #[must_use]
    pub fn gradient(&self, x: f32, y: f32) -> [f32; 2] {
        // Wide enough that a step of a condition is an arrow and not a spike.
        const H: f32 = 64.0;
        let slope = |plus: f32, minus: f32| (plus - minus) / (2.0 * H);
        [slope(self.at(x + H, y), self.at(x - H, y)), slope(self.at(x, y + H), self.at(x, y - H))]
    }

    /// Places on the pitch 128 uu apart with their values, so that others can draw the map: x, y, value.
    pub fn table(&self) -> impl Iterator<Item = [f32; 3]> + '_ {
        let lines = |n: i32| (-n..=n).map(|i| i as f32 * COARSE);
        let places = lines(40).flat_map(move |y| lines(32).map(move |x| (x, y)));
        places.filter(|(x, y)| is_on_pitch(*x, *y)).map(|(x, y)| [x, y, self.at(x, y)])
    }

    /// All values on the pitch.
    pub fn values(&self) -> impl Iterator<Item = f32> + '_ {
        let place = |i: usize, count: usize| i as f32 * self.step - 0.5 * (count - 1) as f32 * self.step;
        let inside =
            move |i: usize| is_on_pitch(place(i % self.columns, self.columns), place(i / self.columns, self.rows));
        self.values.iter().enumerate().filter(move |(i, _)| inside(*i)).map(|(_, value)| *value)
    }

    /// Least and largest value on the pitch.
    #[must_use]
    pub fn range(&self) -> [f32; 2] {
        self.values().fold([f32::INFINITY, f32::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)])
    }
}

#[cfg(test)]
mod tests {
    use wavedash_core::Team;
    use wavedash_env::reward::Expr;

    use super::*;
    use crate::stage::{Means, Moved, Placed};

    #[test]
    fn a_field_is_the_reward_at_each_place() {
        let subject = Subject::expression(
            "y",
            serde_json::from_str::<Expr>(r#""ball_y""#).unwrap(),
            wavedash_env::Registry::builtin_ref(),
        )
        .unwrap();
        let car = Placed::at(Vec3::zeros()).car(Team::Blue, 0.0);
        let stage = Stage::new(Moved::Ball, Placed::kickoff_ball(), &[car], Means::default());
        let field = Field::sample(&subject, &stage, 300.0).unwrap();
        for (x, y) in [(0.0, 0.0), (4096.0, 100.3), (-311.0, -3333.0), (0.0, 5120.0)] {
            assert!((field.at(x, y) - y / 5212.75).abs() < 1e-5, "{x} {y}");
        }
        let [dx, dy] = field.gradient(1000.0, -2000.0);
        assert!(dx.abs() < 1e-8 && (dy - 1.0 / 5212.75).abs() < 1e-7);
        let [low, high] = field.range();
        assert!((low + 5120.0 / 5212.75).abs() < 1e-6 && (high + low).abs() < 1e-6);
    }

    #[test]
    fn the_outline_is_the_edge_of_the_pitch() {
        for [x, y] in outline() {
            assert!(is_on_pitch(x * 0.999, y * 0.999) && !is_on_pitch(x * 1.001, y * 1.001), "{x} {y}");
        }
        assert!(!is_on_pitch(4000.0, 5000.0));
    }
}
