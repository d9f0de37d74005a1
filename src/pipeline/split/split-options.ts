import { badOption, checkOptions, kindOf } from '../../core/check-options.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { checkShares } from './hash-splitter.ts'
import { GROUP_KINDS, type GroupKind } from './row-keys.ts'
import type { SplitShares } from './splits.ts'
import type { Stratify } from './strata.ts'

/** How a build divides its rows. */
export type SplitOptions = SplitShares & {
  /**
   * `'hash'` (default): by a salted hash of the group, so that a group's split never depends on other data. `'time'`: the
   * newest share of rows is for testing, those before it for validation; only conversations stay together then, so a user
   * may stand in several splits.
   */
  readonly by?: 'hash' | 'time'
  /**
   * What never stands in two splits. Default `['user', 'conversation']`; `'tenant'` in addition keeps whole tenants
   * together. Conversations always are. Not with `by: 'time'`.
   */
  readonly groupBy?: readonly GroupKind[]
  /** Gives each model, tenant, language or part of your own its `quota`. */
  readonly stratify?: Stratify
  /**
   * Exactly the shares, rounded to whole groups, instead of the shares on average; a part of 10 groups or more gets one
   * of each held-out split at least. For less than about 2,000 groups. Default: true with `stratify`, else false. It needs
   * a dataset folder that stays: without the ledger in it new data would move rows.
   */
  readonly quota?: boolean
}

/** A split with everything decided. */
export type SplitPlan = {
  readonly shares: Required<SplitShares>
  readonly by: 'hash' | 'time'
  /** From the widest; ends in `conversation`. */
  readonly groupBy: readonly GroupKind[]
  readonly stratify: Stratify | undefined
  readonly quota: boolean
}

const DEFAULT_GROUPS: readonly GroupKind[] = ['user', 'conversation']
const STRATA: readonly unknown[] = ['model', 'tenant', 'language']

/**
 * Decides what options leave open.
 *
 * @throws FinetapError `bad_option`
 */
export function planSplit(options: SplitOptions): SplitPlan {
  refuseOtherForms(options)
  checkOptions('split', options, {
    validation: 'number',
    test: 'number',
    by: 'string',
    groupBy: 'any',
    stratify: 'any',
    quota: 'boolean',
  })
  const shares = checkShares(options)
  const { by = 'hash', groupBy, stratify, quota = stratify !== undefined } = options
  if (by !== 'hash' && by !== 'time') throw badOption(`split.by is ${JSON.stringify(by)}`, "use 'hash' or 'time'")
  if (stratify !== undefined && typeof stratify !== 'function' && !STRATA.includes(stratify)) {
    throw badOption(
      `split.stratify is ${nameOf(stratify)}`,
      `use ${STRATA.join(', ')}, or a function that names a part`,
    )
  }
  if (stratify !== undefined && !quota) {
    throw badOption(
      'split.stratify is given with quota: false',
      'leave out one: a part gets its share by its quota alone',
    )
  }
  if (by === 'time' && quota) {
    throw badOption("split.quota and split.stratify do not go with by: 'time'", 'leave them out: its counts are exact')
  }
  if (by === 'time' && groupBy !== undefined) {
    throw badOption("split.groupBy does not go with by: 'time'", 'leave it out: conversations stay together')
  }
  return { shares, by, groupBy: by === 'time' ? ['conversation'] : groupsOf(groupBy), stratify, quota }
}

/** As other libraries write it. */
function refuseOtherForms(options: unknown): void {
  if (typeof options === 'number' || typeof options === 'string') {
    const given = typeof options === 'number' ? String(options) : kindOf(options)
    throw badOption(`split is ${given}`, 'write split: { validation: 0.05, test: 0.05 }')
  }
  if (typeof options === 'object' && options !== null && 'train' in options)
    throw badOption('split has no option train', 'leave it out: what validation and test leave is for training')
}

function groupsOf(groupBy: readonly GroupKind[] = DEFAULT_GROUPS): readonly GroupKind[] {
  if (!Array.isArray(groupBy)) throw badOption(`split.groupBy is ${kindOf(groupBy)}`, "pass a list such as ['user']")
  const known: readonly string[] = GROUP_KINDS
  for (const kind of groupBy) {
    if (known.includes(kind)) continue
    const nearest = typeof kind === 'string' ? nearestName(kind, known) : undefined
    const guess = nearest === undefined ? '' : `did you mean ${nearest}? `
    throw badOption(`split.groupBy holds ${nameOf(kind)}`, `${guess}Use some of ${known.join(', ')}`)
  }
  return GROUP_KINDS.filter((kind) => kind === 'conversation' || groupBy.includes(kind))
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : kindOf(value)
}
