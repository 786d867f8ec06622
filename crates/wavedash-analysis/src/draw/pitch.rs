//! The pitch from above with what lies and drives on it.
//!
//! +y is up, blue defends the lower goal. +x is left, as it is for a blue player who looks ahead.

use plotters::prelude::{Circle, DrawingBackend, Polygon};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{BLACK, Color, RGBColor, WHITE};
use wavedash_core::rules::{BACK_WALL_Y, GOAL_BACK_Y, GOAL_HALF_WIDTH};
use wavedash_core::{Team, Vec3};
use wavedash_env::Pad;

use super::colours::{BALL, BLUE, GOLD, ORANGE, TOMATO, TURQUOISE};
use super::{Area, INK, Pen, Point, failed};
use crate::error::AnalysisError;
use crate::field::outline;

/// What is shown of the world, from the middle, uu.
const SHOWN_X: f32 = 4300.0;
const SHOWN_Y: f32 = 6150.0;
/// Height over width of what is shown.
pub(super) const ASPECT: f32 = SHOWN_Y / SHOWN_X;
/// Length of an arrow for 1000 uu/s, uu.
const ARROW: f32 = 450.0;

/// Where the pitch lies in an area, pixels of the area.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Window {
    /// Pixel of a place.
    pub(super) fn at(&self, x: f32, y: f32) -> Point {
        let across = (SHOWN_X - x) / (2.0 * SHOWN_X) * self.width as f32;
        let down = (SHOWN_Y - y) / (2.0 * SHOWN_Y) * self.height as f32;
        (self.left + across as i32, self.top + down as i32)
    }

    /// Place of a pixel's centre.
    pub(super) fn place(&self, (x, y): Point) -> (f32, f32) {
        let across = ((x - self.left) as f32 + 0.5) / self.width as f32;
        let down = ((y - self.top) as f32 + 0.5) / self.height as f32;
        (SHOWN_X * (1.0 - 2.0 * across), SHOWN_Y * (1.0 - 2.0 * down))
    }
}

/// Draws things of the pitch into a window.
pub(super) struct OnPitch<'a, DB: DrawingBackend> {
    pub(super) area: &'a Area<DB>,
    pub(super) pen: Pen,
    pub(super) window: Window,
}

impl<DB: DrawingBackend> OnPitch<'_, DB> {
    fn polygon(&self, points: Vec<Point>, fill: RGBColor, edge: &impl Color) -> Result<(), AnalysisError> {
        self.area.draw(&Polygon::new(points.clone(), fill.filled())).map_err(failed)?;
        self.closed(points, edge, 1)
    }

    fn closed(&self, mut points: Vec<Point>, colour: &impl Color, width: i32) -> Result<(), AnalysisError> {
        points.extend(points.first().copied());
        self.pen.line(self.area, points, self.pen.stroke(colour, width))
    }

    /// Axes in uu at the left and lower edge.
    pub(super) fn axes(&self) -> Result<(), AnalysisError> {
        let (pen, Window { left, top, width, height }) = (self.pen, self.window);
        let (bottom, tick) = (top + height, pen.px(4));
        self.closed(vec![(left, top), (left + width, top), (left + width, bottom), (left, bottom)], &INK.mix(0.6), 1)?;
        let small = if width < pen.px(240) { 10 } else { 12 };
        let every = if width < pen.px(240) { 4000.0 } else { 2000.0 };
        for i in -3..=3 {
            let value = every * i as f32;
            let text = super::number(f64::from(value));
            if value.abs() < SHOWN_X {
                let (x, _) = self.window.at(value, 0.0);
                pen.line(self.area, vec![(x, bottom), (x, bottom + tick)], pen.stroke(&INK, 1))?;
                let style = pen.text(small, HPos::Center, VPos::Top);
                pen.write(self.area, &text, (x, bottom + pen.px(6)), &style)?;
            }
            if value.abs() < SHOWN_Y {
                let (_, y) = self.window.at(0.0, value);
                pen.line(self.area, vec![(left - tick, y), (left, y)], pen.stroke(&INK, 1))?;
                let style = pen.text(small, HPos::Right, VPos::Center);
                pen.write(self.area, &text, (left - pen.px(6), y), &style)?;
            }
        }
        let style = pen.text(small, HPos::Center, VPos::Top);
        pen.write(self.area, "x / uu", (left + width / 2, bottom + pen.px(20)), &style)?;
        let style = pen.text(small, HPos::Left, VPos::Bottom);
        pen.write(self.area, "y / uu", (left - pen.px(44), top - pen.px(2)), &style)
    }

    /// Walls, and the goals with what a goal pays.
    pub(super) fn walls(&self, goal_weights: Option<[f32; 2]>) -> Result<(), AnalysisError> {
        for (team, colour) in [(Team::Blue, TURQUOISE), (Team::Orange, TOMATO)] {
            let y = team.own_goal_sign();
            let corner = |x: f32, far: f32| self.window.at(x * GOAL_HALF_WIDTH, y * far);
            let goal = vec![
                corner(-1.0, BACK_WALL_Y),
                corner(1.0, BACK_WALL_Y),
                corner(1.0, GOAL_BACK_Y),
                corner(-1.0, GOAL_BACK_Y),
            ];
            self.polygon(goal, colour, &BLACK)?;
            let Some(weights) = goal_weights else { continue };
            let weight = f64::from(weights[usize::from(team == Team::Blue)]);
            let text = format!("{}{}", if weight > 0.0 { "+" } else { "" }, super::number(weight));
            let at = self.window.at(0.0, y * 0.5 * (BACK_WALL_Y + GOAL_BACK_Y));
            let size = if self.window.width < self.pen.px(240) { 11 } else { 14 };
            self.pen.write(self.area, &text, at, &self.pen.text(size, HPos::Center, VPos::Center))?;
        }
        self.closed(outline().map(|[x, y]| self.window.at(x, y)).to_vec(), &BLACK, 2)
    }

    /// Pixels of a marker that is `size` wide in a window of 600 pixels.
    fn size(&self, size: f32) -> f32 {
        let share = self.window.width as f32 / self.pen.px(600) as f32;
        // In small windows markers shrink less than the pitch.
        self.pen.px(1) as f32 * size * share.sqrt()
    }

    /// Big pads as hexagons, small ones as plus signs.
    pub(super) fn pads(&self, pads: &[Pad]) -> Result<(), AnalysisError> {
        pads.iter().try_for_each(|pad| self.pad(self.window.at(pad.pos.x, pad.pos.y), pad.big))
    }

    pub(super) fn pad(&self, (x, y): Point, is_big: bool) -> Result<(), AnalysisError> {
        let around = |dx: f32, dy: f32, r: f32| (x + (dx * r) as i32, y + (dy * r) as i32);
        if is_big {
            let r = self.size(8.0);
            let corners = [(0.0, 1.0), (0.87, 0.5), (0.87, -0.5), (0.0, -1.0), (-0.87, -0.5), (-0.87, 0.5)];
            return self.polygon(corners.map(|(dx, dy)| around(dx, dy, r)).to_vec(), GOLD, &BLACK);
        }
        let (r, w) = (self.size(6.0), 0.34);
        let quarter = [(w, 1.0), (w, w), (1.0, w), (1.0, -w), (w, -w), (w, -1.0)];
        let half: Vec<Point> = quarter.iter().map(|(dx, dy)| around(*dx, *dy, r)).collect();
        let other = quarter.iter().map(|(dx, dy)| around(-dx, -dy, r));
        self.polygon(half.into_iter().chain(other).collect(), GOLD, &BLACK)
    }

    /// The ball, with its velocity.
    pub(super) fn ball(&self, pos: Vec3, vel: Vec3) -> Result<(), AnalysisError> {
        self.arrow(pos, vel * (ARROW / 1000.0), 2, true)?;
        self.dot(self.window.at(pos.x, pos.y))
    }

    pub(super) fn dot(&self, at: Point) -> Result<(), AnalysisError> {
        let r = self.size(8.0) as i32;
        self.area.draw(&Circle::new(at, r + self.pen.px(1), WHITE.filled())).map_err(failed)?;
        self.area.draw(&Circle::new(at, r, BALL.filled())).map_err(failed)?;
        self.area.draw(&Circle::new(at, r, self.pen.stroke(&BLACK, 1))).map_err(failed)
    }

    /// A car, with its velocity.
    pub(super) fn car(&self, team: Team, pos: Vec3, vel: Vec3) -> Result<(), AnalysisError> {
        self.arrow(pos, vel * (ARROW / 1000.0), 2, true)?;
        self.diamond(self.window.at(pos.x, pos.y), team)
    }

    pub(super) fn diamond(&self, (x, y): Point, team: Team) -> Result<(), AnalysisError> {
        let r = self.size(10.0);
        let corners =
            |r: f32| vec![(x, y - r as i32), (x + (0.8 * r) as i32, y), (x, y + r as i32), (x - (0.8 * r) as i32, y)];
        let colour = if team == Team::Blue { BLUE } else { ORANGE };
        let white = r + self.pen.px(2) as f32;
        self.area.draw(&Polygon::new(corners(white), WHITE.filled())).map_err(failed)?;
        self.polygon(corners(r), colour, &BLACK)
    }

    /// An arrow of a given way in uu.
    pub(super) fn arrow(&self, from: Vec3, way: Vec3, width: i32, has_halo: bool) -> Result<(), AnalysisError> {
        let length = (way.x * way.x + way.y * way.y).sqrt();
        let (begin, end) = (self.window.at(from.x, from.y), self.window.at(from.x + way.x, from.y + way.y));
        if length < 1.0 || begin == end {
            return Ok(());
        }
        let (dx, dy) = ((end.0 - begin.0) as f32, (end.1 - begin.1) as f32);
        let pixels = (dx * dx + dy * dy).sqrt();
        let head = (0.35 * pixels).min(self.size(9.0));
        let (ux, uy) = (dx / pixels, dy / pixels);
        let wing = |side: f32| {
            let (back, out) = (-head, 0.5 * head * side);
            (end.0 + (ux * back - uy * out) as i32, end.1 + (uy * back + ux * out) as i32)
        };
        if has_halo {
            self.pen.line(self.area, vec![begin, end], self.pen.stroke(&WHITE, width + 2))?;
        }
        self.pen.line(self.area, vec![begin, end], self.pen.stroke(&BLACK, width))?;
        self.area.draw(&Polygon::new(vec![end, wing(1.0), wing(-1.0)], BLACK.filled())).map_err(failed)
    }

    /// A text beside a place, on white.
    pub(super) fn note(&self, pos: Vec3, text: &str) -> Result<(), AnalysisError> {
        let (x, y) = self.window.at(pos.x, pos.y);
        let style = self.pen.text(13, HPos::Left, VPos::Center);
        let (wide, _) = self.area.estimate_text_size(text, &style).map_err(failed)?;
        let (left, half, pad) = (x + self.size(13.0) as i32, self.pen.px(9), self.pen.px(3));
        self.pen.fill(self.area, [(left - pad, y - half), (left + wide as i32 + pad, y + half)], &WHITE.mix(0.85))?;
        self.pen.write(self.area, text, (left, y), &style)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_pixels_belong_together_and_plus_x_is_left() {
        let window = Window { left: 10, top: 20, width: 860, height: 1230 };
        for (x, y) in [(0.0, 0.0), (4000.0, -5000.0), (-3333.0, 100.0)] {
            let (back_x, back_y) = window.place(window.at(x, y));
            assert!((back_x - x).abs() <= 10.0 && (back_y - y).abs() <= 10.0, "{x} {y}: {back_x} {back_y}");
        }
        assert!(window.at(1000.0, 0.0).0 < window.at(-1000.0, 0.0).0);
        assert!(window.at(0.0, 1000.0).1 < window.at(0.0, -1000.0).1);
    }
}
