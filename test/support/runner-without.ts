import * as vitest from 'vitest'
import type { TestRunner } from '../../src/testing/test-runner.ts'

/** Vitest, without the tests of a suite that a framework makes impossible. */
export function runnerWithout(impossible: readonly string[]): TestRunner {
  const runner: TestRunner = vitest
  return {
    describe: runner.describe,
    test: (name, run) => (impossible.includes(name) ? undefined : runner.test(name, run)),
  }
}
