const SLAB_BYTES = 256 * 1_024

/** A piece of JSON, kept outside of the garbage collector's reach. */
export type KeptText = { readonly slab: Buffer; readonly start: number; readonly end: number }

export type TextKeeper = {
  /** Copies the bytes. */
  keep(bytes: Buffer): KeptText
}

/**
 * Keeps thousands of texts for a while, of which few are looked at again. As strings the collector would copy each of
 * them twice; here they lie one behind the other in large pieces, each of which goes with the last text in it.
 */
export function createTextKeeper(): TextKeeper {
  let slab = Buffer.alloc(0)
  let used = 0

  return {
    keep(bytes) {
      if (used + bytes.length > slab.length) {
        // Of its own: a small part of a shared pool would keep all of that.
        slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, bytes.length))
        used = 0
      }
      const start = used
      used += bytes.copy(slab, start)
      return { slab, start, end: used }
    },
  }
}

export function textOf({ slab, start, end }: KeptText): string {
  return slab.toString('utf8', start, end)
}
