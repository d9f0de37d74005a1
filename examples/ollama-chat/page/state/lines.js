// @ts-check
/** @import { ChatLine } from '../types.d.ts' */

/**
 * The lines of an answer as they arrive. Leaving early cancels the request.
 * @param {Response} response
 * @returns {AsyncGenerator<ChatLine, void>}
 */
export async function* linesOf(response) {
  if (response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      const lines = (rest + (value ?? '')).split('\n')
      rest = done ? '' : (lines.pop() ?? '')
      for (const line of lines) if (line.trim() !== '') yield JSON.parse(line)
      if (done) return
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
