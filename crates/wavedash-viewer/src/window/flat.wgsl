// Sun and sky, without shadows: a fragment costs a few dozen operations, so that a processor can draw it, too.
// Patterns are shader definitions and no uniforms: lavapipe compiles a shader anew, and keeps it, for every value of a
// uniform that a branch depends on.
// Places are in units of the picture: 1 unit = 100 uu, y up, z along the pitch.
#import bevy_pbr::forward_io::VertexOutput

struct Paint {
    color: vec4<f32>,
    // x: how much it shines by itself.
    kind: vec4<f32>,
}

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var<uniform> paint: Paint;

const SUN = vec3<f32>(0.42, 0.82, 0.38);

#ifdef PITCH
// 1 on a line of this half width around distance 0; `sharp` is one over the size of a pixel.
fn line(distance: f32, half_width: f32, sharp: f32) -> f32 {
    return saturate((half_width - abs(distance)) * sharp + 0.5);
}

const BLUE = vec3<f32>(0.03, 0.16, 0.62);
const ORANGE = vec3<f32>(0.75, 0.20, 0.02);

fn pitch(at: vec2<f32>) -> vec3<f32> {
    let across = abs(dpdx(at)) + abs(dpdy(at));
    let sharp = 1.0 / max(max(across.x, across.y), 0.004);
    let stripe = step(0.5, fract(at.y * 0.078125 + 0.25));
    var grass = mix(vec3<f32>(0.011, 0.036, 0.030), vec3<f32>(0.014, 0.044, 0.036), stripe);
    // Each half in a breath of its side's colour, strongest at the goal.
    let side = select(BLUE, ORANGE, at.y > 0.0);
    let far = abs(at);
    let near = saturate((far.y - 4.0) * 0.0178);
    grass = mix(grass, side, 0.03 + 0.15 * near * near);
    let middle = line(at.y, 0.10, sharp);
    let around = length(at);
    let circle = max(line(around - 9.6, 0.10, sharp), line(around, 0.5, sharp));
    let area = line(max(far.x - 18.0, 40.0 - far.y), 0.10, sharp) * step(far.x, 18.2) * step(39.8, far.y);
    grass = mix(grass, vec3<f32>(0.42, 0.52, 0.58), 0.7 * max(max(middle, circle), area));
    let goal = line(far.y - 51.2, 0.14, sharp) * step(far.x, 9.0);
    return mix(grass, 1.6 * side + vec3<f32>(0.1), goal);
}
#endif

#ifdef WALL
// A net of lines that makes translucent walls visible; `uv` is along and up, in lines.
fn net(uv: vec2<f32>) -> f32 {
    let across = abs(dpdx(uv)) + abs(dpdy(uv));
    let sharp = 1.0 / max(max(across.x, across.y), 0.0008);
    let off = abs(fract(uv) - 0.5);
    return saturate((0.007 - min(off.x, off.y)) * sharp + 0.5);
}
#endif

@fragment
fn fragment(in: VertexOutput) -> @location(0) vec4<f32> {
#ifdef PITCH
    // It lies flat in the light of sky and sun together.
    return vec4<f32>(1.16 * pitch(in.world_position.xz), 1.0);
#else
#ifdef WALL
    return vec4<f32>(in.color.rgb, in.color.a + 0.16 * net(in.uv));
#else
    var color = paint.color;
#ifdef VERTEX_COLORS
    color = color * in.color;
#endif
    let normal = normalize(in.world_normal);
    let sky = 0.5 + 0.5 * normal.y;
    let light = mix(vec3<f32>(0.30, 0.33, 0.42), vec3<f32>(0.62, 0.66, 0.78), sky)
        + vec3<f32>(0.78, 0.72, 0.62) * max(dot(normal, SUN), 0.0);
    return vec4<f32>(color.rgb * mix(light, vec3<f32>(1.0), paint.kind.x), color.a);
#endif
#endif
}
