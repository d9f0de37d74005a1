import { mix, type Runs } from './shingles.ts'

const BINS = 128
const BIN_SHIFT = 25
const MULTIPLIER = 0x27d4eb2f
const PROBES = 256
/** The largest hash of 31 bits: where it is the least one, its stretch counts as empty. */
const EMPTY = 0x7fffffff

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
 * Keys of a set of shingles: MinHash by one permutation (Li, Owen and Zhang 2012). The least hash of each of 128 stretches
 * of numbers stands for it. An empty one borrows from another that is drawn by its own number (Shrivastava 2017).
 */
export type Signer = {
  /** Takes runs, sorted or not. So many stretches are filled: there are as many different runs at least. */
  readonly take: (runs: Runs) => number
  /** The keys of what was taken last; valid until the next call. There is one run at least. */
  readonly keys: () => Uint32Array
}

export function createSigner({ bands, rows }: Banding): Signer {
  // Signed, as the JIT takes larger numbers for fractions.
  const bins = new Int32Array(BINS)
  const keys = new Uint32Array(bands)

  function borrowed(bin: number): number {
    for (let probe = bin * PROBES; probe < (bin + 1) * PROBES; probe += 1) {
      const other = bins[probes[probe] ?? 0] ?? EMPTY
      if (other !== EMPTY) return other
    }
    return bins.find((least) => least !== EMPTY) ?? EMPTY
  }

  return {
    take(runs) {
      bins.fill(EMPTY)
      for (let index = 0; index < runs.length; index += 1) {
        const run = runs[index] ?? 0
        const bin = run >>> BIN_SHIFT
        const least = bins[bin] ?? EMPTY
        const more = (run >>> 1) - least
        // The smaller one, without a question of which nobody can foresee the answer.
        bins[bin] = least + (more & (more >> 31))
      }
      let filled = 0
      for (let bin = 0; bin < BINS; bin += 1) if (bins[bin] !== EMPTY) filled += 1
      return filled
    },
    keys() {
      for (let band = 0; band < bands; band += 1) {
        let key = band
        for (let bin = band * rows; bin < (band + 1) * rows; bin += 1) {
          const least = bins[bin] ?? EMPTY
          key = (Math.imul(key, MULTIPLIER) + mix(least === EMPTY ? borrowed(bin) : least)) | 0
        }
        keys[band] = mix(key)
      }
      return keys
    },
  }
}
