//! One reward on a page: map, histogram and describe table, as in the published analysis.

use plotters::prelude::DrawingBackend;
use plotters::style::Color;
use plotters::style::text_anchor::{HPos, VPos};
use wavedash_plot::PALETTE;

use super::histograms::{self, Histogram};
use super::map::{self, Map};
use super::sheet::{places, subtitle};
use super::{Area, INK, Pen, Picture, WIDTH, legend, number};
use crate::describe::Describe;
use crate::error::AnalysisError;
use crate::field::Field;
use crate::stage::Stage;
use crate::subject::Subject;

/// Width of the map, pixels.
const MAP: i32 = 640;

/// The page of one reward.
#[derive(Clone, Debug)]
pub struct Page {
    subject: Subject,
    stage: Stage,
    field: Field,
    values: Vec<f32>,
    describe: Describe,
}

impl Page {
    /// A map at height `z`, and the distribution of `values`, those at the places of the grid for instance.
    ///
    /// # Errors
    ///
    /// As [`Field::sample`], or there are no values.
    pub fn new(subject: &Subject, stage: &Stage, z: f32, values: Vec<f32>) -> Result<Self, AnalysisError> {
        let field = Field::sample(subject, stage, z)?;
        let describe = Describe::of(&values)
            .ok_or_else(|| AnalysisError::NothingToSee(format!("there are no values of {}", subject.name)))?;
        Ok(Self { subject: subject.clone(), stage: stage.clone(), field, values, describe })
    }

    /// The table.
    #[must_use]
    pub fn describe(&self) -> &Describe {
        &self.describe
    }
}

impl Picture for Page {
    fn size(&self) -> (u32, u32) {
        (WIDTH, (map::height(MAP) + legend::HEIGHT) as u32)
    }

    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Result<(), AnalysisError> {
        let map = Map {
            title: &self.subject.name,
            subtitle: &subtitle(&self.stage, self.field.z),
            unit: "value",
            field: &self.field,
            stage: &self.stage,
            range: self.field.range(),
            goal_weights: self.subject.goal_weights(),
            has_gradient: false,
            shows_moved: false,
        };
        map.draw(area, pen, (0, 0), MAP)?;
        let right = WIDTH as i32 - MAP;
        let histogram = Histogram {
            name: format!("values at the {} places of the grid", self.values.len()),
            series: vec![(String::new(), self.values.clone())],
        };
        histograms::draw_one(area, pen, &histogram, &PALETTE, [MAP, 40, right - 24, 380])?;

        let Describe { count, mean, std, min, quartiles: [q1, q2, q3], max } = self.describe;
        let rows = [("mean", mean), ("std", std), ("min", min), ("25 %", q1), ("50 %", q2), ("75 %", q3), ("max", max)];
        let texts = core::iter::once(("count", count.to_string()))
            .chain(rows.map(|(name, value)| (name, format!("{value:.3}").replace('-', "\u{2212}"))));
        for (i, (name, text)) in (0..).zip(texts) {
            let (left, y) = (MAP + 120, 480 + 26 * i);
            pen.write(area, name, (pen.px(left), pen.px(y)), &pen.text(15, HPos::Left, VPos::Center))?;
            pen.write(area, &text, (pen.px(left + 220), pen.px(y)), &pen.text(15, HPos::Right, VPos::Center))?;
            let line = vec![(pen.px(left), pen.px(y + 13)), (pen.px(left + 220), pen.px(y + 13))];
            pen.line(area, line, pen.stroke(&INK.mix(0.2), 1))?;
        }
        let height = self.size().1 as i32;
        legend::draw(area, pen, (height - legend::HEIGHT, WIDTH as i32), &places(&self.stage))?;
        let range = self.field.range().map(|x| number(f64::from(x)));
        let text = format!("map: {} to {}", range[0], range[1]);
        pen.write(area, &text, (pen.px(MAP + 120), pen.px(700)), &pen.text(13, HPos::Left, VPos::Center))
    }
}
