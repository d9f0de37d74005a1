import { describe, expect, test } from 'vitest'
import { testAdapter, type TestRunner } from '../../src/testing/index.ts'
import { BROKEN_FOR_THE_APP } from '../adapters/conformance/broken-for-the-app.ts'
import { BROKEN_FOR_THE_RECORD } from '../adapters/conformance/broken-for-the-record.ts'
import { wrapTiny } from '../adapters/conformance/tiny-adapter.ts'
import { tinySubject } from '../adapters/conformance/tiny-client.ts'

testAdapter(tinySubject(wrapTiny), { describe, test })

/** What one test of the suite says; only the one, because every test plays its situation twice. */
async function complaintOf(name: string, runSuite: (runner: TestRunner) => void): Promise<string> {
  const runs: (() => void | Promise<void>)[] = []
  runSuite({ describe: (_, define) => define(), test: (title, run) => title === name && runs.push(run) })
  expect(runs).toHaveLength(1)
  try {
    for (const run of runs) await run()
    return 'nothing'
  } catch (error) {
    return String(error)
  }
}

describe('the suite notices an adapter that', () => {
  test.each([...BROKEN_FOR_THE_APP, ...BROKEN_FOR_THE_RECORD])('$fault', async ({ caughtBy, says, wrap }) => {
    const complaint = await complaintOf(caughtBy, (runner) => testAdapter(tinySubject(wrap, 300), runner))
    expect(complaint).toContain(says)
  })
})
