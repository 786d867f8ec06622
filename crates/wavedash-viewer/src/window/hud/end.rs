//! The end screen: who won, and how everybody played.

use bevy_egui::egui::{self, Align2, RichText, vec2};
use wavedash_core::Team;

use super::score::shortened;
use super::{Canvas, theme};
use crate::bar::{side_name, tallies};
use crate::window::options::Open;
use crate::window::stage::Stage;

/// Statistics beside the counts, where the whole match is known: key, heading.
const MORE: [(&str, &str); 3] = [("avg_amount", "boost"), ("avg_speed", "uu/s"), ("percent_high_air", "% high")];

pub(super) fn draw(canvas: &Canvas<'_>, stage: &mut Stage, open: &mut Open) {
    let [blue, orange] = stage.now.score;
    let winner = match blue.cmp(&orange) {
        core::cmp::Ordering::Greater => Some(Team::Blue),
        core::cmp::Ordering::Less => Some(Team::Orange),
        core::cmp::Ordering::Equal => None,
    };
    let title = winner.map_or_else(|| "draw".to_owned(), |team| format!("{} wins", side_name(team)));
    let color = winner.map_or(theme::TEXT, theme::team);
    let statistics = stage.statistics();
    let window = egui::Window::new("end").title_bar(false).anchor(Align2::CENTER_CENTER, vec2(0.0, 10.0));
    window.resizable(false).show(canvas.ctx, |ui| {
        ui.vertical_centered(|ui| {
            ui.label(RichText::new(title).color(color).size(30.0));
            ui.label(RichText::new(format!("{blue} : {orange}")).size(24.0));
        });
        egui::Grid::new("end").spacing(vec2(16.0, 4.0)).show(ui, |ui| {
            let counts = ["goals", "shots", "saves", "assists", "touches", "demos"];
            let more = MORE.iter().filter(|_| statistics.is_some()).map(|(_, heading)| *heading);
            ui.label("");
            for heading in counts.into_iter().chain(more) {
                ui.label(RichText::new(heading).color(theme::QUIET).size(13.0));
            }
            ui.end_row();
            let tallies = tallies(&stage.happenings, stage.cast.players.len());
            for (index, (player, tally)) in stage.cast.players.iter().zip(tallies).enumerate() {
                let name = shortened(&player.name, 26);
                ui.label(RichText::new(name).color(theme::team(player.team)).size(15.0));
                let counts = [tally.goals, tally.shots, tally.saves, tally.assists, tally.touches, tally.demos];
                let figure = |ui: &mut egui::Ui, text: String| ui.label(RichText::new(text).monospace().size(15.0));
                for count in counts {
                    figure(ui, count.to_string());
                }
                for (key, _) in MORE.iter().filter(|_| statistics.is_some()) {
                    let known = statistics.as_ref().and_then(|all| all.players.get(index)?.values.get(key).copied()?);
                    figure(ui, known.map_or_else(|| "-".to_owned(), |value| format!("{value:.0}")));
                }
                ui.end_row();
            }
        });
        ui.vertical_centered(|ui| {
            if ui.button("close").clicked() {
                open.end_seen = true;
            }
        });
    });
}
