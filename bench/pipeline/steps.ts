import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildDataset, defaultSteps, type BuildReport } from '../../src/datasets.ts'
import type { Corpus, Step } from '../../src/core/step.ts'
import type { Part } from '../support/part.ts'
import { decimal, whole, type Row } from '../support/table.ts'
import { writeLog } from './write-log.ts'

const MEGABYTES = 100

/** What each step takes of a build. */
export const steps: Part = {
  name: 'steps',
  title: `What a default build of ${MEGABYTES} MB spends its time on`,
  head: ['', 'ms', 'share, %', 'µs an example', 'µs a KB of text'],
  note: `One thread; wall time of each step alone, and of the whole build. "decide" is what is done when all examples are known. The rest is
reading, folding, work files, the split, statistics and rows (here without the last look for personal data, which a build of its own steps
cannot have). JSON.parse: the lines of the same log, parsed and nothing else.`,
  jobs: () => [{ part: 'steps' }],
  async run({ folder }) {
    const { dir } = await writeLog(join(folder, 'log'), MEGABYTES)
    const clocks = new Map<string, number>()
    const start = performance.now()
    const { report } = await buildDataset({
      from: dir,
      to: join(folder, 'dataset'),
      steps: defaultSteps().map((step) => timed(step, clocks)),
    })
    const total = performance.now() - start
    const parse = await parseAll(join(dir, 'log.jsonl'))
    const kilobytes = textOf(report) / 1_024
    const examples = report.examples.folded
    const row = (name: string, ms: number): Row => [
      name,
      whole(ms),
      decimal((ms / total) * 100),
      decimal((ms * 1_000) / examples),
      decimal((ms * 1_000) / kilobytes),
    ]
    const spent = [...clocks].sort(([, a], [, b]) => b - a)
    const known = spent.reduce((sum, [, ms]) => sum + ms, 0)
    return [
      row('the whole build', total),
      ...spent.map(([name, ms]) => row(name, ms)),
      row('the rest', total - known),
      row('JSON.parse of the log', parse),
    ]
  },
}

function timed(step: Step, clocks: Map<string, number>): Step {
  const add = (name: string, since: number): void => {
    clocks.set(name, (clocks.get(name) ?? 0) + performance.now() - since)
  }
  const clocked = <Input, Output>(name: string, run: (input: Input) => Output) => {
    return (input: Input): Output => {
      const since = performance.now()
      try {
        return run(input)
      } finally {
        add(name, since)
      }
    }
  }
  if ('begin' in step) return { ...step, begin: () => clocked(step.name, step.begin()) }
  if ('apply' in step) return { ...step, apply: clocked(step.name, step.apply) }
  const decide = async (corpus: Corpus) => {
    const since = performance.now()
    const verdicts = await step.decide(corpus)
    add(`${step.name}, decide`, since)
    return verdicts
  }
  return { ...step, note: clocked(step.name, step.note), decide }
}

// Not by readline: it ends lines at U+2028 too, which JSON has inside strings.
async function parseAll(path: string): Promise<number> {
  const bytes = await readFile(path)
  let spent = 0
  for (let start = 0, end = bytes.indexOf(10); end !== -1; start = end + 1, end = bytes.indexOf(10, start)) {
    const line = bytes.toString('utf8', start, end)
    const since = performance.now()
    JSON.parse(line)
    spent += performance.now() - since
  }
  return spent
}

/** In UTF-16 code units, of what was kept, and as much again of each that was dropped. */
function textOf({ lengths, examples }: BuildReport): number {
  const kept = Object.values(lengths).reduce((sum, { messages, meanCharacters }) => sum + messages * meanCharacters, 0)
  return examples.kept === 0 ? 0 : (kept * examples.folded) / examples.kept
}
