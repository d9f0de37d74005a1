import type { BuiltDataset } from '../datasets.ts'
import { defined } from '../core/field.ts'
import { givenAddress } from './address.ts'
import { cacheOf, CACHE_FLAGS, describeUncached } from './build/cache.ts'
import {
  OUTCOME_FLAGS,
  outcomeOptionsOf,
  splitOptionsOf,
  SPLIT_FLAGS,
  stepOptionsOf,
  STEP_FLAGS,
  threadsOf,
  THREADS_FLAG,
} from './build/options.ts'
import { showProgress } from './build/progress.ts'
import { namesOf } from './build/values.ts'
import { showingWhyEmpty, showReport, tellOfSamples } from './build/show-report.ts'
import { requireOutside } from './build/outside.ts'
import { readErasureKey } from './erasure-key.ts'
import { plainJson } from './plain-text.ts'
import { shellWord } from './shell-word.ts'
import { givingBack } from './small-heap.ts'
import { unlessStopped } from './stopping.ts'
import { withExisting } from './stores.ts'
import type { Terminal } from './terminal.ts'
import { badUsage } from './usage.ts'
import type { Given, Verb } from './verb.ts'

export const build: Verb = {
  name: 'build',
  words: [],
  spareIs: 'to',
  summary: 'Build a dataset from a log: fold, clean, mask, split, and tell what became of everything',
  flags: [
    { name: 'from', value: 'store', help: 'The log (default: the one of --dir)' },
    { name: 'to', value: 'folder', help: 'The folder of the dataset; an earlier build in it is replaced' },
    {
      name: 'format',
      value: 'name',
      many: true,
      help: 'chatml (default), alpaca, instruction, json or csv; repeatable',
    },
    ...SPLIT_FLAGS,
    ...STEP_FLAGS,
    { name: 'name', value: 'text', help: 'Of the dataset, for people' },
    THREADS_FLAG,
    ...OUTCOME_FLAGS,
    ...CACHE_FLAGS,
  ],
  examples: [
    'build --from ./.finetap --to ./datasets/support',
    'build --to ./datasets/support --format chatml --format csv --split 90/5/5 --rule refusals=drop',
  ],
  async run(given, terminal) {
    const address = givenAddress(given, given.text('from'))
    const to = given.text('to')
    if (to === undefined) throw badUsage('build needs a folder', 'write finetap build --to <folder>')
    requireOutside(to, address)
    const options = {
      to,
      ...stepOptionsOf(given),
      ...splitOptionsOf(given),
      ...threadsOf(given),
      ...cacheOf(given, address),
      ...defined({ formats: namesOf(given, 'format'), name: given.text('name') }),
      ...outcomeOptionsOf(given),
      onProgress: givingBack(showProgress(terminal)),
    }
    const key = await readErasureKey(given)
    const { buildDataset } = await import('../datasets.ts')
    const ended = await unlessStopped((signal) =>
      withExisting(address, key, (from) => showingWhyEmpty(terminal, () => buildDataset({ ...options, from, signal }))),
    )
    if ('result' in ended) return tell(to, ended.result, given, terminal)
    terminal.warn(`finetap: stopped; ${to} is as it was`)
    return ended.stopped
  },
}

async function tell(to: string, built: BuiltDataset, given: Given, terminal: Terminal): Promise<0> {
  const { readinessOf } = await import('../datasets.ts')
  const { manifest, report, files, uncached } = built
  if (given.isOn('json'))
    await terminal.data(plainJson({ manifest, report, readiness: readinessOf(report), files, uncached }))
  await showReport(report, terminal)
  tellOfSamples(report, given, terminal)
  if (uncached !== undefined) terminal.say(`finetap: ${describeUncached(uncached)}`)
  terminal.say(`finetap: ${to} holds ${manifest.name} ${manifest.version}; ${nextOf(to, manifest)}`)
  return 0
}

/** What to do with a dataset. */
function nextOf(to: string, { outputs }: BuiltDataset['manifest']): string {
  const files = outputs.flatMap(({ split, file }) => (split === 'train' ? [file] : []))
  const verify = `look after it with finetap verify ${shellWord(to)}`
  return files.length === 0 ? verify : `train on ${files.join(' or ')}, and ${verify}`
}
