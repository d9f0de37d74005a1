import { keep, type Step } from '../../core/step.ts'
import { createRedactor, type RedactorOptions } from '../../redaction/index.ts'
import { mapMessages } from './edit-example.ts'

/** As of `createRedactor`, but numbered by default. */
export type RedactPersonalDataOptions = RedactorOptions

/**
 * Replaces e-mail addresses, URLs and secrets by `[EMAIL]`, `[URL]` and `[SECRET]`, in texts, reasoning, tool calls and
 * results, and tool descriptions. A second distinct value within an example prints `[EMAIL_2]`.
 *
 * @example buildDataset({ steps: [redactPersonalData({ keepHosts: ['docs.example.com'] })], … })
 */
export function redactPersonalData(options: RedactPersonalDataOptions = {}): Step {
  const redactor = createRedactor({ mode: 'numbered', ...options })
  return {
    name: 'redact-personal-data',
    version: redactor.version,
    apply(example) {
      const scope = redactor.begin()
      const masked = mapMessages(example, scope.message)
      const tools = example.tools?.map(scope.tool)
      if (Object.keys(scope.counts).length === 0) return keep(example)
      const redactions = addCounts(example.redactions, scope.counts)
      return keep(tools === undefined ? { ...masked, redactions } : { ...masked, tools, redactions })
    },
  }
}

type Counts = { readonly [rule: string]: number }

function addCounts(before: Counts, counts: Counts): Counts {
  const sum = { ...before }
  for (const [rule, count] of Object.entries(counts)) sum[rule] = (sum[rule] ?? 0) + count
  return sum
}
