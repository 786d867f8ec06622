//! Moments as a table: one row per moment, one column per number, for spreadsheets and data frames.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, FloatType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::timeline::{Moment, Timeline};

/// The values of a column, one per moment.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Numbers; not-a-number where there is none.
    Numbers(Vec<f32>),
    /// Yes or no.
    Flags(Vec<bool>),
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// `ball_pos_x`, `car_0_boost`...; cars are numbered as the timeline's players.
    pub name: String,
    /// Values.
    pub cells: Cells,
}

/// All columns.
#[must_use]
pub fn columns(timeline: &Timeline) -> Vec<Column> {
    let moments = &timeline.moments;
    let mut columns = Vec::new();
    let mut numbers = |name: String, f: &dyn Fn(&Moment) -> f32| {
        columns.push(Column { name, cells: Cells::Numbers(moments.iter().map(f).collect()) });
    };
    numbers("seconds".to_owned(), &|m| m.seconds as f32);
    numbers("clock".to_owned(), &|m| m.clock.unwrap_or(f32::NAN));
    numbers("score_blue".to_owned(), &|m| m.snapshot.score[0] as f32);
    numbers("score_orange".to_owned(), &|m| m.snapshot.score[1] as f32);
    for (i, axis) in ["x", "y", "z"].into_iter().enumerate() {
        numbers(format!("ball_pos_{axis}"), &|m| m.snapshot.ball.pos[i]);
    }
    for (i, axis) in ["x", "y", "z"].into_iter().enumerate() {
        numbers(format!("ball_vel_{axis}"), &|m| m.snapshot.ball.vel[i]);
    }
    for (i, axis) in ["x", "y", "z"].into_iter().enumerate() {
        numbers(format!("ball_ang_vel_{axis}"), &|m| m.snapshot.ball.ang_vel[i]);
    }
    for car in 0..timeline.players.len() {
        for (i, axis) in ["x", "y", "z"].into_iter().enumerate() {
            numbers(format!("car_{car}_pos_{axis}"), &|m| m.snapshot.cars[car].pos[i]);
        }
        for (i, part) in ["w", "x", "y", "z"].into_iter().enumerate() {
            numbers(format!("car_{car}_rot_{part}"), &|m| m.snapshot.cars[car].rot_wxyz[i]);
        }
        for (i, axis) in ["x", "y", "z"].into_iter().enumerate() {
            numbers(format!("car_{car}_vel_{axis}"), &|m| m.snapshot.cars[car].vel[i]);
        }
        for (i, axis) in ["x", "y", "z"].into_iter().enumerate() {
            numbers(format!("car_{car}_ang_vel_{axis}"), &|m| m.snapshot.cars[car].ang_vel[i]);
        }
        numbers(format!("car_{car}_boost"), &|m| m.snapshot.cars[car].boost);
        for (i, input) in ["throttle", "steer", "pitch", "yaw", "roll"].into_iter().enumerate() {
            numbers(format!("car_{car}_{input}"), &|m| m.snapshot.cars[car].controls.to_array()[i]);
        }
    }
    let mut flags = |name: String, f: &dyn Fn(&Moment) -> bool| {
        columns.push(Column { name, cells: Cells::Flags(moments.iter().map(f).collect()) });
    };
    flags("in_play".to_owned(), &|m| m.in_play);
    flags("ball_fresh".to_owned(), &|m| m.fresh.ball);
    for car in 0..timeline.players.len() {
        flags(format!("car_{car}_fresh"), &|m| m.fresh.cars.get(car) == Some(&true));
        flags(format!("car_{car}_boost_fresh"), &|m| m.fresh.boost.get(car) == Some(&true));
        flags(format!("car_{car}_boosting"), &|m| m.snapshot.cars[car].is_boosting);
        flags(format!("car_{car}_jumping"), &|m| m.snapshot.cars[car].is_jumping);
        flags(format!("car_{car}_flipping"), &|m| m.snapshot.cars[car].is_flipping);
        flags(format!("car_{car}_handbrake"), &|m| m.snapshot.cars[car].controls.handbrake);
        flags(format!("car_{car}_on_ground"), &|m| m.snapshot.cars[car].on_ground);
        flags(format!("car_{car}_demolished"), &|m| m.snapshot.cars[car].is_demolished);
    }
    for pad in 0..timeline.moments.first().map_or(0, |moment| moment.snapshot.pads.len()) {
        flags(format!("pad_{pad}_active"), &|m| m.snapshot.pads.get(pad).is_some_and(|pad| pad.is_active));
    }
    columns
}

/// Writes the table as CSV with a heading. Numbers that do not exist are empty, flags are 0 or 1.
///
/// # Errors
/// If writing fails.
pub fn write_csv(timeline: &Timeline, out: impl Write) -> csv::Result<()> {
    let columns = columns(timeline);
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns.iter().map(|column| &column.name))?;
    let mut row: Vec<String> = Vec::new();
    for number in 0..timeline.moments.len() {
        row.clear();
        row.extend(columns.iter().map(|column| match &column.cells {
            Cells::Numbers(values) if values[number].is_nan() => String::new(),
            Cells::Numbers(values) => values[number].to_string(),
            Cells::Flags(values) => u8::from(values[number]).to_string(),
        }));
        writer.write_record(&row)?;
    }
    writer.flush()?;
    Ok(())
}

/// Writes the table as Parquet, compressed with zstd.
///
/// # Errors
/// If writing fails.
pub fn write_parquet(timeline: &Timeline, out: impl Write + Send) -> Result<(), ParquetError> {
    let columns = columns(timeline);
    let fields = columns.iter().map(|column| {
        let physical = match column.cells {
            Cells::Numbers(_) => Physical::FLOAT,
            Cells::Flags(_) => Physical::BOOLEAN,
        };
        let field =
            Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::REQUIRED).build()?;
        Ok(Arc::new(field))
    });
    let fields = fields.collect::<Result<Vec<_>, ParquetError>>()?;
    let schema = Arc::new(Type::group_type_builder("moments").with_fields(fields).build()?);
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for column in &columns {
        let Some(mut cells) = group.next_column()? else { break };
        match &column.cells {
            Cells::Numbers(values) => cells.typed::<FloatType>().write_batch(values, None, None)?,
            Cells::Flags(values) => cells.typed::<BoolType>().write_batch(values, None, None)?,
        };
        cells.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(())
}
