import { createLineBuffer } from '../writing/line-buffer.ts'

const ASCII = /^[\0-\x7f]*$/
const START = '{"text":'

/** How a text may stand on the lines of a log: in plain JSON, and as this package writes lines. */
export function spellingsOf(text: string): readonly Buffer[] {
  const plain = Buffer.from(JSON.stringify(text))
  if (ASCII.test(text)) return [plain]
  const lines = createLineBuffer()
  lines.add({ text })
  const line = lines.take(lines.size())
  return [plain, line.subarray(START.length, line.lastIndexOf(',"crc":'))]
}
