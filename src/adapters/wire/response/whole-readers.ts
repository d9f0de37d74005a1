import type { BodyTap } from './body-tap.ts'

/** Tells the tap what a method of the response gave the app. */
export type Seen = (tap: BodyTap, value: unknown) => void

/** The methods by which a body is read at once. */
export const WHOLE_READERS: { readonly [method: string]: Seen } = {
  json: (tap, value) => tap.json(value),
  text: (tap, value) => whole(tap, typeof value === 'string' ? Buffer.from(value) : undefined),
  arrayBuffer: (tap, value) => whole(tap, value instanceof ArrayBuffer ? new Uint8Array(value) : undefined),
  // Of node-fetch.
  buffer: (tap, value) => whole(tap, value instanceof Uint8Array ? value : undefined),
  bytes: (tap, value) => whole(tap, value instanceof Uint8Array ? value : undefined),
  blob(tap, value) {
    if (!(value instanceof Blob)) return whole(tap)
    value.arrayBuffer().then(
      (bytes) => whole(tap, new Uint8Array(bytes)),
      (error: unknown) => tap.failed(error),
    )
  },
  formData: (tap) => tap.done(),
}

function whole(tap: BodyTap, bytes?: Uint8Array): void {
  if (bytes !== undefined) tap.chunk(bytes)
  tap.done()
}
