//! The score, the clock, and what is written across the picture.

use bevy_egui::egui::{Align2, Color32, Rect, pos2, vec2};
use wavedash_core::Team;
use wavedash_replay::Happening;

use super::{Canvas, theme};
use crate::bar::clock_text;
use crate::source::Phase;
use crate::window::stage::Stage;

/// Seconds that a goal is written across the picture.
const GOAL_SECONDS: f64 = 1.5;

pub(super) fn draw(canvas: &Canvas<'_>, stage: &mut Stage) {
    let (painter, centre) = (&canvas.painter, canvas.area.center().x);
    let top = canvas.area.top() + 10.0;
    let board = Rect::from_min_size(pos2(centre - 62.0, top), vec2(124.0, 44.0));
    painter.rect_filled(board, 6, theme::PANEL);
    let clock = stage.frame.clock.map_or_else(
        || clock_text(stage.playback.seconds(), false),
        |left| {
            if stage.frame.is_overtime {
                format!("+{}", clock_text(f64::from(left), false))
            } else {
                clock_text(f64::from(left.ceil()), false)
            }
        },
    );
    painter.text(board.center(), Align2::CENTER_CENTER, clock, theme::digits(26.0), theme::TEXT);
    for team in Team::ALL {
        let side = if team == Team::Blue { -1.0 } else { 1.0 };
        let middle = pos2(centre + side * 94.0, board.center().y);
        let ground = Rect::from_center_size(middle, vec2(60.0, 44.0));
        painter.rect_filled(ground, 6, theme::team_ground(team));
        let goals = stage.now.score[team.index()];
        painter.text(middle, Align2::CENTER_CENTER, goals, theme::digits(28.0), theme::TEXT);
        let name = side_name(stage, team);
        let at = pos2(centre + side * 134.0, board.center().y);
        let align = if team == Team::Blue { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
        painter.text(at + vec2(0.0, 1.0), align, &name, theme::font(17.0), Color32::from_black_alpha(200));
        painter.text(at, align, name, theme::font(17.0), theme::TEXT);
    }
    let below = pos2(centre, board.bottom() + 6.0);
    if stage.frame.is_overtime {
        painter.text(below, Align2::CENTER_TOP, "OVERTIME", theme::font(16.0), theme::GOLD);
    } else if let Some(text) = last_touch(stage) {
        painter.text(below, Align2::CENTER_TOP, text, theme::font(13.0), theme::QUIET);
    }
    banner(canvas, stage);
}

/// The names of a side's players, or the one name that they share.
fn side_name(stage: &Stage, team: Team) -> String {
    let mut names: Vec<&str> = Vec::new();
    for player in stage.cast.players.iter().filter(|player| player.team == team) {
        // Several cars of one agent are `NAME 1`, `NAME 2`...
        let name = match player.name.rsplit_once(' ') {
            Some((name, number)) if number.chars().all(|c| c.is_ascii_digit()) && !name.is_empty() => name,
            _ => &player.name,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    shortened(&names.join(", "), 34)
}

pub(super) fn shortened(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    // Of a long path the end says most.
    format!("…{}", text.chars().skip(count - most + 1).collect::<String>())
}

fn last_touch(stage: &Stage) -> Option<String> {
    let now = stage.playback.seconds();
    let end = stage.happenings.partition_point(|timed| timed.seconds <= now);
    let touch = stage.happenings[..end].iter().rev().find_map(|timed| match timed.happening {
        Happening::Touch { car, .. } => Some((car, now - timed.seconds)),
        _ => None,
    });
    let (car, ago) = touch?;
    let name = &stage.cast.players.get(usize::from(car))?.name;
    Some(format!("last touch: {}, {ago:.1} s ago", shortened(name, 30)))
}

fn banner(canvas: &Canvas<'_>, stage: &mut Stage) {
    let at = pos2(canvas.area.center().x, canvas.area.top() + 0.30 * canvas.area.height());
    let write = |text: &str, size: f32, color: Color32| {
        canvas.painter.text(
            at + vec2(0.0, 2.0),
            Align2::CENTER_CENTER,
            text,
            theme::font(size),
            Color32::from_black_alpha(220),
        );
        canvas.painter.text(at, Align2::CENTER_CENTER, text, theme::font(size), color);
    };
    let goal = |team: Team, scorer: Option<u8>| {
        let name = scorer.and_then(|car| stage.cast.players.get(usize::from(car)));
        let by = name.map_or_else(|| "own goal".to_owned(), |player| shortened(&player.name, 28));
        (format!("GOAL  {by}"), theme::team(team))
    };
    match stage.frame.phase {
        Phase::Countdown(seconds) => {
            write(&if seconds == 0 { "GO".to_owned() } else { seconds.to_string() }, 68.0, theme::TEXT)
        }
        Phase::Goal { team, scorer } => {
            let (text, color) = goal(team, scorer);
            write(&text, 46.0, color);
        }
        Phase::Play | Phase::Over => {
            let now = stage.playback.heard();
            let found = stage.happenings.iter().rev().find_map(|timed| match timed.happening {
                Happening::Goal { team, scorer, .. } if (0.0..GOAL_SECONDS).contains(&(now - timed.seconds)) => {
                    Some((team, scorer))
                }
                _ => None,
            });
            // A live match shows its goals by itself.
            if let Some((team, scorer)) = found.filter(|_| stage.cast.human.is_none()) {
                let (text, color) = goal(team, scorer);
                write(&text, 46.0, color);
            }
        }
    }
}

/// How fast pictures follow each other.
pub(super) fn frame_rate(canvas: &Canvas<'_>, dt: f32, stage: &Stage) {
    let text = format!(
        "{:.0} pictures/s   tick {}   ball {:.0} uu/s at {:.0} {:.0} {:.0}",
        1.0 / dt.max(1e-4),
        stage.now.tick,
        length(stage.now.ball.vel),
        stage.now.ball.pos[0],
        stage.now.ball.pos[1],
        stage.now.ball.pos[2]
    );
    canvas.painter.text(
        canvas.area.left_top() + vec2(12.0, 10.0),
        Align2::LEFT_TOP,
        text,
        theme::digits(12.0),
        theme::QUIET,
    );
}

pub(super) fn length([x, y, z]: [f32; 3]) -> f32 {
    (x * x + y * y + z * z).sqrt()
}

/// Why the show stands still.
pub(super) fn trouble(canvas: &Canvas<'_>, error: &str) {
    let at = canvas.area.center();
    canvas.painter.text(at, Align2::CENTER_CENTER, error, theme::font(18.0), theme::RED);
}
