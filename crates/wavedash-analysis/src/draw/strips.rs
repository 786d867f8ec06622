//! A trace as strips over time: one per component, all players in each, and what happened above them.

use plotters::prelude::{Circle, DrawingBackend};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, RGBColor};

use super::colours::player;
use super::{Area, GRID, INK, Pen, Picture, Point, WIDTH, failed, nice_step, number, ticks};
use crate::error::AnalysisError;
use crate::trace::{Sign, Trace};

/// Upper edge of the first lane, height of a lane, of a strip and of the axis, pixels.
const TOP: i32 = 66;
const LANE: i32 = 18;
const STRIP: i32 = 84;
const AXIS: i32 = 44;
/// Left and right edge of the strips.
const LEFT: i32 = 210;
const RIGHT: i32 = 24;

/// The picture of a trace. Components that are 0 for all the time are named instead of drawn.
#[derive(Clone, Copy, Debug)]
pub struct Strips<'a>(pub &'a Trace);

impl Strips<'_> {
    /// Which components are drawn.
    fn drawn(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.components.len()).filter(|component| !self.is_zero(*component))
    }

    fn is_zero(&self, component: usize) -> bool {
        let all = (0..self.0.rows.len()).flat_map(|row| (0..self.0.players.len()).map(move |player| (row, player)));
        all.into_iter().all(|(row, player)| self.0.value(row, player, component).is_none_or(|value| value == 0.0))
    }

    fn lanes(&self) -> i32 {
        self.0.players.len() as i32 * LANE
    }

    /// A player's colour: by the place in the own team.
    fn colour(&self, index: usize) -> RGBColor {
        let players = &self.0.players;
        let team = players[index].team;
        player(team, players[..index].iter().filter(|other| other.team == team).count())
    }

    /// First and last second.
    fn span(&self) -> [f64; 2] {
        let rows = &self.0.rows;
        let (first, last) = (rows.first().map_or(0.0, |row| row.0), rows.last().map_or(1.0, |row| row.0));
        [first, last.max(first + 1e-3)]
    }

    fn x(&self, pen: Pen, seconds: f64) -> i32 {
        let [first, last] = self.span();
        let share = (seconds - first) / (last - first);
        pen.px(LEFT) + (share * f64::from(pen.px(WIDTH as i32 - LEFT - RIGHT))) as i32
    }
}

impl Picture for Strips<'_> {
    fn size(&self) -> (u32, u32) {
        (WIDTH, (TOP + self.lanes() + 10 + STRIP * self.drawn().count() as i32 + AXIS) as u32)
    }

    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Result<(), AnalysisError> {
        let trace = self.0;
        let title = pen.fit(&format!("{}: components at each decision", trace.name), 16, WIDTH as i32 - 24);
        pen.write(area, &title, (pen.px(12), pen.px(20)), &pen.text(16, HPos::Left, VPos::Center))?;
        legend(area, pen)?;
        let bottom = pen.px(self.size().1 as i32 - AXIS);
        // Under everything: the second marks, and goals through all strips.
        let step = nice_step((self.span()[1] - self.span()[0]) / 12.0);
        for second in ticks(self.span(), step) {
            let x = self.x(pen, second);
            pen.line(area, vec![(x, pen.px(TOP)), (x, bottom)], pen.stroke(&GRID, 1))?;
            let style = pen.text(12, HPos::Center, VPos::Top);
            pen.write(area, &number(second), (x, bottom + pen.px(5)), &style)?;
        }
        let right = pen.px(WIDTH as i32 - RIGHT);
        pen.write(area, "time / s", (right, bottom + pen.px(21)), &pen.text(12, HPos::Right, VPos::Top))?;
        for mark in trace.marks.iter().filter(|mark| mark.sign == Sign::Goal) {
            let x = self.x(pen, mark.seconds);
            pen.line(area, vec![(x, pen.px(TOP)), (x, bottom)], pen.stroke(&INK.mix(0.75), 1))?;
        }
        self.draw_lanes(area, pen)?;
        let zeros = (0..trace.components.len()).filter(|component| self.is_zero(*component));
        let zeros: Vec<&str> = zeros.map(|component| trace.components[component].as_str()).collect();
        if !zeros.is_empty() {
            let text = pen.fit(&format!("0 for all the time: {}", zeros.join(", ")), 12, WIDTH as i32 - LEFT - 80);
            pen.write(area, &text, (pen.px(12), bottom + pen.px(30)), &pen.text(12, HPos::Left, VPos::Center))?;
        }
        (0..).zip(self.drawn()).try_for_each(|(place, component)| self.draw_strip(area, pen, component, place))
    }
}

impl Strips<'_> {
    fn draw_lanes<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Result<(), AnalysisError> {
        for (i, player) in self.0.players.iter().enumerate() {
            let y = pen.px(TOP + LANE * i as i32 + LANE / 2);
            let colour = self.colour(i);
            pen.line(area, vec![(pen.px(12), y), (pen.px(30), y)], pen.stroke(&colour, 3))?;
            let name = pen.fit(&player.name, 12, LEFT - 50);
            pen.write(area, &name, (pen.px(36), y), &pen.text(12, HPos::Left, VPos::Center))?;
            for mark in self.0.marks.iter().filter(|mark| mark.player == Some(i)) {
                sign(area, pen, (self.x(pen, mark.seconds), y), mark.sign, colour)?;
            }
        }
        Ok(())
    }

    fn draw_strip<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        pen: Pen,
        component: usize,
        place: i32,
    ) -> Result<(), AnalysisError> {
        let trace = self.0;
        let top = TOP + self.lanes() + 10 + STRIP * place;
        let (y1, y0) = (pen.px(top + 8), pen.px(top + STRIP - 6));
        let all = (0..trace.rows.len()).flat_map(|row| (0..trace.players.len()).map(move |player| (row, player)));
        let [low, high] = all.fold([0.0_f64, 0.0], |[low, high], (row, player)| {
            let value = f64::from(trace.value(row, player, component).unwrap_or(0.0));
            [low.min(value), high.max(value)]
        });
        let (low, high) = if high > low { (low, high) } else { (low - 0.5, high + 0.5) };
        let y_of = |value: f64| y0 - ((value - low) / (high - low) * f64::from(y0 - y1)) as i32;
        let (left, right) = (pen.px(LEFT), pen.px(WIDTH as i32 - RIGHT));
        pen.line(area, vec![(left, y0), (left, y1)], pen.stroke(&INK, 1))?;
        let label = pen.text(12, HPos::Right, VPos::Center);
        for value in ticks([low, high], nice_step((high - low) / 4.5)) {
            let y = y_of(value);
            let grid = if value == 0.0 { INK.mix(0.45) } else { GRID.to_rgba() };
            pen.line(area, vec![(left, y), (right, y)], pen.stroke(&grid, 1))?;
            pen.write(area, &number(value), (left - pen.px(5), y), &label)?;
        }
        self.draw_name(area, pen, component, top)?;
        for player in 0..trace.players.len() {
            let mut line: Vec<Point> = Vec::new();
            let mut episode = None;
            for (row, (seconds, number)) in trace.rows.iter().enumerate() {
                let value = trace.value(row, player, component);
                // The line stops where an episode ends, and while the player has no car.
                let is_cut = value.is_none() || episode.is_some_and(|before| before != *number);
                if is_cut && !line.is_empty() {
                    pen.curve(area, core::mem::take(&mut line), pen.stroke(&self.colour(player), 1))?;
                }
                episode = Some(*number);
                let Some(value) = value else { continue };
                let point = (self.x(pen, *seconds), y_of(f64::from(value)));
                // What lies on one line of pixels needs no point of its own.
                if line.last() != Some(&point) {
                    line.push(point);
                }
            }
            pen.curve(area, line, pen.stroke(&self.colour(player), 1))?;
        }
        Ok(())
    }

    /// The component's name in up to three lines.
    fn draw_name<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        pen: Pen,
        component: usize,
        top: i32,
    ) -> Result<(), AnalysisError> {
        let style = pen.text(13, HPos::Left, VPos::Center);
        for (i, line) in (0..).zip(wrapped(&self.0.components[component], 20).iter().take(3)) {
            pen.write(area, line, (pen.px(12), pen.px(top + 18 + 17 * i)), &style)?;
        }
        Ok(())
    }
}

/// Lines of at most so many letters, broken after `_`, `,` or `(`.
fn wrapped(name: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in name.split_inclusive(['_', ',', '(']) {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].len() + part.len() > width {
            lines.push(part.to_owned());
        } else {
            lines[last].push_str(part);
        }
    }
    lines
}

fn sign<DB: DrawingBackend>(
    area: &Area<DB>,
    pen: Pen,
    (x, y): Point,
    sign: Sign,
    colour: RGBColor,
) -> Result<(), AnalysisError> {
    let r = pen.px(5);
    let cross = |style| {
        pen.line(area, vec![(x - r, y - r), (x + r, y + r)], style)?;
        pen.line(area, vec![(x - r, y + r), (x + r, y - r)], style)
    };
    match sign {
        Sign::Touch => pen.line(area, vec![(x, y - r), (x, y + r)], pen.stroke(&colour, 2)),
        Sign::Shot => area.draw(&Circle::new((x, y), r, pen.stroke(&colour, 2))).map_err(failed),
        Sign::Save => pen.fill(area, [(x - r, y - r), (x + r, y + r)], &colour),
        Sign::Demo => cross(pen.stroke(&INK, 2)),
        Sign::Demoed => cross(pen.stroke(&colour.mix(0.5), 2)),
        Sign::Goal => area.draw(&Circle::new((x, y), pen.px(7), colour.filled())).map_err(failed),
    }
}

fn legend<DB: DrawingBackend>(area: &Area<DB>, pen: Pen) -> Result<(), AnalysisError> {
    let style = pen.text(12, HPos::Left, VPos::Center);
    let (mut x, y) = (pen.px(20), pen.px(46));
    let signs = [
        (Sign::Touch, "touch"),
        (Sign::Shot, "shot"),
        (Sign::Save, "save"),
        (Sign::Demo, "demolished somebody"),
        (Sign::Demoed, "was demolished"),
        (Sign::Goal, "goal (line through all)"),
    ];
    for (kind, text) in signs {
        sign(area, pen, (x, y), kind, INK)?;
        pen.write(area, text, (x + pen.px(12), y), &style)?;
        let (wide, _) = area.estimate_text_size(text, &style).map_err(failed)?;
        x += wide as i32 + pen.px(38);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn names_are_broken_where_they_may_be() {
        assert_eq!(wrapped("touch", 20), ["touch"]);
        assert_eq!(wrapped("ball_to_goal_distance_difference", 20), ["ball_to_goal_", "distance_difference"]);
        assert_eq!(wrapped("krc(align_ball_goal,face_ball)", 16), ["krc(align_ball_", "goal,face_ball)"]);
    }
}
