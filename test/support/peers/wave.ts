// Sound files: writes a sine, and tells how much of another one is that pitch.

export interface Wave {
  readonly samplesPerSecond: number;
  /** From -1 to 1. */
  readonly samples: readonly number[];
}

const SAMPLES_PER_SECOND = 8000;
const SAMPLE_BYTES = 2;
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/** A RIFF file with one channel of 16-bit samples, 8,000 a second: what a telephone hears. */
export function formatSine(hertz: number, seconds: number): Buffer {
  const count = SAMPLES_PER_SECOND * seconds;
  const data = Buffer.alloc(count * SAMPLE_BYTES);
  for (let n = 0; n < count; n += 1) {
    const sample = Math.sin((2 * Math.PI * hertz * n) / SAMPLES_PER_SECOND) / 2;
    data.writeInt16LE(Math.round(sample * 0x7fff), n * SAMPLE_BYTES);
  }
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(SAMPLES_PER_SECOND, 4);
  format.writeUInt32LE(SAMPLES_PER_SECOND * SAMPLE_BYTES, 8);
  format.writeUInt16LE(SAMPLE_BYTES, 12);
  format.writeUInt16LE(SAMPLE_BYTES * 8, 14);
  const chunks = Buffer.concat([formatChunk('fmt ', format), formatChunk('data', data)]);
  return formatChunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunks]));
}

/** Reads such a file. */
export function readWave(file: Buffer): Wave {
  const chunks = new Map<string, Buffer>();
  let at = HEADER_BYTES;
  while (at + CHUNK_HEADER_BYTES <= file.length) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    chunks.set(name, file.subarray(at + CHUNK_HEADER_BYTES, at + CHUNK_HEADER_BYTES + size));
    at += CHUNK_HEADER_BYTES + size + (size % 2);
  }
  const data = chunks.get('data') ?? Buffer.alloc(0);
  const count = Math.floor(data.length / SAMPLE_BYTES);
  return {
    samplesPerSecond: chunks.get('fmt ')?.readUInt32LE(4) ?? 0,
    samples: Array.from({ length: count }, (_, n) => data.readInt16LE(n * SAMPLE_BYTES) / 0x8000),
  };
}

/** How many seconds of it, counted by tenths, are that pitch and little else. */
export function countSecondsOf(hertz: number, { samples, samplesPerSecond }: Wave): number {
  const size = samplesPerSecond / 10;
  let tenths = 0;
  for (let at = 0; at + size <= samples.length; at += size) {
    if (measureShare(samples.slice(at, at + size), hertz / samplesPerSecond) > 0.5) {
      tenths += 1;
    }
  }
  return tenths / 10;
}

/** The share of the energy at a frequency, in cycles a sample: 1 for a pure sine. */
function measureShare(samples: readonly number[], frequency: number): number {
  let real = 0;
  let imaginary = 0;
  let energy = 0;
  for (const [n, sample] of samples.entries()) {
    real += sample * Math.cos(2 * Math.PI * frequency * n);
    imaginary += sample * Math.sin(2 * Math.PI * frequency * n);
    energy += sample * sample;
  }
  return energy === 0 ? 0 : (2 * (real * real + imaginary * imaginary)) / (samples.length * energy);
}

function formatChunk(name: string, content: Buffer): Buffer {
  const header = Buffer.from(`${name}0000`);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}
