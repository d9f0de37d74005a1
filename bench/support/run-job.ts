import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Job } from './part.ts'
import type { Row } from './table.ts'
import type { ClaimName } from './claim-parts.ts'

const LONGEST_JOB_MS = 600_000

/** Runs a job in a process and a folder of its own. What fails is told as a row. */
export async function runJob(claim: ClaimName, job: Job, stub: string): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'finetap-bench-'))
  const child = fork(new URL('worker.ts', import.meta.url), { cwd: folder, execArgv: ['--expose-gc'] })
  const exited = once(child, 'exit')
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_JOB_MS)
  try {
    return await new Promise<readonly Row[]>((resolve) => {
      child.once('message', (rows) => resolve(isRows(rows) ? rows : []))
      child.once('exit', (code, signal) => resolve([[titleOf(job), `failed: ${signal ?? code}`]]))
      child.send({ ...job, claim, stub, folder })
    })
  } finally {
    clearTimeout(timer)
    child.kill()
    // It may be writing still.
    await exited
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function titleOf({ part, rival, case: title }: Job): string {
  return [rival ?? part, title].filter((word) => word !== undefined).join(', ')
}

function isRows(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.every(Array.isArray)
}
