import { extname } from 'node:path'
import type { ExportedRows } from '../datasets.ts'
import { FinetapError } from '../core/errors.ts'
import { defined, textField } from '../core/field.ts'
import type { Format } from '../core/format.ts'
import { figure } from '../pipeline/report/figures.ts'
import { givenAddress } from './address.ts'
import { OUTCOME_FLAGS, outcomeOptionsOf, stepOptionsOf, STEP_FLAGS, threadsOf, THREADS_FLAG } from './build/options.ts'
import { requireOutside } from './build/outside.ts'
import { showProgress } from './build/progress.ts'
import { showingWhyEmpty, showReport, tellOfSamples } from './build/show-report.ts'
import { readErasureKey } from './erasure-key.ts'
import { plainJson } from './plain-text.ts'
import { givingBack } from './small-heap.ts'
import { withAwareWriter } from './standard-output.ts'
import { unlessStopped } from './stopping.ts'
import { withExisting } from './stores.ts'
import type { Terminal } from './terminal.ts'
import { badUsage } from './usage.ts'
import type { Given, Verb } from './verb.ts'

const STDOUT = '/dev/stdout'

export const exportRows: Verb = {
  name: 'export',
  words: [],
  spareIs: 'to',
  summary: 'Write a log in one format to one file or to standard output, without splits',
  flags: [
    { name: 'from', value: 'store', help: 'The log (default: the one of --dir)' },
    { name: 'to', value: 'file', help: 'A file, replaced in one go; - for standard output' },
    {
      name: 'format',
      value: 'name',
      help: 'chatml, alpaca, instruction, json or csv (default: by the ending of the file, else chatml)',
    },
    {
      name: 'escape-formulas',
      help: 'In csv, for spreadsheets: an apostrophe before what they would run as a formula',
    },
    ...STEP_FLAGS,
    THREADS_FLAG,
    ...OUTCOME_FLAGS,
  ],
  examples: ['export --to ./chats.csv', 'export --from ./chats.sqlite --to - | head'],
  async run(given, terminal) {
    const address = givenAddress(given, given.text('from'))
    const to = targetOf(given)
    if (to !== STDOUT) requireOutside(to, address)
    const options = {
      to,
      ...defined({ format: await formatOf(given, to) }),
      ...stepOptionsOf(given),
      ...threadsOf(given),
      ...outcomeOptionsOf(given),
      onProgress: givingBack(showProgress(terminal)),
    }
    const key = await readErasureKey(given)
    const { exportDataset } = await import('../datasets.ts')
    const ended = await withAwareWriter(() =>
      unlessStopped((signal) =>
        withExisting(address, key, (from) =>
          showingWhyEmpty(terminal, () => exportDataset({ ...options, from, signal })),
        ).catch(unlessReaderLeft),
      ),
    )
    if ('stopped' in ended) {
      terminal.warn(`finetap: stopped; ${to === STDOUT ? 'not all was written' : `${to} is as it was`}`)
      return ended.stopped
    }
    if (ended.result !== undefined) await tell(ended.result, given, terminal)
    return 0
  },
}

function targetOf(given: Given): string {
  const to = given.text('to')
  if (to === undefined)
    throw badUsage('export needs a place to write to', 'write finetap export --to <file>, or --to -')
  const target = to === '-' ? STDOUT : to
  if (target !== STDOUT || !given.isOn('json')) return target
  throw badUsage('--json and the rows would both go to standard output', 'name a file with --to, or leave out --json')
}

async function formatOf(given: Given, to: string): Promise<string | Format | undefined> {
  const named = given.text('format')
  if (!given.isOn('escape-formulas')) return named
  const isTable = named === undefined ? extname(to).toLowerCase() === '.csv' : named === 'csv'
  if (!isTable) throw badUsage('--escape-formulas is for csv alone', 'add --format csv')
  const { csv } = await import('../datasets.ts')
  return csv({ escapeFormulas: true })
}

/** A reader such as `head` that has seen enough is no failure. */
function unlessReaderLeft(error: unknown): undefined {
  if (FinetapError.isInstance(error) && textField(error.cause, 'code') === 'EPIPE') return undefined
  throw error
}

async function tell(exported: ExportedRows, given: Given, terminal: Terminal): Promise<void> {
  const { readinessOf } = await import('../datasets.ts')
  const { to, format, rows, report } = exported
  if (given.isOn('json')) await terminal.data(plainJson({ to, format, rows, report, readiness: readinessOf(report) }))
  await showReport(report, terminal)
  tellOfSamples(report, given, terminal)
  terminal.say(`finetap: ${figure(rows)} rows of ${format}${to === STDOUT ? '' : ` in ${to}`}`)
}
