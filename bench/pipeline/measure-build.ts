import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { BuildReport, buildDataset } from '../../src/datasets.ts'

export type MeasuredBuild = {
  readonly seconds: number
  /** Of all threads. */
  readonly processorSeconds: number
  /** The most that was resident. */
  readonly megabytes: number
  readonly report: BuildReport
}

type Options = Pick<Parameters<typeof buildDataset>[0], 'cache' | 'threads'> & {
  readonly from: string
  readonly to: string
}

/** Builds a dataset in a fresh process with the package as `npm run build` leaves it. */
export async function measureBuild(options: Options): Promise<MeasuredBuild> {
  const child = fork(new URL('measured-build.js', import.meta.url), { execArgv: [] })
  const exited = once(child, 'exit')
  try {
    child.send(options)
    return await new Promise<MeasuredBuild>((resolve, reject) => {
      child.once('message', (measured) => {
        if (isMeasured(measured)) resolve(measured)
        else reject(new TypeError('the build tells no figures'))
      })
      child.once('exit', (code, signal) => reject(new Error(`the build failed: ${signal ?? code}`)))
    })
  } finally {
    child.kill()
    await exited
  }
}

function isMeasured(value: unknown): value is MeasuredBuild {
  return typeof value === 'object' && value !== null && 'processorSeconds' in value && 'report' in value
}
