import { build } from './build.ts'
import { cat } from './cat.ts'
import { compact } from './compact.ts'
import { copy } from './copy.ts'
import { diff } from './diff.ts'
import { exportRows } from './export.ts'
import { forget } from './forget.ts'
import { stats } from './stats.ts'
import { verify } from './verify.ts'
import type { Verb } from './verb.ts'

/** The verbs of the command line, in the order of its help. */
export const VERBS: readonly Verb[] = [cat, stats, build, exportRows, verify, diff, copy, compact, forget]
