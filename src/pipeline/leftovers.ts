import { FinetapError } from '../core/errors.ts'
import type { Masking } from './steps/redact-personal-data.ts'
import { createLeakScan, type LeakScan } from './leak-scan.ts'

const MOST_EXCERPTS = 3

/** A scan for what should have been masked, where something is masked at all. */
export function scanFor(masking: Masking | undefined): LeakScan | undefined {
  if (masking === undefined) return undefined
  const { redactor, known } = masking
  const scan = createLeakScan(redactor, known === undefined ? {} : { known })
  return {
    ...scan,
    scan(example) {
      try {
        scan.scan(example)
      } catch (cause) {
        throw new FinetapError('step_failed', {
          what: `The last look for personal data failed on example ${example.id}`,
          why: cause instanceof Error ? cause.name : 'something was thrown that is no error',
          fix: 'repair what you gave as known: it is asked once more about each finished row',
          cause,
        })
      }
    },
  }
}

/** @throws FinetapError `leak_found` when personal data or secrets stand in finished rows */
export function refuseLeftovers(scan: LeakScan | undefined): void {
  const findings = scan?.finish() ?? []
  if (findings.length === 0) return
  const counts = findings.map(({ detector, count }) => `${detector} ${count}`).join(', ')
  const places = findings.flatMap((finding) => finding.places).slice(0, MOST_EXCERPTS)
  throw new FinetapError('leak_found', {
    what: `Personal data or secrets stand in rows that are finished: ${counts}`,
    why: places.map(({ exampleId, excerpt }) => `example ${exampleId}: ${excerpt}`).join('; '),
    fix: 'a step behind the masking brought them back: put it before redactPersonalData(); nothing was written',
  })
}
