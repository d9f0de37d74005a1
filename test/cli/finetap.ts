import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Generation } from '../../src/core/generation.ts'
import type { LogEvent } from '../../src/core/log-event.ts'
import { textMessage } from '../../src/core/message.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { readUsage } from '../../src/cli/usage.ts'
import type { ExitCode, Verb } from '../../src/cli/verb.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { repository, runCommand, type Finished } from '../support/repository.ts'

const MAIN = join(repository, 'src/cli/main.ts')

/** Runs the command line to its end, in a process of its own. */
export function finetap(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return runCommand(process.execPath, [MAIN, ...args], { env })
}

/** Starts it, so that it can be stopped on its way. */
export function startFinetap(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
}

export type Ran = { readonly code: ExitCode; readonly stdout: string; readonly stderr: string }

/** Runs a verb in this process, with what it would print. What it throws is thrown. */
export async function runVerb(verb: Verb, args: readonly string[]): Promise<Ran> {
  let [stdout, stderr] = ['', '']
  const tell = (line: string): void => void (stderr += `${line}\n`)
  const data = async (line: string): Promise<void> => void (stdout += `${line}\n`)
  const style = (_: string, text: string): string => text
  const terminal: Terminal = { data, flush: async () => {}, say: tell, warn: tell, style, progress: () => {} }
  const code = await verb.run(readUsage(verb, [verb.name, ...args]), terminal)
  return { code, stdout, stderr }
}

/** Chats of one question and answer, told apart by what they are about; each user has ten. */
export function chatEvents(count: number): readonly Generation[] {
  return Array.from({ length: count }, (_, index) => {
    const subject = SUBJECTS[index % SUBJECTS.length] ?? ''
    const question = `What should I know about ${subject} when it is number ${index * 7919}?`
    const answer = `Of ${subject} ${index * 104_729} one should know that it takes ${index * 31} days.`
    return sampleGeneration(`g${index}`, {
      conversationId: `c${index}`,
      userId: `u${Math.floor(index / 10)}`,
      messages: [textMessage('user', question)],
      answer: textMessage('assistant', answer),
    })
  })
}

const SUBJECTS = ['a garden', 'the old bridge', 'winter music', 'stone bread', 'silver paint', 'the night train']

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
