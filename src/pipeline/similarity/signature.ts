import { mix, type Shingles } from './shingles.ts'

const BINS = 128
const BIN_SHIFT = 25
const MULTIPLIER = 0x27d4eb2f
const PROBES = 256

/** How the bins of a signature are cut into keys: two texts become candidates when they share one key. */
export type Banding = { readonly bands: number; readonly rows: number }

/**
 * Half of the pairs are found at a similarity of about (1 / bands) ^ (1 / rows): .71 for 16 keys of 8 bins, .53 for 25 of
 * 5, .42 for 32 of 4. At the threshold itself 95 % are found at .8, 99 % at .7 and 87 % at .5; what is above it, more.
 */
export function bandingFor(threshold: number): Banding {
  if (threshold >= 0.75) return { bands: 16, rows: 8 }
  return threshold >= 0.6 ? { bands: 25, rows: 5 } : { bands: 32, rows: 4 }
}

/** Where an empty bin looks for a value, in this order. */
const probes = Uint8Array.from({ length: BINS * PROBES }, (_, index) => mix(index + 1) % BINS)

/**
 * Keys of a set of shingles: MinHash by one permutation (Li, Owen and Zhang 2012). The set is sorted and its hashes are
 * even, so the least of each of 128 stretches of numbers is what stands there first. An empty one borrows from another
 * that is drawn by its own number (Shrivastava 2017). The result is valid until the next call.
 */
export type Signer = (shingles: Shingles) => Uint32Array

export function createSigner({ bands, rows }: Banding): Signer {
  const bins = new Uint32Array(BINS)
  const filled = new Uint8Array(BINS)
  const keys = new Uint32Array(bands)

  function borrowed(bin: number): number {
    for (let probe = bin * PROBES; probe < (bin + 1) * PROBES; probe += 1) {
      const other = probes[probe] ?? 0
      if (filled[other] === 1) return bins[other] ?? 0
    }
    return bins[filled.indexOf(1)] ?? 0
  }

  return (shingles) => {
    filled.fill(0)
    for (let index = shingles.length - 1; index >= 0; index -= 1) {
      const shingle = shingles[index] ?? 0
      const bin = shingle >>> BIN_SHIFT
      bins[bin] = shingle >>> 1
      filled[bin] = 1
    }
    for (let band = 0; band < bands; band += 1) {
      let key = band
      for (let bin = band * rows; bin < (band + 1) * rows; bin += 1) {
        const value = filled[bin] === 1 ? (bins[bin] ?? 0) : borrowed(bin)
        key = (Math.imul(key, MULTIPLIER) + mix(value)) | 0
      }
      keys[band] = mix(key)
    }
    return keys
  }
}
