import { diversityFindings } from './readiness/diversity.ts'
import type { Finding } from './readiness/finding.ts'
import { sizeFindings } from './readiness/size.ts'
import type { BuildReport } from './report.ts'

export type { Finding, FindingCode } from './readiness/finding.ts'

/** Whether a dataset is fit to tune a model. `thin`: it will do something, and more or other data would do better. */
export type Readiness = {
  readonly verdict: 'not_ready' | 'ready' | 'thin'
  /** What keeps it from being ready, the gravest first. */
  readonly findings: readonly Finding[]
  /** What would help preference training; no reason against fine-tuning. */
  readonly hints: readonly Finding[]
}

export type ReadinessOptions = {
  /** Rows for training below which a dataset is not ready. Default 50. */
  readonly least?: number
  /** Rows for training from which it is not thin. Default 500. */
  readonly enough?: number
}

/**
 * Judges a dataset by its report: enough rows for training, a validation split that measures something, and no user,
 * opening or model that rules the rest.
 *
 * The limits are rules of thumb. Providers of fine-tuning accept from 10 examples on, speak of clear gains from 50 to
 * 100, and of LoRA from some hundreds on; whether yours are enough only an evaluation tells.
 *
 * @example
 * const { verdict, findings } = readinessOf(report)
 */
export function readinessOf(report: BuildReport, options: ReadinessOptions = {}): Readiness {
  const { least = 50, enough = 500 } = options
  const findings = [...sizeFindings(report, { least, enough }), ...diversityFindings(report)]
  const [grave, slight] = [findings.filter(({ isGrave }) => isGrave), findings.filter(({ isGrave }) => !isGrave)]
  const verdict = grave.length > 0 ? 'not_ready' : slight.length > 0 ? 'thin' : 'ready'
  return { verdict, findings: [...grave, ...slight].map(withoutWeight), hints: hintsOf(report) }
}

function withoutWeight({ code, message, fix }: Finding & { readonly isGrave: boolean }): Finding {
  return { code, message, fix }
}

function hintsOf({ statistics: { feedback } }: BuildReport): readonly Finding[] {
  const judged = feedback.up + feedback.down + feedback.scored + feedback.corrected
  if (judged > 0) return []
  const message = 'nobody judged the answers, so there are no pairs for preference training'
  return [
    { code: 'no_feedback', message, fix: 'ask for a thumb: recorder.feedback(…), or feedbackRoute in finetap/express' },
  ]
}
