//! TensorBoard's file format: events as protocol buffers, each framed with its length and two checksums.
//!
//! Only the fields that are written here are declared; field numbers as in TensorFlow's `event.proto` and
//! `summary.proto`.

use prost::Message;

/// First event of each file.
pub(crate) const FILE_VERSION: &str = "brain.Event:2";

/// One event: a version, a beginning, or values.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Event {
    /// Unix time in seconds.
    #[prost(double, tag = "1")]
    pub(crate) wall_time: f64,
    /// Agent steps.
    #[prost(int64, tag = "2")]
    pub(crate) step: i64,
    #[prost(string, optional, tag = "3")]
    pub(crate) file_version: Option<String>,
    #[prost(message, optional, tag = "5")]
    pub(crate) summary: Option<Summary>,
    #[prost(message, optional, tag = "7")]
    pub(crate) session_log: Option<SessionLog>,
}

/// Values of one step.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Summary {
    #[prost(message, repeated, tag = "1")]
    pub(crate) value: Vec<Scalar>,
}

/// One value (`Summary.Value`).
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Scalar {
    #[prost(string, tag = "1")]
    pub(crate) tag: String,
    #[prost(float, optional, tag = "2")]
    pub(crate) simple_value: Option<f32>,
    #[prost(message, optional, tag = "9")]
    pub(crate) metadata: Option<Metadata>,
}

/// What TensorBoard shows beside a chart (`SummaryMetadata`).
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Metadata {
    #[prost(message, optional, tag = "1")]
    pub(crate) plugin_data: Option<Plugin>,
    #[prost(string, tag = "3")]
    pub(crate) summary_description: String,
    #[prost(int32, tag = "4")]
    pub(crate) data_class: i32,
}

/// Which of TensorBoard's views shows the values (`SummaryMetadata.PluginData`).
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Plugin {
    #[prost(string, tag = "1")]
    pub(crate) plugin_name: String,
}

impl Metadata {
    /// A scalar's. TensorBoard ignores a description that does not also name the view and the class of data.
    pub(crate) fn of_scalar(summary_description: String) -> Self {
        const DATA_CLASS_SCALAR: i32 = 1;
        let plugin_data = Some(Plugin { plugin_name: "scalars".to_owned() });
        Self { plugin_data, summary_description, data_class: DATA_CLASS_SCALAR }
    }
}

/// Marks where a run goes on: what earlier files hold from this step on is void.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct SessionLog {
    #[prost(int32, tag = "1")]
    pub(crate) status: i32,
}

/// `SessionLog.START`.
pub(crate) const SESSION_START: i32 = 1;

/// Adds a framed event to `bytes`.
pub(crate) fn frame(event: &Event, bytes: &mut Vec<u8>) {
    let body = event.encode_to_vec();
    let length = (body.len() as u64).to_le_bytes();
    bytes.extend_from_slice(&length);
    bytes.extend_from_slice(&masked_checksum(&length).to_le_bytes());
    bytes.extend_from_slice(&body);
    bytes.extend_from_slice(&masked_checksum(&body).to_le_bytes());
}

/// CRC-32C, turned and shifted so that a checksum of data that holds checksums stays good (TensorFlow's `crc32c.h`).
fn masked_checksum(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

/// Reads framed events, with all checksums.
#[cfg(test)]
pub(crate) fn events(mut bytes: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    while !bytes.is_empty() {
        let length = usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
        let checksum = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!(checksum(8), masked_checksum(&bytes[..8]), "checksum of a length");
        let body = &bytes[12..12 + length];
        assert_eq!(checksum(12 + length), masked_checksum(body), "checksum of an event");
        events.push(Event::decode(body).unwrap());
        bytes = &bytes[16 + length..];
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference is what the Python package tensorboard 2.21 makes of the same event (`RecordWriter`).
    #[test]
    fn a_frame_equals_tensorboards_own() {
        let event = Event { wall_time: 1.5, file_version: Some(FILE_VERSION.to_owned()), ..Event::default() };
        let mut bytes = Vec::new();
        frame(&event, &mut bytes);
        assert_eq!(bytes, REFERENCE);
        assert_eq!(events(&bytes), [event]);
    }

    const REFERENCE: &[u8] = &[
        0x18, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xa3, 0x7f, 0x4b, 0x22, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0xf8, 0x3f, 0x1a, 0x0d, 0x62, 0x72, 0x61, 0x69, 0x6e, 0x2e, 0x45, 0x76, 0x65, 0x6e, 0x74, 0x3a, 0x32,
        0x2a, 0x28, 0x64, 0x6c,
    ];
}
