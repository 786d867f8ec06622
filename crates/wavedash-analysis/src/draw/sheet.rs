//! Several maps side by side.

use plotters::prelude::DrawingBackend;

use super::map::{self, Map};
use super::{Area, Pen, Picture, WIDTH, legend};
use crate::error::AnalysisError;
use crate::field::Field;
use crate::stage::{Moved, Stage};
use crate::subject::Subject;

/// Widest map, pixels.
const WIDEST: u32 = 760;

/// One reward at one or several heights; the maps share their colours.
#[derive(Clone, Debug)]
pub struct Panel {
    name: String,
    unit: &'static str,
    goal_weights: Option<[f32; 2]>,
    fields: Vec<Field>,
}

impl Panel {
    /// Samples a reward.
    ///
    /// # Errors
    ///
    /// As [`Field::sample`].
    pub fn new(subject: &Subject, stage: &Stage, heights: &[f32]) -> Result<Self, AnalysisError> {
        let fields = heights.iter().map(|z| Field::sample(subject, stage, *z)).collect::<Result<_, _>>()?;
        let (unit, name) = if subject.is_single {
            ("value", subject.name.clone())
        } else {
            ("potential", format!("potential of {}", subject.name))
        };
        Ok(Self { name, unit, goal_weights: subject.goal_weights(), fields })
    }

    /// Name in titles.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The maps.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Least and largest value of all heights.
    #[must_use]
    pub fn range(&self) -> [f32; 2] {
        let ranges = self.fields.iter().map(Field::range);
        ranges.fold([f32::INFINITY, f32::NEG_INFINITY], |[a, b], [low, high]| [a.min(low), b.max(high)])
    }
}

/// Maps of rewards: a row per reward where there are several heights, else all in rows of up to four.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What is moved, and everything else in its place.
    pub stage: Stage,
    /// The rewards.
    pub panels: Vec<Panel>,
    /// Arrows along the steepest rise.
    pub has_gradient: bool,
    /// The moved body stands at its place, with the value there.
    pub shows_moved: bool,
}

impl Sheet {
    fn columns(&self) -> u32 {
        let heights = self.panels.iter().map(|panel| panel.fields.len()).max().unwrap_or(1);
        let columns = if heights > 1 { heights } else { self.panels.len() };
        // Five in two rows of three, not in four and one.
        let columns = if heights == 1 && columns > 4 { columns.div_ceil(columns.div_ceil(4)) } else { columns };
        columns.clamp(1, 4) as u32
    }

    fn map_width(&self) -> u32 {
        (WIDTH / self.columns()).min(WIDEST)
    }

    /// All maps in order with the panel they belong to.
    fn maps(&self) -> impl Iterator<Item = (&Panel, &Field)> {
        self.panels.iter().flat_map(|panel| panel.fields.iter().map(move |field| (panel, field)))
    }

    fn map_height(&self) -> u32 {
        map::height(self.map_width() as i32) as u32
    }
}

/// What is moved, at which height, and over what the mean is.
pub(super) fn subtitle(stage: &Stage, z: f32) -> String {
    let (moved, other) = match stage.moved {
        Moved::Ball => ("ball", "cars"),
        Moved::Car => ("car", "balls"),
    };
    let means = [
        (stage.means.places, format!("84 {other}")),
        (stage.means.facings, "50 facings".to_owned()),
        (stage.means.headings, "50 headings".to_owned()),
        (stage.means.speeds, "8 speeds".to_owned()),
    ];
    let means: Vec<String> = means.into_iter().filter(|(is_on, _)| *is_on).map(|(_, text)| text).collect();
    let over = if means.is_empty() { String::new() } else { format!(", mean over {}", means.join(", ")) };
    format!("{moved} moved, z = {} uu{over}", super::number(f64::from(z)))
}

/// Where everything stands that is not moved.
pub(super) fn places(stage: &Stage) -> String {
    let text = |name: String, pos: wavedash_core::Vec3, vel: wavedash_core::Vec3| {
        let three = |v: wavedash_core::Vec3| {
            let parts = [v.x, v.y, v.z].map(|x| super::number(f64::from(x)));
            format!("({})", parts.join(", "))
        };
        if vel.norm() > 0.0 {
            format!("{name} at {} with {} uu/s", three(pos), three(vel))
        } else {
            format!("{name} at {}", three(pos))
        }
    };
    let scene = &stage.scene;
    let mut parts = Vec::new();
    match stage.moved {
        Moved::Ball if scene.ball.vel.norm() == 0.0 => {}
        Moved::Car if scene.cars[0].vel.norm() == 0.0 => {}
        Moved::Ball => parts.push(text("moved ball".to_owned(), scene.ball.pos, scene.ball.vel)),
        Moved::Car => parts.push(text("moved car".to_owned(), scene.cars[0].pos, scene.cars[0].vel)),
    }
    if stage.moved == Moved::Car && !stage.means.places {
        parts.push(text("ball".to_owned(), scene.ball.pos, scene.ball.vel));
    }
    for (i, car) in scene.cars.iter().enumerate() {
        let is_hidden = i == 0 && (stage.moved == Moved::Car || stage.means.places);
        if !is_hidden {
            let whose = if i == 0 { ", whose value it is," } else { "" };
            let team = if car.team == wavedash_core::Team::Blue { "blue" } else { "orange" };
            parts.push(text(format!("{team} car{whose}"), car.pos, car.vel));
        }
    }
    parts.join("; ")
}

impl Picture for Sheet {
    fn size(&self) -> (u32, u32) {
        let rows = (self.maps().count() as u32).div_ceil(self.columns()).max(1);
        (self.columns() * self.map_width(), rows * self.map_height() + legend::HEIGHT as u32)
    }

    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Result<(), AnalysisError> {
        let columns = self.columns();
        for (i, (panel, field)) in (0_u32..).zip(self.maps()) {
            let at = ((i % columns * self.map_width()) as i32, (i / columns * self.map_height()) as i32);
            let map = Map {
                title: &panel.name,
                subtitle: &subtitle(&self.stage, field.z),
                unit: panel.unit,
                field,
                stage: &self.stage,
                range: panel.range(),
                goal_weights: panel.goal_weights,
                has_gradient: self.has_gradient,
                shows_moved: self.shows_moved,
            };
            map.draw(area, pen, at, self.map_width() as i32)?;
        }
        let (width, height) = self.size();
        let mut text = places(&self.stage);
        if self.has_gradient {
            text = format!("arrows without edge: steepest rise; {text}");
        }
        legend::draw(area, pen, (height as i32 - legend::HEIGHT, width as i32), &text)
    }
}
