// Sun and sky, without shadows: a fragment costs a dozen operations, so that a processor can draw it, too.
// Places are in units of the picture: 1 unit = 100 uu, y up, z along the pitch.
#import bevy_pbr::forward_io::VertexOutput

struct Paint {
    color: vec4<f32>,
    // x: how much it shines by itself. y: pattern, 0 none, 1 pitch, 2 wall, 3 sky.
    kind: vec4<f32>,
}

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var<uniform> paint: Paint;

const SUN = vec3<f32>(0.42, 0.82, 0.38);
const BLUE = vec3<f32>(0.03, 0.16, 0.62);
const ORANGE = vec3<f32>(0.75, 0.20, 0.02);

// 1 on a line of this half width around distance 0, with soft edges.
fn line(distance: f32, half_width: f32) -> f32 {
    let soft = max(fwidth(distance), 0.004);
    return 1.0 - smoothstep(half_width - soft, half_width + soft, abs(distance));
}

fn pitch(at: vec2<f32>) -> vec3<f32> {
    let stripe = step(0.5, fract(at.y / 12.8 + 0.25));
    var grass = mix(vec3<f32>(0.035, 0.085, 0.065), vec3<f32>(0.042, 0.102, 0.076), stripe);
    // Each half in a breath of its side's colour, strongest at the goal.
    let side = select(BLUE, ORANGE, at.y > 0.0);
    let near = clamp((abs(at.y) - 4.0) / 56.0, 0.0, 1.0);
    grass = mix(grass, side, 0.05 + 0.22 * near * near);
    let middle = line(at.y, 0.10);
    let circle = line(length(at) - 9.6, 0.10);
    let spot = 1.0 - smoothstep(0.45, 0.6, length(at));
    let box_edge = max(abs(at.x) - 18.0, 40.0 - abs(at.y));
    let area = line(box_edge, 0.10) * step(abs(at.x), 18.2) * step(39.8, abs(at.y));
    let goal = line(abs(at.y) - 51.2, 0.14) * step(abs(at.x), 9.0);
    let lines = max(max(middle, circle), max(area, spot));
    grass = mix(grass, vec3<f32>(0.55, 0.62, 0.66), 0.75 * lines);
    return mix(grass, 1.6 * side + vec3<f32>(0.1), goal);
}

// A net of lines that makes translucent walls visible.
fn net(at: vec3<f32>, normal: vec3<f32>) -> f32 {
    let along = select(at.z, at.x, abs(normal.z) > abs(normal.x));
    let u = abs(fract(along / 5.12) - 0.5) * 5.12;
    let v = abs(fract(at.y / 5.12) - 0.5) * 5.12;
    return max(line(u - 2.56, 0.035), line(v - 2.56, 0.035));
}

@fragment
fn fragment(in: VertexOutput) -> @location(0) vec4<f32> {
    var color = paint.color;
#ifdef VERTEX_COLORS
    color = color * in.color;
#endif
    let at = in.world_position.xyz;
    let normal = normalize(in.world_normal);
    if paint.kind.y == 1.0 {
        color = vec4<f32>(pitch(at.xz), 1.0);
    }
    if paint.kind.y == 2.0 {
        color = vec4<f32>(color.rgb, clamp(color.a + 0.16 * net(at, normal), 0.0, 1.0));
    }
    let sky = 0.5 + 0.5 * normal.y;
    let light = mix(vec3<f32>(0.30, 0.33, 0.42), vec3<f32>(0.62, 0.66, 0.78), sky)
        + vec3<f32>(0.78, 0.72, 0.62) * max(dot(normal, SUN), 0.0);
    return vec4<f32>(color.rgb * mix(light, vec3<f32>(1.0), paint.kind.x), color.a);
}
