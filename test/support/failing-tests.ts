import type { TestRunner } from '../../src/testing/index.ts'

/**
 * The names of the tests that fail when a published suite is run over something.
 *
 * @param named only those with this in their names are run
 */
export async function failingTests(runSuite: (runner: TestRunner) => void, named = ''): Promise<readonly string[]> {
  const tests: [string, () => void | Promise<void>][] = []
  runSuite({
    describe: (_, define) => define(),
    test: (name, run) => {
      if (name.includes(named)) tests.push([name, run])
    },
  })
  const failed: string[] = []
  for (const [name, run] of tests) {
    try {
      await run()
    } catch {
      failed.push(name)
    }
  }
  return failed
}
