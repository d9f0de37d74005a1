/** What the name of a log file says. */
export type LogFileName = {
  /** That of its segment, or of the oldest one in it; of a file that people put there, its name without `.jsonl`. */
  readonly id: string
  readonly writer: string
  /** To an open one its writer adds, or added until it died. Many sealed ones are put together in a merged one. */
  readonly form: 'open' | 'sealed' | 'merged' | 'foreign'
  readonly coding: 'plain' | 'gzip' | 'zstd'
}

const SEGMENT = /^(\d{8}T\d{9}Z-(\d+-[0-9a-f]{10}))(\.open|\.merged)?\.jsonl(\.gz|\.zst)?$/

/** Undefined for what is not read: names that begin with a dot, and all that are no logs. */
export function parseLogFile(name: string): LogFileName | undefined {
  const [, id, writer, form, suffix] = SEGMENT.exec(name) ?? []
  const coding = suffix === undefined ? 'plain' : suffix === '.gz' ? 'gzip' : 'zstd'
  if (id !== undefined && writer !== undefined) {
    if (form === '.open') return coding === 'plain' ? { id, writer, form: 'open', coding } : undefined
    return { id, writer, form: form === '.merged' ? 'merged' : 'sealed', coding }
  }
  if (name.startsWith('.') || !name.endsWith('.jsonl')) return undefined
  return { id: name.slice(0, -6), writer: name, form: 'foreign', coding: 'plain' }
}

const ID = /^\d{8}T\d{9}Z-(\d+-[0-9a-f]{10})$/

/** Who writes a segment. A writer adds to its last segment only; any other file counts as a writer of its own. */
export function writerOfId(id: string): string {
  return ID.exec(id)?.[1] ?? id
}
