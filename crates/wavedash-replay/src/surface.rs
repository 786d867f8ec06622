//! The generated surface, made when first needed and the same for all matches.

use std::sync::{Arc, LazyLock};

use wavedash_sim::Surface;

/// The soccar arena's surface.
pub(crate) fn soccar() -> &'static Arc<Surface> {
    static SURFACE: LazyLock<Arc<Surface>> = LazyLock::new(|| Arc::new(Surface::soccar()));
    &SURFACE
}
