import assert from 'node:assert/strict'
import type { RecorderStats } from '../../middleware/stats.ts'

/** How many outcomes there must be. */
export type Expected = { readonly least: number; readonly most: number }

/** Every call ends in exactly one outcome: one record, or one count. */
export function assertAccounts(stats: RecorderStats, { least, most }: Expected): void {
  const { captured, written, unsampled, active, queued } = stats
  const dropped = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0)
  const outcomes = written + unsampled + dropped
  const expected = least === most ? `${most}` : `${least} to ${most}`
  const counts = `written ${written}, unsampled ${unsampled}, dropped ${dropped}`
  assert.equal(active, 0, `${active} calls never ended: each needs an outcome when it ends, fails, or is left`)
  assert.equal(queued.count, 0, 'flush must resolve when everything captured is written')
  assert.ok(
    outcomes >= least && outcomes <= most,
    `every call has exactly one outcome: expected ${expected}, found ${outcomes} (${counts})`,
  )
  assert.ok(
    dropped > 0 || written === captured,
    `everything captured must be written: captured ${captured}, written ${written}`,
  )
}
