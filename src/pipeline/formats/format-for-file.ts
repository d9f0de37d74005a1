import { extname } from 'node:path'
import { badOption } from '../../core/check-options.ts'

/** What a file of that ending is opened with, where no format is named. */
const BY_ENDING: ReadonlyMap<string, string> = new Map(Object.entries({ '.csv': 'csv', '.json': 'json' }))

/** Endings that promise what no format writes. */
const PROMISES: ReadonlySet<string> = new Set(['.gz', '.zip', '.zst', '.br', '.tsv', '.xlsx', '.parquet', '.arrow'])

/**
 * The name of the format for rows that go into one file: `csv` and `json` by its ending, `chatml` for all others.
 *
 * @throws FinetapError `bad_option` for an ending such as `.gz` or `.parquet`, which no format keeps
 * @example formatForFile('./chats.csv') // 'csv'
 */
export function formatForFile(path: string): string {
  const ending = extname(path).toLowerCase()
  if (PROMISES.has(ending)) {
    throw badOption(
      `${path} ends in ${ending}, and no format writes that`,
      'name a file in .jsonl, .json or .csv, or say which format it is to hold',
    )
  }
  return BY_ENDING.get(ending) ?? 'chatml'
}
