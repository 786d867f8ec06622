//! Colours and materials. Nothing else in the viewer spells out a colour of the scene.

use bevy::asset::{load_internal_asset, uuid_handle};
use bevy::mesh::MeshVertexBufferLayoutRef;
use bevy::pbr::{MaterialPipeline, MaterialPipelineKey};
use bevy::prelude::*;
use bevy::reflect::TypePath;
use bevy::render::render_resource::{
    AsBindGroup, RenderPipelineDescriptor, ShaderType, SpecializedMeshPipelineError,
};
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
#[bind_group_data(Faces)]
pub(super) struct Flat {
    #[uniform(0)]
    paint: Paint,
    alpha: AlphaMode,
    faces: Faces,
}

/// Which sides of a surface are drawn.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Faces {
    /// The front.
    Front,
    /// Both.
    Both,
}

impl From<&Flat> for Faces {
    fn from(flat: &Flat) -> Self {
        flat.faces
    }
}

impl Flat {
    /// A solid colour in the light.
    pub(super) fn solid(color: Color) -> Self {
        Self::new(color, 0.0, 0.0, AlphaMode::Opaque)
    }

    /// A solid colour that shines by itself.
    pub(super) fn shining(color: Color) -> Self {
        Self::new(color, 1.0, 0.0, AlphaMode::Opaque)
    }

    /// Shines, and what is behind it is seen through it.
    pub(super) fn glow(color: Color) -> Self {
        Self { faces: Faces::Both, ..Self::new(color, 1.0, 0.0, AlphaMode::Add) }
    }

    /// A shadow-like disc or another thin thing on the ground.
    pub(super) fn veil(color: Color) -> Self {
        Self { faces: Faces::Both, ..Self::new(color, 1.0, 0.0, AlphaMode::Blend) }
    }

    /// The pitch with its lines.
    pub(super) fn pitch() -> Self {
        Self::new(Color::WHITE, 0.35, 1.0, AlphaMode::Opaque)
    }

    /// Walls: colours and translucency of the vertices, a net on top. Seen from inside only.
    pub(super) fn wall() -> Self {
        Self::new(Color::WHITE, 0.7, 2.0, AlphaMode::Blend)
    }

    fn new(color: Color, shine: f32, pattern: f32, alpha: AlphaMode) -> Self {
        let kind = Vec4::new(shine, pattern, 0.0, 0.0);
        Self { paint: Paint { color: LinearRgba::from(color).to_vec4(), kind }, alpha, faces: Faces::Front }
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
        if key.bind_group_data == Faces::Both {
            descriptor.primitive.cull_mode = None;
        }
        Ok(())
    }
}

pub(super) fn plugin(app: &mut App) {
    load_internal_asset!(app, SHADER, "flat.wgsl", Shader::from_wgsl);
    app.add_plugins(MaterialPlugin::<Flat>::default());
    app.insert_resource(ClearColor(BACKGROUND));
}
