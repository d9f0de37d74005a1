import type { ChooseSplits } from './assign-keys.ts'
import { NO_SPLIT, splitCode, type SplitName } from './splits.ts'

/** Each new group goes where the hash of its anchor says: the widest key of its first row. */
export function chooseByHash(splitOf: (key: number) => SplitName): ChooseSplits {
  return ({ rows, splits }, groups) => {
    for (let row = 0; row < rows.size(); row += 1) {
      const anchor = rows.key(row, 0)
      const group = groups.find(anchor)
      if (splits[group] === NO_SPLIT) splits[group] = splitCode(splitOf(anchor))
    }
  }
}
