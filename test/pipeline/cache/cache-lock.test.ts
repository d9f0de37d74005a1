import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { takeLock } from '../../../src/pipeline/cache/cache-lock.ts'
import { temporaryFolder } from '../support/building.ts'

test('a lock that is held is not taken, and one that cannot be written says so', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'lock')
  const lock = takeLock(path)
  expect(lock).toBeDefined()
  expect(takeLock(path)).toBeUndefined()
  lock?.release()
  // Of a process that runs.
  writeFileSync(path, String(process.ppid))
  expect(takeLock(path)).toBeUndefined()
  expect(() => takeLock(join(folder, 'none', 'lock'))).toThrow('ENOENT')
  expect(() => takeLock(join(path, 'lock'))).toThrow('ENOTDIR')
})
