import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { field, numberField } from '../../src/core/field.ts'

export type MeasuredBuild = {
  readonly seconds: number
  /** Of all threads, with the start of the process. */
  readonly processorSeconds: number
  /** The most that was resident. */
  readonly megabytes: number
  readonly report: unknown
}

type Options = { readonly from: string; readonly to: string; readonly threads: number; readonly cache?: string }

const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const AT_EXIT = new URL('measured-exit.js', import.meta.url).href
const LONGEST_REPORT = 64 * 2 ** 20

/** Runs `finetap build`, with the package as `npm run build` leaves it. */
export async function measureBuild({ from, to, threads, cache }: Options): Promise<MeasuredBuild> {
  const figures = `${to}.figures.json`
  const kept = cache === undefined ? ['--no-cache'] : ['--cache', cache]
  const words = ['build', '--from', from, '--to', to, '--threads', String(threads), ...kept, '--json', '--quiet']
  const start = performance.now()
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', AT_EXIT, COMMAND, ...words], {
    env: { ...process.env, FINETAP_BENCH_FIGURES: figures },
    maxBuffer: LONGEST_REPORT,
  })
  const seconds = (performance.now() - start) / 1_000
  const used: unknown = JSON.parse(await readFile(figures, 'utf8'))
  return {
    seconds,
    processorSeconds: numberField(used, 'processorSeconds') ?? Number.NaN,
    megabytes: numberField(used, 'megabytes') ?? Number.NaN,
    report: field(JSON.parse(stdout), 'report'),
  }
}
