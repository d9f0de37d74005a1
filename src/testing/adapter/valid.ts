import assert from 'node:assert/strict'
import type { LogEvent } from '../../core/log-event.ts'
import { parseEvent } from '../../schema/index.ts'

/** Fails for a record that a store could not keep as it is, or that no reader would take. */
export function assertValid(event: LogEvent): void {
  const asKept: unknown = JSON.parse(JSON.stringify(event))
  assert.deepEqual(asKept, event, 'a record must be plain JSON: no undefined, no BigInt, no class')
  const parsed = parseEvent(asKept)
  const problems = parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}: ${message}`)
  assert.deepEqual(problems, [], 'a record must be valid by the schema of the record')
}
