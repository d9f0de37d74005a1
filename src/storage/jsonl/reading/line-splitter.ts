const LINE_FEED = 0x0a

/** A line without its line feed. `bytes` are valid until the next piece is taken. */
export type Line = {
  readonly bytes: Buffer
  /** Counted from 1, from where splitting began. */
  readonly number: number
  /** Bytes from the start of the file to the line, and to what follows its line feed. */
  readonly offset: number
  readonly end: number
}

export type LineSplitter = {
  /** The lines that end in `piece`, valid until the next piece is taken. */
  lines(piece: Buffer): readonly Line[]
  /** What stands behind the last line feed; undefined when nothing does. */
  rest(): Line | undefined
}

/**
 * Splits bytes at line feeds, and only there. A line that spans many pieces is copied twice, whatever its length.
 *
 * @param start where in the file the first piece begins, in bytes
 */
export function createLineSplitter(start: number): LineSplitter {
  let carried: Buffer[] = []
  let offset = start
  let number = 0

  function next(bytes: Buffer, lineFeed: 0 | 1): Line {
    const line = { bytes, number: number + 1, offset, end: offset + bytes.length + lineFeed }
    number = line.number
    offset = line.end
    return line
  }

  function lines(piece: Buffer): readonly Line[] {
    const found: Line[] = []
    let from = 0
    for (let feed = piece.indexOf(LINE_FEED); feed !== -1; feed = piece.indexOf(LINE_FEED, from)) {
      const tail = piece.subarray(from, feed)
      from = feed + 1
      found.push(next(carried.length === 0 ? tail : Buffer.concat([...carried, tail]), 1))
      carried = []
    }
    if (from < piece.length) carried.push(Buffer.from(piece.subarray(from)))
    return found
  }

  return {
    lines,
    rest: () => (carried.length === 0 ? undefined : next(Buffer.concat(carried), 0)),
  }
}
