const LINE_FEED = 0x0a
const QUOTE = 0x22

/** Counts the rows of a file from its bytes. */
export type RowCounter = { readonly take: (bytes: Uint8Array) => void; readonly rows: () => number }

/** The counter for files as `rowEncoder` writes them, by their extension. */
export function createRowCounter(extension: string): RowCounter {
  if (extension === 'csv') return createRecordCounter()
  let feeds = 0
  return {
    take(bytes) {
      for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) feeds += 1
    },
    // An array has a line for each of its brackets.
    rows: () => (extension === 'json' ? Math.max(0, feeds - 2) : feeds),
  }
}

/** A line feed within quotes is part of a record; a doubled quote ends and begins at once. */
function createRecordCounter(): RowCounter {
  let records = 0
  let quoted = false
  return {
    take(bytes) {
      for (const byte of bytes) {
        if (byte === QUOTE) quoted = !quoted
        else if (byte === LINE_FEED && !quoted) records += 1
      }
    },
    rows: () => Math.max(0, records - 1),
  }
}
