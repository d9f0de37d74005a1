// Counted ids are shorter, or have their count behind a name of any length: `functions.weather:0`.
const SHORTEST = 12
const ENDS_IN_COUNT = /[^a-z\d]\d{1,4}$/i
// Names of tools end in a digit at most.
const DRAWN = /\d[a-z]/i

/** Whether an id was drawn, so that no other tool call has it; when in doubt it was counted. */
export function isDrawnId(id: string): boolean {
  return id.length >= SHORTEST && DRAWN.test(id) && !ENDS_IN_COUNT.test(id)
}
