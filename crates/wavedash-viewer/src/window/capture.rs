//! Pictures without a window: every update of the app is one picture, read back from the graphics device.

use std::num::NonZero;
use std::time::Duration;

use bevy::app::{App, Plugin};
use bevy::camera::RenderTarget;
use bevy::prelude::*;
use bevy::render::extract_resource::{ExtractResource, ExtractResourcePlugin};
use bevy::render::render_asset::RenderAssets;
use bevy::render::render_resource::{
    Buffer, BufferDescriptor, BufferUsages, CommandEncoderDescriptor, Extent3d, MapMode, PollType, TexelCopyBufferInfo,
    TexelCopyBufferLayout, TextureFormat, TextureUsages,
};
use bevy::render::renderer::{RenderContext, RenderDevice, RenderGraph, RenderQueue};
use bevy::render::texture::GpuImage;
use bevy::render::{Render, RenderApp, RenderSystems};
use bevy::time::TimeUpdateStrategy;
use crossbeam::channel::{Receiver, Sender, bounded};

use super::view_camera::Target;

/// Updates before the first picture: assets and pipelines arrive in the third.
const PRE_ROLL: usize = 4;

/// A picture: rows from the top, red, green, blue, alpha of each pixel, 8 bits each.
pub(super) struct Picture {
    pub(super) pixels: Vec<u8>,
}

/// Reads pictures of an app one by one.
pub(super) struct Tap {
    app: App,
    pictures: Receiver<Vec<u8>>,
    row_bytes: usize,
}

impl Tap {
    /// Takes an app whose plugins are all added.
    pub(super) fn new(mut app: App, [width, height]: [u32; 2], dt: Duration) -> Self {
        app.insert_resource(TimeUpdateStrategy::ManualDuration(dt));
        let mut image = Image::new_target_texture(width, height, TextureFormat::Rgba8UnormSrgb, None);
        image.texture_descriptor.usage |= TextureUsages::COPY_SRC;
        let handle = app.world_mut().resource_mut::<Assets<Image>>().add(image);
        app.insert_resource(Target(Some(RenderTarget::Image(handle.clone().into()))));
        let (sender, pictures) = bounded(1);
        app.add_plugins(TapPlugin { source: Source(handle), size: [width, height], sender });
        app.finish();
        app.cleanup();
        let mut tap = Self { app, pictures, row_bytes: width as usize * 4 };
        for _ in 0..PRE_ROLL {
            tap.app.update();
            while tap.pictures.try_recv().is_ok() {}
        }
        tap
    }

    /// The world, between two pictures.
    pub(super) fn world(&mut self) -> &mut World {
        self.app.world_mut()
    }

    /// The next picture; none if the device did not give one.
    pub(super) fn picture(&mut self) -> Option<Picture> {
        self.app.update();
        let padded = self.pictures.try_recv().ok()?;
        let padded_row = RenderDevice::align_copy_bytes_per_row(self.row_bytes);
        let mut pixels = Vec::with_capacity(padded.len());
        for row in padded.chunks(padded_row) {
            pixels.extend_from_slice(&row[..self.row_bytes.min(row.len())]);
        }
        Some(Picture { pixels })
    }
}

/// What is read back.
#[derive(Resource, Clone, ExtractResource)]
struct Source(Handle<Image>);

struct TapPlugin {
    source: Source,
    size: [u32; 2],
    sender: Sender<Vec<u8>>,
}

#[derive(Resource)]
struct Drain {
    size: [u32; 2],
    sender: Sender<Vec<u8>>,
    buffer: Option<Buffer>,
}

impl Plugin for TapPlugin {
    fn build(&self, app: &mut App) {
        app.insert_resource(self.source.clone());
        app.add_plugins(ExtractResourcePlugin::<Source>::default());
        let drain = Drain { size: self.size, sender: self.sender.clone(), buffer: None };
        if let Some(render) = app.get_sub_app_mut(RenderApp) {
            render.insert_resource(drain);
            render.add_systems(RenderGraph, copy.after(bevy::render::renderer::RenderGraphSystems::Submit));
            render.add_systems(Render, send.after(RenderSystems::Render));
        }
    }
}

fn padded_row([width, _]: [u32; 2]) -> u32 {
    RenderDevice::align_copy_bytes_per_row(width as usize * 4) as u32
}

/// Copies the picture from the texture to a buffer that the processor can read.
fn copy(
    context: RenderContext,
    source: Option<Res<Source>>,
    mut drain: ResMut<Drain>,
    queue: Res<RenderQueue>,
    images: Res<RenderAssets<GpuImage>>,
) {
    let Some(image) = source.and_then(|source| images.get(&source.0)) else { return };
    let device = context.render_device();
    let size = drain.size;
    let buffer = drain.buffer.get_or_insert_with(|| {
        device.create_buffer(&BufferDescriptor {
            label: Some("picture"),
            size: u64::from(padded_row(size)) * u64::from(size[1]),
            usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    });
    let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
    let layout = TexelCopyBufferLayout {
        offset: 0,
        bytes_per_row: NonZero::new(padded_row(size)).map(Into::into),
        rows_per_image: None,
    };
    encoder.copy_texture_to_buffer(
        image.texture.as_image_copy(),
        TexelCopyBufferInfo { buffer, layout },
        Extent3d { width: size[0], height: size[1], depth_or_array_layers: 1 },
    );
    queue.submit([encoder.finish()]);
}

/// Waits for the copy and hands it over.
fn send(drain: Res<Drain>, device: Res<RenderDevice>) {
    let Some(buffer) = &drain.buffer else { return };
    let slice = buffer.slice(..);
    let (mapped, is_mapped) = bounded(1);
    slice.map_async(MapMode::Read, move |result| {
        // The receiver waits below.
        let _ = mapped.send(result.is_ok());
    });
    let waited = device.poll(PollType::wait_indefinitely()).is_ok();
    if waited && is_mapped.recv() == Ok(true) {
        // Of a picture that nobody took only the newest counts; the app reads one per update.
        let _ = drain.sender.try_send(slice.get_mapped_range().to_vec());
        buffer.unmap();
    }
}
