//! Letters at places of the scene: names above cars, times above big pads.

use bevy::prelude::*;
use bevy_egui::egui::{Align2, Color32, FontId, Pos2, Rect, pos2, vec2};

use super::score::shortened;
use super::{Canvas, theme};
use crate::axes;
use crate::window::options::ViewOptions;
use crate::window::stage::Stage;

/// Names further away than this are not written, units of the picture.
const FAR: f32 = 110.0;

/// Scratch that is kept from picture to picture.
#[derive(Default)]
pub(super) struct Texts(Vec<(f32, Pos2, String, FontId, Color32)>);

pub(super) fn draw(
    canvas: &Canvas<'_>,
    stage: &Stage,
    options: &ViewOptions,
    camera: &Camera,
    transform: &Transform,
    texts: &mut Texts,
) {
    let texts = &mut texts.0;
    let zoom = canvas.ctx.zoom_factor();
    texts.clear();
    // The camera has no parent, and what is derived from its place is still that of the last picture.
    let transform = GlobalTransform::from(*transform);
    let on_screen = |place: [f32; 3]| {
        let at = camera.world_to_viewport_with_depth(&transform, Vec3::from(axes::place(place))).ok()?;
        (at.z > 0.5).then(|| (at.z, pos2(at.x / zoom, at.y / zoom)))
    };
    if options.settings.names {
        for (index, car) in stage.now.cars.iter().enumerate().filter(|(_, car)| !car.is_demolished) {
            let is_own = canvas.rig.car() == Some(index) && canvas.rig.kind().follows_a_car();
            let (false, Some(player)) = (is_own, stage.cast.players.get(index)) else { continue };
            let Some((depth, at)) = on_screen([car.pos[0], car.pos[1], car.pos[2] + 85.0]) else { continue };
            if depth < FAR {
                // Whole sizes: each one that is ever used keeps its letters in memory.
                let size = (15.0 - 0.03 * depth).max(10.0).round();
                texts.push((depth, at, shortened(&player.name, 24), theme::font(size), theme::team(car.team)));
            }
        }
    }
    for (spec, pad) in stage.cast.pads.iter().zip(&stage.now.pads).filter(|(spec, pad)| spec.big && !pad.is_active) {
        let Some((depth, at)) = on_screen([spec.pos[0], spec.pos[1], 90.0]) else { continue };
        if depth < FAR {
            let text = format!("{:.0}", pad.cooldown_seconds.ceil());
            texts.push((depth, at, text, theme::digits(13.0), theme::GOLD));
        }
    }
    // The nearest on top.
    texts.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (_, at, text, font, color) in texts.drain(..) {
        let galley = canvas.painter.layout_no_wrap(text, font, color);
        let rect = Align2::CENTER_BOTTOM.anchor_size(at, galley.size());
        let ground: Rect = rect.expand2(vec2(5.0, 1.0));
        canvas.painter.rect_filled(ground, 3, Color32::from_black_alpha(130));
        canvas.painter.galley(rect.min, galley, color);
    }
}
