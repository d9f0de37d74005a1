/**
 * An id for the `context` by which `generate` goes on from an earlier answer: the tokens of all that was said, which the
 * server gives out and takes back. Undefined when there is none.
 */
export function contextId(context: unknown): string | undefined {
  if (!Array.isArray(context) || context.length === 0) return undefined
  let first = 2_166_136_261
  let second = 0
  for (let index = 0; index < context.length; index += 1) {
    const token: unknown = context[index]
    if (typeof token !== 'number') return undefined
    first = Math.imul(first ^ token, 16_777_619)
    second = (Math.imul(second, 31) + token) | 0
  }
  return `context-${context.length}-${(first >>> 0).toString(16)}${(second >>> 0).toString(16)}`
}
