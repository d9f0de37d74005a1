const decoder = new TextDecoder('utf-8', { fatal: true })

/** Undefined for what is no JSON in UTF-8: no document is. */
export function parseJson(bytes: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes))
    return value
  } catch {
    return undefined
  }
}
