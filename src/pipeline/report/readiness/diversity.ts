import type { BuildReport } from '../report.ts'
import { shareOf } from '../statistics/shares.ts'
import type { WeighedFinding } from './finding.ts'

// Rules of thumb of our own.
const LEAST_USERS = 10
const ONE_USER = 0.3
const ONE_OPENING = 0.2
const DUPLICATES = 0.5
/** Below it a second model or language is an accident, above it a mixture. */
const MIXED = 0.1

/** Whether the rows differ enough, and come from enough people. */
export function* diversityFindings(report: BuildReport): Generator<WeighedFinding> {
  const { statistics, examples } = report
  const { rows, openings, models, languages } = statistics
  if (rows === 0) return
  yield* userFindings(report)
  if (openings.largestShare > ONE_OPENING && openings.largestShare * rows >= 2) {
    const message = `${percent(openings.largestShare)} of the rows open with the same message`
    yield slight(
      'one_opening',
      message,
      'keep a few of each: rules: { promptCap: { rows: 3 } }, or --rule prompt-cap=3; or collect other questions',
    )
  }
  const copies = examples.dropped
    .filter(({ reason }) => reason === 'exact_duplicate' || reason === 'near_duplicate')
    .reduce((sum, { count }) => sum + count, 0)
  if (shareOf(copies, examples.folded) > DUPLICATES) {
    const message = `${percent(shareOf(copies, examples.folded))} of the conversations were copies of others`
    yield slight('duplicates', message, 'collect other conversations; leave tests and monitoring out of the log')
  }
  const named = mixture(models, rows)
  if (named.length > 1) {
    const message = `the answers are of several models: ${named.join(', ')}`
    yield slight('several_models', message, 'choose the best one: rules: { models: { include } }, or --only-model')
  }
  const spoken = mixture(languages, rows).filter((name) => name !== 'und')
  if (spoken.length > 3) {
    const message = `the answers are in many languages: ${spoken.join(', ')}`
    yield slight(
      'several_languages',
      message,
      'see that each language alone has enough rows, or build one dataset for each',
    )
  }
}

function* userFindings({ statistics: { users, rows } }: BuildReport): Generator<WeighedFinding> {
  if (users.rows < rows / 2) {
    yield slight(
      'unknown_users',
      `of ${rows} rows ${rows - users.rows} name no user, so it cannot be told how many people they come from`,
      'give a userId in the app: recorder.withContext({ userId }, …)',
    )
    return
  }
  if (users.keys.count < LEAST_USERS) {
    const people = users.keys.count === 1 ? 'one user' : `${users.keys.count} users`
    const fix = `collect from ${LEAST_USERS - users.keys.count} more people`
    yield slight('few_users', `the rows come from ${people}, so the model learns their habits`, fix)
  } else if (users.largestShare > ONE_USER) {
    const message = `${percent(users.largestShare)} of the rows are of one user`
    yield slight(
      'one_user',
      message,
      'cap the rows of a user: rules: { userCap: { share: 0.05 } }, or --rule user-cap=<rows>; or collect from others',
    )
  }
}

/** Names with more than a tenth of the rows. */
function mixture(counts: { readonly [name: string]: number }, rows: number): readonly string[] {
  return Object.entries(counts)
    .filter(([, count]) => shareOf(count, rows) > MIXED)
    .map(([name, count]) => `${name} ${percent(shareOf(count, rows))}`)
}

function slight(code: WeighedFinding['code'], message: string, fix: string): WeighedFinding {
  return { isGrave: false, code, message, fix }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
