//! Screenshots, compared as one would from across the room.

use std::fs;
use std::io::Cursor;
use std::path::Path;

/// So many pixels each way become one.
const COARSE: usize = 6;
/// On average a pixel may be so far off, of 255.
const MEAN_MAX: f64 = 1.2;
/// Such a share of pixels may be off by more than `FAR`.
const FAR_SHARE_MAX: f64 = 0.01;
const FAR: i32 = 32;

/// Grey, small enough that another machine's edges of letters do not matter.
pub(crate) struct Screen {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

impl Screen {
    /// From a PNG, `coarse` pixels each way averaged into one.
    fn read(bytes: &[u8], coarse: usize) -> Self {
        let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("it fits in memory")];
        let info = reader.next_frame(&mut pixels).expect("a whole PNG");
        let samples = info.color_type.samples();
        let (width, height) = (info.width as usize / coarse, info.height as usize / coarse);
        let mut grey = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let block = (0..coarse * coarse).map(|i| (x * coarse + i % coarse, y * coarse + i / coarse));
                let values = block.map(|(x, y)| {
                    let at = (y * info.width as usize + x) * samples;
                    pixels[at..at + samples.min(3)].iter().map(|&value| u32::from(value)).sum::<u32>()
                });
                let sum: u32 = values.sum();
                grey.push((sum / (coarse * coarse * samples.min(3)) as u32) as u8);
            }
        }
        Self { width, height, grey }
    }

    /// Of a screenshot.
    pub(crate) fn shot(path: &Path) -> Self {
        Self::read(&fs::read(path).expect("the browser wrote it"), COARSE)
    }

    /// Of one that was kept.
    pub(crate) fn kept(path: &Path) -> Self {
        let missing = |error| panic!("{} ({error}); write it with UPDATE_SCREENS=1", path.display());
        Self::read(&fs::read(path).unwrap_or_else(missing), 1)
    }

    pub(crate) fn keep(&self, path: &Path) {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().expect("memory takes it");
        writer.write_image_data(&self.grey).expect("memory takes it");
        writer.finish().expect("memory takes it");
        fs::write(path, bytes).expect("it can be written");
    }

    /// What is too different, if anything.
    pub(crate) fn differs(&self, kept: &Self) -> Option<String> {
        if (self.width, self.height) != (kept.width, kept.height) {
            return Some(format!("{}×{} against {}×{}", self.width, self.height, kept.width, kept.height));
        }
        let off: Vec<i32> =
            self.grey.iter().zip(&kept.grey).map(|(a, b)| (i32::from(*a) - i32::from(*b)).abs()).collect();
        let mean = f64::from(off.iter().sum::<i32>()) / off.len() as f64;
        let far = off.iter().filter(|&&off| off > FAR).count() as f64 / off.len() as f64;
        let how = format!("{mean:.2} off on average, {:.2} % far off", far * 100.0);
        eprintln!("{how}");
        (mean > MEAN_MAX || far > FAR_SHARE_MAX).then_some(how)
    }
}
