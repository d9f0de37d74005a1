import { extname } from 'node:path'

/** What a file of that ending is opened with, where no format is named. */
const BY_ENDING: ReadonlyMap<string, string> = new Map(Object.entries({ '.csv': 'csv', '.json': 'json' }))

/**
 * The name of the format for rows that go into one file: `csv` and `json` by its ending, `chatml` for all others.
 *
 * @example formatForFile('./chats.csv') // 'csv'
 */
export function formatForFile(path: string): string {
  return BY_ENDING.get(extname(path).toLowerCase()) ?? 'chatml'
}
