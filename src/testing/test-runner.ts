/** What a published suite needs of a test runner: `describe` and `test` of vitest, node:test, jest and alike fit. */
export type TestRunner = {
  readonly describe: (name: string, define: () => void) => unknown
  readonly test: (name: string, run: () => void | Promise<void>) => unknown
}
