import type { Redactor } from '../../redaction/index.ts'
import type { LogMeasures } from './log-measures.ts'
import type { ModelCalls } from './model-calls.ts'
import type { BuildReport } from './report.ts'

type Counts = { readonly [name: string]: number }
type NameOf = (name: string) => string

const STATUSES = namesOf('ok error aborted interrupted abandoned')
const FINISH_REASONS = namesOf('stop length tool_call content_filter error other none')
const FEEDBACK_KINDS = namesOf('thumb score comment correction')
const EVENT_TYPES = namesOf('generation feedback review erasure gap other')

/**
 * The report with no name in it that an app made up where the record has names of its own (they count as `other`), and with
 * all other names masked: of models, tools, adapters and reasons. Reports are shared.
 *
 * @param redactor absent where nothing is masked
 */
export function plainReport(report: BuildReport, redactor: Redactor | undefined): BuildReport {
  const mask = redactor === undefined ? (name: string): string => name : safely(redactor.begin().text)
  const { events, statistics, log } = report
  return {
    ...report,
    events: {
      ...events,
      byType: renamed(events.byType, EVENT_TYPES),
      damaged: renamed(events.damaged, mask),
      missed: renamed(events.missed, mask),
    },
    statistics: {
      ...statistics,
      models: renamed(statistics.models, mask),
      toolsOffered: renamed(statistics.toolsOffered, mask),
      toolsCalled: renamed(statistics.toolsCalled, mask),
    },
    ...(log === undefined ? {} : { log: plainLog(log, mask) }),
    warnings: report.warnings.map((warning) => {
      // It lists names of models.
      if (warning.code === 'model_not_found')
        return { ...warning, message: mask(warning.message), fix: mask(warning.fix) }
      const message = Object.keys(events.missed).reduce(
        (text, name) => text.replaceAll(name, mask(name)),
        warning.message,
      )
      return message === warning.message ? warning : { ...warning, message }
    }),
  }
}

/** A detector of the app may throw; rows are dropped for it, and the report is to tell of that. */
function safely(mask: NameOf): NameOf {
  return (name) => {
    try {
      return mask(name)
    } catch {
      return 'other'
    }
  }
}

function plainLog(log: LogMeasures, mask: NameOf): LogMeasures {
  return {
    ...log,
    statuses: renamed(log.statuses, STATUSES),
    finishReasons: renamed(log.finishReasons, FINISH_REASONS),
    requested: renamed(log.requested, mask),
    responded: renamed(log.responded, mask),
    adapters: renamed(log.adapters, mask),
    models: plainModels(log.models, mask),
    feedback: { ...log.feedback, kinds: renamed(log.feedback.kinds, FEEDBACK_KINDS) },
  }
}

/** What two models measured cannot be joined: those that become one name are numbered. */
function plainModels(models: LogMeasures['models'], mask: NameOf): LogMeasures['models'] {
  const named = new Map<string, ModelCalls>()
  for (const [model, calls] of Object.entries(models)) {
    const masked = mask(model)
    let free = masked
    for (let count = 2; free !== model && (named.has(free) || Object.hasOwn(models, free)); count += 1) {
      free = `${masked}_${count}`
    }
    named.set(free, { ...calls, statuses: renamed(calls.statuses, STATUSES) })
  }
  return Object.fromEntries(named)
}

/** The same counts in the same order when no name changes. */
function renamed(counts: Counts, nameOf: NameOf): Counts {
  const names = Object.keys(counts)
  if (names.every((name) => nameOf(name) === name)) return counts
  const sums = new Map<string, number>()
  for (const [name, count] of Object.entries(counts)) {
    const shown = nameOf(name)
    sums.set(shown, (sums.get(shown) ?? 0) + count)
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function namesOf(names: string): NameOf {
  const known = new Set(['(others)', ...names.split(' ')])
  return (name) => (known.has(name) ? name : 'other')
}
