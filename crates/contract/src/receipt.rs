//! What came in with an upload.

/// FNV-1a's constants for 64 bits (Fowler, Noll, Vo).
const OFFSET: u64 = 0xCBF2_9CE4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01B3;

/// What has been read of a request's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// How many bytes.
    pub bytes: u64,
    /// FNV-1a over them: it sees a byte changed, lost or moved.
    pub checksum: u64,
}

impl Receipt {
    /// Nothing yet.
    pub const NOTHING: Self = Self { bytes: 0, checksum: OFFSET };

    /// Takes a piece in. How a body was cut into pieces makes no difference.
    pub fn add(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        for byte in piece {
            self.checksum = (self.checksum ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }
}
