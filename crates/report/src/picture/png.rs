//! A picture as pixels.

use plotters::backend::BitMapBackend;
use plotters_backend::DrawingBackend;
use thiserror::Error;

use super::mark::Picture;
use super::surface::Surface;

/// Drawn so many times larger, then averaged: plotters' own edges are hard.
const OVERSAMPLING: usize = 2;

/// Why a picture could not be made into pixels.
#[derive(Debug, Error)]
#[error("a picture could not be drawn as pixels: {0}")]
pub struct PixelError(String);

/// The bytes of a PNG so many pixels wide. `canvas` is what it is drawn on: memory that the next picture can use
/// again, whatever it holds.
pub(crate) fn png(picture: &Picture, width: usize, canvas: &mut Vec<u8>) -> Result<Vec<u8>, PixelError> {
    let scale = width as f64 / picture.width;
    let height = (picture.height * scale).round() as usize;
    canvas.clear();
    canvas.resize(width * height * 3 * OVERSAMPLING * OVERSAMPLING, 0xFF);
    let size = ((width * OVERSAMPLING) as u32, (height * OVERSAMPLING) as u32);
    draw(picture, Surface::pixels(scale * OVERSAMPLING as f64), canvas, size)?;
    let pixels = averaged(canvas, width, height);
    encode(&pixels, width, height).map_err(|error| PixelError(error.to_string()))
}

fn draw(picture: &Picture, surface: Surface, canvas: &mut [u8], size: (u32, u32)) -> Result<(), PixelError> {
    let mut backend = BitMapBackend::with_buffer(canvas, size);
    for layer in &picture.layers {
        surface.draw(&mut backend, layer).map_err(|error| PixelError(error.to_string()))?;
    }
    backend.present().map_err(|error| PixelError(error.to_string()))
}

/// Each pixel the mean of the square that was drawn for it.
fn averaged(drawn: &[u8], width: usize, height: usize) -> Vec<u8> {
    let row_bytes = width * OVERSAMPLING * 3;
    let mut out = vec![0; width * height * 3];
    let mut sums = vec![0u16; row_bytes];
    let squares = drawn.chunks_exact(row_bytes * OVERSAMPLING);
    for (rows, means) in squares.zip(out.chunks_exact_mut(width * 3)) {
        // First down and then across: of bytes below bytes a processor adds many at once.
        sums.fill(0);
        for row in rows.chunks_exact(row_bytes) {
            sums.iter_mut().zip(row).for_each(|(sum, &value)| *sum += u16::from(value));
        }
        for (square, pixel) in sums.chunks_exact(OVERSAMPLING * 3).zip(means.chunks_exact_mut(3)) {
            for (channel, mean) in pixel.iter_mut().enumerate() {
                let sum: u16 = (0..OVERSAMPLING).map(|column| square[column * 3 + channel]).sum();
                *mean = (sum / (OVERSAMPLING * OVERSAMPLING) as u16) as u8;
            }
        }
    }
    out
}

fn encode(pixels: &[u8], width: usize, height: usize) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Flat colours make the smaller file unfiltered; above level 4 they take longer and gain next to nothing.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_deflate_compression(png::DeflateCompression::Level(4));
    encoder.write_header()?.write_image_data(pixels)?;
    Ok(bytes)
}
