//! Colours and materials. Nothing else in the viewer spells out a colour of the scene.

use bevy::asset::{load_internal_asset, uuid_handle};
use bevy::mesh::MeshVertexBufferLayoutRef;
use bevy::pbr::{MaterialPipeline, MaterialPipelineKey};
use bevy::prelude::*;
use bevy::reflect::TypePath;
use bevy::render::render_resource::{AsBindGroup, RenderPipelineDescriptor, ShaderType, SpecializedMeshPipelineError};
use bevy::shader::ShaderRef;
use wavedash_core::Team;

const SHADER: Handle<Shader> = uuid_handle!("5c0f9a3e-6a0e-4c1e-9d57-0b6a7c1f2e11");

/// What is behind everything.
pub(super) const BACKGROUND: Color = Color::srgb(0.035, 0.045, 0.075);

/// A side's colour.
pub(super) const fn team(team: Team) -> Color {
    match team {
        Team::Blue => Color::srgb(0.16, 0.46, 1.0),
        Team::Orange => Color::srgb(1.0, 0.48, 0.08),
    }
}

/// Numbers of a material that the shader reads.
#[derive(Clone, Copy, Debug, Default, ShaderType)]
pub(super) struct Paint {
    color: Vec4,
    kind: Vec4,
}

/// Sun and sky without shadows; `flat.wgsl`.
#[derive(Asset, TypePath, AsBindGroup, Clone, Debug)]
#[bind_group_data(Kind)]
pub(super) struct Flat {
    #[uniform(0)]
    paint: Paint,
    alpha: AlphaMode,
    kind: Kind,
}

/// What needs a pipeline of its own.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pattern: Pattern,
    faces: Faces,
}

/// What is drawn on a surface.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Pattern {
    None,
    Pitch,
    Wall,
}

/// Which sides of a surface are drawn.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Faces {
    Front,
    Both,
}

impl From<&Flat> for Kind {
    fn from(flat: &Flat) -> Self {
        flat.kind
    }
}

impl Flat {
    /// A solid colour in the light.
    pub(super) fn solid(color: Color) -> Self {
        Self::new(color, 0.0, AlphaMode::Opaque)
    }

    /// A solid colour that shines by itself.
    pub(super) fn shining(color: Color) -> Self {
        Self::new(color, 1.0, AlphaMode::Opaque)
    }

    /// Shines, and what is behind it is seen through it.
    pub(super) fn glow(color: Color) -> Self {
        Self::new(color, 1.0, AlphaMode::Add).of(Pattern::None, Faces::Both)
    }

    /// A shadow-like disc or another thin thing on the ground.
    pub(super) fn veil(color: Color) -> Self {
        Self::new(color, 1.0, AlphaMode::Blend).of(Pattern::None, Faces::Both)
    }

    /// The pitch with its lines.
    pub(super) fn pitch() -> Self {
        Self::new(Color::WHITE, 1.0, AlphaMode::Opaque).of(Pattern::Pitch, Faces::Front)
    }

    /// Walls: colours and translucency of the vertices, a net on top. Seen from inside only.
    pub(super) fn wall() -> Self {
        Self::new(Color::WHITE, 1.0, AlphaMode::Blend).of(Pattern::Wall, Faces::Front)
    }

    fn new(color: Color, shine: f32, alpha: AlphaMode) -> Self {
        let paint = Paint { color: LinearRgba::from(color).to_vec4(), kind: Vec4::new(shine, 0.0, 0.0, 0.0) };
        Self { paint, alpha, kind: Kind { pattern: Pattern::None, faces: Faces::Front } }
    }

    fn of(self, pattern: Pattern, faces: Faces) -> Self {
        Self { kind: Kind { pattern, faces }, ..self }
    }
}

impl Material for Flat {
    fn fragment_shader() -> ShaderRef {
        SHADER.into()
    }

    fn alpha_mode(&self) -> AlphaMode {
        self.alpha
    }

    fn enable_prepass() -> bool {
        false
    }

    fn enable_shadows() -> bool {
        false
    }

    fn specialize(
        _pipeline: &MaterialPipeline,
        descriptor: &mut RenderPipelineDescriptor,
        _layout: &MeshVertexBufferLayoutRef,
        key: MaterialPipelineKey<Self>,
    ) -> Result<(), SpecializedMeshPipelineError> {
        let Kind { pattern, faces } = key.bind_group_data;
        if faces == Faces::Both {
            descriptor.primitive.cull_mode = None;
        }
        let definition = match pattern {
            Pattern::None => None,
            Pattern::Pitch => Some("PITCH"),
            Pattern::Wall => Some("WALL"),
        };
        if let (Some(definition), Some(fragment)) = (definition, &mut descriptor.fragment) {
            fragment.shader_defs.push(definition.into());
        }
        Ok(())
    }
}

pub(super) fn plugin(app: &mut App) {
    load_internal_asset!(app, SHADER, "flat.wgsl", Shader::from_wgsl);
    app.add_plugins(MaterialPlugin::<Flat>::default());
    app.insert_resource(ClearColor(BACKGROUND));
}
