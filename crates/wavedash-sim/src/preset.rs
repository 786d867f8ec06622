//! Car bodies: hitbox, wheels, and what follows from them and the car's mass.

use rapier3d::parry::mass_properties::MassProperties;
use wavedash_core::rules::SUSPENSION_TRAVEL;
use wavedash_core::{CarPreset, Vec3};
use wide::f32x4;

use crate::curve::{self, Curve};
use crate::lanes::Vec3x4;
use crate::state::BodyState;

/// Sizes of a preset as the game gives them, uu.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// Full size of the hitbox.
    pub hitbox: [f32; 3],
    /// Centre of the hitbox from the origin.
    pub offset: [f32; 3],
    /// Wheel radius, front and rear.
    pub wheel_radius: [f32; 2],
    /// Configured rest length of the suspension, front and rear.
    pub rest_length: [f32; 2],
    /// Connection point of the wheels at +y, front and rear; the others are mirrored in y.
    pub connection: [[f32; 3]; 2],
}

/// The table of `physics.md`, section 5.
#[must_use]
pub const fn body(preset: CarPreset) -> Body {
    const fn of(
        hitbox: [f32; 3],
        [offset_x, offset_z]: [f32; 2],
        wheel_radius: [f32; 2],
        rest_length: [f32; 2],
        connection: [[f32; 3]; 2],
    ) -> Body {
        Body { hitbox, offset: [offset_x, 0.0, offset_z], wheel_radius, rest_length, connection }
    }
    match preset {
        CarPreset::Octane => of(
            [120.507_38, 86.699_41, 38.659_073],
            [13.875_66, 20.754_988],
            [12.5, 15.0],
            [38.755, 37.055],
            [[51.25, 25.90, 20.755], [-33.75, 29.50, 20.755]],
        ),
        CarPreset::Dominus => of(
            [130.426_79, 85.779_95, 33.8],
            [9.0, 15.75],
            [12.0, 13.5],
            [33.95, 33.85],
            [[50.30, 31.10, 15.75], [-34.75, 33.00, 15.75]],
        ),
        CarPreset::Plank => of(
            [131.319_78, 87.170_364, 31.894_402],
            [9.008_572, 12.0942],
            [12.5, 17.0],
            [31.9242, 27.9242],
            [[49.97, 27.80, 12.0942], [-35.43, 20.28, 12.0942]],
        ),
        CarPreset::Breakout => of(
            [133.992_36, 83.021, 32.8],
            [12.5, 11.75],
            [13.5, 15.0],
            [29.7, 29.666],
            [[51.50, 26.67, 11.75], [-35.75, 35.00, 11.75]],
        ),
        CarPreset::Hybrid => of(
            [129.5192, 84.687_87, 36.659_073],
            [13.875_66, 20.754_988],
            [12.5, 15.0],
            [38.755, 37.055],
            [[51.25, 25.90, 20.755], [-34.00, 29.50, 20.755]],
        ),
        CarPreset::Merc => of(
            [123.220_23, 79.210_31, 44.159_073],
            [11.375_66, 21.504_988],
            [15.0, 15.0],
            [39.505, 39.105],
            [[51.25, 25.90, 21.505], [-33.75, 29.50, 21.505]],
        ),
        CarPreset::Psyclops => of(
            [120.641_01, 86.833_405, 38.7931],
            [13.8757, 15.0],
            [12.5, 15.0],
            [33.0, 31.3],
            [[51.25, 5.0, 15.0], [-33.75, 29.5, 15.0]],
        ),
    }
}

/// The four wheels of a car, one per lane; lengths in uu from the car's origin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wheels {
    pub(crate) connection: Vec3x4,
    /// Working rest length: the configured one minus the travel.
    pub(crate) rest: f32x4,
    pub(crate) radius: f32x4,
    pub(crate) ray_length: f32x4,
    /// Longest suspension below the connection point.
    pub(crate) longest: f32x4,
    /// Share of the car's mass the wheel carries at rest, kg.
    pub(crate) load: f32x4,
}

/// Everything the tick needs to know of a car's body.
#[derive(Clone, Debug)]
pub(crate) struct CarModel {
    pub(crate) half: Vec3,
    pub(crate) offset: Vec3,
    pub(crate) inv_mass: f32,
    pub(crate) mass: f32,
    /// Inverse of the box's inertia about its own centre, along the car's axes.
    pub(crate) inv_inertia: Vec3,
    pub(crate) wheels: Wheels,
    /// Wheel ray hits closer than this to the connection point are ignored, uu.
    pub(crate) min_hit_distance: f32,
    /// Contacts exist up to this gap, uu.
    pub(crate) skin: f32,
    /// Shell of the box that the separating-axis test treats as touching, uu.
    pub(crate) margin: f32,
    /// No point of hitbox or wheel rays is further from the origin, uu.
    pub(crate) reach: f32,
    /// Centre and half sizes of a box around hitbox and wheel rays, in the car's axes from its origin, uu.
    pub(crate) bounds_offset: Vec3,
    pub(crate) bounds_half: Vec3,
    pub(crate) three_wheels: bool,
    pub(crate) steer: Curve,
    pub(crate) powerslide_steer: Curve,
    /// Sum of |pitch|, |yaw| and |roll| from which a second press is a flip.
    pub(crate) dodge_deadzone: f32,
}

impl CarModel {
    pub(crate) fn new(preset: CarPreset, mass: f32) -> Self {
        let body = body(preset);
        let half = Vec3::from(body.hitbox) * 0.5;
        let offset = Vec3::from(body.offset);

        // The solid box about its own centre; the offset from the origin does not count.
        let volume = 8.0 * half.x * half.y * half.z;
        let properties =
            MassProperties::from_cuboid(mass / volume, rapier3d::math::Vector::new(half.x, half.y, half.z));
        let inertia = properties.principal_inertia();
        let inv_inertia = Vec3::new(1.0 / inertia.x, 1.0 / inertia.y, 1.0 / inertia.z);

        let (front, rear) = (body.connection[0][0], -body.connection[1][0]);
        let loads = if front < 0.0 || rear < 0.0 {
            [mass / 4.0; 2]
        } else {
            let rear_axle = front / (front + rear) * mass;
            [(mass - rear_axle) * 0.5, rear_axle * 0.5]
        };
        let connection = core::array::from_fn(|i| {
            let [x, y, z] = body.connection[i / 2];
            Vec3::new(x, if i % 2 == 0 { -y } else { y }, z)
        });
        let per_axle = |[front, rear]: [f32; 2]| f32x4::new([front, front, rear, rear]);
        let rest = per_axle(body.rest_length) - f32x4::splat(SUSPENSION_TRAVEL);
        let longest = rest + f32x4::splat(SUSPENSION_TRAVEL);
        let radius = per_axle(body.wheel_radius);
        let wheels = Wheels {
            connection: Vec3x4::from_array(connection),
            rest,
            radius,
            ray_length: longest + radius,
            longest,
            load: per_axle(loads),
        };

        let corner = half + offset.abs();
        let lengths = wheels.ray_length.to_array();
        let reach = connection.iter().zip(lengths).fold(corner.norm(), |reach: f32, (connection, length)| {
            let below = connection - Vec3::new(0.0, 0.0, length);
            reach.max(connection.norm()).max(below.norm())
        });
        let (mut low, mut high) = (offset - half, offset + half);
        for (connection, length) in connection.iter().zip(lengths) {
            let below = connection - Vec3::new(0.0, 0.0, length);
            (low, high) = (low.inf(&below), high.sup(connection));
        }
        let plank = preset == CarPreset::Plank;
        let three_wheels = preset == CarPreset::Psyclops;
        Self {
            half,
            offset,
            inv_mass: 1.0 / mass,
            mass,
            inv_inertia,
            wheels,
            min_hit_distance: half.z - 2.25,
            skin: 0.02 * (half.norm() + offset.norm()),
            margin: (0.1 * half.x.min(half.y).min(half.z)).min(2.0),
            reach,
            bounds_offset: (low + high) * 0.5,
            bounds_half: (high - low) * 0.5,
            three_wheels,
            steer: if three_wheels {
                curve::STEER_THREE_WHEEL
            } else if plank {
                curve::STEER_PLANK
            } else {
                curve::STEER
            },
            powerslide_steer: if plank { curve::POWERSLIDE_STEER_PLANK } else { curve::POWERSLIDE_STEER },
            dodge_deadzone: 0.5,
        }
    }

    /// A body of this kind for one tick.
    #[inline]
    pub(crate) fn body(&self, state: &BodyState, active: bool) -> crate::body::Body {
        let mut body = crate::body::Body::new(state, self.inv_mass, self.inv_inertia);
        body.active = active;
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octane_matches_the_published_derived_numbers() {
        let model = CarModel::new(CarPreset::Octane, 180.0);
        let [front, _, rear, _] = model.wheels.load.to_array();
        assert!((front - 35.735).abs() < 0.01);
        assert!((rear - 54.265).abs() < 0.01);
        assert!((model.skin - 2.03).abs() < 0.01, "{}", model.skin);
        // (54.1, 96.1, 132.2) in units of 50 uu.
        let inertia = model.inv_inertia.map(|x| 1.0 / x / 2500.0);
        assert!((inertia - Vec3::new(54.1, 96.1, 132.2)).norm() < 0.2, "{inertia}");
    }

    #[test]
    fn every_car_stays_within_the_reach_of_the_surface_grid() {
        for preset in CarPreset::ALL {
            let model = CarModel::new(preset, 180.0);
            assert!(model.reach + model.skin < 110.0, "{preset}: {}", model.reach);
        }
    }
}
