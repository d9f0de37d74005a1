import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

type TakeLine = (buffer: Buffer, from: number, end: number) => void

/** Lines of JSON, cut at the byte 0x0a and parsed: the least that a reader of a log can do. */
export function countBySplitting(files: readonly string[]): Promise<number> {
  return countLines(files, parse)
}

/** The same with a checksum of each line: the least that a reader can do that notices damage. */
export function countByChecking(files: readonly string[]): Promise<number> {
  return countLines(files, (buffer, from, end) => {
    crc32(buffer.subarray(from, end))
    parse(buffer, from, end)
  })
}

function parse(buffer: Buffer, from: number, end: number): void {
  JSON.parse(buffer.toString('utf8', from, end))
}

async function countLines(files: readonly string[], take: TakeLine): Promise<number> {
  let seen = 0
  for (const file of files) {
    const handle = await open(file)
    const buffer = Buffer.allocUnsafe(1_024 * 1_024)
    let kept = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, kept, buffer.length - kept)
      if (bytesRead === 0) break
      const filled = kept + bytesRead
      let from = 0
      for (let end = buffer.indexOf(10); end !== -1 && end < filled; end = buffer.indexOf(10, from)) {
        take(buffer, from, end)
        seen += 1
        from = end + 1
      }
      buffer.copyWithin(0, from, filled)
      kept = filled - from
    }
    await handle.close()
  }
  return seen
}
