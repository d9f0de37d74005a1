import { chmod, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { generationIds } from '../../../src/testing/store/place.ts'
import { runs } from '../../support/runs.ts'
import { start, type Child } from './child.ts'
import { endingTurns, type Ending } from './ending-turns.ts'
import { newPath, readout, type Readout } from './folder.ts'

const PROGRAM = fileURLToPath(new URL('./ending-process.ts', import.meta.url))

describe('a process that ends with appends under way, and appends once more as it exits', () => {
  // The moments are many, and differ from run to run: each process has four stores, each with a start of its own.
  test.for([
    ['in the middle of its work', 'exit', runs(2, 12), 0],
    ['in a promise', 'promise', runs(2, 4), 0],
    ['in a callback of the file system', 'callback', runs(2, 4), 0],
    ['by an exception that nobody catches', 'throw', runs(2, 4), 1],
    ['and is killed when that has been done', 'kill', runs(2, 6), null],
  ] as const)('%s: all of it is in the log once, in its order', async ([, way, count, code]) => {
    await inPairs(count, async (round) => {
      const dir = await newPath()
      const child = startProcess(dir, String(round * 2), way)
      const endings = await endingsOf(child)
      expect(child.process.exitCode).toBe(code)
      for (const [number, { given, failure }] of endings.entries()) {
        const moment = `${way}, ${round * 2} rounds, store ${number}`
        expect(failure, moment).toBeUndefined()
        expect(await logOf(dir, number), moment).toEqual({ events: endingTurns(number).slice(0, given), damages: [] })
      }
    })
  })

  test.skipIf(process.platform === 'win32')('on a disk that is full: what is there is there once', async () => {
    const failures = new Set<string>()
    await inPairs(runs(2, 6), async (round) => {
      const dir = await newPath()
      // No file may have more than 64 blocks of 512 or 1,024 bytes, depending on the shell.
      const limited = ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, PROGRAM, dir, String(round * 4), 'exit']
      const child = start('sh', limited)
      const endings = await endingsOf(child)
      expect(child.process.exitCode).toBe(0)
      for (const [number, { kept, refused, failure }] of endings.entries()) {
        if (failure !== undefined) failures.add(failure)
        const { events, damages } = await logOf(dir, number)
        const ids = generationIds(events)
        const possible = endingTurns(number).filter(({ id }) => !refused.includes(id))
        expect(events).toEqual(possible.filter(({ id }) => ids.includes(id)))
        expect(ids).toEqual(expect.arrayContaining([...kept]))
        expect(damages.every(({ reason }) => reason === 'torn')).toBe(true)
      }
    })
    expect([...failures]).toEqual(['store_failed'])
  })

  test.skipIf(process.platform === 'win32')('in a directory that is read-only: it is told, nothing else', async () => {
    const dir = await newPath()
    await mkdir(dir)
    await chmod(dirname(dir), 0o755)
    await chmod(dir, 0o555)
    for (const rounds of ['0', '5']) {
      const child = startProcess(dir, rounds, 'exit', 'anybody')
      const endings = await endingsOf(child)
      expect(child.process.exitCode).toBe(0)
      expect(endings.map(({ failure }) => failure)).toEqual(Array.from({ length: 4 }, () => 'store_unwritable'))
    }
    expect(await readdir(dir)).toEqual([])
  })
})

function startProcess(...options: readonly string[]): Child {
  return start(process.execPath, [PROGRAM, ...options], { stdio: 'ignore' })
}

async function endingsOf({ ended, lines }: Child): Promise<readonly Ending[]> {
  await ended
  const endings = lines.map((line): Ending => JSON.parse(line))
  expect(endings.length).toBe(4)
  return endings
}

function logOf(dir: string, store: number): Promise<Readout> {
  return readout(jsonlStore(join(dir, String(store), 'log')))
}

/** Calls `run` with 0 to `count` - 1, two at a time. */
async function inPairs(count: number, run: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < count; round += 2) {
    await Promise.all([round, round + 1].filter((one) => one < count).map((one) => run(one)))
  }
}
