import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildDataset, dedupeExact } from '../../src/datasets.ts'
import { field } from '../../src/core/field.ts'
import { call, load, objectOf } from '../support/packages.ts'
import type { Part } from '../support/part.ts'
import { decimal, whole, type Row } from '../support/table.ts'
import { writeLog } from './write-log.ts'

const MEGABYTES = [100]
const COLUMNS = `{ id: 'VARCHAR', conversationId: 'VARCHAR', startedAt: 'TIMESTAMP', status: 'VARCHAR',
  request: 'STRUCT(messages JSON[])', response: 'STRUCT(messages JSON[])' }`

/** As much of a dataset as a query can make, beside finetap with as little switched on as that takes. */
export const duckdb: Part = {
  name: 'duckdb',
  title: 'A log to rows without exact copies, beside DuckDB',
  head: ['log, MB', '', 's', 'CPU s', 'MB/s a core', 'rows'],
  note: `One thread each. DuckDB: the last answered call of each conversation id, its parts as plain text, equal rows once (MD5 of
lower-case text with single spaces), written as lines of JSON. It knows no branches, edits, windows, lone calls, tool calls (their
rows lose them) or users. finetap, alone: conversations folded from all calls, exact duplicates, split, statistics, report, ChatML; no
masking and no rules. finetap, default: with all of them, near duplicates and the leak scan too. Each in a process of its own.`,
  jobs: () =>
    MEGABYTES.flatMap((megabytes) =>
      Object.keys(CONTESTANTS).map((name) => ({ part: 'duckdb', case: `${megabytes} MB, ${name}` })),
    ),
  async run({ job, folder }) {
    const [size = '', name = ''] = (job.case ?? '').split(' MB, ')
    const contestant = CONTESTANTS[name]
    if (contestant === undefined) return []
    const { dir, bytes } = await writeLog(join(folder, 'log'), Number(size))
    const before = process.cpuUsage()
    const start = performance.now()
    const rows = await contestant(dir, folder)
    const seconds = (performance.now() - start) / 1_000
    const { user, system } = process.cpuUsage(before)
    const core = (user + system) / 1e6
    const row: Row = [
      whole(bytes / 1e6),
      name,
      decimal(seconds),
      decimal(core),
      decimal(bytes / 1e6 / core),
      whole(rows),
    ]
    return [row]
  },
}

type Contestant = (dir: string, folder: string) => Promise<number>

const CONTESTANTS: Readonly<Record<string, Contestant>> = {
  DuckDB: query,
  'finetap, alone': (dir, folder) => build(dir, folder, { steps: [dedupeExact()] }),
  'finetap, default': (dir, folder) => build(dir, folder, {}),
}

async function build(
  dir: string,
  folder: string,
  options: Pick<Parameters<typeof buildDataset>[0], 'steps'>,
): Promise<number> {
  const { report } = await buildDataset({ from: dir, to: join(folder, 'dataset'), threads: 1, ...options })
  return report.examples.kept
}

async function query(dir: string, folder: string): Promise<number> {
  const instances = objectOf(field(await load('@duckdb/node-api'), 'DuckDBInstance'), 'DuckDBInstance')
  const database = objectOf(await call(instances, 'create', ':memory:', { threads: '1' }), 'the database')
  const connection = objectOf(await call(database, 'connect'), 'the connection')
  const path = join(folder, 'rows.jsonl')
  await call(
    connection,
    'run',
    `
    COPY (
      WITH calls AS (
        SELECT * FROM read_ndjson('${join(dir, 'log.jsonl')}', columns = ${COLUMNS}, maximum_object_size = 67108864)
        WHERE status = 'ok'
      ),
      conversations AS (
        SELECT
          arg_max(list_concat(request.messages, response.messages), (startedAt, id)) AS messages,
          min(startedAt) AS startedAt,
          conversationId
        FROM calls GROUP BY conversationId
      ),
      plain AS (
        SELECT
          list_transform(messages, m -> {
            'role': m->>'role', 'content': array_to_string(m->>'$.parts[*].text', '')
          }) AS messages,
          startedAt
        FROM conversations
      ),
      numbered AS (
        SELECT messages, startedAt, row_number() OVER (
          PARTITION BY md5(lower(regexp_replace(messages::VARCHAR, '\\s+', ' ', 'g'))) ORDER BY startedAt
        ) AS copy
        FROM plain
      )
      SELECT messages FROM numbered WHERE copy = 1 ORDER BY startedAt
    ) TO '${path}' (FORMAT json)`,
  )
  call(connection, 'closeSync')
  call(database, 'closeSync')
  const rows = await readFile(path)
  let count = 0
  for (let at = rows.indexOf(10); at !== -1; at = rows.indexOf(10, at + 1)) count += 1
  return count
}
