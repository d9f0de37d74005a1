import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { LogEvent } from '../../src/core/log-event.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { repository, runCommand, type Finished } from '../support/repository.ts'

const MAIN = join(repository, 'src/cli/main.ts')

/** Runs the command line to its end, in a process of its own. */
export function finetap(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return runCommand(process.execPath, [MAIN, ...args], { env })
}

/** Starts it, so that it can be stopped on its way. */
export function startFinetap(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** A folder that is gone when the test is over. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'finetap-cli-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a log, and gives its directory. */
export async function newLog(events: readonly LogEvent[], segmentBytes = 64 * 1_024): Promise<string> {
  const dir = join(await newFolder(), 'log')
  const store = jsonlStore(dir, { segmentBytes })
  await store.append(events)
  await store.close()
  return dir
}

/** The lines of JSON that were printed. */
export function linesOf(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
}
